"""Reading queues: who holds what, what sleeps, and which item is next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hearthside.desk import rules
from hearthside.desk.models import WorkNote, WorkPutOff, WorkTaken
from hearthside.desk.registry import WorkItem, WorkQueue
from hearthside.desk.rules import Clock
from hearthside.identity import selectors as logins
from hearthside.money import Money

PAGE = 50
READ_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """A queue as the home page shows it: how much waits, and how old its oldest item is."""

    queue: WorkQueue
    count: int
    age_days: int | None
    clock: Clock | None


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a queue, its clock, and who holds it or until when it sleeps."""

    item: WorkItem
    clock: Clock
    holder: str
    is_mine: bool
    sleeps_until: date | None

    @property
    def amount(self) -> Money | None:
        return None if self.item.cents is None else Money(self.item.cents)


@dataclass(frozen=True, slots=True)
class Note:
    """What one clerk told the next."""

    by: str
    at: datetime
    text: str


def standings(queues: Sequence[WorkQueue], *, today: date) -> list[Standing]:
    """Each queue's count and oldest age: as many questions to the database as its `tally` asks."""
    return [_standing(queue, today) for queue in queues]


def _standing(queue: WorkQueue, today: date) -> Standing:
    tally = queue.tally()
    if tally.oldest is None:
        return Standing(queue, tally.count, None, None)
    oldest = rules.day_at_desk(tally.oldest)
    clock = rules.clock_of(due=None, since=oldest, today=today, days_most=queue.days_most)
    return Standing(queue, tally.count, rules.age_days(oldest, today), clock)


def page(queue: WorkQueue, *, after: str, login_id: int, today: date) -> tuple[list[Row], str]:
    """Up to 50 items after the key `after`, and the key the next page starts after ("" on the last)."""
    items = list(queue.items(after, PAGE + 1))
    shown = items[:PAGE]
    return _rows(queue, shown, login_id, today), shown[-1].key if len(items) > PAGE else ""


def _rows(queue: WorkQueue, items: Sequence[WorkItem], login_id: int, today: date) -> list[Row]:
    keys = [item.key for item in items]
    taken = {row.key: row.login_id for row in WorkTaken.objects.filter(queue=queue.slug, key__in=keys)}
    asleep = dict(_asleep(queue.slug, keys, today))
    names = logins.staff_names(taken.values()) if taken else {}
    return [
        Row(
            item, clock_of(queue, item, today), names.get(taken.get(item.key, 0), ""),
            taken.get(item.key) == login_id, asleep.get(item.key),
        )
        for item in items
    ]  # fmt: skip


def clock_of(queue: WorkQueue, item: WorkItem, today: date) -> Clock:
    since = rules.day_at_desk(item.since)
    return rules.clock_of(due=item.due, since=since, today=today, days_most=queue.days_most)


def _asleep(slug: str, keys: Sequence[str], today: date) -> list[tuple[str, date]]:
    rows = WorkPutOff.objects.filter(queue=slug, key__in=keys, until__gt=today)
    return list(rows.values_list("key", "until"))


def free_items(queue: WorkQueue, *, today: date) -> Iterator[WorkItem]:
    """Items that nobody holds and that are awake, oldest first; read 200 at a time."""
    after = ""
    while items := list(queue.items(after, READ_AT_ONCE)):
        keys = [item.key for item in items]
        busy = set(WorkTaken.objects.filter(queue=queue.slug, key__in=keys).values_list("key", flat=True))
        busy |= {key for key, _until in _asleep(queue.slug, keys, today)}
        yield from (item for item in items if item.key not in busy)
        after = keys[-1]


def item_taken(queue: WorkQueue, taken: WorkTaken) -> WorkItem | None:
    """The item somebody holds, None when it is done: it is in its queue no more."""
    if queue.find is not None:
        return queue.find(taken.key)
    after = ""
    while items := list(queue.items(after, READ_AT_ONCE)):
        for item in items:
            if item.key == taken.key:
                return item
            if item.since > taken.since:  # oldest first: what is not here by now is done
                return None
        after = items[-1].key
    return None


def held_by(login_id: int, slug: str) -> list[WorkTaken]:
    """What somebody holds of a queue, longest held first."""
    return list(WorkTaken.objects.filter(login_id=login_id, queue=slug).order_by("at", "pk"))


def notes_on(slug: str, keys: Sequence[str]) -> dict[str, list[Note]]:
    """What was written about items, oldest first, by key."""
    rows = list(WorkNote.objects.filter(queue=slug, key__in=keys).order_by("at", "pk"))
    names = logins.staff_names(row.login_id for row in rows) if rows else {}
    found: dict[str, list[Note]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(Note(names.get(row.login_id, ""), row.at, row.text))
    return found
