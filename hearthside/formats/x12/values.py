"""Amounts, days and counts as X12 writes them, read exactly, and fast: the same few texts come again."""

from datetime import date

from hearthside.money import Money

CACHE_MAX = 16_384


class CentsByText(dict[str, int]):
    """`cents["12.50"]` is 1250. Raises UnreadableAmount for what is not dollars and cents.

    Source: X12 data element type R, read by Money.parse_dollars; outer blanks are allowed.
    """

    def __missing__(self, text: str) -> int:
        digits = text[:-3] + text[-2:]
        if text[-3:-2] == "." and digits.isdigit() and text.isascii() and len(digits) < 15:
            amount = int(digits)  # as nearly all of them are written: 1234.50
        else:
            amount = Money.parse_dollars(text.strip()).cents
        if len(self) >= CACHE_MAX:
            self.clear()
        self[text] = amount
        return amount


class DayByText(dict[str, date | None]):
    """`days["20260131"]` is that day; None for what is no day. Source: X12 date format D8."""

    def __missing__(self, text: str) -> date | None:
        day = read_day(text.strip())
        if len(self) >= CACHE_MAX:
            self.clear()
        if len(text) < 16:
            self[text] = day
        return day


def read_day(text: str) -> date | None:
    """A day written CCYYMMDD, or None if it is not one."""
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def read_count(text: str) -> int | None:
    """A whole number of at most nine digits, or None."""
    text = text.strip()
    return int(text) if 0 < len(text) < 10 and text.isascii() and text.isdigit() else None


def dollars_text(cents: int) -> str:
    return Money(cents).dollars_text


def day_text(day: date | None) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}" if day else ""
