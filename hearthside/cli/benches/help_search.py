"""Help search: does the right topic come first, and how fast?

Questions that search never learned from (helpcenter/tests/questions*.tsv), in both languages. Budget
(design.md 6): 95% of answers within 30 ms; first in 9 of 10, among three in 49 of 50. The baseline is search
that only counts words in the topics' texts (BM25F), on the same questions.
"""

import statistics
from collections.abc import Sequence
from typing import Any

from hearthside.helpcenter import library
from hearthside.helpcenter.searching import evaluating
from hearthside.helpcenter.searching.evaluating import Found
from hearthside.helpcenter.searching.model import Model
from hearthside.helpcenter.searching.ranking import LANGUAGES, Ranker, Reader, ranker
from hearthside.helpcenter.searching.spelling import Speller

P95_MS_MAX = 30
FIRST_LEAST, AMONG_THREE_LEAST = 0.90, 0.98


def run(most: int = 100_000) -> dict[str, Any]:
    """Shares and milliseconds over the first `most` questions of each file."""
    ranker().rank("warm up")
    found = [
        one
        for file in evaluating.FILES
        for one in evaluating.ask_all(ranker(), evaluating.questions(file)[:most])
    ]
    taken = sorted(one.seconds * 1000 for one in found)
    p95 = statistics.quantiles(taken, n=20)[-1]
    whole = evaluating.quality(found)
    return {
        **{language: _shares([one for one in found if one.question.language == language])
           for language in LANGUAGES},
        "baseline": _shares(evaluating.ask_all(_words_alone(), [one.question for one in found])),
        "p50_ms": round(statistics.median(taken), 2),
        "p95_ms": round(p95, 2),
        "misses": [f"{one.place}. {one.question.topic}, not {one.first}: {one.question.text}"
                   for one in found if one.place != 1],
        "ok": p95 <= P95_MS_MAX and whole.first >= FIRST_LEAST and whole.among_three >= AMONG_THREE_LEAST,
    }  # fmt: skip


def _shares(found: Sequence[Found]) -> dict[str, float]:
    seen = evaluating.quality(found)
    return {
        "questions": seen.questions,
        "first": round(seen.first, 4),
        "among_three": round(seen.among_three, 4),
        "mean_reciprocal_place": round(seen.reciprocal_place, 4),
    }


def _words_alone() -> Ranker:
    topics = [topic for language in LANGUAGES for topic in library.topics(language).values()]
    return Ranker(Reader(topics), Model((), "", {}), Speller.of(()))
