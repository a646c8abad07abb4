"""What rooms bring to the staff desk. The desk shows it and holds no rule of its own.

A room's `queues.py` holds `QUEUES`. Its `account_screen.py` may hold `READINGS` (what it knows of an account:
alerts and the timeline), `ACTIONS` and `FINDERS`: each one, or a tuple of several. Its `desk_pages.py` holds
`PAGES`: what stands in the desk's menu.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from hearthside.money import ZERO, Money

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
class DeskPage:
    """A page of a room that staff open by itself: the day's proof, the mail money, the calls.

    `page` is its address by name, as `reverse` takes it. `walled` as in a queue.
    """

    name: Words
    page: str
    permission: str
    walled: bool = False


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


@dataclass(frozen=True, slots=True)
class Subject:
    """The account on the screen, with what the screen knows already: what it owes, what credit it has."""

    account_id: int
    number: str
    owed: Money = ZERO
    credit: Money = ZERO


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Rows of one table about an account. The screen reads those of all rooms with one query.

    `rows(subject, most)` is a queryset, newest first and cut at `most` where it can grow. `facts` names the
    fields that `tell` needs; `more` names what it needs of related tables and sums, as expressions. `tell`
    gets the rows as objects of the queryset's model that hold just these, and makes alerts and lines of the
    timeline of them. It is not called when there is none.
    """

    rows: Callable[[Subject, int], "QuerySet[Any]"]
    facts: Sequence[str]
    tell: Callable[[Subject, Sequence[Any]], Sequence[Alert | TimelineRow]] = lambda subject, rows: ()
    more: Mapping[str, Any] = field(default_factory=dict)


ActionsOf = Callable[[Subject], Sequence[Action]]
FindersOf = Callable[[str], Sequence[Hit]]
"""What staff typed, as one line: exact finds only, at most 20. "check 1042" comes as it is; ten digits of a
number come without spaces or dashes. A room with walled records brings none."""
