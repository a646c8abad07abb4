"""How the desk's clock speaks, and when an item may be put off to. Values in, a value out."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DESK_ZONE = ZoneInfo("America/New_York")
PUT_OFF_DAYS_MAX = 60
_SUBJECT = re.compile(r"[A-Za-z0-9_.:/#+-]{1,64}")


class ClockKind(StrEnum):
    """What colors the clock. A word always stands beside it."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock's color, and how many days are left (below zero: over)."""

    kind: ClockKind
    days: int


def clock_of(*, due: date | None, since: date, today: date, days_most: int) -> Clock:
    """The clock of one item: by its due day, or by how long it may wait when it has none."""
    last = due or since + timedelta(days=days_most)
    left = (last - today).days
    if left < 0:
        return Clock(ClockKind.LATE, left)
    if left == 0:
        return Clock(ClockKind.TODAY, left)
    return Clock(ClockKind.SOON if left <= 2 else ClockKind.CALM, left)


def days_to_put_off(today: date) -> tuple[date, date]:
    """The first and the last day an item may be put off to."""
    return today + timedelta(days=1), today + timedelta(days=PUT_OFF_DAYS_MAX)


def day_at_desk(at: datetime) -> date:
    """The day at the organization's desk when it was `at`."""
    return at.astimezone(DESK_ZONE).date()


def age_days(since: date, today: date) -> int:
    return max(0, (today - since).days)


def audit_subject(queue: str, key: str) -> str:
    """What the audit trail calls an item: its queue and key, or only the queue where a key is too long."""
    subject = f"{queue}:{key}"
    return subject if _SUBJECT.fullmatch(subject) else queue[:64]
