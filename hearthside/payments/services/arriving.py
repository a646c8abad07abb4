"""Money that came by another way than the hosted page; money that left again; money on the wrong account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.audit.rules import Entry
from hearthside.bills import selectors as bills_known
from hearthside.bills import services as bills
from hearthside.ledger import books
from hearthside.ledger import services as ledger
from hearthside.ledger.services import EntryDraft, Leg, PaymentDraft
from hearthside.members import selectors as members_known
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.payments import errors, letters, states
from hearthside.payments.models import Attempt, AttemptState, Payment, PaymentState
from hearthside.payments.services.settling import entry_key, give_back, leave_account
from hearthside.references import new_reference


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that arrived by another way than the hosted page: see `receive`."""

    account_id: int
    amount: Money
    method: str
    processor: str
    processor_id: str
    received_at: datetime
    cash_book: str
    apply_first: Sequence[int] = ()
    brand: str = ""
    last4: str = ""
    reference: str = ""
    moved_from: int | None = None


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
    receipt = Receipt(
        account_id, amount, method, processor, processor_id, received_at, cash_book, apply_first, brand,
        last4, reference, moved_from,
    )  # fmt: skip
    return receive_many([receipt], by=by, at=at)[0]


@transaction.atomic
def receive_many(receipts: Sequence[Receipt], *, by: Actor, at: datetime) -> list[Payment]:
    """As `receive`, for many at once: a few statements for all of them. Payments in the order given."""
    members.lock_accounts(sorted({receipt.account_id for receipt in receipts}))
    known = _known(receipts)
    new = [one for one in receipts if (one.processor, one.processor_id) not in known]
    numbers = [one.reference or new_reference() for one in new]
    _out_of_suspense(new, numbers, at=at)
    made = _rows(new, numbers, at=at)
    drafts = [
        PaymentDraft(
            one.account_id, one.amount, entry_key(number), books.cash(one.processor), _day(one.received_at),
            one.apply_first, f"{one.method}:{one.last4}",
        )
        for one, number in zip(new, numbers, strict=True)
    ]  # fmt: skip
    ledger.post_payments(drafts, at=at)
    audit.record_many([
        Entry(name="payment.settled", by=by, at=at, subject=payment.reference, account_id=payment.account_id,
              cents=payment.amount_cents)
        for payment in made
    ])  # fmt: skip
    account_ids = sorted({payment.account_id for payment in made})
    bills.note_payments(account_ids, at)
    reachable = members_known.with_email(account_ids)
    for payment in made:
        if payment.account_id in reachable and payment.attempt is not None:
            letters.queue_receipt(payment.attempt, at=at)
    known |= {(payment.processor, payment.processor_id): payment for payment in made}
    return [known[one.processor, one.processor_id] for one in receipts]


def _known(receipts: Sequence[Receipt]) -> dict[tuple[str, str], Payment]:
    """The payments of these receipts that are there already, by processor and its number."""
    rows = Payment.objects.filter(
        processor__in={one.processor for one in receipts},
        processor_id__in=[one.processor_id for one in receipts],
    )
    return {(row.processor, row.processor_id): row for row in rows}


def _rows(receipts: Sequence[Receipt], numbers: Sequence[str], *, at: datetime) -> list[Payment]:
    open_bills = bills_known.open_bill_ids({one.account_id for one in receipts})
    attempts = Attempt.objects.bulk_create(
        Attempt(
            reference=number, account_id=one.account_id, bill_id=open_bills.get(one.account_id),
            amount_cents=one.amount.cents, pays_for=list(one.apply_first), method=one.method,
            state=AttemptState.SETTLED, request_key=f"{one.processor}:{number}", processor=one.processor,
            door=one.processor[:10], started_at=one.received_at, moved_at=at, expires_at=one.received_at,
        )
        for one, number in zip(receipts, numbers, strict=True)
    )  # fmt: skip
    return Payment.objects.bulk_create(
        Payment(
            reference=number, account_id=one.account_id, attempt=attempt, amount_cents=one.amount.cents,
            method=one.method, brand=one.brand, last4=one.last4, processor=one.processor,
            processor_id=one.processor_id, received_at=one.received_at, moved_from_id=one.moved_from,
        )
        for one, number, attempt in zip(receipts, numbers, attempts, strict=True)
    )  # fmt: skip


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
def take_off(*, reference: str, reason: str, by: Actor, at: datetime, tells_member: bool = True) -> Payment:
    """Our mistake: the payment was never this account's. Its money leaves, and the member is told just that.

    What is left of it leaves the payment's own cash book; where it goes next is the caller's to post. A
    second time changes nothing. Raises NoSuchPayment, and CannotMove where money of it has gone back.
    """
    members.lock_account(_payment(reference).account_id)
    payment = Payment.objects.select_for_update().get(reference=reference)
    if payment.state == PaymentState.TAKEN_OFF:
        return payment
    if payment.state != PaymentState.RECEIVED or payment.refunded_cents:
        raise errors.CannotMove("money of this payment has gone back", payment=reference, state=payment.state)
    leave_account(payment, to=PaymentState.TAKEN_OFF, kind="payment_taken_off", by=by, at=at, reason=reason)
    if tells_member and payment.attempt is not None:
        letters.queue_taken_off(payment.attempt, at=at)
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


def _out_of_suspense(receipts: Sequence[Receipt], numbers: Sequence[str], *, at: datetime) -> None:
    """Money that waited leaves suspense the way it came, so that a payment is always on its door's book."""
    ledger.write_entries(
        [
            EntryDraft(
                None, "suspense_settled", f"found:{number}", _day(at),
                [Leg(books.SUSPENSE, one.amount.cents), Leg(books.cash(one.processor), -one.amount.cents)],
            )
            for one, number in zip(receipts, numbers, strict=True)
            if one.cash_book == books.SUSPENSE
        ],
        at=at,
    )  # fmt: skip


def _payment(reference: str) -> Payment:
    payment = Payment.objects.filter(reference=reference).first()
    if payment is None:
        raise errors.NoSuchPayment("no payment has this number", payment=reference)
    return payment


def _day(at: datetime) -> date:
    return at.astimezone(clock.EASTERN).date()
