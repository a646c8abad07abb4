"""What the reader gives back: one record each, with its place in the file and what is wrong with it."""

from dataclasses import dataclass, field
from datetime import date

from hearthside.formats.findings import Finding
from hearthside.money import ZERO, Money

CREDITS = frozenset(f"{kind}{use}" for kind in "2345" for use in "1234")
DEBITS = frozenset([*(f"{kind}{use}" for kind in "234" for use in "6789"), "55", "56"])
PRENOTES = frozenset(["23", "28", "33", "38", "43", "48", "53"])
RETURNED = frozenset(["21", "26", "31", "36", "41", "46", "51", "56"])
"""The codes a return or a change carries instead of the entry's own."""


@dataclass(frozen=True, slots=True)
class FileHeader:
    """Record 1: from whom, to whom, when made."""

    line: int
    destination: str
    origin: str
    created_on: date | None
    modifier: str
    destination_name: str
    origin_name: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchHeader:
    """Record 5: entries of one company, one class, one day."""

    line: int
    service_class: str
    company_name: str
    company_id: str
    sec: str
    description: str
    effective_on: date | None
    odfi: str
    number: int | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Addendum:
    """Record 7 of any kind, as it stands: its type and its 94 characters."""

    line: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Returned:
    """Record 7, type 99: why an entry came back, and which one it was.

    For a dishonored or contested return (R61-R76) `return_trace` and `return_code` name the return.
    """

    code: str
    original_trace: str
    original_rdfi: str
    died_on: date | None
    information: str
    trace: str
    return_trace: str = ""
    return_code: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """Record 7, type 98: a notification of change. `corrected` is the field as it stands, 29 characters."""

    code: str
    original_trace: str
    original_rdfi: str
    corrected: str
    trace: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Record 6 with its addenda, of every class but IAT and ADV. `amount` is None where it cannot be read."""

    line: int
    offset: int
    length: int
    sec: str
    code: str
    routing: str
    account: str
    amount: Money | None
    identification: str
    name: str
    discretionary: str
    trace: str
    returned: Returned | None = None
    changed: Changed | None = None
    addenda: tuple[Addendum, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_debit(self) -> bool:
        return self.code in DEBITS

    @property
    def is_unfit(self) -> bool:
        """True when something about this entry itself cannot be relied on."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class IatEntry:
    """An international entry with its addenda (10-18, 98, 99), passed on as it stands."""

    line: int
    offset: int
    length: int
    code: str
    routing: str
    account: str
    amount: Money | None
    trace: str
    returned: Returned | None
    changed: Changed | None
    addenda: tuple[Addendum, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class AdvEntry:
    """A line of accounting advice from the ACH operator to a bank."""

    line: int
    code: str
    routing: str
    account: str
    amount: Money | None
    name: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchEnd:
    """Record 8 against what the batch held."""

    line: int
    number: int | None
    entries: int
    addenda: int
    debits: Money
    credits: Money
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class FileEnd:
    """Record 9 against what the file held. Always the last thing given, even where record 9 is missing."""

    batches: int = 0
    entries: int = 0
    addenda: int = 0
    entry_hash: int = 0
    debits: Money = ZERO
    credits: Money = ZERO
    findings: tuple[Finding, ...] = field(default=())


Record = FileHeader | BatchHeader | Entry | IatEntry | AdvEntry | BatchEnd | FileEnd
