"""Writes BAI2 files: the records of a reader, with control totals made right."""

import re
from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

from hearthside.errors import HearthsideError
from hearthside.formats.bai2.lines import SHARED
from hearthside.formats.bai2.records import (
    AccountEnd,
    AccountStart,
    FileEnd,
    FileStart,
    Funds,
    GroupEnd,
    GroupStart,
    Record,
    Summary,
    Transaction,
)
from hearthside.money import ZERO, Money

FIELD = re.compile(r"[^,/\r\n]*")
TEXT = re.compile(r"[^\r\n]*")


class Unwritable(HearthsideError):
    """A value that its field cannot carry."""

    code = "bai2.unwritable"


def write_bai2(records: Iterable[Record], stream: BinaryIO) -> None:
    """Write records in their order. Sums and counts in the end records are counted anew.

    Raises Unwritable for a comma, a slash or a line feed in a field, and for text that would not be read
    back the same.
    """
    _Writing(stream).write(records)


class _Writing:
    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.sums = dict.fromkeys(("account", "group", "file"), ZERO)
        self.counts = dict.fromkeys(self.sums, 0)
        self.children = dict.fromkeys(self.sums, 0)

    def write(self, records: Iterable[Record]) -> None:
        for record in records:
            if isinstance(record, FileStart):
                self._line("01", record.sender, record.receiver, _day(record.created_on),
                           record.created_time, record.file_id, "", "", "2")  # fmt: skip
            elif isinstance(record, GroupStart):
                self._begin("group")
                self._line("02", record.receiver, record.originator, record.status, _day(record.as_of),
                           record.time, record.currency, record.modifier)  # fmt: skip
            elif isinstance(record, AccountStart):
                self._begin("account")
                self._account(record)
            elif isinstance(record, Transaction):
                self._transaction(record)
            else:
                self._end(record)

    def _begin(self, level: str) -> None:
        self.sums[level], self.counts[level], self.children[level] = ZERO, 0, 0

    def _account(self, record: AccountStart) -> None:
        fields = [value for one in record.summaries for value in _summary(one)]
        self.sums["account"] = sum((one.amount for one in record.summaries if one.amount), ZERO)
        self._line("03", record.number, record.currency, *fields)

    def _transaction(self, record: Transaction) -> None:
        if record.amount is None:
            raise Unwritable("a line without an amount", record=record.record)
        self.sums["account"] += record.amount
        fields = [record.type, str(record.amount.cents), record.funds.kind, *record.funds.values,
                  record.bank_reference, record.customer_reference]  # fmt: skip
        first, *more = record.text.split("\n")
        if more and not first:
            raise Unwritable("text that begins with an empty line", record=record.record)
        self._raw(",".join(["16", *map(_field, fields), _text(first)]))
        for line in more:
            self._raw(f"88,{_text(line)}")

    def _end(self, record: AccountEnd | GroupEnd | FileEnd) -> None:
        if isinstance(record, AccountEnd):
            total = self._close("account", "group")
            self._line("49", str(total.cents), str(self.counts["account"] + 1))
        elif isinstance(record, GroupEnd):
            total = self._close("group", "file")
            self._line("98", str(total.cents), str(self.children["group"]), str(self.counts["group"] + 1))
        else:
            self._line("99", str(self.sums["file"].cents), str(self.children["file"]),
                       str(self.counts["file"] + 1))  # fmt: skip

    def _close(self, level: str, above: str) -> Money:
        total = self.sums[level]
        self.sums[above] += total
        self.children[above] += 1
        return total

    def _line(self, *fields: str) -> None:
        self._raw(",".join(map(_field, fields)))

    def _raw(self, text: str) -> None:
        self.stream.write(f"{text}/\n".encode("latin-1"))
        for level in self.counts:
            self.counts[level] += 1


def _summary(one: Summary) -> list[str]:
    return [
        one.type, "" if one.amount is None else str(one.amount.cents),
        "" if one.count is None else str(one.count), *_funds(one.funds),
    ]  # fmt: skip


def _funds(funds: Funds) -> tuple[str, ...]:
    return (funds.kind, *funds.values)


def _day(day: date | None) -> str:
    return f"{day:%y%m%d}" if day else ""


def _field(value: str) -> str:
    if not FIELD.fullmatch(value) or value != value.strip():
        raise Unwritable(
            "a field holds a comma, a slash, a line feed or outer blanks", found=repr(value[:40])
        )
    return value


def _text(line: str) -> str:
    if not TEXT.fullmatch(line) or SHARED.search(f"{line}/") or any(ord(one) > 255 for one in line):
        raise Unwritable("text that could not be read back", found=repr(line[:40]))
    return line
