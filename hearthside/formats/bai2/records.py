"""What a BAI2 file holds, in the order it holds it. Amounts are whole cents; text is as the bank wrote it."""

from dataclasses import dataclass, field
from datetime import date

from hearthside.formats.findings import Finding
from hearthside.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Funds:
    """When money can be used. `kind`: "" not said, Z unknown, 0 now, 1 one day, 2 two days or more, S, V, D.

    `values` stand as they were written: S three amounts (now, one day, more), V a day and a time, D pairs of
    days and amounts.
    """

    kind: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileStart:
    """Record 01."""

    sender: str = ""
    receiver: str = ""
    created_on: date | None = None
    created_time: str = ""
    file_id: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupStart:
    """Record 02: accounts of one bank on one day.

    `status`: 1 update, 2 deletion, 3 correction, 4 test. `modifier`: 1 interim and 2 final of the day before,
    3 interim and 4 final of the same day.
    """

    receiver: str = ""
    originator: str = ""
    status: str = "1"
    as_of: date | None = None
    time: str = ""
    currency: str = ""
    modifier: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A balance or a total in record 03, by its type code."""

    type: str
    amount: Money | None = None
    count: int | None = None
    funds: Funds = Funds()


@dataclass(frozen=True, slots=True)
class AccountStart:
    """Record 03. `currency` is empty where the group's holds."""

    number: str
    currency: str = ""
    summaries: tuple[Summary, ...] = ()
    findings: tuple[Finding, ...] = ()

    def amount_of(self, *types: str) -> Money | None:
        """The first amount under one of these type codes."""
        told = {one.type: one.amount for one in reversed(self.summaries)}
        return next((amount for code in types if (amount := told.get(code)) is not None), None)


@dataclass(frozen=True, slots=True)
class Transaction:
    """Record 16: one line of the statement. `amount` is as written, without a direction; None if unreadable.

    `text` keeps the bank's own lines, parted by a line feed. `record` counts records from the file's start.
    """

    type: str
    amount: Money | None
    funds: Funds = Funds()
    bank_reference: str = ""
    customer_reference: str = ""
    text: str = ""
    record: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountEnd:
    """Record 49. `summed` is what records 03 and 16 make; `told` what the bank says they make."""

    number: str
    told: Money | None = None
    summed: Money = ZERO
    transactions: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether what was read of this account may be relied on."""
        return all(one.severity != "error" for one in self.findings)


@dataclass(frozen=True, slots=True)
class GroupEnd:
    """Record 98. `summed` adds what the bank says of each account."""

    told: Money | None = None
    summed: Money = ZERO
    accounts: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def is_sound(self) -> bool:
        return all(one.severity != "error" for one in self.findings)


@dataclass(frozen=True, slots=True)
class FileEnd:
    """Record 99. `summed` adds what the bank says of each group."""

    told: Money | None = None
    summed: Money = ZERO
    groups: int = 0
    records: int = 0
    findings: tuple[Finding, ...] = field(default=())

    @property
    def is_sound(self) -> bool:
        return all(one.severity != "error" for one in self.findings)


Record = FileStart | GroupStart | AccountStart | Transaction | AccountEnd | GroupEnd | FileEnd
