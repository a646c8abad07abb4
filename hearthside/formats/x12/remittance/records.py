"""What an 835 says, as records. Amounts are whole cents. Source: X12 005010X221A1.

Positions (segment numbers, bytes) and findings do not take part in comparing: a record read back from
what was written equals the record that was written.
"""

from dataclasses import dataclass, field
from datetime import date

from hearthside.formats.findings import Finding
from hearthside.formats.x12.delimiters import Delimiters

REVERSAL = "22"


@dataclass(slots=True)
class Name:
    """A person or organization. NM1; `id_qualifier` and `id` are NM108 and NM109 (MI: member id)."""

    last: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    id_qualifier: str = ""
    id: str = ""
    kind: str = "1"  # NM102: 1 a person, 2 an organization


@dataclass(slots=True)
class Contact:
    """Whom to call. PER; numbers are (qualifier, number): TE telephone, EM e-mail, UR web page."""

    function: str
    name: str
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Adjustment:
    """One reason the paid amount differs from the charge; positive lowers the payment. One trio of a CAS."""

    group: str  # CO, PR, OA, PI; CR in 4010
    code: str  # claim adjustment reason code
    amount_cents: int
    quantity: str = ""
    segment: int = field(default=0, compare=False)


@dataclass(slots=True)
class ServiceLine:
    """One service of a claim. SVC and its loop 2110."""

    ordinal: int  # 1 is the first line of the claim
    qualifier: str  # HC: HCPCS, NU: revenue code, N4: drug code
    code: str
    modifiers: tuple[str, ...] = ()
    description: str = ""
    charged_cents: int = 0  # SVC02
    paid_cents: int = 0  # SVC03
    revenue_code: str = ""
    units: str = ""  # SVC05, as written
    original_qualifier: str = ""
    original_code: str = ""  # SVC06: the code that was submitted, when the plan changed it
    original_modifiers: tuple[str, ...] = ()
    original_units: str = ""
    served_from: date | None = None  # DTM 472 or 150
    served_to: date | None = None  # DTM 472 or 151
    adjustments: list[Adjustment] = field(default_factory=list)
    amounts: dict[str, int] = field(default_factory=dict)  # AMT by qualifier, in cents
    refs: dict[str, list[str]] = field(default_factory=dict)  # REF by qualifier
    remarks: list[str] = field(default_factory=list)  # LQ HE: remittance advice remark codes
    rejects: list[str] = field(default_factory=list)  # LQ RX: pharmacy reject codes
    segment: int = field(default=0, compare=False)

    @property
    def control(self) -> str:
        """The line number that was on our claim. REF 6R."""
        values = self.refs.get("6R")
        return values[0] if values else ""

    @property
    def allowed_cents(self) -> int | None:
        """What the plan allows for the line. AMT B6; information, not part of balancing."""
        return self.amounts.get("B6")

    @property
    def adjusted_cents(self) -> int:
        return sum(adjustment.amount_cents for adjustment in self.adjustments)

    @property
    def pr_cents(self) -> int:
        """What the line's adjustments say the member owes: group PR."""
        return sum(a.amount_cents for a in self.adjustments if a.group == "PR")

    @property
    def balances(self) -> bool:
        """Charge less adjustments is the payment. Source: 005010X221A1, 1.10.2.1.1."""
        return self.charged_cents - self.adjusted_cents == self.paid_cents


@dataclass(slots=True)
class Claim:
    """One claim of a remittance, with its lines. CLP and its loop 2100.

    A claim with a finding of severity `error` must be held (`must_hold`): an amount could not be read, or
    the claim does not balance. Nothing unreadable is guessed: such an amount is 0 here.
    """

    index: int  # 1 is the first claim of its transaction
    number: str  # CLP01: our claim number
    status: str  # CLP02
    charged_cents: int = 0  # CLP03
    paid_cents: int = 0  # CLP04
    responsibility_cents: int = 0  # CLP05; the adjustments decide what a member owes, not this
    filing: str = ""  # CLP06
    payer_number: str = ""  # CLP07
    facility: str = ""  # CLP08
    frequency: str = ""  # CLP09
    patient: Name | None = None  # NM1 QC
    insured: Name | None = None  # NM1 IL
    corrected: Name | None = None  # NM1 74
    rendering: Name | None = None  # NM1 82
    crossover_payer: Name | None = None  # NM1 TT
    corrected_payer: Name | None = None  # NM1 PR
    other_insured: Name | None = None  # NM1 GB
    adjustments: list[Adjustment] = field(default_factory=list)
    lines: list[ServiceLine] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # from MIA and MOA
    amounts: dict[str, int] = field(default_factory=dict)  # AMT by qualifier, in cents
    refs: dict[str, list[str]] = field(default_factory=dict)  # REF by qualifier
    statement_from: date | None = None  # DTM 232
    statement_to: date | None = None  # DTM 233
    received_on: date | None = None  # DTM 050
    coverage_ends: date | None = None  # DTM 036
    contact: Contact | None = None  # PER
    production_on: date | None = None  # DTM 405 of the transaction
    segment_first: int = field(default=0, compare=False)
    segment_last: int = field(default=0, compare=False)
    offset: int = field(default=0, compare=False)  # bytes of the file before CLP
    length: int = field(default=0, compare=False)  # bytes up to the end of the last segment
    is_readable: bool = field(default=True, compare=False)  # every amount could be read
    findings: list[Finding] = field(default_factory=list, compare=False)

    @property
    def is_reversal(self) -> bool:
        return self.status == REVERSAL

    @property
    def must_hold(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)

    @property
    def pr_cents(self) -> int:
        """What the adjustments say the member owes: group PR of the claim and of its lines."""
        own = sum(a.amount_cents for a in self.adjustments if a.group == "PR")
        return own + sum(line.pr_cents for line in self.lines)

    @property
    def patient_paid_cents(self) -> int:
        """What the member had paid before. AMT F5."""
        return self.amounts.get("F5", 0)

    @property
    def service_balances(self) -> bool:
        """Each line on its own: charge less adjustments is the payment."""
        return all(line.balances for line in self.lines)

    @property
    def adjustments_balance(self) -> bool:
        """The claim's charge less every adjustment, its own and its lines', is its payment."""
        adjusted = sum(a.amount_cents for a in self.adjustments)
        adjusted += sum(line.adjusted_cents for line in self.lines)
        return self.charged_cents - adjusted == self.paid_cents

    @property
    def lines_add_up(self) -> bool:
        """Lines, if any, add up to the claim: charges, and payments less the claim's own adjustments."""
        if not self.lines:
            return True
        own = sum(a.amount_cents for a in self.adjustments)
        charged = sum(line.charged_cents for line in self.lines)
        paid = sum(line.paid_cents for line in self.lines)
        return charged == self.charged_cents and paid - own == self.paid_cents

    @property
    def claim_balances(self) -> bool:
        """Both claim balances at once, tolerance 0. Source: docs/rules and 005010X221A1, 1.10.2.1.2."""
        return self.adjustments_balance and self.lines_add_up

    @property
    def served_from(self) -> date | None:
        """The first day of service: of the lines, else the statement, else the day of the remittance."""
        days = [line.served_from for line in self.lines if line.served_from]
        return min(days) if days else self.statement_from or self.production_on

    @property
    def served_to(self) -> date | None:
        """The last day of service: of the lines, else the statement, else the day of the remittance."""
        days = [day for line in self.lines if (day := line.served_to or line.served_from)]
        return max(days) if days else self.statement_to or self.statement_from or self.production_on

    def days_of(self, line: ServiceLine) -> tuple[date | None, date | None]:
        """When one line was served: its own days, else the statement's, else the day of the remittance."""
        first = line.served_from or self.statement_from or self.production_on
        last = line.served_to or line.served_from or self.statement_to or first
        return first, last


@dataclass(slots=True)
class TransactionStart:
    """The head of one remittance: who pays whom, how, when. BPR, TRN, and loops 1000A and 1000B."""

    index: int = 1  # 1 is the first transaction of the file
    interchange_sender: str = ""  # ISA06
    interchange_receiver: str = ""  # ISA08
    interchange_control: str = ""  # ISA13
    is_test: bool = False  # ISA15 is T
    group_control: str = ""  # GS06
    st_control: str = ""  # ST02
    version: str = ""  # GS08, else ST03
    handling: str = ""  # BPR01
    bpr_cents: int = 0  # BPR02
    credit_debit: str = ""  # BPR03
    method: str = ""  # BPR04: ACH, CHK, NON, ...
    paid_on: date | None = None  # BPR16
    trace: str = ""  # TRN02: check or transfer number
    trace_payer: str = ""  # TRN03: payer id
    payer_name: str = ""  # N1 PR
    payer_id_qualifier: str = ""
    payer_id: str = ""
    payer_refs: dict[str, list[str]] = field(default_factory=dict)
    payer_contacts: list[Contact] = field(default_factory=list)
    payee_name: str = ""  # N1 PE
    payee_id_qualifier: str = ""
    payee_id: str = ""
    payee_refs: dict[str, list[str]] = field(default_factory=dict)
    refs: dict[str, list[str]] = field(default_factory=dict)  # REF before N1: EV receiver, F2 version
    production_on: date | None = None  # DTM 405
    segment: int = field(default=0, compare=False)  # of ST
    offset: int = field(default=0, compare=False)  # bytes of the file before ST


@dataclass(slots=True)
class ProviderAdjustment:
    """Money between payer and provider outside of claims; positive lowers the payment. One pair of a PLB."""

    provider: str
    fiscal_on: date | None
    reason: str
    reference: str
    amount_cents: int
    segment: int = field(default=0, compare=False)


@dataclass(slots=True)
class Balanced:
    """The three balances, each judged alone.

    `service`: SVC02 less CAS is SVC03. `claim`: CLP03 less every CAS is CLP04. `transaction`: the sum of
    CLP04 less the sum of PLB is BPR02. Amounts that could not be read count as 0.
    """

    service: bool = True
    claim: bool = True
    transaction: bool = True


@dataclass(slots=True)
class TransactionEnd:
    """The foot of one remittance: provider adjustments, totals and what is wrong with it.

    A finding of severity `error` means: hold the whole transaction (`must_hold`).
    """

    index: int = 1
    plb: list[ProviderAdjustment] = field(default_factory=list)
    claims: int = 0
    lines: int = 0
    charged_cents: int = 0
    paid_cents: int = 0
    responsibility_cents: int = 0
    pr_cents: int = 0
    plb_cents: int = 0
    bpr_cents: int = 0
    balanced: Balanced = field(default_factory=Balanced)
    unreadable_claims: int = 0
    is_complete: bool = True  # SE was there
    segments: int = field(default=0, compare=False)  # ST to SE, both counted
    segments_stated: int | None = field(default=None, compare=False)  # SE01
    segment_last: int = field(default=0, compare=False)
    findings: list[Finding] = field(default_factory=list, compare=False)

    @property
    def must_hold(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(slots=True)
class FileEnd:
    """Totals over the whole file, and what is wrong with its interchanges and groups.

    Each finding of a file is reported once: on its claim, its transaction, or here.
    """

    interchanges: int = field(default=0, compare=False)  # ISA segments
    transactions: int = 0
    claims: int = 0
    lines: int = 0
    charged_cents: int = 0
    paid_cents: int = 0
    patient_responsibility_cents: int = 0
    pr_adjustment_cents: int = 0
    plb_cents: int = 0
    bpr_cents: int = 0
    balanced: Balanced = field(default_factory=Balanced)
    unreadable_claims: int = 0
    segments: int = field(default=0, compare=False)
    delimiters: Delimiters = field(default_factory=Delimiters, compare=False)  # of the first interchange
    findings: list[Finding] = field(default_factory=list, compare=False)


Record = TransactionStart | Claim | TransactionEnd | FileEnd
