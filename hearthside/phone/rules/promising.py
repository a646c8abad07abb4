"""When a person answers, and by when we call back. Pure."""

from datetime import datetime, time, timedelta
from typing import Protocol

TRIES_MOST = 3
_UNTIL = {"morning": time(12), "afternoon": time(17)}
_LEAD = timedelta(hours=2)


class OpenHours(Protocol):
    """The organization's hours on the phone: days 0 (Monday) to 6, and from when to when."""

    @property
    def days(self) -> tuple[int, ...]: ...

    @property
    def opens(self) -> time: ...

    @property
    def closes(self) -> time: ...


def is_open(local: datetime, hours: OpenHours) -> bool:
    """Whether somebody answers at this local time."""
    return local.weekday() in hours.days and hours.opens <= local.time() < hours.closes


def promised_by(asked: datetime, hours: OpenHours, when: str) -> datetime:
    """The latest time of a call back: the end of the part of day that suits, on the first open day for it.

    Two hours' notice at least. A part of the day that lies outside the hours ends when they do.
    """
    ends = min(_UNTIL.get(when, hours.closes), hours.closes)
    if ends <= hours.opens:
        ends = hours.closes
    day = asked
    for _ in range(15):
        end = day.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
        if day.weekday() in hours.days and end >= asked + _LEAD:
            return end
        day += timedelta(days=1)
    raise ValueError("the organization's hours name no day")
