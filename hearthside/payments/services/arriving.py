"""Money that came by another way than the hosted page; money that left again; money on the wrong account."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills_known
from hearthside.bills import services as bills
from hearthside.ledger import books
from hearthside.ledger import services as ledger
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.payments import errors, letters, states
from hearthside.payments.models import Attempt, AttemptState, Payment, PaymentState
from hearthside.payments.services.settling import entry_key, give_back, leave_account
from hearthside.references import new_reference


@transaction.atomic
def receive(
    *,
    account_id: int,
    amount: Money,
    method: str,
    processor: str,
    processor_id: str,
    received_at: datetime,
    cash_book: str,
    by: Actor,
    at: datetime,
    apply_first: Sequence[int] = (),
    brand: str = "",
    last4: str = "",
    reference: str = "",
    moved_from: int | None = None,
) -> Payment:
    """Enter money that arrived: payment, ledger entry, receipt and audit, or none of them.

    `method` is one of models.Method; `cash_book` is `books.cash(processor)`, or `books.SUSPENSE` when the
    money waited there: then it leaves suspense in the same transaction. Unique by (`processor`,
    `processor_id`): the same again returns the payment that is there.
    """
    members.lock_account(account_id)
    before = Payment.objects.filter(processor=processor, processor_id=processor_id).first()
    if before is not None:
        return before
    number = reference or new_reference()
    if cash_book == books.SUSPENSE:
        cash_book = _out_of_suspense(number, amount, processor, at)
    bill = bills_known.open_bill(account_id)
    attempt = Attempt.objects.create(
        reference=number, account_id=account_id, bill_id=bill.pk if bill else None,
        amount_cents=amount.cents, pays_for=list(apply_first), method=method, state=AttemptState.SETTLED,
        request_key=f"{processor}:{number}", processor=processor, door=processor, started_at=received_at,
        moved_at=at, expires_at=received_at,
    )  # fmt: skip
    payment = Payment.objects.create(
        reference=number, account_id=account_id, attempt=attempt, amount_cents=amount.cents, method=method,
        brand=brand, last4=last4, processor=processor, processor_id=processor_id, received_at=received_at,
        moved_from_id=moved_from,
    )  # fmt: skip
    ledger.post_payment(
        account_id=account_id, amount=amount, key=entry_key(number), cash_book=cash_book,
        effective_on=_day(received_at), at=at, apply_first=apply_first, source=f"{method}:{last4}",
    )  # fmt: skip
    audit.record("payment.settled", subject=number, account_id=account_id, cents=amount.cents, by=by, at=at)
    bills.note_payment(account_id, at)
    letters.queue_receipt(attempt, at=at)
    return payment


def take_back(*, reference: str, why: str, by: Actor, at: datetime) -> Payment:
    """The bank sent a payment back (a check, our own debit): owed again at its old age, the member is told.

    `why` is the bank's reason. A second time changes nothing. Raises NoSuchPayment.
    """
    payment = _payment(reference)
    assert payment.attempt_id is not None, f"payment {reference} has no attempt"
    give_back(attempt_id=payment.attempt_id, why=why, by=by, at=at)
    payment.refresh_from_db()
    return payment


@transaction.atomic
def move_payment(*, reference: str, to_account_id: int, reason: str, by: Actor, at: datetime) -> Payment:
    """A payment that was posted to the wrong account: undone there, received here with a new number.

    Returns the payment on the right account; a second time, the same one. Raises NoSuchPayment, and
    CannotMove where money of it has gone back.
    """
    members.lock_accounts(sorted({_payment(reference).account_id, to_account_id}))
    payment = Payment.objects.select_for_update().get(reference=reference)
    moved = Payment.objects.filter(moved_from=payment).first()
    if moved is not None:
        return moved
    if payment.state != PaymentState.RECEIVED or payment.refunded_cents:
        raise errors.CannotMove("money of this payment has gone back", payment=reference, state=payment.state)
    leave_account(payment, to=PaymentState.MOVED, kind="payment_moved", by=by, at=at, reason=reason)
    return receive(
        account_id=to_account_id, amount=payment.amount, method=payment.method, brand=payment.brand,
        last4=payment.last4, processor=payment.processor, processor_id=f"moved:{payment.reference}",
        received_at=payment.received_at, cash_book=books.cash(payment.processor), moved_from=payment.pk,
        by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def note_refunded(*, reference: str, amount: Money, by: Actor, at: datetime) -> Payment:
    """Count money of a payment as gone back to its payer, before it is sent. The row is locked meanwhile.

    Raises NoSuchPayment, and MoreThanIsLeft when less than `amount` is left of it.
    """
    payment = Payment.objects.select_for_update().filter(reference=reference).first()
    if payment is None:
        raise errors.NoSuchPayment("no payment has this number", payment=reference)
    left = payment.amount - Money(payment.refunded_cents)
    if payment.state != PaymentState.RECEIVED or amount > left or amount <= Money(0):
        raise errors.MoreThanIsLeft(
            "less than this is left of the payment", payment=reference, asked=str(amount),
            left=str(left if payment.state == PaymentState.RECEIVED else Money(0)),
        )  # fmt: skip
    payment.refunded_cents = F("refunded_cents") + amount.cents
    payment.save(update_fields=["refunded_cents"])
    payment.refresh_from_db()
    if payment.refunded_cents == payment.amount_cents:
        states.move_payment(payment, to=PaymentState.REFUNDED, by=by, at=at)
    return payment


@transaction.atomic
def note_refund_failed(*, reference: str, amount: Money, by: Actor, at: datetime) -> Payment:
    """A refund that was counted did not arrive: the money is the payment's again. Raises NoSuchPayment."""
    payment = Payment.objects.select_for_update().filter(reference=reference).first()
    if payment is None:
        raise errors.NoSuchPayment("no payment has this number", payment=reference)
    if payment.state == PaymentState.REFUNDED:
        states.move_payment(payment, to=PaymentState.RECEIVED, by=by, at=at)
    payment.refunded_cents = F("refunded_cents") - amount.cents
    payment.save(update_fields=["refunded_cents"])
    payment.refresh_from_db()
    return payment


def _out_of_suspense(number: str, amount: Money, processor: str, at: datetime) -> str:
    """Money that waited leaves suspense the way it came, so that a payment is always on its door's book."""
    door = books.cash(processor)
    ledger.settle_suspense(
        key=f"found:{number}", amount=amount, to_book=door, effective_on=_day(at), at=at,
    )  # fmt: skip
    return door


def _payment(reference: str) -> Payment:
    payment = Payment.objects.filter(reference=reference).first()
    if payment is None:
        raise errors.NoSuchPayment("no payment has this number", payment=reference)
    return payment


def _day(at: datetime) -> date:
    return at.astimezone(clock.EASTERN).date()
