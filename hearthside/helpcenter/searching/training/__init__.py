"""Questions the ranker learns from: as people say them, and patterns with many things in their blanks."""

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hearthside.helpcenter import library

HERE = Path(__file__).parent
LANGUAGES = ("en", "es")
PATTERNS = "patterns.tsv"
HURRIED = "people_"
_BLANK = re.compile(r"\{(\w+)\}")
_SENTENCE_END = re.compile(r"[.?!]\s+")

ASKED, SAID_IN_PATTERN, TITLE, KEYWORD, ALONGSIDE = 1.0, 0.35, 1.0, 0.7, 0.4
SAYINGS = 6
"""How often a pattern is said."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A question and the topic that answers it; `weight` says how much it teaches."""

    topic: str
    text: str
    weight: float
    is_careful: bool = True
    """False for what was typed in a hurry: its slips are learned from, but make no new words."""


def samples() -> Iterator[Sample]:
    """Everything to learn from, the topics' own words included."""
    yield from asked()
    yield from _patterns()
    yield from _topics()


def asked() -> Iterator[Sample]:
    """The questions of every list beside this file."""
    for path in sorted(set(HERE.glob("*.tsv")) - {HERE / PATTERNS}):
        for row in _rows(path):
            yield Sample(row["topic"], row["question"], ASKED, not path.name.startswith(HURRIED))


def _patterns() -> Iterator[Sample]:
    fillings = tomllib.loads((HERE / "slots.toml").read_text(encoding="utf-8"))
    turn = 0
    for row in _rows(HERE / PATTERNS):
        said = set()
        for _ in range(SAYINGS if _BLANK.search(row["pattern"]) else 1):
            turn += 1
            said.add(_fill(row["pattern"], fillings[row["language"]], turn))
        for text in sorted(said):
            yield Sample(row["topic"], text, SAID_IN_PATTERN)


def _fill(pattern: str, fillings: dict[str, list[str]], turn: int) -> str:
    """The pattern with its blanks filled. A step of 7 visits every filling before one comes again."""
    place = turn * 7

    def filling(blank: re.Match[str]) -> str:
        nonlocal place
        place += 3
        choices = fillings[blank[1]]
        return choices[place % len(choices)]

    return _BLANK.sub(filling, pattern)


def _topics() -> Iterator[Sample]:
    for language in LANGUAGES:
        for slug, topic in library.topics(language).items():
            yield Sample(slug, topic.title, TITLE)
            for keyword in topic.keywords:
                yield Sample(slug, keyword, KEYWORD)
            for heading in (section.heading for section in topic.sections if section.heading):
                yield Sample(slug, heading, ALONGSIDE)
            for sentence in _SENTENCE_END.split(topic.short):
                yield Sample(slug, sentence, ALONGSIDE)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
