"""How a language writes a day, a span of days, an amount, a payment method and a list of names."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from hearthside.bills.document.parts import PaymentMethod, RentalMonth, Service
from hearthside.bills.document.words.wording import Wording
from hearthside.money import Money

NO_BREAK = "\N{NO-BREAK SPACE}"


def long_day(day: date, wording: Wording) -> str:
    """November 23, 2026 · 23 de noviembre de 2026."""
    month = wording.months[day.month - 1]
    return _whole(wording.day_with_year.format(month=month, day=day.day, year=day.year))


def near_day(day: date, wording: Wording, *, year: int) -> str:
    """As `long_day`, without the year where it is `year`: October 6."""
    if day.year != year:
        return long_day(day, wording)
    return _whole(wording.day.format(month=wording.months[day.month - 1], day=day.day))


def span(first: date, last: date, wording: Wording, *, year: int) -> str:
    """October 6 · October 3 to 31 · October 3 to November 2. The year only where it is not `year`."""
    if first == last:
        return near_day(first, wording, year=year)
    if (first.year, first.month) == (last.year, last.month) and first.year == year:
        month = wording.months[first.month - 1]
        return wording.span_in_month.format(month=month, first=first.day, last=last.day)
    ends = (near_day(day, wording, year=year) for day in (first, last))
    return wording.span.format(**dict(zip(("first", "last"), ends, strict=True)))


def _whole(words: str) -> str:
    """The same words, never broken across lines."""
    return words.replace(" ", NO_BREAK)


def service_name(service: Service, wording: Wording, *, year: int) -> str:
    """Nurse visit, October 6 · CPAP rental, October 3 (month 4 of 13)."""
    days = span(service.service_from, service.service_to, wording, year=year)
    rental = f" ({rental_month(service.rental, wording)})" if service.rental else ""
    return f"{service.item.strip()}, {days}{rental}"


def rental_month(rental: RentalMonth, wording: Wording) -> str:
    words = wording.rental_month if rental.months else wording.rental_month_open
    return words.format(month=rental.month, months=rental.months)


def amount(cents: int) -> str:
    """$1,234.56, with a real minus sign."""
    return str(Money(cents))


def taken_off(cents: int) -> str:
    """An amount in a column that takes away: 6500 cents is −$65.00, nothing is $0.00."""
    return str(Money(-cents))


def owed(cents: int, wording: Wording) -> str:
    """What is owed, or the word credit: $142.50 · Credit $12.00."""
    return amount(cents) if cents >= 0 else wording.credit.format(amount=amount(-cents))


def how_paid(method: PaymentMethod, ending: str, wording: Wording) -> str:
    """by check · with a card ending in 4242."""
    return _with_ending(wording.methods[method], ending, wording)


def method_name(method: PaymentMethod, ending: str, wording: Wording) -> str:
    """Check · Card ending in 4242."""
    return _with_ending(wording.methods_short[method], ending, wording)


def _with_ending(words: str, ending: str, wording: Wording) -> str:
    return wording.ending.format(method=words, ending=ending) if ending else words


def listed(names: Sequence[str], wording: Wording, *, most: int) -> str:
    """Ana, Ben and Cora; past `most` names, the first of them and how many more."""
    if len(names) > most:
        return wording.and_more.format(names=", ".join(names[:most]), count=len(names) - most)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {wording.list_and} {names[-1]}"


def grouped(number: str) -> str:
    """4021187739 as 402 118 7739 and 44719026 as 4471 9026, held together by spaces that never break."""
    cuts = {10: (0, 3, 6, 10), 8: (0, 4, 8)}.get(len(number), (0, len(number)))
    return NO_BREAK.join(number[start:end] for start, end in pairwise(cuts))
