"""Taking money from a saved card or account: begun before the processor is asked, ended when it answered.

There is no page. The attempt stands in the way of every other payment of its account until the answer is
known, like an open page does, and what it may take counts as on its way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.members import services as members
from hearthside.money import ZERO, Money, total
from hearthside.payments import rules, selectors
from hearthside.payments.errors import AmountChanged, StillChecking
from hearthside.payments.models import Attempt, Method
from hearthside.payments.services.attempts import Conflict, Wanted, close_attempt, note_refusal, start_attempt

SAVED_DOOR = "saved"
AUTOPAY_DOOR = "autopay"


@dataclass(frozen=True, slots=True)
class OnBill:
    """What is open of one bill's charges and may be taken: their ids, and their sum before any credit."""

    charge_ids: tuple[int, ...]
    amount: Money


def open_on_bill(bill: bills.BillRow) -> OnBill:
    """The charges of a bill that are due now; one that is set aside is not among them."""
    shown = set(bills.charges_on(bill))
    lines = [line for line in bills.payable(bill.account_id) if line.charge_id in shown]
    return OnBill(tuple(line.charge_id for line in lines), total(line.amount for line in lines))


@transaction.atomic
def start_saved_attempt(
    *,
    account_id: int,
    amount: Money,
    method: str,
    request_key: str,
    door: str,
    language: str,
    bill_id: int | None,
    pays_for: Sequence[int] = (),
    by: Actor,
    at: datetime,
) -> Attempt:
    """Write down that a saved method is about to be charged; the processor has not been asked anything yet.

    The same key again gives the attempt that is there. `amount` is checked against what is due, under the
    account's lock. Raises AttemptEnded, AmountChanged, StillChecking, CardsClosed, TooOften.
    """
    members.lock_account(account_id)
    payable = rules.payable_now(max(bills.due(account_id), ZERO), selectors.pending(account_id))
    how = rules.How.ALL if amount == payable and not pays_for else rules.How.PART
    wanted = Wanted(
        account_id=account_id, bill_id=bill_id, choice=rules.Choice(how, amount, tuple(pays_for)),
        method=Method(method), request_key=request_key, door=door, language=language,
    )  # fmt: skip
    try:
        attempt = start_attempt(wanted=wanted, by=by, at=at)
    except Conflict as conflict:
        raise StillChecking(conflict.attempt.reference) from None
    if attempt.request_key != request_key:
        # Another form of the same choice is being answered: its end is awaited, not joined.
        raise StillChecking(attempt.reference)
    if attempt.amount_cents != amount.cents:
        raise AmountChanged(payable=payable)
    return attempt


@transaction.atomic
def refuse_saved(*, attempt_id: int, decline_code: str, mark: str, by: Actor, at: datetime) -> Attempt:
    """The bank said no to a saved method: counted once, and the attempt is over. Twice changes nothing."""
    note_refusal(attempt_id=attempt_id, decline_code=decline_code, mark=mark or decline_code, by=by, at=at)
    return close_attempt(attempt_id=attempt_id, by=by, at=at, reason="saved")


def attempts_through(door: str) -> QuerySet[Attempt]:
    """Every attempt that came through one of the doors without a page; for `hearthside audit`."""
    return Attempt.objects.filter(door=door)
