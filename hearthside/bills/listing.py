"""The bills of an account as a list: what each asks for today, in a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hearthside.bills import selectors
from hearthside.bills.models import Bill, BillState
from hearthside.bills.showing import Says, says
from hearthside.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Listed:
    """One bill and what it asks for."""

    bill: Bill
    says: Says
    left: Money
    days_left: int
    on_its_way: Money = ZERO

    @property
    def to_pay(self) -> Money:
        return max(self.left - self.on_its_way, ZERO)


@dataclass(frozen=True, slots=True)
class Bills:
    """The bill that is to be paid, if there is one, and all others, newest first."""

    open: Listed | None
    others: list[Listed]


def listed(bills: Sequence[Bill], *, today: date) -> Bills:
    """One account's bills; at most one of them is open (a constraint of the table)."""
    rows = [_row(bill, today) for bill in bills]
    first = next((row for row in rows if row.says in (Says.PAY, Says.OVERDUE)), None)
    return Bills(first, [row for row in rows if row is not first])


def _row(bill: Bill, today: date) -> Listed:
    left = selectors.left_to_pay(bill) if bill.state == BillState.OPEN else ZERO
    return Listed(
        bill, says(bill, left, today=today), left, (bill.due_on - today).days, selectors.on_its_way(bill)
    )
