"""What may be paid now, as the pages of both doors show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hearthside.bills import selectors as bills
from hearthside.guards import services as guards
from hearthside.members import selectors as members
from hearthside.money import Money, total
from hearthside.organization.selectors import profile
from hearthside.payments import rules, selectors
from hearthside.payments.models import Attempt


@dataclass(frozen=True, slots=True)
class Standing:
    """One account as somebody who pays sees it. `bill` is the one the guest matched, or the open one."""

    account: Any
    bill: Any
    due: Money
    pending: Money
    payable: Money
    lines: list[rules.PayableLine]
    smallest_part: Money
    parts_open: bool
    cards_open: bool
    paid_today: list[Attempt]

    @property
    def least(self) -> Money:
        return rules.smallest_payment(self.payable, smallest_part=self.smallest_part)


def of_account(account_id: int, *, at: datetime) -> Standing:
    """All that the account owes now."""
    return _standing(account_id, bill=bills.standing(account_id).bill, only_bill=False, at=at)


def of_bill(account_id: int, bill: Any, *, at: datetime) -> Standing:
    """What is left of one bill: a guest is not asked for what no bill has said yet."""
    return _standing(account_id, bill=bill, only_bill=True, at=at)


def _standing(account_id: int, *, bill: Any, only_bill: bool, at: datetime) -> Standing:
    lines = bills.payable(account_id)
    due = bills.standing(account_id).due
    if only_bill:
        lines = [line for line in lines if line.bill_number == bill.number]
        due = min(due, total(line.amount for line in lines))
    pending = selectors.pending(account_id)
    return Standing(
        account=members.account(account_id),
        bill=bill,
        due=due,
        pending=pending,
        payable=rules.payable_now(due, pending),
        lines=[rules.PayableLine(line.charge_id, line.amount) for line in lines],
        smallest_part=profile().billing.smallest_part,
        parts_open=not guards.brake_is_on(at=at),
        cards_open=not rules.cards_are_closed(selectors.declines_today(account_id, at=at)),
        paid_today=selectors.paid_today(account_id, at=at),
    )
