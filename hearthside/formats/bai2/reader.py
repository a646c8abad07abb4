"""Reads a BAI2 file in one pass, record by record, and reports all that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from hearthside.formats.bai2.fields import KINDS, Cursor, Fault, funds_at, summaries_at
from hearthside.formats.bai2.lines import RawRecord, read_records
from hearthside.formats.bai2.records import (
    AccountEnd,
    AccountStart,
    FileEnd,
    FileStart,
    Funds,
    GroupEnd,
    GroupStart,
    Record,
    Transaction,
)
from hearthside.formats.bai2.values import amount_in, count_in, day_in
from hearthside.formats.findings import Finding, Severity, add_finding, shown
from hearthside.money import ZERO, Money

ASK = "ask the bank for a corrected file"
STATUSES = ("1", "2", "3", "4")


def looks_like_bai2(head: bytes) -> bool:
    """Whether a file begins as BAI2 does: record 01 with its commas, and version 2 or a record 02."""
    text = head[:1024].removeprefix(b"\xef\xbb\xbf").lstrip(b" \r\n").decode("latin-1")
    first, _, rest = text.partition("/")
    return first.startswith("01,") and first.count(",") >= 5 and (
        first.rstrip().endswith((",2", ",3")) or rest.lstrip().startswith("02,")
    )  # fmt: skip


def read_bai2(stream: BinaryIO) -> Iterator[Record]:
    """Every record in order; the last is always FileEnd. A part that never ends is ended, with an error.

    Findings about a record stand on it, and its account's error findings on AccountEnd as well. Memory holds
    one record and the sums, whatever the file's size. Raises UnreadableFile when it does not begin as BAI2.
    """
    reading = _Reading()
    for raw in read_records(stream):
        yield from reading.take(raw)
    yield from reading.finish()


@dataclass(slots=True)
class _Level:
    """An account, a group or the file while it is read: its sum, its records, and what was wrong in it."""

    number: str = ""
    summed: Money = ZERO
    records: int = 0
    children: int = 0
    findings: list[Finding] = field(default_factory=list)


class _Reading:
    def __init__(self) -> None:
        self.file = _Level()
        self.group: _Level | None = None
        self.account: _Level | None = None
        self.is_over = False

    def take(self, raw: RawRecord) -> Iterator[Record]:
        if raw.code == "03":
            yield from self._end_account("")
            if self.group is None:
                self._lost(raw, "an account outside a group, expected record 02 before it")
                self.group = _Level()
        elif raw.code in ("02", "98", "99", "01"):
            yield from self._end_account("")
        if raw.code in ("02", "99", "01"):
            yield from self._end_group("")
        self._count(raw)
        yield from getattr(self, f"_read_{raw.code}")(raw)

    def finish(self) -> Iterator[Record]:
        yield from self._end_account("")
        yield from self._end_group("")
        if not self.is_over:
            self._note(self.file, "error", "bai2.cut_off", "the end of the file",
                       f"found no record 99, expected one; the file is not whole: {ASK}")  # fmt: skip
            yield self._file_end(None)

    def _count(self, raw: RawRecord) -> None:
        if raw.code == "03":
            self.account = _Level()
        elif raw.code == "02":
            self.group = _Level()
        for level in (self.file, self.group, self.account):
            if level is not None:
                level.records += raw.count

    def _read_01(self, raw: RawRecord) -> Iterator[Record]:
        if raw.place > 1:
            self._lost(raw, "a second record 01, expected one in a file")
            return
        told = _texts(raw, 8)
        found: list[Finding] = []
        self._day(raw, found, "file date", told[2])
        if told[7] not in ("2", "3"):
            found.append(
                _finding(raw, "warning", "bai2.version", "version", told[7], "2", "it was read as 2")
            )
        yield FileStart(told[0], told[1], day_in(told[2]), told[3], told[4], tuple(found))

    def _read_02(self, raw: RawRecord) -> Iterator[Record]:
        told = _texts(raw, 7)
        found: list[Finding] = []
        status = told[2] or "1"
        if status not in STATUSES:
            found.append(_finding(raw, "error", "bai2.status", "group status", status, "1, 2, 3 or 4", ASK))
        if day_in(told[3]) is None:
            found.append(_finding(raw, "error", "bai2.day", "as-of date", told[3], "YYMMDD", ASK))
        assert self.group is not None
        for one in found:
            add_finding(self.group.findings, one)
        yield GroupStart(
            told[0], told[1], status, day_in(told[3]), told[4], told[5].upper(), told[6], tuple(found)
        )

    def _read_03(self, raw: RawRecord) -> Iterator[Record]:
        cursor, faults = Cursor(raw.parts), list[Fault]()
        number, currency = cursor.take(), cursor.take().upper()
        summaries = summaries_at(cursor, faults)
        if not number:
            faults.append(Fault("account number", "", "the number of the account"))
        found = [_of(raw, fault) for fault in faults]
        account = self.account
        assert account is not None
        account.number = number
        account.summed = sum((one.amount for one in summaries if one.amount), ZERO)
        self._keep_errors(account, found)
        yield AccountStart(number, currency, summaries, tuple(found))

    def _read_16(self, raw: RawRecord) -> Iterator[Record]:
        cursor, faults = Cursor(raw.parts), list[Fault]()
        code, told = cursor.take(), cursor.take()
        amount = amount_in(told) if told else ZERO
        if amount is None:
            faults.append(Fault("amount", told, "whole cents"))
        if not (len(code) == 3 and code.isdigit()):
            faults.append(Fault("type code", code, "three digits"))
        funds, references, text = _rest_of_line(cursor, faults)
        found = [_of(raw, fault) for fault in faults]
        if self.account is None:
            self._lost(raw, "a line of no account, expected record 03 before it")
            return
        self.account.summed += amount or ZERO
        self.account.children += 1
        self._keep_errors(self.account, found)
        yield Transaction(code, amount, funds, *references, text, raw.place, tuple(found))

    def _read_49(self, raw: RawRecord) -> Iterator[Record]:
        if self.account is None:
            self._lost(raw, "an account's total without an account, expected record 03 before it")
            return
        told = _texts(raw, 2)
        self._controls(raw, self.account, "account total", told[0], told[1])
        yield from self._end_account(told[0])

    def _read_98(self, raw: RawRecord) -> Iterator[Record]:
        if self.group is None:
            self._lost(raw, "a group's total without a group, expected record 02 before it")
            return
        told = _texts(raw, 3)
        self._counted(raw, self.group, "accounts", told[1])
        self._controls(raw, self.group, "group total", told[0], told[2])
        yield from self._end_group(told[0])

    def _read_99(self, raw: RawRecord) -> Iterator[Record]:
        if self.is_over:
            return
        told = _texts(raw, 3)
        self._counted(raw, self.file, "groups", told[1])
        self._controls(raw, self.file, "file total", told[0], told[2])
        self.is_over = True
        yield self._file_end(amount_in(told[0]))

    def _read_88(self, raw: RawRecord) -> Iterator[Record]:
        raise AssertionError(f"an 88 continues what is before it (record {raw.place})")

    def _end_account(self, told: str) -> Iterator[Record]:
        account = self.account
        if account is None:
            return
        self.account = None
        if not told:
            self._note(account, "error", "bai2.no_account_total", f"account ending {account.number[-4:]}",
                       f"found no readable record 49, expected its total; {ASK}")  # fmt: skip
        amount = amount_in(told)
        assert self.group is not None
        self.group.summed += amount if amount is not None else account.summed
        self.group.children += 1
        yield AccountEnd(account.number, amount, account.summed, account.children, tuple(account.findings))

    def _end_group(self, told: str) -> Iterator[Record]:
        group = self.group
        if group is None:
            return
        self.group = None
        if not told:
            self._note(group, "error", "bai2.no_group_total", f"group {self.file.children + 1}",
                       f"found no readable record 98, expected its total; {ASK}")  # fmt: skip
        amount = amount_in(told)
        self.file.summed += amount if amount is not None else group.summed
        self.file.children += 1
        yield GroupEnd(amount, group.summed, group.children, tuple(group.findings))

    def _file_end(self, told: Money | None) -> FileEnd:
        file = self.file
        return FileEnd(told, file.summed, file.children, file.records, tuple(file.findings))

    def _controls(self, raw: RawRecord, level: _Level, name: str, total: str, records: str) -> None:
        """The total decides whether the part is relied on; a wrong count of records is told, no more."""
        told = amount_in(total)
        if told != level.summed:
            add_finding(level.findings, _finding(
                raw, "error", "bai2.total", name, total, str(level.summed.cents),
                f"the lines do not make the bank's total: {ASK}",
            ))  # fmt: skip
        if count_in(records) != level.records:
            add_finding(level.findings, _finding(
                raw, "warning", "bai2.records", f"number of records of the {name.split()[0]}", records,
                str(level.records), "the amounts are judged by their totals",
            ))  # fmt: skip

    def _counted(self, raw: RawRecord, level: _Level, name: str, told: str) -> None:
        if count_in(told) != level.children:
            add_finding(level.findings, _finding(
                raw, "error", f"bai2.{name}", f"number of {name}", told, str(level.children),
                f"a part may be missing: {ASK}",
            ))  # fmt: skip

    def _keep_errors(self, level: _Level, found: list[Finding]) -> None:
        for one in found:
            if one.severity == "error":
                add_finding(level.findings, one)

    def _day(self, raw: RawRecord, found: list[Finding], name: str, told: str) -> None:
        if told and day_in(told) is None:
            found.append(_finding(raw, "warning", "bai2.day", name, told, "YYMMDD", "it was left out"))

    def _lost(self, raw: RawRecord, what: str) -> None:
        self._note(self.file, "error", "bai2.order", f"record {raw.place} (line {raw.line})",
                   f"found {what}; {ASK}", raw.place)  # fmt: skip

    @staticmethod
    def _note(
        level: _Level, severity: Severity, code: str, where: str, what: str, place: int | None = None
    ) -> None:
        add_finding(level.findings, Finding(severity, code, where, what, place))


def _rest_of_line(cursor: Cursor, faults: list[Fault]) -> tuple[Funds, tuple[str, str], str]:
    """Funds type, the two references and the text of a record 16.

    An 88 that follows a record cut short is its text, unless it goes on with a funds type.
    """
    if cursor.has_more and cursor.begins_row and cursor.peek().upper() not in KINDS - {""}:
        return Funds(), ("", ""), "\n".join(cursor.rows_left())
    funds = funds_at(cursor, faults)
    references = cursor.take(), cursor.take()
    first = cursor.rest_of_row()
    lines = ([first] if first else []) + cursor.rows_left()
    return funds, references, "\n".join(lines)


def _texts(raw: RawRecord, count: int) -> list[str]:
    """The first `count` fields of a record, empty where there are fewer."""
    told = [value.strip() for part in raw.parts for value in part.split(",")][:count]
    return told + [""] * (count - len(told))


def _of(raw: RawRecord, fault: Fault) -> Finding:
    severity: Severity = "error" if fault.is_error else "warning"
    advice = ASK if fault.is_error else "it was kept as it is"
    code = f"bai2.{fault.field.replace(' ', '_').lower()}"
    return _finding(raw, severity, code, fault.field, fault.found, fault.expected, advice)


def _finding(
    raw: RawRecord, severity: Severity, code: str, name: str, found: str, expected: str, advice: str
) -> Finding:
    where = f"record {raw.place} (line {raw.line}, type {raw.code}), {name}"
    value = shown(found) if found else "nothing"
    return Finding(severity, code, where, f"found {value}, expected {expected}; {advice}", raw.place)
