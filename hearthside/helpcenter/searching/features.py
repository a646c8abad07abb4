"""What a question gives the ranker to go by: its stems, neighbors, and what they speak of."""

from collections.abc import Mapping, Sequence

from hearthside.helpcenter.searching.concepts import concepts_in
from hearthside.helpcenter.searching.words import pairs

Features = Mapping[str, float]

WORD, PAIR, CONCEPT, TWO_CONCEPTS = 1.0, 0.7, 1.5, 0.5
"""How loudly each speaks. A pair of words is rarer than each, a concept safer than both."""


def features_of(stemmed: Sequence[str]) -> dict[str, float]:
    """Name and weight of everything seen, scaled so that a long story and two words weigh alike."""
    concepts = sorted(concepts_in(stemmed))
    found = dict.fromkeys((f"w {stem}" for stem in stemmed), WORD)
    found.update(dict.fromkeys((f"p {pair}" for pair in pairs(["^", *stemmed, "$"])), PAIR))
    found.update(dict.fromkeys((f"c {concept}" for concept in concepts), CONCEPT))
    found.update(
        dict.fromkeys(
            (f"cc {one} {other}" for place, one in enumerate(concepts) for other in concepts[place + 1 :]),
            TWO_CONCEPTS,
        )
    )
    return scaled(found)


def scaled(features: Features) -> dict[str, float]:
    """The same features, together of length one."""
    length = sum(weight * weight for weight in features.values()) ** 0.5 or 1.0
    return {name: weight / length for name, weight in features.items()}
