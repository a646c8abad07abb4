"""Writes a lockbox file from the reader's records, in any layout. Counts and totals are made right."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from hearthside.errors import HearthsideError, UnreadableAmount
from hearthside.formats.findings import shown
from hearthside.formats.lockbox.layout import Field, Layout
from hearthside.formats.lockbox.records import (
    BatchEnd,
    BatchStart,
    Check,
    Coupon,
    FileStart,
    LockboxEnd,
    Record,
)
from hearthside.formats.lockbox.values import amount_text, day_text, is_number
from hearthside.money import ZERO, Money


class UnwritableValue(HearthsideError):
    """A value that its field cannot carry as it is. Never cut short."""

    code = "lockbox.unwritable"

    def __init__(self, where: str, found: str, expected: str) -> None:
        super().__init__("cannot be written", where=where, found=shown(found), expected=expected)


class Writer:
    """Writes records one at a time. `end()` writes the totals that still stand out."""

    def __init__(self, stream: BinaryIO, layout: Layout, *, line_end: str = "\r\n") -> None:
        self.stream = stream
        self.layout = layout
        self.line_end = line_end
        self.lines = 0
        self._batch: BatchStart | None = None
        self._batch_sum = (0, ZERO)
        self._lockbox_sum = (0, ZERO)

    def write(self, record: Record) -> None:
        """One record of the reader's. A batch begins with its BatchStart; what ends it is written by us."""
        if isinstance(record, FileStart):
            self._line("file", vars_of(record))
            self._line("service", {})
        elif isinstance(record, BatchStart):
            self._end_batch()
            if self._batch is not None and self._batch.lockbox != record.lockbox:
                self._end_lockbox()
            self._begin(record)
        elif isinstance(record, Check):
            self._check(record)
        elif isinstance(record, BatchEnd):
            self._end_batch()
        elif isinstance(record, LockboxEnd):
            self._end_lockbox()

    def end(self) -> None:
        self._end_batch()
        self._end_lockbox()
        self._line("file_total", {"records": self.lines + 1})

    def _begin(self, batch: BatchStart) -> None:
        self._batch, self._batch_sum = batch, (0, ZERO)
        self._line("batch", vars_of(batch) | {"batch": batch.number, "item": "0"})
        self._is_open = True

    _is_open = False

    def _check(self, check: Check) -> None:
        assert self._batch is not None, "a check is written into a batch"
        facts = vars_of(check) | {"batch": self._batch.number, "item": check.item or str(check.ordinal)}
        self._line("check", facts)
        for place, coupon in enumerate(check.coupons, 1):
            self._coupon(facts, coupon, place, is_last=place == len(check.coupons))
        count, amount = self._batch_sum
        self._batch_sum = count + 1, amount + check.amount

    def _coupon(self, facts: dict[str, Any], coupon: Coupon, place: int, *, is_last: bool) -> None:
        of_line = {
            "overflow": "6", "sequence": (place - 1) % 99 + 1, "last": "9" if is_last else "0",
        }  # fmt: skip
        told = vars_of(coupon) | of_line | {"batch": facts["batch"], "item": facts["item"]}
        self._line("coupon", told)

    def _end_batch(self) -> None:
        if not self._is_open or self._batch is None:
            return
        self._is_open = False
        count, amount = self._batch_sum
        self._line("batch_total", self._deposit() | {"count": count, "amount": amount})
        self._lockbox_sum = self._lockbox_sum[0] + count, self._lockbox_sum[1] + amount

    def _end_lockbox(self) -> None:
        self._end_batch()
        count, amount = self._lockbox_sum
        if self._batch is None:
            return
        self._line("lockbox_total", self._deposit() | {"count": count, "amount": amount, "batch": "0"})
        self._batch, self._lockbox_sum = None, (0, ZERO)

    def _deposit(self) -> dict[str, Any]:
        assert self._batch is not None
        return vars_of(self._batch) | {"batch": self._batch.number, "item": "0"}

    def _line(self, role: str, facts: dict[str, Any]) -> None:
        record = self.layout.of_role(role)
        if record is None:
            return
        text = [record.code]
        at = len(record.code)
        for one in sorted(record.fields.values(), key=lambda field: field.first):
            text.append(
                " " * (one.first - 1 - at) + _written(one, facts.get(one.name), f"record {record.code}")
            )
            at = one.last
        self.stream.write(("".join(text).rstrip(" ") + self.line_end).encode("latin-1"))
        self.lines += 1


def vars_of(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def _written(one: Field, value: Any, where: str) -> str:
    text = _text(one, value, f"{where}, field {one.name}")
    if len(text) > one.width:
        raise UnwritableValue(f"{where}, field {one.name}", text, f"at most {one.width} characters")
    if one.kind == "text" or not text:
        return text.ljust(one.width)
    return text.rjust(one.width, "0")


def _text(one: Field, value: Any, where: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Money):
        return _amount(one, value, where)
    if one.kind == "day":
        return day_text(value, one.form)
    text = str(value)
    if one.kind in ("digits", "count") and not is_number(text):
        raise UnwritableValue(where, text, "digits")
    if any(ord(letter) < 32 or 127 <= ord(letter) < 160 or ord(letter) > 255 for letter in text):
        raise UnwritableValue(where, text, "letters of Latin-1")
    return text


def _amount(one: Field, value: Money, where: str) -> str:
    try:
        text = amount_text(value, one.form)
    except UnreadableAmount:
        text = ""
    if value < ZERO or not text:
        raise UnwritableValue(
            where, value.dollars_text, "an amount of zero or more that its decimals can carry"
        )
    return text


def write_lockbox(
    records: Iterable[Record], stream: BinaryIO, layout: Layout, *, line_end: str = "\r\n"
) -> None:
    """Write records in the order the reader yields them. Raises UnwritableValue."""
    writer = Writer(stream, layout, line_end=line_end)
    for record in records:
        writer.write(record)
    writer.end()
