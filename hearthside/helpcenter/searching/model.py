"""What was learned from the questions in training/: how much each feature speaks for each topic.

`learned.tsv` is data: topics on the first line, then a feature a line: its weights, a signed byte a topic, in
base 85. `learning.py` writes it; this file reads it. Beside it `vocabulary.tsv`: words and how often.
"""

import math
from array import array
from base64 import b85decode, b85encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hearthside.helpcenter.searching.features import Features, scaled

HERE = Path(__file__).parent
LEARNED = HERE / "learned.tsv"
VOCABULARY = HERE / "vocabulary.tsv"
LIKELIHOOD_LEAST = 1e-4
"""So that no topic is ruled out for good by one odd word."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, in the order of `topics`; `from_` is the fingerprint of what they came from."""

    topics: tuple[str, ...]
    from_: str
    weights: Mapping[str, Sequence[float]]

    def log_likelihoods(self, features: Features) -> dict[str, float] | None:
        """How likely each topic is, as a logarithm. None when nothing in the question was ever learned."""
        known = scaled({name: weight for name, weight in features.items() if name in self.weights})
        if not known:
            return None
        sums = [0.0] * len(self.topics)
        for name, weight in known.items():
            sums = [have + weight * more for have, more in zip(sums, self.weights[name], strict=True)]
        shares = as_shares(sums)
        return {
            slug: math.log(share + LIKELIHOOD_LEAST) for slug, share in zip(self.topics, shares, strict=True)
        }


def as_shares(scores: Sequence[float]) -> list[float]:
    """Scores as parts of one: the softmax."""
    highest = max(scores)
    grown = [math.exp(score - highest) for score in scores]
    whole = sum(grown)
    return [one / whole for one in grown]


@cache
def learned() -> Model:
    """The model that came with this version."""
    first, *lines = LEARNED.read_text(encoding="ascii").splitlines()
    from_, unit, *topics = first.split("\t")
    weights = {}
    for line in lines:
        name, packed = line.split("\t")
        weights[name] = [float(unit) * byte for byte in array("b", b85decode(packed))]
    return Model(tuple(topics), from_, weights)


def write(topics: Sequence[str], from_: str, weights: Mapping[str, Sequence[float]]) -> None:
    """Keep what was learned, each weight as one of 255 steps."""
    unit = max(abs(weight) for row in weights.values() for weight in row) / 127
    lines = ["\t".join([from_, f"{unit:.9f}", *topics])]
    for name, row in sorted(weights.items()):
        packed = b85encode(array("b", [round(weight / unit) for weight in row]).tobytes()).decode()
        lines.append(f"{name}\t{packed}")
    LEARNED.write_text("\n".join(lines) + "\n", encoding="ascii")


@cache
def vocabulary() -> Mapping[str, int]:
    """Every word of the sample questions and concepts, and how often it is said."""
    lines = VOCABULARY.read_text(encoding="ascii").splitlines()
    return {word: int(count) for word, count in (line.split("\t") for line in lines)}


def write_vocabulary(counts: Mapping[str, int]) -> None:
    lines: Iterable[str] = (f"{word}\t{count}" for word, count in sorted(counts.items()))
    VOCABULARY.write_text("\n".join(lines) + "\n", encoding="ascii")
