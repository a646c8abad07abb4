"""Writes an 835 from the same records that the reader yields. Source: X12 005010X221A1.

A value that holds a delimiter or a line break is refused, never changed: a file that says something else
than its records would break the trail from a bill back to its file.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import BinaryIO, TypeVar

from hearthside.errors import HearthsideError
from hearthside.formats.findings import shown
from hearthside.formats.x12.delimiters import Delimiters
from hearthside.formats.x12.remittance.records import (
    Adjustment,
    Claim,
    Contact,
    Name,
    ProviderAdjustment,
    Record,
    ServiceLine,
    TransactionEnd,
    TransactionStart,
)
from hearthside.formats.x12.values import day_text, dollars_text

REMARKS_MAX = 10  # MIA holds five, MOA holds five
VERSION = "005010X221A1"
_NEVER_A_DELIMITER = " .-+"
_UNDATED = date(2000, 1, 1)
_T = TypeVar("_T")


class UnwritableValue(HearthsideError):
    """A value that an X12 file cannot carry as it is."""

    code = "x12.unwritable"

    def __init__(self, where: str, found: str, expected: str) -> None:
        super().__init__("cannot be written", where=where, found=shown(found), expected=expected)


def write_remittance(
    records: Iterable[Record],
    stream: BinaryIO,
    *,
    delimiters: Delimiters | None = None,
    line_ends: bool = True,
) -> None:
    """Write records in the order the reader yields them, one at a time; the text is UTF-8.

    Counts and control numbers are made right. A new interchange or group starts when a TransactionStart
    names another control number. `line_ends` puts a line feed after each segment. Raises UnwritableValue.
    """
    writer = _Writer(stream, delimiters or Delimiters(), line_ends)
    for record in records:
        if isinstance(record, TransactionStart):
            writer.start(record)
        elif isinstance(record, Claim):
            writer.claim(record)
        elif isinstance(record, TransactionEnd):
            writer.end(record)
    writer.close()


class _Writer:
    def __init__(self, stream: BinaryIO, delimiters: Delimiters, line_ends: bool) -> None:
        self.stream = stream
        self.delimiters = _checked(delimiters)
        self.after = delimiters.segment + ("\n" if line_ends and delimiters.segment not in "\r\n" else "")
        marks = delimiters.element + delimiters.component + delimiters.segment + delimiters.repetition
        self.forbidden = frozenset(marks + "\r\n\0")
        self.segments = 0  # since ST
        self.sets = 0
        self.groups = 0
        self.interchange: str | None = None
        self.group: str | None = None
        self.set_control = ""

    def put(self, *elements: str | tuple[str, ...]) -> None:
        """One segment; a tuple is a composite element. What is empty at an end is left off."""
        id = str(elements[0])
        texts = [self._element(f"{id}{index:02d}", element) for index, element in enumerate(elements)]
        while len(texts) > 1 and not texts[-1]:
            texts.pop()
        self._write(texts)

    def _element(self, where: str, element: str | tuple[str, ...]) -> str:
        parts = (element,) if isinstance(element, str) else element
        for part in parts:
            if not self.forbidden.isdisjoint(part):
                raise UnwritableValue(where, part, "no delimiter and no line break")
        return self.delimiters.component.join(parts).rstrip(self.delimiters.component)

    def _write(self, values: list[str]) -> None:
        self.stream.write((self.delimiters.element.join(values) + self.after).encode())
        self.segments += 1

    # Envelopes

    def start(self, start: TransactionStart) -> None:
        made_on = start.production_on or start.paid_on or _UNDATED
        if start.interchange_control != self.interchange:
            self.close()
            self._open_interchange(start, made_on)
        if start.group_control != self.group:
            self._close_group()
            self._open_group(start, made_on)
        self.segments = 0
        self.sets += 1
        self.set_control = start.st_control
        self.put("ST", "835", start.st_control, start.version or VERSION)
        self._payment(start)
        self._parties(start)
        self.put("LX", "1")

    def _open_interchange(self, start: TransactionStart, made_on: date) -> None:
        marks = self.delimiters
        values = [
            "ISA",
            *("00", " " * 10, "00", " " * 10),
            *("ZZ", _padded("ISA06", start.interchange_sender, 15)),
            *("ZZ", _padded("ISA08", start.interchange_receiver, 15)),
            *(f"{made_on:%y%m%d}", "0000", marks.repetition or "U", "00501"),
            *(_padded("ISA13", start.interchange_control.zfill(9), 9), "0", "T" if start.is_test else "P"),
        ]
        for index, value in enumerate(values):
            if index != 11 and not self.forbidden.isdisjoint(value):
                raise UnwritableValue(f"ISA{index:02d}", value, "no delimiter and no line break")
        self._write([*values, marks.component])
        self.interchange, self.groups = start.interchange_control, 0

    def _open_group(self, start: TransactionStart, made_on: date) -> None:
        sender = start.interchange_sender or "SENDER"
        receiver = start.interchange_receiver or "RECEIVER"
        version = start.version or VERSION
        self.put("GS", "HP", sender, receiver, day_text(made_on), "0000", start.group_control, "X", version)
        self.group, self.sets = start.group_control, 0
        self.groups += 1

    def _close_group(self) -> None:
        if self.group is not None:
            self.put("GE", str(self.sets), self.group)
            self.group = None

    def close(self) -> None:
        """End the group and the interchange that are open."""
        self._close_group()
        if self.interchange is not None:
            self.put("IEA", str(self.groups), self.interchange.zfill(9))
            self.interchange = None

    # Heading

    def _payment(self, start: TransactionStart) -> None:
        amount = dollars_text(start.bpr_cents)
        blanks = [""] * 11
        self.put(
            "BPR", start.handling, amount, start.credit_debit, start.method, *blanks, day_text(start.paid_on)
        )
        self.put("TRN", "1", start.trace, start.trace_payer)
        self._refs(start.refs)
        if start.production_on:
            self.put("DTM", "405", day_text(start.production_on))

    def _parties(self, start: TransactionStart) -> None:
        self.put("N1", "PR", start.payer_name, start.payer_id_qualifier, start.payer_id)
        self._refs(start.payer_refs)
        for contact in start.payer_contacts:
            self._contact(contact)
        self.put("N1", "PE", start.payee_name, start.payee_id_qualifier, start.payee_id)
        self._refs(start.payee_refs)

    # Claims

    def claim(self, claim: Claim) -> None:
        money = (claim.charged_cents, claim.paid_cents, claim.responsibility_cents)
        self.put(
            "CLP",
            *(claim.number, claim.status, *map(dollars_text, money), claim.filing, claim.payer_number),
            *(claim.facility, claim.frequency),
        )
        self._adjustments(claim.adjustments)
        for role, name in _names(claim):
            self.put(
                *("NM1", role, name.kind, name.last, name.first, name.middle, "", name.suffix),
                *(name.id_qualifier, name.id),
            )
        self._remarks(claim)
        self._refs(claim.refs)
        days = (
            ("232", claim.statement_from),
            ("233", claim.statement_to),
            ("036", claim.coverage_ends),
            ("050", claim.received_on),
        )
        for qualifier, day in days:
            if day:
                self.put("DTM", qualifier, day_text(day))
        if claim.contact:
            self._contact(claim.contact)
        self._amounts(claim.amounts)
        for line in claim.lines:
            self._line(line)

    def _line(self, line: ServiceLine) -> None:
        money = [dollars_text(line.charged_cents), dollars_text(line.paid_cents)]
        blanks = ("",) * (4 - len(line.modifiers))
        self.put(
            "SVC",
            (line.qualifier, line.code, *line.modifiers, *blanks, line.description),
            *money,
            line.revenue_code,
            line.units,
            (line.original_qualifier, line.original_code, *line.original_modifiers),
            line.original_units,
        )
        if line.served_from and line.served_from == line.served_to:
            self.put("DTM", "472", day_text(line.served_from))
        else:
            for qualifier, day in (("150", line.served_from), ("151", line.served_to)):
                if day:
                    self.put("DTM", qualifier, day_text(day))
        self._adjustments(line.adjustments)
        self._refs(line.refs)
        self._amounts(line.amounts)
        for qualifier, codes in (("HE", line.remarks), ("RX", line.rejects)):
            for code in codes:
                self.put("LQ", qualifier, code)

    def _adjustments(self, adjustments: list[Adjustment]) -> None:
        """Six to a segment; a group that has more goes on in another CAS."""
        for group, together in groupby(adjustments, key=lambda adjustment: adjustment.group):
            for six in _by(6, list(together)):
                trios = [(trio.code, dollars_text(trio.amount_cents), trio.quantity) for trio in six]
                self.put("CAS", group, *(value for trio in trios for value in trio))

    def _remarks(self, claim: Claim) -> None:
        remarks = claim.remarks
        if len(remarks) > REMARKS_MAX:
            raise UnwritableValue("MOA", ", ".join(remarks), f"at most {REMARKS_MAX} remark codes on a claim")
        if len(remarks) > 5:
            first, *more = remarks[:5]
            self.put("MIA", "0", "", "", "", first, *[""] * 14, *more)
            remarks = remarks[5:]
        if remarks:
            self.put("MOA", "", "", *remarks)

    # Shared

    def _refs(self, refs: dict[str, list[str]]) -> None:
        for qualifier, values in refs.items():
            for value in values:
                self.put("REF", qualifier, value)

    def _amounts(self, amounts: dict[str, int]) -> None:
        for qualifier, cents in amounts.items():
            self.put("AMT", qualifier, dollars_text(cents))

    def _contact(self, contact: Contact) -> None:
        numbers = [text for number in contact.numbers for text in number]
        self.put("PER", contact.function, contact.name, *numbers)

    # Summary

    def end(self, end: TransactionEnd) -> None:
        for (provider, day), together in groupby(end.plb, key=lambda one: (one.provider, one.fiscal_on)):
            for six in _by(6, list(together)):
                self._provider_adjustments(provider, day, six)
        self.put("SE", str(self.segments + 1), self.set_control)

    def _provider_adjustments(self, provider: str, day: date | None, six: list[ProviderAdjustment]) -> None:
        pairs = [((one.reason, one.reference), dollars_text(one.amount_cents)) for one in six]
        self.put("PLB", provider, day_text(day), *(element for pair in pairs for element in pair))


def _names(claim: Claim) -> Iterator[tuple[str, Name]]:
    roles = {
        "QC": claim.patient,
        "IL": claim.insured,
        "74": claim.corrected,
        "82": claim.rendering,
        "TT": claim.crossover_payer,
        "PR": claim.corrected_payer,
        "GB": claim.other_insured,
    }
    return ((role, name) for role, name in roles.items() if name is not None)


def _by(size: int, things: list[_T]) -> Iterator[list[_T]]:
    return (things[index : index + size] for index in range(0, len(things), size))


def _padded(where: str, text: str, width: int) -> str:
    if len(text) > width:
        raise UnwritableValue(where, text, f"at most {width} characters")
    return text.ljust(width)


def _checked(delimiters: Delimiters) -> Delimiters:
    marks = [delimiters.element, delimiters.component, delimiters.segment]
    marks += [delimiters.repetition] if delimiters.repetition else []
    for mark in marks:
        if len(mark) != 1 or not mark.isascii() or mark.isalnum() or mark in _NEVER_A_DELIMITER:
            raise UnwritableValue("ISA", mark, "delimiters that are one ASCII sign each, no letter or digit")
    if len(set(marks)) != len(marks):
        raise UnwritableValue("ISA", "".join(marks), "four different delimiters")
    return delimiters
