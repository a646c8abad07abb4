"""What every part of the 835 reader shares: where it is, what is open, and how it says what is wrong."""

from datetime import date
from typing import NamedTuple

from hearthside.errors import UnreadableAmount
from hearthside.formats.findings import Finding, Severity, add_finding, shown
from hearthside.formats.x12.envelope import Envelope
from hearthside.formats.x12.remittance.records import (
    Claim,
    Record,
    ServiceLine,
    TransactionEnd,
    TransactionStart,
)
from hearthside.formats.x12.segments import Batch
from hearthside.formats.x12.values import CentsByText, DayByText

NO_ELEMENTS = [""] * 24  # enough to reach any element of an 835 without asking how long its segment is


class Procedure(NamedTuple):
    """A service as SVC01 and SVC06 name it."""

    qualifier: str = ""
    code: str = ""
    modifiers: tuple[str, ...] = ()
    description: str = ""


class ReaderState:
    """The state of one pass over one file."""

    def __init__(self) -> None:
        self.envelope = Envelope()
        self.cents = CentsByText()
        self.days = DayByText()
        self.procedures: dict[str, Procedure] = {}
        self.component = ":"
        self.batch = Batch.empty()
        self.number = 1  # of the current segment, in the file
        self.previous_end = 0  # bytes of the file up to the end of the last batch
        self.record_first = 1  # the segment that the record being read began with
        self.out: list[Record] = []  # records that are ready
        self.start: TransactionStart | None = None  # the heading, until it is handed out
        self.end: TransactionEnd | None = None  # the open transaction
        self.transactions = 0  # 835s opened so far
        self.party = ""  # PR or PE while in loop 1000A or 1000B
        self.production_on: date | None = None
        self.claim: Claim | None = None
        self.line: ServiceLine | None = None
        self.seen: set[str] = set()  # what was seen or said in this transaction

    @property
    def position(self) -> int:
        """Of the current segment in its batch."""
        return self.number - self.batch.first_number

    def loop(self) -> str:
        if self.line is not None:
            return "loop 2110"
        if self.claim is not None:
            return "loop 2100"
        return {"PR": "loop 1000A", "PE": "loop 1000B"}.get(self.party, "header") if self.start else "summary"

    def tell(self, severity: Severity, code: str, place: str, what: str) -> None:
        """Add a finding to the claim, else the transaction, else the file."""
        number = self.number
        finding = Finding(severity, code, f"segment {number}, {self.loop()}, {place}", what, number)
        if self.claim is not None:
            add_finding(self.claim.findings, finding)
        else:
            add_finding(self.end.findings if self.end else self.envelope.findings, finding)

    def tell_once(self, severity: Severity, code: str, place: str, what: str) -> None:
        """As `_tell`, once a transaction and on the transaction."""
        if code in self.seen:
            return
        self.seen.add(code)
        number = self.number
        findings = self.end.findings if self.end else self.envelope.findings
        add_finding(
            findings, Finding(severity, code, f"segment {number}, {self.loop()}, {place}", what, number)
        )

    def unreadable(self, place: str, text: str) -> int:
        """An amount that cannot be read counts as 0, and what it belongs to is held."""
        expected = "dollars and cents, like 12.50"
        if self.claim is not None:
            self.claim.is_readable = False
            action = "the claim is held: ask the payer for a corrected remittance"
        else:
            action = "the transaction is held: ask the payer for a corrected remittance"
        found = shown(text) if text.strip() else "nothing"
        self.tell(
            "error", "remittance.unreadable_amount", place, f"found {found}, expected {expected}; {action}"
        )
        return 0

    def amount(self, elements: list[str], index: int, place: str) -> int:
        text = elements[index] if index < len(elements) else ""
        try:
            return self.cents[text]
        except UnreadableAmount:
            return self.unreadable(place, text)

    def optional_amount(self, elements: list[str], index: int, place: str) -> int:
        return self.amount(elements, index, place) if index < len(elements) and elements[index].strip() else 0

    def tell_bad_day(self, place: str, text: str) -> None:
        found = shown(text) if text.strip() else "nothing"
        what = f"found {found}, expected a day as CCYYMMDD; it is left out, check it by hand"
        self.tell("warning", "remittance.unreadable_day", place, what)
