"""What a lockbox file says, line by line, in our words. Amounts are exact; days are days or None."""

from dataclasses import dataclass, field
from datetime import date

from hearthside.formats.findings import Finding
from hearthside.money import ZERO, Money


@dataclass(slots=True)
class FileStart:
    """Who sent it and when. `layout` is the name of the layout it was read by."""

    layout: str
    origin: str = ""
    destination: str = ""
    created_on: date | None = None
    created_time: str = ""
    line: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class BatchStart:
    """A deposit begins. `ordinal` counts from 1 in the file; the rest may be known only at its end."""

    ordinal: int
    number: str = ""
    lockbox: str = ""
    deposit_on: date | None = None
    line: int = 0


@dataclass(slots=True)
class Coupon:
    """What the bank read of one coupon, or of a line that the payer wrote. `amount` is None when blank."""

    invoice: str = ""
    scan_line: str = ""
    amount: Money | None = None
    deduction: Money | None = None
    reason: str = ""
    text: str = ""
    line: int = 0


@dataclass(slots=True)
class Check:
    """One check with its coupons. `ordinal` counts from 1 in its batch.

    `offset` and `length` cut its lines out of the file, coupons included. An amount that cannot be read
    is zero, `is_readable` is False, and a finding says where. The bank numbers stay out of its repr.
    """

    ordinal: int
    batch: str = ""
    item: str = ""
    amount: Money = ZERO
    routing: str = field(default="", repr=False)
    account: str = field(default="", repr=False)
    check_number: str = ""
    written_on: date | None = None
    remitter: str = ""
    payee: str = ""
    reference: str = ""
    coupons: list[Coupon] = field(default_factory=list)
    line: int = 0
    offset: int = 0
    length: int = 0
    is_readable: bool = True
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class BatchEnd:
    """A deposit ended: what was read, what its total record says, and whether the two agree.

    `told_count` and `told_amount` are None where there is no such record. `errors` counts the findings of
    severity error in the batch; with any, nothing of it may be posted.
    """

    ordinal: int
    number: str = ""
    lockbox: str = ""
    deposit_on: date | None = None
    count: int = 0
    amount: Money = ZERO
    told_count: int | None = None
    told_amount: Money | None = None
    errors: int = 0
    line: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class LockboxEnd:
    """The total of one lockbox over its batches, `first_batch` to `last_batch` by ordinal."""

    lockbox: str
    deposit_on: date | None
    first_batch: int
    last_batch: int
    count: int
    amount: Money
    told_count: int | None
    told_amount: Money | None
    line: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Balanced:
    """Which controls hold: coupons against checks, records 7, records 8, record 9."""

    coupons: bool = True
    batches: bool = True
    lockboxes: bool = True
    records: bool = True


@dataclass(slots=True)
class FileEnd:
    """The whole file: lines that are not blank, what the last record says of them, and the sums."""

    lines: int = 0
    told_lines: int | None = None
    batches: int = 0
    checks: int = 0
    amount: Money = ZERO
    balanced: Balanced = Balanced()
    findings: list[Finding] = field(default_factory=list)


Record = FileStart | BatchStart | Check | BatchEnd | LockboxEnd | FileEnd
