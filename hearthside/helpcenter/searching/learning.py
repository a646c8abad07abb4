"""Learn from training/ and concepts.toml, and write learned.tsv and vocabulary.tsv beside this file.

    python -m hearthside.helpcenter.searching.learning

Multinomial logistic regression by gradient steps, in plain Python: half a minute, the same result each time.
It is run by hand when a sample, a pattern or a concept changes; a test says when that was forgotten.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hearthside.helpcenter.searching import concepts, model, training
from hearthside.helpcenter.searching.features import Features, features_of, scaled
from hearthside.helpcenter.searching.training import Sample
from hearthside.helpcenter.searching.words import stems, tokens

ROUNDS = 14
STEP_FIRST, STEP_LEAST = 2.0, 0.02
SEEN_LEAST = 2
"""A feature that only one sample has is chance, unless it is a concept."""
HURRIED_LEAST = 3
"""A word that hurried people write fewer times than this, and nobody else, is a slip."""

Weights = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sample as the learner sees it; `topic` is its place in the list of topics."""

    features: Features
    topic: int
    weight: float


def learn(samples: Sequence[Sample], topics: Sequence[str], *, rounds: int = ROUNDS) -> Weights:
    """How much each feature speaks for each of `topics`. The same samples give the same weights."""
    lessons = _lessons(samples, topics)
    weights: Weights = {}
    chance = random.Random(1)  # noqa: S311 - the order of lessons is no secret
    for turn in range(rounds):
        chance.shuffle(lessons)
        step = STEP_FIRST * (1 - turn / rounds) + STEP_LEAST
        for lesson in lessons:
            _take(lesson, weights, step * lesson.weight, len(topics))
    return weights


def _lessons(samples: Sequence[Sample], topics: Sequence[str]) -> list[Lesson]:
    found = [features_of(stems(tokens(sample.text))) for sample in samples]
    seen = Counter(name for features in found for name in features)
    place = {slug: number for number, slug in enumerate(topics)}
    return [
        Lesson(scaled({name: weight for name, weight in features.items() if _is_kept(name, seen)}),
               place[sample.topic], sample.weight)
        for sample, features in zip(samples, found, strict=True)
    ]  # fmt: skip


def _is_kept(name: str, seen: Mapping[str, int]) -> bool:
    return seen[name] >= SEEN_LEAST or name.startswith("c ")


def _take(lesson: Lesson, weights: Weights, step: float, topics: int) -> None:
    """Move the weights of what the lesson shows toward its topic, away from what was wrongly likely."""
    sums = [0.0] * topics
    for name, weight in lesson.features.items():
        if name in weights:
            sums = [have + weight * more for have, more in zip(sums, weights[name], strict=True)]
    moves = [-step * share for share in model.as_shares(sums)]
    moves[lesson.topic] += step
    for name, weight in lesson.features.items():
        before = weights.get(name) or [0.0] * topics
        weights[name] = [have + weight * move for have, move in zip(before, moves, strict=True)]


def vocabulary_of(samples: Iterable[Sample]) -> Counter[str]:
    """Words and how often; a word of the concepts counts once more, so that all of them are known.

    What only hurried people write, and seldom, is taken for a slip and left out.
    """
    careful = Counter(word for text in concepts.said() for word in tokens(text))
    hurried: Counter[str] = Counter()
    for sample in samples:
        (careful if sample.is_careful else hurried).update(tokens(sample.text))
    often = {word: count for word, count in hurried.items() if word in careful or count >= HURRIED_LEAST}
    return careful + Counter(often)


def fingerprint() -> str:
    """Of everything that is edited by hand and learned from; the topics' own words may change without."""
    digest = hashlib.sha256()
    for file in (concepts.LEXICON, *sorted(training.HERE.glob("*.t[so][vm]*"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def main() -> None:
    samples = list(training.samples())
    topics = sorted({sample.topic for sample in samples})
    model.write(topics, fingerprint(), learn(samples, topics))
    model.write_vocabulary(vocabulary_of(samples))
    print(f"Learned {len(topics)} topics from {len(samples)} samples.")


if __name__ == "__main__":
    main()
