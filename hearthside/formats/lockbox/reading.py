"""Reads a lockbox file as its layout says: one pass, one line at a time, controls checked on the way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from hearthside.errors import UnreadableAmount
from hearthside.formats.findings import Finding, Severity, UnreadableFile, add_finding, shown
from hearthside.formats.lockbox.layout import Field, Layout, RecordLayout
from hearthside.formats.lockbox.lines import Line, read_lines
from hearthside.formats.lockbox.records import (
    Balanced,
    BatchEnd,
    BatchStart,
    Check,
    Coupon,
    FileEnd,
    FileStart,
    LockboxEnd,
    Record,
)
from hearthside.formats.lockbox.values import is_number, read_amount, read_day
from hearthside.money import ZERO, Money, total

COUPONS_MAX = 2000
SEQUENCE_AGAIN = (99, 1)
"""Banks that run out of two digits start again at 01. Source: README.md, "Records"."""

Values = dict[str, Any]


@dataclass(slots=True)
class _Sum:
    """What was counted since a total last stood in the file."""

    first_batch: int
    count: int = 0
    amount: Money = ZERO

    def add(self, count: int, amount: Money) -> None:
        self.count += count
        self.amount += amount


@dataclass(slots=True)
class _Open:
    """The batch being read."""

    start: BatchStart
    sum: _Sum
    errors: int = 0
    findings: list[Finding] = field(default_factory=list)


class Reader:
    """One file being read. `records()` yields; memory holds one check and the sums, whatever the size."""

    def __init__(self, stream: BinaryIO, layout: Layout) -> None:
        self.stream = stream
        self.layout = layout
        self.end = FileEnd()
        self._deposit: Values = {}
        self._batch: _Open | None = None
        self._check: Check | None = None
        self._lockbox = _Sum(1)
        self._has_ended = False
        self._balanced = {"coupons": True, "batches": True, "lockboxes": True, "records": True}
        self._take = {
            "file": self._take_file,
            "service": self._take_service,
            "batch": self._take_batch,
            "check": self._take_check,
            "coupon": self._take_coupon,
            "batch_total": self._take_batch_total,
            "lockbox_total": self._take_lockbox_total,
            "file_total": self._take_file_total,
        }

    def records(self) -> Iterator[Record]:
        """FileStart?, then (BatchStart, Check..., BatchEnd)..., LockboxEnd..., then FileEnd."""
        for line in read_lines(self.stream, self.layout.width):
            if not line.text.strip():
                continue
            self.end.lines += 1
            record = self.layout.record_of(line.text)
            if record is None:
                self._tell_unknown(line)
            else:
                yield from self._take[record.role](line, record)
        yield from self._finish()

    def _take_file(self, line: Line, record: RecordLayout) -> Iterator[Record]:
        start = FileStart(self.layout.name, line=line.number)
        values = self._values(line, record, start.findings)
        start.origin, start.destination = values.get("origin", ""), values.get("destination", "")
        start.created_on, start.created_time = values.get("created_on"), values.get("created_time", "")
        yield start

    def _take_service(self, line: Line, record: RecordLayout) -> Iterator[Record]:
        return iter(())

    def _take_batch(self, line: Line, record: RecordLayout) -> Iterator[Record]:
        yield from self._close_batch(line)
        self._deposit = self._values(line, record, self.end.findings)

    def _take_check(self, line: Line, record: RecordLayout) -> Iterator[Record]:
        yield from self._close_check()
        findings: list[Finding] = []
        values = self._values(line, record, findings)
        number = values.get("batch", "")
        if self._batch is None or self._batch.start.number != number:
            yield from self._close_batch(line)
            yield self._open_batch(line, number)
        batch = self._opened()
        amount = values.get("amount")
        if amount is None and not findings:
            findings.append(_finding(line, record.fields["amount"], "", "lockbox.amount_missing"))
        self._check = Check(
            ordinal=batch.sum.count + 1, batch=number, item=values.get("item", ""), amount=amount or ZERO,
            routing=values.get("routing", ""), account=values.get("account", ""),
            check_number=values.get("check_number", ""), written_on=values.get("written_on"),
            remitter=values.get("remitter", ""), payee=values.get("payee", ""),
            reference=values.get("reference", ""), line=line.number, offset=line.offset, length=line.length,
            is_readable=amount is not None, findings=findings,
        )  # fmt: skip
        batch.sum.add(1, amount or ZERO)

    def _take_coupon(self, line: Line, record: RecordLayout) -> Iterator[Record]:
        check = self._check
        if check is None:
            self._tell(
                "error", "lockbox.coupon_alone", line,
                "found a coupon without a check before it, expected it after its check; ask the bank",
            )  # fmt: skip
            return iter(())
        if len(check.coupons) == COUPONS_MAX:
            raise UnreadableFile(
                "lockbox.too_many_coupons", f"line {line.number}, byte {line.offset}",
                f"found more than {COUPONS_MAX} coupons of one check, expected fewer; ask the bank",
            )  # fmt: skip
        values = self._values(line, record, check.findings)
        self._follow_sequence(check, line, values)
        check.coupons.append(
            Coupon(
                invoice=values.get("invoice", ""), scan_line=values.get("scan_line", ""),
                amount=values.get("amount"), deduction=values.get("deduction"),
                reason=values.get("reason", ""), text=values.get("text", ""), line=line.number,
            )
        )  # fmt: skip
        check.length = line.offset + line.length - check.offset
        return iter(())

    def _follow_sequence(self, check: Check, line: Line, values: Values) -> None:
        place, before = values.get("sequence"), len(check.coupons)
        expected = before % SEQUENCE_AGAIN[0] + SEQUENCE_AGAIN[1]
        if place is not None and place not in (expected, before + 1):
            add_finding(check.findings, Finding(
                "warning", "lockbox.sequence", f"line {line.number}, field sequence",
                f"found coupon {place}, expected {before + 1}; one may be missing, compare with the image",
            ))  # fmt: skip

    def _take_batch_total(self, line: Line, record: RecordLayout) -> Iterator[Record]:
        yield from self._close_check()
        if self._batch is None:
            yield self._open_batch(line, "")
        batch = self._opened()
        values = self._values(line, record, batch.findings)
        number = values.get("batch", "")
        batch.start.number = batch.start.number or number
        batch.start.lockbox = values.get("lockbox") or batch.start.lockbox
        batch.start.deposit_on = values.get("deposit_on") or batch.start.deposit_on
        if number.strip("0") and number != batch.start.number:
            _tell_control(batch.findings, line, "batch", number, f"batch {batch.start.number}")
        yield self._end_batch(line, values)

    def _take_lockbox_total(self, line: Line, record: RecordLayout) -> Iterator[Record]:
        yield from self._close_batch(line)
        findings: list[Finding] = []
        values = self._values(line, record, findings)
        counted = self._lockbox
        end = LockboxEnd(
            values.get("lockbox", ""), values.get("deposit_on"), counted.first_batch, self.end.batches,
            counted.count, counted.amount, values.get("count"), values.get("amount"), line.number, findings,
        )  # fmt: skip
        _compare(findings, line, (end.told_count, end.told_amount), (end.count, end.amount))
        self._note("lockboxes", findings)
        self._lockbox = _Sum(self.end.batches + 1)
        yield end

    def _take_file_total(self, line: Line, record: RecordLayout) -> Iterator[Record]:
        yield from self._close_batch(line)
        values = self._values(line, record, self.end.findings)
        self._has_ended = True
        self.end.told_lines = values.get("records")
        if self.end.told_lines != self.end.lines:
            self._balanced["records"] = False
            _tell_control(
                self.end.findings, line, "records",
                "" if self.end.told_lines is None else str(self.end.told_lines), f"{self.end.lines} records",
            )  # fmt: skip

    def _finish(self) -> Iterator[Record]:
        place = Line("", self.end.lines, 0, 0)
        yield from self._close_batch(place)
        if "lockbox_total" in self.layout.needs and self._lockbox.count:
            self._balanced["lockboxes"] = False
            self._tell_missing("the total of the lockbox")
        if "file_total" in self.layout.needs and not self._has_ended:
            self._balanced["records"] = False
            self._tell_missing("the last record, which counts the others")
        self.end.balanced = Balanced(**self._balanced)
        yield self.end

    def _open_batch(self, line: Line, number: str) -> BatchStart:
        self.end.batches += 1
        deposit = self._deposit
        start = BatchStart(
            self.end.batches, number, deposit.get("lockbox", ""), deposit.get("deposit_on"), line.number
        )
        self._batch = _Open(start, _Sum(self.end.batches))
        return start

    def _opened(self) -> _Open:
        assert self._batch is not None, "a batch is open here"
        return self._batch

    def _close_batch(self, line: Line) -> Iterator[Record]:
        """End a batch that no total ended."""
        yield from self._close_check()
        if self._batch is None:
            return
        if "batch_total" in self.layout.needs:
            self._batch.findings.append(Finding(
                "error", "lockbox.total_missing", f"line {line.number}, batch {self._batch.start.number}",
                "found no total of this batch, expected one after its checks; ask the bank for a new file",
            ))  # fmt: skip
        yield self._end_batch(line, None)

    def _end_batch(self, line: Line, told: Values | None) -> BatchEnd:
        batch = self._opened()
        start = batch.start
        end = BatchEnd(
            start.ordinal, start.number, start.lockbox, start.deposit_on, batch.sum.count, batch.sum.amount,
            line=line.number, findings=batch.findings,
        )  # fmt: skip
        if told is not None:
            end.told_count, end.told_amount = told.get("count"), told.get("amount")
            _compare(batch.findings, line, (end.told_count, end.told_amount), (end.count, end.amount))
        self._note("batches", batch.findings)
        end.errors = batch.errors + _errors(batch.findings)
        self._lockbox.add(end.count, end.amount)
        self.end.checks += end.count
        self.end.amount += end.amount
        self._batch = None
        return end

    def _close_check(self) -> Iterator[Record]:
        check, self._check = self._check, None
        if check is None:
            return
        told = [coupon.amount for coupon in check.coupons if coupon.amount is not None]
        if told and check.is_readable and total(told) != check.amount:
            self._balanced["coupons"] = False
            add_finding(check.findings, Finding(
                "error", "lockbox.coupons_differ", f"line {check.line}, item {check.item or check.ordinal}",
                f"found coupons of {total(told)}, expected {check.amount}, the check's amount; "
                "compare with the images, or ask the bank",
            ))  # fmt: skip
        self._opened().errors += _errors(check.findings)
        yield check

    def _values(self, line: Line, record: RecordLayout, findings: list[Finding]) -> Values:
        """Every field of a line; one that cannot be read is None and a finding says where."""
        text = line.text.ljust(self.layout.width)
        return {name: _value(text, line, one, findings) for name, one in record.fields.items()}

    def _note(self, control: str, findings: list[Finding]) -> None:
        self._balanced[control] &= not _errors(findings)

    def _tell(self, severity: Severity, code: str, line: Line, what: str) -> None:
        add_finding(
            self.end.findings, Finding(severity, code, f"line {line.number}, byte {line.offset}", what)
        )

    def _tell_unknown(self, line: Line) -> None:
        code = line.text[: self.layout.code_length]
        self._tell(
            "warning", "lockbox.unknown_record", line,
            f"found a record {shown(code)}, expected one of {', '.join(self.layout.records)}; it was skipped",
        )  # fmt: skip

    def _tell_missing(self, what: str) -> None:
        add_finding(self.end.findings, Finding(
            "error", "lockbox.cut_short", f"line {self.end.lines}, the end of the file",
            f"found the end, expected {what}; the file may be cut short, ask the bank for it again",
        ))  # fmt: skip


def _value(text: str, line: Line, one: Field, findings: list[Finding]) -> Any:
    found = text[one.first - 1 : one.last]
    try:
        return _read(found, one)
    except (UnreadableAmount, ValueError):
        add_finding(findings, _finding(line, one, found, f"lockbox.unreadable_{one.kind}"))
        return "" if one.kind == "digits" else None


def _read(found: str, one: Field) -> Any:
    if one.kind == "amount":
        return read_amount(found, one.form)
    if one.kind == "day":
        return read_day(found, one.form)
    stripped = found.strip()
    if one.kind == "text" or not stripped:
        return None if one.kind == "count" else stripped
    if not is_number(stripped):
        raise ValueError("not digits")
    return int(stripped) if one.kind == "count" else stripped


def _finding(line: Line, one: Field, found: str, code: str) -> Finding:
    # Only what moves money holds a batch: a blurred account number is for a person, one check at a time.
    severity: Severity = "error" if one.kind in ("amount", "count") else "warning"
    said = "something else" if one.name in ("routing", "account") else shown(found)
    return Finding(
        severity, code, f"line {line.number}, field {one.name}, positions {one.first}-{one.last}",
        f"found {said}, expected {one.expected}; look at the image, or ask the bank",
    )  # fmt: skip


def _compare(
    findings: list[Finding], line: Line, told: tuple[int | None, Money | None], read: tuple[int, Money]
) -> None:
    count, amount = told
    if count != read[0]:
        _tell_control(findings, line, "count", "" if count is None else str(count), f"{read[0]} checks")
    if amount != read[1]:
        _tell_control(findings, line, "amount", "" if amount is None else str(amount), str(read[1]))


def _tell_control(findings: list[Finding], line: Line, name: str, found: str, expected: str) -> None:
    findings.append(Finding(
        "error", f"lockbox.{name}_differs", f"line {line.number}, field {name}",
        f"found {found or 'nothing'}, expected {expected} as read above it; compare with the bank's deposit "
        "advice, or ask the bank for a new file",
    ))  # fmt: skip


def _errors(findings: list[Finding]) -> int:
    return sum(finding.severity == "error" for finding in findings)


def deposit_day(end: BatchEnd, start: FileStart | None, otherwise: date) -> date:
    """The day of a deposit: as the batch says, else as the file says, else `otherwise`."""
    return end.deposit_on or (start.created_on if start else None) or otherwise


def read_lockbox(stream: BinaryIO, layout: Layout) -> Iterator[Record]:
    """Every record of a lockbox file in order. Raises UnreadableFile. Source: README.md, "Records"."""
    return Reader(stream, layout).records()
