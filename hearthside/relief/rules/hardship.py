"""Hardship help: what an income means, and how much of a bill it takes off. Pure sums."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hearthside.money import Money
from hearthside.relief.policy import Guideline, ScaleStep

MONTHS = 12
PEOPLE_MOST = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """What the tables say of a household. Percents are whole; `percent_of_guideline` is rounded up.

    `forgives_percent` is 0 above the scale. `step` is the line of the scale that was read, if any.
    """

    guideline: Money
    source: str
    percent_of_guideline: int
    forgives_percent: int
    step: ScaleStep | None


def region_of(state: str) -> str:
    """The guideline's table for a state: Alaska and Hawaii have their own."""
    return state if state in ("AK", "HI") else "states"


def a_year(income: Money, *, is_monthly: bool) -> Money:
    return Money(income.cents * MONTHS) if is_monthly else income


def guideline_for(people: int, guideline: Guideline) -> Money:
    """The guideline of a household. Source: HHS poverty guidelines; past eight people each adds the same."""
    return Money(guideline.one.cents + guideline.more.cents * (people - 1))


def find(
    *,
    people: int,
    income_a_year: Money,
    state: str,
    guidelines: Mapping[str, Guideline],
    steps: Sequence[ScaleStep],
) -> Finding:
    """Read the tables: the guideline of this household, and the first step that the income is not above."""
    table = guidelines[region_of(state)]
    guideline = guideline_for(people, table)
    # Compared in cents, so that a dollar over a step's limit is over it and a rounded percent never decides.
    step = next(
        (one for one in steps if income_a_year.cents * 100 <= guideline.cents * one.up_to_percent), None
    )
    percent = -(-income_a_year.cents * 100 // guideline.cents)
    return Finding(guideline, table.source, percent, step.forgives_percent if step else 0, step)


def forgiven(charges: Iterable[tuple[int, Money]], percent: int) -> list[tuple[int, Money]]:
    """How much is taken off each charge: the whole in one sum, to the cent, shared oldest first.

    A percent of the sum and not a sum of percents, so that 100 charges do not round a hundred times.
    """
    rows = list(charges)
    left = Money(sum(open_.cents for _, open_ in rows)).portion(Decimal(percent) / 100)
    parts = []
    for charge_id, open_ in rows:
        part = min(left, open_.portion(Decimal(percent) / 100))
        parts.append((charge_id, part))
        left -= part
    return [row for row in _with_rest(rows, parts, left) if row[1]]


def _with_rest(
    rows: Sequence[tuple[int, Money]], parts: Sequence[tuple[int, Money]], left: Money
) -> list[tuple[int, Money]]:
    """The cents that rounding left over, given to the first charges that have room for them."""
    shared = []
    for (_, open_), (charge_id, part) in zip(rows, parts, strict=True):
        more = min(left, open_ - part)
        shared.append((charge_id, part + more))
        left -= more
    return shared
