"""The pieces of a topic's text that a result may show, and the words of the question marked in them."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from hearthside.helpcenter import markup
from hearthside.helpcenter.facts import SLOT
from hearthside.helpcenter.library import Topic
from hearthside.helpcenter.markup import Bold, Link, Listing, Paragraph, Span, Spans, Table
from hearthside.helpcenter.searching.words import plain, stem, stems, whole_tokens

EXCERPT_LENGTH_MAX = 240
LETTERS_LEAST = 30
"""A shorter piece says too little to be shown alone."""

COMMON = frozenset(stems((Path(__file__).parent / "common.txt").read_text(encoding="ascii").split()))
"""Stems that are in every text: they find nothing and are not marked."""

_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a topic's text: `anchor` and `heading` are what stands above it, `place` counts from 0."""

    heading: str
    anchor: str
    place: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A run of an excerpt; `is_marked` where it is a word of the question."""

    text: str
    is_marked: bool


def pieces_of(topic: Topic) -> list[Piece]:
    """Every paragraph, list and table row of a topic that is long enough. Facts are still `{{ phone }}`."""
    found = [
        (section.heading, section.anchor, text)
        for section in topic.sections
        for block in markup.blocks_of(section.body)
        for text in _texts(block)
        if len(text) >= LETTERS_LEAST
    ]
    return [Piece(heading, anchor, place, text) for place, (heading, anchor, text) in enumerate(found)]


def _texts(block: markup.Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _words(block.spans)
    elif isinstance(block, Listing):
        yield "; ".join(_words(item).rstrip(".;") for item in block.items) + "."
    elif isinstance(block, Table):
        for row in block.rows:
            yield ": ".join(filter(None, (_words(cell) for cell in row)))


def _words(spans: Spans) -> str:
    return "".join(_word(span) for span in spans)


def _word(span: Span) -> str:
    if isinstance(span, Bold | Link):
        return _words(span.spans)
    return f"{{{{ {span.name} }}}}" if isinstance(span, markup.Slot) else span.words


def stems_to_find(text: str) -> list[str]:
    """The stems of a text that tell it from others, for the index."""
    return [one for one in stems(whole_tokens(SLOT.sub(" ", text))) if one not in COMMON]


def best_of(candidates: Mapping[int, str], asked: Sequence[str]) -> int | None:
    """Of passages by place, each as its row of stems, the one that says most of what was asked, or None.

    A word counts by how rare it is among the candidates, and words that stand together count once more.
    Ties go to the passage that stands first, so every database gives the same.
    """
    rows = {place: row.split() for place, row in candidates.items()}
    having = Counter(one for row in rows.values() for one in set(row))
    wanted = {one for one in asked if one not in COMMON}
    together = set(pairwise(asked))

    def worth(row: Sequence[str]) -> float:
        words = sum(math.log(1 + len(rows) / having[one]) for one in wanted & set(row))
        return words + 0.5 * sum(pair in together for pair in pairwise(row))

    worths = {place: worth(row) for place, row in rows.items()}
    best = min(worths, key=lambda place: (-worths[place], place), default=None)
    return best if best is not None and worths[best] > 0 else None


def marked(text: str, asked: Sequence[str]) -> list[Said]:
    """The excerpt in runs: the part of `text` around its first word of the question, those words marked."""
    wanted = {one for one in asked if one not in COMMON}
    shown = _around(text, wanted)
    runs: list[Said] = []
    at = 0
    for found in _WORD.finditer(shown):
        if stem(plain(found[0])) in wanted:
            runs += [Said(shown[at : found.start()], False), Said(found[0], True)]
            at = found.end()
    runs.append(Said(shown[at:], False))
    return [run for run in runs if run.text]


def _around(text: str, wanted: set[str]) -> str:
    """At most EXCERPT_LENGTH_MAX letters, cut between words, with … where something is left out."""
    if len(text) <= EXCERPT_LENGTH_MAX:
        return text
    first = next((found.start() for found in _WORD.finditer(text) if stem(plain(found[0])) in wanted), 0)
    start = 0 if first < EXCERPT_LENGTH_MAX // 2 else text.rfind(" ", 0, first - EXCERPT_LENGTH_MAX // 4) + 1
    end = start + EXCERPT_LENGTH_MAX
    if end >= len(text):
        return f"{'… ' if start else ''}{text[start:]}"
    return f"{'… ' if start else ''}{text[start : text.rfind(' ', start, end)]} …"
