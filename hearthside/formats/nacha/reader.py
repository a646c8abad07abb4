"""Reads a Nacha file in one pass, entry by entry, and reports all that is wrong with it."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from hearthside.formats.findings import Finding, UnreadableFile, add_finding, shown
from hearthside.formats.nacha import checks, totals
from hearthside.formats.nacha.faults import fault
from hearthside.formats.nacha.layout import (
    WIDTH,
    AddendaField,
    AdvField,
    BatchHeaderField,
    EntryField,
    FileHeaderField,
    IatField,
)
from hearthside.formats.nacha.lines import Line, read_lines
from hearthside.formats.nacha.records import (
    DEBITS,
    Addendum,
    AdvEntry,
    BatchEnd,
    BatchHeader,
    Changed,
    Entry,
    FileEnd,
    FileHeader,
    IatEntry,
    Record,
    Returned,
)
from hearthside.formats.nacha.totals import Sums
from hearthside.money import Money

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
NINES = "9" * WIDTH
ADDENDA_MOST = 9999
REASON_MOST = {"R": 85, "C": 69}
"""The last reason code of returns and of changes that the rules know."""
ADV_DEBITS = frozenset(["82", "84", "86", "88"])
ADV_CREDITS = frozenset(["81", "83", "85", "87"])
DISHONORED = range(61, 78)
"""Return codes whose addenda name an earlier return: dishonored R61-R70, contested R71-R77."""


def looks_like_ach(head: bytes) -> bool:
    """Whether a file begins as an ACH file does: record 1 with its fixed marks."""
    text = head[:200].lstrip(b" \r\n")
    # A field that has slipped by some places is still an ACH file: the reader says what is wrong with it.
    return text[:1] == b"1" and text[1:3].strip(b" 0").isdigit() and b"09410" in text[30:45]


def read_nacha(stream: BinaryIO) -> Iterator[Record]:
    """Every record of the file in order; the last is always FileEnd, with the totals counted.

    Findings about one record stand on it; those about the file stand on FileEnd, 200 at most. Lines are
    padded or cut to 94 characters. Memory does not grow with the file.
    Raises UnreadableFile when there is no file header to begin with.
    """
    yield from _Reading(stream).records()


class _Reading:
    """One pass. Holds the open entry and the open batch, and sums."""

    def __init__(self, stream: BinaryIO) -> None:
        self.lines = read_lines(stream)
        self.findings: list[Finding] = []
        self.file_sums, self.sums = Sums(), Sums()
        self.batches = self.count = self.last_number = 0
        self.header: Line | None = None
        self.sec = ""
        self.is_adv = False
        self.last_trace = ""
        self.entry: Line | None = None
        self.addenda: list[tuple[Addendum, Line]] = []
        self.control: Line | None = None

    def records(self) -> Iterator[Record]:
        yield self._begin()
        for line in self.lines:
            self.count += 1
            if line.text == NINES:
                self._padding(line)
            elif self.control is not None:
                self._tell(
                    fault("after_end", line.number, "record", line.text[:10], "nothing after record 9")
                )
            else:
                yield from self._record(line)
        yield from self._end_entry()
        if self.header is not None:
            yield from self._end_batch(None)
        yield self._end()

    def _begin(self) -> FileHeader:
        line = next(self.lines, None)
        if line is None:
            raise UnreadableFile(
                "ach.empty", "line 1", "found nothing, expected an ACH file; ask for it again"
            )
        if line.text[0] != "1":
            raise UnreadableFile(
                "ach.no_file_header",
                "line 1",
                f"found {shown(line.text[:20])}, expected a header that begins with 1; ask for all of it",
            )
        self.count = 1
        return _file_header(line, (*_legible(line), *checks.file_header(line)))

    def _record(self, line: Line) -> Iterator[Record]:
        kind = line.text[0]
        if kind == "7":
            self._take_addendum(line)
            return
        yield from self._end_entry()
        if kind == "6":
            self._begin_entry(line)
        elif kind == "5":
            if self.header is not None:
                yield from self._end_batch(None)
            yield self._begin_batch(line)
        elif kind == "8":
            yield from self._end_batch(line)
        elif kind == "9":
            if self.header is not None:
                yield from self._end_batch(None)
            self.control = line
        elif kind == "1":
            self._tell(fault("second_header", line.number, "record", "1", "one file header a file"))
        else:
            self._tell(
                fault("record_type", line.number, "record type, position 1", kind, "1, 5, 6, 7, 8 or 9")
            )

    def _begin_batch(self, line: Line) -> BatchHeader:
        self.header, self.sums, self.last_trace = line, Sums(), ""
        self.sec = BatchHeaderField.SEC.of(line.text)
        self.is_adv |= self.sec == "ADV"
        self.batches += 1
        header = _batch_header(line, (*_legible(line), *checks.batch_header(line), *self._in_order(line)))
        self.last_number = header.number or self.last_number
        return header

    def _in_order(self, line: Line) -> Iterator[Finding]:
        number = checks.digits_or_none(BatchHeaderField.NUMBER.of(line.text))
        # Banks keep the number of the batch that is returned, so an old number may come after a new one.
        if number is not None and number < self.last_number:
            yield fault(
                "batch_order",
                line.number,
                BatchHeaderField.NUMBER,
                str(number),
                f"more than {self.last_number}",
                severity="note",
                do="the figures still stand",
            )

    def _begin_entry(self, line: Line) -> None:
        if self.header is None:
            self._tell(fault("entry_outside", line.number, "record", "6", "a batch header before it"))
        self.entry, self.addenda = line, []

    def _take_addendum(self, line: Line) -> None:
        self.sums.addenda += 1
        if self.entry is None:
            self._tell(fault("addenda_outside", line.number, "record", "7", "an entry before it"))
        elif len(self.addenda) < ADDENDA_MOST:
            self.addenda.append((Addendum(line.number, AddendaField.TYPE.of(line.text), line.text), line))

    def _end_entry(self) -> Iterator[Record]:
        line, self.entry = self.entry, None
        if line is None:
            return
        if self.sec == "ADV":
            yield self._adv(line)
            return
        amount, rdfi = checks.amount(line, EntryField.AMOUNT), EntryField.RDFI.of(line.text)
        self.sums.count(rdfi, amount, is_debit=EntryField.CODE.of(line.text) in DEBITS)
        findings = [*_legible(line), *checks.entry(line, self.sec), *self._traced(line)]
        findings += checks.addenda(line, self.sec, self.addenda)
        findings += (finding for _, after in self.addenda for finding in _legible(after))
        returned, changed = self._told(findings)
        yield (_iat if self.sec == "IAT" else _entry)(
            line, self.sec, amount, returned, changed, tuple(one for one, _ in self.addenda), tuple(findings)
        )

    def _traced(self, line: Line) -> Iterator[Finding]:
        trace = EntryField.TRACE.of(line.text)
        if checks.is_digits(trace):
            if self.last_trace and trace <= self.last_trace and not self._is_told():
                yield fault(
                    "trace_order", line.number, EntryField.TRACE, trace, f"more than {self.last_trace}"
                )
            self.last_trace = trace
        odfi = BatchHeaderField.ODFI.of(self.header.text) if self.header else ""
        if self.header and trace[:8] != odfi and not self._is_told():
            yield fault("trace_bank", line.number, EntryField.TRACE, trace, f"a number beginning {odfi}",
                        severity="warning", do="the figures still stand")  # fmt: skip

    def _is_told(self) -> bool:
        """True for a return or change: its trace is the answering bank's, not the batch's."""
        return any(one.kind in ("98", "99") for one, _ in self.addenda)

    def _told(self, findings: list[Finding]) -> tuple[Returned | None, Changed | None]:
        returned = changed = None
        for one, line in self.addenda:
            if one.kind == "99":
                returned = _returned(line)
                findings += _reason(line, "R")
            elif one.kind == "98":
                changed = _changed(line)
                findings += _reason(line, "C")
        return returned, changed

    def _adv(self, line: Line) -> AdvEntry:
        text, code = line.text, EntryField.CODE.of(line.text)
        amount = checks.amount(line, AdvField.AMOUNT)
        self.sums.count(EntryField.RDFI.of(text), amount, is_debit=code in ADV_DEBITS)
        findings = [*_legible(line), *checks.receiving_bank(line)]
        if amount is None:
            findings.append(
                fault("amount", line.number, AdvField.AMOUNT, AdvField.AMOUNT.of(text), "twelve digits")
            )
        if code not in ADV_DEBITS | ADV_CREDITS:
            findings.append(fault("transaction_code", line.number, EntryField.CODE, code, "81 to 88"))
        routing = text[3:12]
        account = AdvField.ACCOUNT.of(text).strip()
        return AdvEntry(
            line.number, code, routing, account, amount, AdvField.NAME.of(text).strip(), tuple(findings)
        )

    def _end_batch(self, line: Line | None) -> Iterator[BatchEnd]:
        header, self.header = self.header, None
        sums, self.sums = self.sums, Sums()
        self.file_sums.add(sums)
        at = line.number if line else self.count
        findings: list[Finding] = []
        if header is None:
            findings.append(fault("batch_outside", at, "record", "8", "a batch header before it"))
        if line is None:
            findings.append(
                fault("batch_open", at, "record", "no batch control", "record 8 at the batch's end")
            )
        else:
            findings += [*_legible(line), *totals.batch_control(line, sums, header, is_adv=self.sec == "ADV")]
        number = checks.digits_or_none(BatchHeaderField.NUMBER.of(header.text)) if header else None
        yield BatchEnd(
            at, number, sums.entries, sums.addenda, Money(sums.debit_cents), Money(sums.credit_cents),
            tuple(findings),
        )  # fmt: skip
        self.sec = ""

    def _end(self) -> FileEnd:
        sums, control = self.file_sums, self.control
        if control is None:
            self._tell(
                fault(
                    "no_file_control",
                    self.count,
                    "end of the file",
                    "no record 9",
                    "record 9 with the totals",
                    do="the file is cut off: ask for the whole file",
                )
            )
        else:
            for finding in totals.file_control(control, sums, self.batches, is_adv=self.is_adv):
                self._tell(finding)
            for finding in (*_legible(control), *totals.blocking(control, self.count)):
                self._tell(finding)
        return FileEnd(
            self.batches, sums.entries, sums.addenda, sums.hash, Money(sums.debit_cents),
            Money(sums.credit_cents), tuple(self.findings),
        )  # fmt: skip

    def _padding(self, line: Line) -> None:
        if self.control is None:
            self._tell(fault("padding_early", line.number, "record", "a line of nines", "record 9 before it"))

    def _tell(self, finding: Finding) -> None:
        add_finding(self.findings, finding)


def _legible(line: Line) -> Iterator[Finding]:
    """94 characters, none of them a control character: one that is there took the place of a letter."""
    if not line.text.isprintable() and (mark := CONTROL.search(line.text)):
        yield fault("control_character", line.number, f"position {mark.start() + 1}", mark.group(),
                    "a letter, digit or sign that can be printed")  # fmt: skip
    if line.length > WIDTH:
        yield fault("line_length", line.number, "length", str(line.length), f"{WIDTH} characters",
                    do="the rest was left out; ask the sender what it means")  # fmt: skip


def _file_header(line: Line, findings: tuple[Finding, ...]) -> FileHeader:
    text, F = line.text, FileHeaderField
    return FileHeader(
        line.number, F.DESTINATION.of(text).strip(), F.ORIGIN.of(text).strip(),
        checks.day_or_none(F.CREATED_ON.of(text)), F.MODIFIER.of(text),
        F.DESTINATION_NAME.of(text).strip(), F.ORIGIN_NAME.of(text).strip(), findings,
    )  # fmt: skip


def _batch_header(line: Line, findings: tuple[Finding, ...]) -> BatchHeader:
    text, F = line.text, BatchHeaderField
    return BatchHeader(
        line.number, F.SERVICE_CLASS.of(text), F.COMPANY_NAME.of(text).strip(), F.COMPANY_ID.of(text).strip(),
        F.SEC.of(text), F.DESCRIPTION.of(text).strip(), checks.day_or_none(F.EFFECTIVE_ON.of(text)),
        F.ODFI.of(text), checks.digits_or_none(F.NUMBER.of(text)), findings,
    )  # fmt: skip


def _entry(
    line: Line, sec: str, amount: Money | None, returned: Returned | None, changed: Changed | None,
    addenda: tuple[Addendum, ...], findings: tuple[Finding, ...],
) -> Entry:  # fmt: skip
    text, F = line.text, EntryField
    return Entry(
        line.number, line.offset, WIDTH * (1 + len(addenda)), sec, F.CODE.of(text), text[3:12],
        F.ACCOUNT.of(text).strip(), amount, F.IDENT.of(text).strip(), F.NAME.of(text).strip(),
        F.DISCRETIONARY.of(text), F.TRACE.of(text), returned, changed, addenda, findings,
    )  # fmt: skip


def _iat(
    line: Line, sec: str, amount: Money | None, returned: Returned | None, changed: Changed | None,
    addenda: tuple[Addendum, ...], findings: tuple[Finding, ...],
) -> IatEntry:  # fmt: skip
    text = line.text
    return IatEntry(
        line.number,
        line.offset,
        WIDTH * (1 + len(addenda)),
        EntryField.CODE.of(text),
        text[3:12],
        IatField.ACCOUNT.of(text).strip(),
        amount,
        EntryField.TRACE.of(text),
        returned,
        changed,
        addenda,
        findings,
    )


def _returned(line: Line) -> Returned:
    text, F = line.text, AddendaField
    code = F.CODE.of(text)
    # Checked on its digits, never on a code that cannot be read.
    again = code[1:].isdigit() and int(code[1:]) in DISHONORED
    return Returned(
        code, F.ORIGINAL_TRACE.of(text), F.ORIGINAL_RDFI.of(text),
        None if again else checks.day_or_none(F.DIED_ON.of(text)), F.INFORMATION.of(text).strip(),
        F.TRACE.of(text), F.RETURN_TRACE.of(text) if again else "", F.RETURN_CODE.of(text) if again else "",
    )  # fmt: skip


def _changed(line: Line) -> Changed:
    text, F = line.text, AddendaField
    return Changed(
        F.CODE.of(text), F.ORIGINAL_TRACE.of(text), F.ORIGINAL_RDFI.of(text), F.CORRECTED.of(text),
        F.TRACE.of(text),
    )  # fmt: skip


def _reason(line: Line, letter: str) -> Iterator[Finding]:
    F = AddendaField
    code, trace = F.CODE.of(line.text), F.ORIGINAL_TRACE.of(line.text)
    if code[0] != letter or not checks.is_digits(code[1:]) or not 1 <= int(code[1:]) <= REASON_MOST[letter]:
        yield fault("reason_code", line.number, F.CODE, code, f"{letter}01 to {letter}{REASON_MOST[letter]}")
    if not checks.is_digits(trace):
        yield fault("original_trace", line.number, F.ORIGINAL_TRACE, trace, "fifteen digits")
