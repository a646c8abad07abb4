"""Months as plain numbers: year * 12 + month - 1."""

from calendar import monthrange
from datetime import date

HISTORY_MONTHS = 18


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def day_in(month: int, day: int) -> date:
    """A day of a month; the month's last where it is shorter."""
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day, monthrange(year, index + 1)[1]))


def history(anchor: date) -> range:
    """The months that the demo lives through; the last is the anchor's."""
    last = month_of(anchor)
    return range(last - HISTORY_MONTHS + 1, last + 1)
