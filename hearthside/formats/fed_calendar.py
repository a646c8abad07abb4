"""The days on which the Federal Reserve moves money, for any year.

Source: the Federal Reserve Banks' holiday schedule. A holiday on a Sunday closes the Monday after it; one
on a Saturday closes nothing, for the banks are closed that day and open the Friday before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

DAY = timedelta(days=1)
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
JUNETEENTH_FROM = 2022
KING_FROM = 1986


@cache
def closed_days(year: int) -> frozenset[date]:
    """The weekdays of `year` on which the Federal Reserve Banks are closed."""
    observed = (day + DAY if day.weekday() == SUNDAY else day for day in _holidays(year))
    return frozenset(day for day in observed if day.weekday() not in (SATURDAY, SUNDAY))


def _holidays(year: int) -> Iterator[date]:
    yield date(year, 1, 1)
    if year >= KING_FROM:
        yield _nth(year, 1, MONDAY, 3)
    yield _nth(year, 2, MONDAY, 3)
    yield _last(year, 5, MONDAY)
    if year >= JUNETEENTH_FROM:
        yield date(year, 6, 19)
    yield date(year, 7, 4)
    yield _nth(year, 9, MONDAY, 1)
    yield _nth(year, 10, MONDAY, 2)
    yield date(year, 11, 11)
    yield _nth(year, 11, THURSDAY, 4)
    yield date(year, 12, 25)


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (count - 1))


def _last(year: int, month: int, weekday: int) -> date:
    end = date(year, month + 1, 1) - DAY
    return end - DAY * ((end.weekday() - weekday) % 7)


def is_banking_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in closed_days(day.year)


def banking_day_from(day: date) -> date:
    """`day` itself when the Federal Reserve moves money on it, else the next day on which it does."""
    while not is_banking_day(day):
        day += DAY
    return day


def add_banking_days(day: date, count: int) -> date:
    """The banking day `count` banking days after `day`; before it where `count` is negative.

    `day` need not be one: the first banking day after a Sunday is one banking day after it.
    """
    step = DAY if count >= 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not is_banking_day(day):
            day += step
    return day


def banking_days_between(earlier: date, later: date) -> int:
    """How many banking days come after `earlier`, up to and with `later`; 0 when it is not later."""
    count, day = 0, earlier
    while day < later:
        day += DAY
        count += is_banking_day(day)
    return count


@dataclass(frozen=True, slots=True)
class Cutoff:
    """When the bank must have a file (its own clock), and how many banking days ahead its entries settle."""

    at: time
    days_ahead: int


def effective_entry_date(sent: datetime, cutoff: Cutoff, *, not_before: date | None = None) -> date:
    """The soonest day that entries sent at `sent` (the bank's local time) may ask to settle on.

    A file after the cut-off, or on a day the banks are closed, counts as the next banking day's.
    `not_before` is the first day the person agreed to.
    """
    day = sent.date()
    taken_on = day if is_banking_day(day) and sent.time() < cutoff.at else add_banking_days(day, 1)
    soonest = add_banking_days(taken_on, cutoff.days_ahead)
    return max(soonest, banking_day_from(not_before)) if not_before else soonest
