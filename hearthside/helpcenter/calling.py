"""Whom to call about what, and whether somebody answers now: pure.

Closed on weekends as the profile says, and on federal holidays. Source: 5 U.S.C. 6103; a holiday on a
Saturday is kept on Friday, one on a Sunday on Monday.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

from hearthside.organization.profile import Hours, Profile

DAYS_AHEAD = 14

NUMBERS: Mapping[str, Callable[[Profile], str]] = {"billing": lambda profile: profile.phone}
"""The number for each purpose that a topic's `call` may name."""


@dataclass(frozen=True, slots=True)
class Line:
    """A phone line at one moment. `changes_at` is when it closes if open, when it opens if closed."""

    number: str
    is_open: bool
    changes_at: datetime | None
    is_holiday: bool


def line(purpose: str, profile: Profile, *, at: datetime) -> Line:
    """The line for a purpose of `NUMBERS` at an instant; `changes_at` is in the organization's own time."""
    here = at.astimezone(ZoneInfo(profile.time_zone))
    openings = list(_openings(profile.hours, here))
    current = next((closes for opens, closes in openings if opens <= here < closes), None)
    following = next((opens for opens, _ in openings if opens > here), None)
    return Line(
        number=NUMBERS[purpose](profile),
        is_open=current is not None,
        changes_at=current or following,
        is_holiday=is_holiday(here.date()) and here.weekday() in profile.hours.days,
    )


def is_holiday(day: date) -> bool:
    """A federal holiday, on the day it is kept."""
    return day in holidays.country_holidays("US", years=(day.year, day.year + 1))


def _openings(hours: Hours, here: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When the line opens and closes, from today on."""
    for ahead in range(DAYS_AHEAD):
        day = here.date() + timedelta(days=ahead)
        if day.weekday() in hours.days and not is_holiday(day):
            yield (
                datetime.combine(day, hours.opens, here.tzinfo),
                datetime.combine(day, hours.closes, here.tzinfo),
            )
