"""Making a bill: what is final and owed today, kept as data that never changes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, job
from hearthside.bills import rules, selectors, states
from hearthside.bills.composing import compose
from hearthside.bills.document.codec import content_hash, to_json
from hearthside.bills.models import Bill, BillLine, BillState
from hearthside.ledger import selectors as ledger
from hearthside.members import services as members
from hearthside.money import ZERO
from hearthside.organization.selectors import profile
from hearthside.references import new_reference
from hearthside.rooms import parts_of_rooms


def accounts_due(*, as_of: date) -> Iterator[int]:
    """Accounts that may get a bill: something is open, or the last bill is no longer true."""
    yield from ledger.accounts_with_open_charges()
    yield from selectors.accounts_billed_and_clear()


@transaction.atomic
def make_bill(*, account_id: int, as_of: date, by: Actor, at: datetime) -> Bill | None:
    """Make the account's bill if there is something new to say; the one before is replaced.

    A bill is made when a charge became final that no bill has shown, or when what was billed changed by
    other than a payment. None when there is nothing new, when too little is owed, or when a bill was
    made for this day already.
    """
    account = members.lock_account(account_id)
    last = Bill.objects.filter(account_id=account_id).order_by("-made_on").first()
    if last is not None and last.made_on >= as_of:
        return None
    terms = profile(as_of).billing
    ready = selectors.ready_charges(account_id, as_of=as_of)
    standing = ledger.standing(account_id)
    due = sum((charge.open for charge in ready), ZERO) - standing.unapplied
    if not _has_news(account_id, last, ready_ids={charge.charge_id for charge in ready}):
        return None
    if ZERO < due < terms.smallest_bill or (last is None and due <= ZERO):
        return None
    number = new_reference()
    document = compose(
        account=account,
        number=number,
        as_of=as_of,
        due_on=rules.due_on(as_of, terms.due_days),
        ready=ready,
        due=due,
        last=last,
    )
    if last is not None and last.state == BillState.OPEN:
        states.replace(last, by=by, at=at)
    bill = Bill.objects.create(
        number=number,
        account_id=account_id,
        made_on=as_of,
        due_on=rules.due_on(as_of, terms.due_days),
        amount_due_cents=due.cents,
        state=BillState.OPEN if due > ZERO else BillState.PAID,
        code_dead=due <= ZERO,
        token_hash=rules.token_hash(rules.qr_token(settings.PAY_CODE_KEY, number, 1)),
        through_posting=ledger.last_posting(account_id),
        twin=to_json(document),
        content_hash=content_hash(document),
    )
    BillLine.objects.bulk_create(
        BillLine(bill=bill, account_id=account_id, charge_id=charge.charge_id, open_cents=charge.open.cents)
        for charge in ready
    )
    audit.record("bill.made", subject=number, account_id=account_id, cents=due.cents, by=by, at=at)
    return bill


def _has_news(account_id: int, last: Bill | None, *, ready_ids: set[int]) -> bool:
    """Whether a bill would say something new. A room's `bill_news.py` may ask for one under another name."""
    if last is None:
        return bool(ready_ids)
    if any(module.is_to_be_made_anew(account_id, last.made_on) for module in parts_of_rooms("bill_news")):
        return bool(ready_ids)
    billed = set(
        BillLine.objects.filter(bill=last, charge_id__in=ready_ids).values_list("charge_id", flat=True)
    )
    if ready_ids - billed:
        return True
    return any(
        movement.kind not in ("payment", "charge", "credit_used", "paid_to_provider")
        for movement in ledger.movements_after(account_id, last.through_posting)
    )


@transaction.atomic
def note_payment(account_id: int, at: datetime) -> None:
    """After money came in: a bill with nothing left to pay is paid, and its pay code is dead."""
    note_payments([account_id], at)


@transaction.atomic
def note_payments(account_ids: Sequence[int], at: datetime) -> None:
    """As `note_payment`, for many accounts at once; their locks are held."""
    still_open = Bill.objects.select_for_update().filter(account_id__in=account_ids, state=BillState.OPEN)
    bills = list(still_open.defer("twin").order_by("pk"))
    left = selectors.left_to_pay_of(bills)
    states.pay_all([bill for bill in bills if left[bill.pk] <= ZERO], by=job("billing"), at=at)


@transaction.atomic
def note_return(account_id: int, at: datetime) -> None:
    """After money went back: the newest bill is open again, with a new pay code."""
    bill = Bill.objects.select_for_update().filter(account_id=account_id).order_by("-made_on").first()
    if bill is not None and bill.state == BillState.PAID and selectors.left_to_pay(bill) > ZERO:
        states.reopen(bill, by=job("billing"), at=at)
