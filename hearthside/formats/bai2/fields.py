"""The fields of records 03 and 16, whose number depends on what stands in them."""

import re
from dataclasses import dataclass

from hearthside.formats.bai2.records import Funds, Summary
from hearthside.formats.bai2.values import amount_in, count_in
from hearthside.money import Money

TYPE = re.compile(r"[0-9]{3}")
KINDS = frozenset(["", "Z", "0", "1", "2", "S", "V", "D"])
DISTRIBUTED_MOST = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a field: whether the account's figures still stand, and the words of a finding."""

    field: str
    found: str
    expected: str
    is_error: bool = True


class Cursor:
    """Fields one after another, over the 88s that continue a record."""

    def __init__(self, parts: list[str]) -> None:
        self.rows = [part.split(",") for part in parts]
        self.row = self.column = 0

    @property
    def has_more(self) -> bool:
        self._to_next_row()
        return self.row < len(self.rows)

    @property
    def begins_row(self) -> bool:
        self._to_next_row()
        return self.column == 0

    def _to_next_row(self) -> None:
        while self.row < len(self.rows) and self.column >= len(self.rows[self.row]):
            self.row, self.column = self.row + 1, 0

    def peek(self) -> str:
        return self.rows[self.row][self.column].strip() if self.has_more else ""

    def take(self) -> str:
        value = self.peek()
        self.column += 1
        return value

    def rest_of_row(self) -> str | None:
        """What is left of the present row, commas and all; None where it was used up."""
        if self.row >= len(self.rows) or self.column >= len(self.rows[self.row]):
            self.row, self.column = self.row + 1, 0
            return None
        left = ",".join(self.rows[self.row][self.column :])
        self.row, self.column = self.row + 1, 0
        return left

    def rows_left(self) -> list[str]:
        return [",".join(row) for row in self.rows[self.row :]]


def funds_at(cursor: Cursor, faults: list[Fault]) -> Funds:
    """A funds type and the fields that it brings along."""
    kind = cursor.take().upper()
    if kind == "S":
        return Funds(kind, tuple(cursor.take() for _ in range(3)))
    if kind == "V":
        return Funds(kind, (cursor.take(), cursor.take()))
    if kind == "D":
        told = cursor.take()
        pairs = count_in(told)
        if pairs is None or pairs > DISTRIBUTED_MOST:
            faults.append(Fault("funds type D", told, f"how many days follow, {DISTRIBUTED_MOST} at most"))
            return Funds(kind, (told,))
        return Funds(kind, (told, *(cursor.take() for _ in range(2 * pairs))))
    if kind not in KINDS:
        faults.append(Fault("funds type", kind, "Z, 0, 1, 2, S, V, D or nothing", is_error=False))
    return Funds(kind)


def summaries_at(cursor: Cursor, faults: list[Fault]) -> tuple[Summary, ...]:
    """Type, amount, count and funds type, over and over. A field too many between two of them is skipped."""
    found = []
    while cursor.has_more:
        code = cursor.take()
        if not code:
            continue
        if not TYPE.fullmatch(code):
            faults.append(Fault("type code", code, "three digits"))
            continue
        amount = _amount_at(cursor, faults)
        count = _count_at(cursor, faults)
        # Where a bank leaves out the last fields of a balance, the next type code stands in their place.
        if TYPE.fullmatch(cursor.peek()):
            found.append(Summary(code, amount, count))
            continue
        found.append(Summary(code, amount, count, funds_at(cursor, faults)))
    return tuple(found)


def _amount_at(cursor: Cursor, faults: list[Fault]) -> Money | None:
    told = cursor.take()
    amount = amount_in(told)
    if told and amount is None:
        faults.append(Fault("amount", told, "whole cents, with or without a sign"))
    return amount


def _count_at(cursor: Cursor, faults: list[Fault]) -> int | None:
    told = cursor.take()
    count = count_in(told)
    if told and count is None:
        faults.append(Fault("item count", told, "a whole number", is_error=False))
    return count
