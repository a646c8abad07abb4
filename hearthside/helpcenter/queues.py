"""What waits for a person at the desk: words that search missed, and what readers still wonder."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from django.urls import reverse

from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.helpcenter import selectors
from hearthside.helpcenter.models import TopicWords
from hearthside.helpcenter.searching import selectors as searching
from hearthside.helpcenter.searching.desk import QUEUE
from hearthside.helpcenter.searching.models import SearchMiss

NOON = time(12)


def _since(day: date) -> datetime:
    """Rows keep a day and no time: noon stands for it."""
    return datetime.combine(day, NOON, UTC)


def _tally(counted: Callable[[], tuple[int, date | None]]) -> Callable[[], Tally]:
    def tally() -> Tally:
        count, oldest = counted()
        return Tally(count, _since(oldest) if oldest else None)

    return tally


def _miss_item(miss: SearchMiss) -> WorkItem:
    return WorkItem(
        str(miss.pk), f"“{miss.words}”", reverse("helpcenter:desk_miss", args=[miss.pk]),
        _since(miss.first_on), why=f"Searched {miss.times} time{'' if miss.times == 1 else 's'}",
    )  # fmt: skip


def _misses(after: str, most: int) -> Sequence[WorkItem]:
    rows = searching.misses_waiting().filter(pk__gt=int(after or 0))[:most]
    return [_miss_item(row) for row in rows]


def _miss(key: str) -> WorkItem | None:
    row = searching.miss_with(int(key)) if key.isdigit() else None
    return _miss_item(row) if row is not None and row.settled_on is None else None


def _words_item(row: TopicWords) -> WorkItem:
    return WorkItem(
        str(row.pk), f"About {row.slug}", reverse("helpcenter:desk_words", args=[row.pk]),
        _since(row.said_on), why=row.words,
    )  # fmt: skip


def _words(after: str, most: int) -> Sequence[WorkItem]:
    rows = selectors.words_waiting().order_by("pk").filter(pk__gt=int(after or 0))[:most]
    return [_words_item(row) for row in rows]


def _one_word(key: str) -> WorkItem | None:
    row = selectors.words_with(int(key)) if key.isdigit() else None
    return _words_item(row) if row is not None and row.settled_on is None else None


QUEUES = (
    WorkQueue(
        slug=QUEUE, name="Search misses", permission="helpcenter.misses",
        tally=_tally(searching.tally_of_misses), items=_misses, find=_miss, days_most=14,
        help="Words that help search could not answer. Nobody knows who typed them.",
    ),
    WorkQueue(
        slug="help-words", name="Readers still wonder", permission="helpcenter.misses",
        tally=_tally(selectors.tally_of_words), items=_words, find=_one_word, days_most=14,
        help="What readers wrote under an answer that did not help. Nobody knows who wrote it.",
    ),
)  # fmt: skip
