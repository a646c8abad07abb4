"""The table of what is charged, taken off and owed: which columns it needs and what each cell says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hearthside.bills.document.bill import Shares
from hearthside.bills.document.words.saying import amount, taken_off
from hearthside.bills.paper.font_file import read_font
from hearthside.bills.paper.typefaces import TEXT_FACES

FRONT_LINES_MAX = 6
STANDARD_CHARACTERS_MAX = 52  # of all amount columns together, beside two inches of words
LARGE_CHARACTERS_MAX = 34
TABLE_POINTS = 11.5
UNDER_POINTS = 10.5
SPARE_POINTS = 1.5


@dataclass(frozen=True, slots=True)
class Column:
    """One amount column: its heading, and the cell for some shares."""

    heading: str
    cell: Callable[[Shares], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    charge: str
    discount: str
    plan: str
    plans: str
    second_plan: str
    other: str
    paid: str
    owe: str


def columns_for(totals: Sequence[Shares], headings: Headings, *, amounts_max: int) -> list[Column]:
    """The amount columns. What is zero on every line has none; past `amounts_max` both plans share one."""

    def used(read: Callable[[Shares], int]) -> bool:
        return any(read(shares) for shares in totals)

    middle: list[Column] = []
    if used(lambda s: s.other_cents):
        middle.append(Column(headings.other, lambda s: taken_off(s.other_cents)))
    if used(lambda s: s.already_paid_cents):
        middle.append(Column(headings.paid, lambda s: taken_off(s.already_paid_cents)))
    plans = [Column(headings.plan, lambda s: taken_off(s.plan_paid_cents))]
    if used(lambda s: s.second_plan_paid_cents):
        plans.append(Column(headings.second_plan, lambda s: taken_off(s.second_plan_paid_cents)))
    if len(plans) + len(middle) + 3 > amounts_max and len(plans) == 2:
        plans = [Column(headings.plans, lambda s: taken_off(s.plans_paid_cents))]
    return [
        Column(headings.charge, lambda s: amount(s.charged_cents)),
        Column(headings.discount, lambda s: taken_off(s.discount_cents)),
        *plans,
        *middle,
        Column(headings.owe, lambda s: amount(s.you_owe_cents)),
    ]


def cells(columns: Sequence[Column], shares: Shares) -> list[str]:
    return [column.cell(shares) for column in columns]


def must_stack(columns: Sequence[Column], totals: Shares, *, large: bool) -> bool:
    """True where the amounts side by side would leave too little room for the words."""
    characters = sum(max(len(column.cell(totals)), 8) for column in columns)
    return characters > (LARGE_CHARACTERS_MAX if large else STANDARD_CHARACTERS_MAX)


def rests(columns: Sequence[Column], shares: Sequence[Shares]) -> list[dict[str, Any]]:
    """For each number of lines shown first, 0 to 6: how many are left and what they come to."""
    return [
        {"shown": shown, "count": len(shares) - shown, "cells": cells(columns, Shares.total(shares[shown:]))}
        for shown in range(min(FRONT_LINES_MAX, len(shares)) + 1)
    ]


def amount_widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """The width of each amount column in points: its widest cell, or the widest word of its heading."""
    bold = read_font(TEXT_FACES[1])
    return [
        max(
            *(bold.width(word, TABLE_POINTS) for word in heading.split()),
            *(bold.width(row[index], TABLE_POINTS) for row in rows),
        )
        + SPARE_POINTS
        for index, heading in enumerate(headings)
    ]


def words_width(item: str, under: str) -> float:
    """How wide the care column must be, in points, so that neither text wraps."""
    regular = read_font(TEXT_FACES[0])
    return max(regular.width(item, TABLE_POINTS), regular.width(under, UNDER_POINTS)) + SPARE_POINTS
