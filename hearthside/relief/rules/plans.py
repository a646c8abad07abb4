"""Paying over time: how an amount becomes installments, and where they stand. Pure sums."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hearthside.money import ZERO, Money, total
from hearthside.relief.policy import PlanTerms

FOUR = 4
"""More installments than this make an agreement "consumer credit": 12 CFR 1026.2(a)(17)(i)(A)."""


@dataclass(frozen=True, slots=True)
class Due:
    """One installment: its place, its day, how much."""

    number: int
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Placed:
    """An installment and how much of it what was paid covers; oldest first."""

    due: Due
    covered: Money

    @property
    def open(self) -> Money:
        return self.due.amount - self.covered


def day_in_month(year: int, month: int, day: int) -> date:
    """`day` of that month, or its last day where it is shorter: January 31, February 28, March 31."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def due_dates(first_after: date, *, day: int, count: int) -> list[date]:
    """`count` monthly days, the first of them on or after `first_after`."""
    year, month = first_after.year, first_after.month
    if day_in_month(year, month, day) < first_after:
        year, month = _next(year, month)
    dates = []
    for _ in range(count):
        dates.append(day_in_month(year, month, day))
        year, month = _next(year, month)
    return dates


def _next(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def schedule(amount: Money, *, count: int, day: int, today: date, first_due_days: int) -> list[Due]:
    """Near-equal installments, the larger ones first, that add up to exactly `amount`."""
    dates = due_dates(today + timedelta(days=first_due_days), day=day, count=count)
    return [
        Due(number, due_on, part)
        for number, (due_on, part) in enumerate(zip(dates, amount.split(count), strict=True), 1)
    ]


def counts_offered(amount: Money, terms: PlanTerms, *, most: int | None = None) -> list[int]:
    """In how many parts an amount may be paid, fewest first; none where it is too small for a plan."""
    if amount < terms.smallest_balance:
        return []
    return [
        count
        for count in range(2, (most or terms.installments_most) + 1)
        if amount.split(count)[-1] >= terms.smallest_installment
    ]


def covering(installments: Sequence[Due], covered: Money) -> list[Placed]:
    """What was paid so far, laid over the installments, oldest first. Nothing is lost past the last."""
    placed, left = [], covered
    for one in installments:
        part = min(left, one.amount)
        placed.append(Placed(one, part))
        left -= part
    return placed


def spread_again(
    installments: Sequence[Due], *, covered: Money, amount: Money, new_days: Sequence[date] = ()
) -> list[Due]:
    """The installments of a plan whose amount changed: those paid in full stay, the rest share what is open.

    Of an installment paid in part, the paid part stays on it. `new_days` are further days to share over.
    The result adds up to `amount`. An installment can come out at zero: nothing is left to pay on it.
    """
    kept: list[Due] = []
    for one in installments:
        if total(due.amount for due in kept) + one.amount > covered:
            break
        kept.append(one)
    days = [one.due_on for one in installments[len(kept) :]] + list(new_days)
    if not days and amount > covered:
        days = [_month_after(installments[-1].due_on)]
    on_the_next = covered - total(due.amount for due in kept)
    parts = (amount - covered).split(len(days)) if days else []
    rest = [
        Due(len(kept) + place, due_on, part + (on_the_next if place == 1 else ZERO))
        for place, (due_on, part) in enumerate(zip(days, parts, strict=True), 1)
    ]
    return [*kept, *rest]


def _month_after(day: date) -> date:
    return day_in_month(*_next(day.year, day.month), day.day)


def move_days(placed: Sequence[Placed], *, day: int, not_before: date) -> list[Due]:
    """The same installments; those not yet paid in full fall on `day`, the first on or after `not_before`."""
    unpaid = [one for one in placed if one.open > ZERO]
    dates = iter(due_dates(not_before, day=day, count=len(unpaid)))
    return [
        Due(one.due.number, next(dates) if one.open > ZERO else one.due.due_on, one.due.amount)
        for one in placed
    ]


def next_unpaid(placed: Sequence[Placed]) -> Placed | None:
    return next((one for one in placed if one.open > ZERO), None)


def due_by(placed: Sequence[Placed], on: date) -> Money:
    """What should have been paid by the end of `on` and was not."""
    return total(one.open for one in placed if one.due.due_on <= on)


class Lateness(StrEnum):
    """Where a plan stands on a day."""

    ON_TIME = "on_time"
    MISSED = "missed"
    OVER = "over"


def lateness(placed: Sequence[Placed], *, today: date, noticed_on: date | None, grace_days: int) -> Lateness:
    """MISSED from the day after an installment's day; OVER when the grace days after our letter passed too.

    Counted from the letter, so that nobody loses a plan whom we had not written to.
    """
    first = next_unpaid(placed)
    if first is None or today <= first.due.due_on:
        return Lateness.ON_TIME
    if noticed_on is None:
        return Lateness.MISSED
    is_over = today > max(first.due.due_on, noticed_on) + timedelta(days=grace_days)
    return Lateness.OVER if is_over else Lateness.MISSED


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What Regulation Z has a lender say before the agreement. Without a charge for it, all is the amount.

    Source: 12 CFR 1026.18(b), (d), (e), (g), (h). `rate` is the annual percentage rate, always "0%" here.
    """

    amount_financed: Money
    finance_charge: Money
    rate: str
    payments: int
    total_of_payments: Money


def disclosure(installments: Sequence[Due]) -> Disclosure | None:
    """The facts of an agreement of more than four installments; None where none are asked for."""
    if len(installments) <= FOUR:
        return None
    amount = total(one.amount for one in installments)
    return Disclosure(amount, ZERO, "0%", len(installments), amount)
