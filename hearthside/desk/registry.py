"""What rooms bring to the staff desk. The desk shows it and holds no rule of its own.

A room's `queues.py` holds `QUEUES`; its `account_screen.py` may hold `ALERTS`, `TIMELINE`, `ACTIONS` and
`FINDERS`: each a callable, or a tuple of several.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing that waits for a person. `key` names it within its queue, the same every time.

    `path` is the page it is worked on. `what` and `why` are words without health facts. `cents` is the
    money it is about. `due` colors the clock: the day by which it must be done, if there is one.
    """

    key: str
    what: Words
    path: str
    since: datetime
    why: Words = ""
    cents: int | None = None
    account_id: int | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How much waits in a queue, and since when its oldest item does."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """A work queue. `permission` is what a person needs to see and work it.

    `items(after, most)` gives up to `most` items, oldest first, those after the key `after` ("" for the
    first); `tally()` counts in the database. `walled`: invisible, even in search, without the permission.
    `find(key)` gives one item, None when it is done; a queue without it is read from its start, so give it
    to any queue that can grow long. `days_most` is how long its oldest item may wait before the desk says
    so. When a person has finished an item, send them to `desk:queue` with the slug: the next one has focus.
    """

    slug: str
    name: Words
    permission: str
    tally: Callable[[], Tally]
    items: Callable[[str, int], Sequence[WorkItem]]
    help: Words = ""
    walled: bool = False
    find: Callable[[str], WorkItem | None] | None = None
    days_most: int = 5


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to know before speaking: deceased, large print, a helper, a payment that came back."""

    words: Words
    kind: str = "note"  # note, caution, stop
    path: str = ""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened on an account, for staff: bill, claim, payment, call, message, case."""

    at: datetime
    kind: str
    what: Words
    detail: Words = ""
    path: str = ""
    cents: int | None = None
    state: Words = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A button on the account screen. Shown to staff who hold `permission`."""

    words: Words
    path: str
    permission: str
    group: Words = field(default="")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something a search found: on which account, and in words what it is. `path` is "" for the account."""

    account_id: int
    what: Words
    path: str = ""


AlertsOf = Callable[[int], Sequence[Alert]]
TimelineOf = Callable[[int, int], Sequence[TimelineRow]]
"""Account id, most rows: the newest first."""
ActionsOf = Callable[[int], Sequence[Action]]
FindersOf = Callable[[str], Sequence[Hit]]
"""What staff typed, as one line: exact finds only, at most 20. "check 1042" comes as it is; ten digits of a
number come without spaces or dashes. A room with walled records brings none."""
