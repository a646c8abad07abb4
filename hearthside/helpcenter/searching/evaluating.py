"""How well search finds the right topic, on questions that it never learned from."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from hearthside.helpcenter.searching.ranking import Ranker

QUESTIONS = Path(__file__).parent.parent / "tests" / "questions.tsv"
FILES = (QUESTIONS, *(QUESTIONS.with_name(f"questions_{kind}.tsv") for kind in ("fresh", "apart")))
"""`apart` is the work of somebody who knew neither the samples nor the concepts."""


@dataclass(frozen=True, slots=True)
class Question:
    topic: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A question, the place of its right topic (1 is first, 0 is nowhere), what came first, and the time."""

    question: Question
    place: int
    first: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares from 0 to 1: right topic first, among three, and the mean of one over its place."""

    questions: int
    first: float
    among_three: float
    reciprocal_place: float


def questions(file: Path = QUESTIONS) -> list[Question]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Question(row["topic"], row["language"], row["question"]) for row in rows]


def ask_all(ranker: Ranker, asked: Iterable[Question]) -> list[Found]:
    return [_ask(ranker, question) for question in asked]


def _ask(ranker: Ranker, question: Question) -> Found:
    started = perf_counter()
    ranked = [one.topic for one in ranker.rank(question.text)]
    seconds = perf_counter() - started
    place = ranked.index(question.topic) + 1 if question.topic in ranked else 0
    return Found(question, place, ranked[0] if ranked else "", seconds)


def quality(found: Sequence[Found]) -> Quality:
    many = len(found)
    return Quality(
        many,
        sum(one.place == 1 for one in found) / many,
        sum(1 <= one.place <= 3 for one in found) / many,
        sum(1 / one.place for one in found if one.place) / many,
    )
