"""What may be paid now, as the pages of both doors show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import get_language

from hearthside.bills import selectors as bills
from hearthside.bills.care import CareLine, care_lines
from hearthside.bills.document import bill_from_json
from hearthside.claims import selectors as claims
from hearthside.guards import services as guards
from hearthside.members import selectors as members
from hearthside.money import ZERO, Money, total
from hearthside.organization.selectors import profile
from hearthside.payments import rules, selectors
from hearthside.payments.models import Attempt


@dataclass(frozen=True, slots=True)
class Standing:
    """One account as somebody who pays sees it. `bill` is the one the guest matched, or the open one.

    `not_billed` is the part of `due` that is newer than the open bill.
    """

    account: Any
    bill: Any
    due: Money
    pending: Money
    payable: Money
    not_billed: Money
    lines: list[rules.PayableLine]
    smallest_part: Money
    parts_open: bool
    cards_open: bool
    paid_today: list[Attempt]

    @property
    def initials(self) -> str:
        """Who the bill is for, as far as a guest may know: the initials of each person on it."""
        people = dict.fromkeys(line.service.patient for line in bill_from_json(self.bill.twin).lines)
        return ", ".join(initials(name) for name in people if name) or initials(
            members.recipient_of(self.account.pk)
        )

    @property
    def least(self) -> Money:
        return rules.smallest_payment(self.payable, smallest_part=self.smallest_part)


def of_account(account_id: int, *, at: datetime) -> Standing:
    """All that the account owes now."""
    return _standing(account_id, bill=bills.open_bill(account_id), only_bill=False, at=at)


def of_bill(account_id: int, bill: Any, *, at: datetime) -> Standing:
    """What is left of one bill: a guest is not asked for what no bill has said yet."""
    return _standing(account_id, bill=bill, only_bill=True, at=at)


def not_billed(due: Money, bill: Any) -> Money:
    """How much of what is due no bill has asked for yet: it is newer than the open bill."""
    return max(due - bills.left_to_pay(bill), ZERO)


def left_after(attempt: Attempt, *, at: datetime) -> Money | None:
    """What is left to pay of the bill that an attempt paid; None for a payment on no bill."""
    return of_bill(attempt.account_id, attempt.bill, at=at).payable if attempt.bill else None


def _standing(account_id: int, *, bill: Any, only_bill: bool, at: datetime) -> Standing:
    due = max(bills.due(account_id), ZERO)
    if only_bill:
        due = min(due, bills.left_to_pay(bill))
    pending = selectors.pending(account_id)
    return Standing(
        account=members.account(account_id),
        bill=bill,
        due=due,
        pending=pending,
        payable=rules.payable_now(due, pending),
        not_billed=ZERO if only_bill or bill is None else not_billed(due, bill),
        lines=[] if only_bill else _lines(account_id),
        smallest_part=profile().billing.smallest_part,
        parts_open=not guards.brake_is_on(at=at),
        cards_open=not rules.cards_are_closed(selectors.declines_today(account_id, at=at)),
        paid_today=selectors.paid_today(account_id, at=at),
    )


def initials(name: str) -> str:
    """Ana Reyes as A. R."""
    return " ".join(f"{word[0]}." for word in name.split())


def _lines(account_id: int) -> list[rules.PayableLine]:
    """What is open, a line of care each, with its day and provider: signed in, care is shown."""
    amounts = {line.charge_id: line.amount for line in bills.payable(account_id)}
    rows = list(claims.charges(amounts).values())
    return [
        rules.PayableLine(
            tuple(sorted(charge.pk for charge in line.charges)),
            total(amounts[charge.pk] for charge in line.charges),
            _says(line),
        )
        for line in care_lines(rows, amounts, get_language() or "en")
    ]


def _says(line: CareLine) -> str:
    day = formats.date_format(line.served_from, "DATE_FORMAT")
    return ", ".join(part for part in (line.item, day, line.provider) if part)
