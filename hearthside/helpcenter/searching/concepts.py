"""Words and phrases that mean the same, in either language: concepts.toml, read once a process."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from hearthside.helpcenter.searching.words import stems, tokens

LEXICON = Path(__file__).parent / "concepts.toml"

Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
"""By the first stem of a phrase: all of its stems, and the concept it means."""


@cache
def lexicon() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Concept, language, its words and phrases as written."""
    return tomllib.loads(LEXICON.read_text(encoding="utf-8"))


def said() -> Iterator[str]:
    """Every word and phrase of the lexicon, plain."""
    for languages in lexicon().values():
        for phrases in languages.values():
            yield from phrases


@cache
def _phrases() -> Phrases:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for concept, languages in lexicon().items():
        for phrase in {tuple(stems(tokens(phrase))) for phrases in languages.values() for phrase in phrases}:
            found.setdefault(phrase[0], []).append((phrase, concept))
    return found


def concepts_in(stemmed: Sequence[str]) -> set[str]:
    """What a row of stems speaks of. A phrase counts where its words stand together."""
    known = _phrases()
    return {
        concept
        for place, first in enumerate(stemmed)
        for phrase, concept in known.get(first, ())
        if tuple(stemmed[place : place + len(phrase)]) == phrase
    }
