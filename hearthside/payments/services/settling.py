"""Money that arrived, money on its way, and money that went back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.bills import services as bills
from hearthside.guards import services as guards
from hearthside.ledger import books
from hearthside.ledger import services as ledger
from hearthside.money import Money
from hearthside.payments import letters, states
from hearthside.payments.models import GONE, Attempt, AttemptState, Method, Payment, PaymentState
from hearthside.payments.services.attempts import locked, plan_next_ask


@dataclass(frozen=True, slots=True)
class Taken:
    """What the processor says it took: how much, from what, and its own number for it."""

    processor_id: str
    amount: Money
    brand: str = ""
    last4: str = ""
    at: datetime | None = None


def entry_key(reference: str) -> str:
    """The ledger's key of the entry that credits a payment."""
    return f"payment:{reference}"


def gone_back_key(reference: str, turn: int) -> str:
    """The key of the entry that undoes a payment; a payment won back can be lost again."""
    return f"gone_back:{reference}:{turn}"


def won_back_key(reference: str, turn: int) -> str:
    return f"won_back:{reference}:{turn}"


@transaction.atomic
def settle(*, attempt_id: int, taken: Taken, by: Actor, at: datetime) -> Payment | None:
    """Record that the money arrived, and credit the account: payment, entry, receipt and audit, or none.

    Settling twice is harmless. An answer older than what we know (the money has gone back since) changes
    nothing and gives None.
    """
    attempt = locked(attempt_id)
    before = Payment.objects.filter(attempt=attempt).first()
    if before is not None:
        return before
    if not states.may_move(attempt, AttemptState.SETTLED):
        return None
    differs = "amount_differs" if taken.amount.cents != attempt.amount_cents else ""
    states.move(attempt, to=AttemptState.SETTLED, by=by, at=at, reason=differs)
    plan_next_ask(attempt, at=at)
    payment = Payment.objects.create(
        reference=attempt.reference, account_id=attempt.account_id, attempt=attempt,
        amount_cents=taken.amount.cents, method=attempt.method, brand=taken.brand, last4=taken.last4,
        processor=attempt.processor, processor_id=taken.processor_id,
        received_at=_received_at(attempt, taken, at),
    )  # fmt: skip
    ledger.post_payment(
        account_id=attempt.account_id, amount=taken.amount, key=entry_key(attempt.reference),
        cash_book=books.cash(attempt.processor), effective_on=_day(payment.received_at), at=at,
        apply_first=attempt.pays_for, source=f"{attempt.method}:{taken.last4}",
    )  # fmt: skip
    bills.note_payment(attempt.account_id, at)
    transaction.on_commit(lambda: guards.note_answer(declined=False, at=at))
    letters.queue_receipt(attempt, at=at)
    return payment


def _received_at(attempt: Attempt, taken: Taken, at: datetime) -> datetime:
    """When the card was charged, though we may learn of it days later; for a bank, when it answered.

    What the processor's clock says before the attempt began, or after now, is not believed.
    """
    charged_at = taken.at if attempt.method == Method.CARD and taken.at else at
    return charged_at if attempt.started_at <= charged_at <= at else at


def _day(at: datetime) -> date:
    return at.astimezone(clock.EASTERN).date()


@transaction.atomic
def send_to_bank(*, attempt_id: int, by: Actor, at: datetime) -> Attempt:
    """The bank has the debit and has not answered. Nothing is on the account yet, and nothing says it is."""
    attempt = locked(attempt_id)
    if states.may_move(attempt, AttemptState.PROCESSING):
        states.move(attempt, to=AttemptState.PROCESSING, by=by, at=at)
        plan_next_ask(attempt, at=at)
        letters.queue_sent_to_bank(attempt, at=at)
    return attempt


@transaction.atomic
def give_back(*, attempt_id: int, why: str, by: Actor, at: datetime) -> Attempt:
    """The bank did not pay, or took the money back. What it had paid is open again, at its old age.

    `why` is the processor's code. A second time changes nothing.
    """
    attempt = locked(attempt_id)
    if not states.may_move(attempt, AttemptState.RETURNED):
        return attempt
    attempt.decline_code = why
    attempt.save(update_fields=["decline_code"])
    states.move(attempt, to=AttemptState.RETURNED, by=by, at=at)
    plan_next_ask(attempt, at=at)
    payment = Payment.objects.select_for_update().filter(attempt=attempt).first()
    if payment is not None and payment.state in (PaymentState.RECEIVED, PaymentState.DISPUTED):
        leave_account(payment, to=PaymentState.RETURNED, kind="payment_returned", by=by, at=at)
    letters.queue_returned(attempt, at=at)
    return attempt


@transaction.atomic
def dispute_payment(*, attempt_id: int, is_lost: bool, by: Actor, at: datetime) -> Payment | None:
    """The card's bank took the money back because its owner says the payment was not theirs, or not right.

    The account owes again; staff see it. When the dispute is lost, the payment has gone back for good. A
    second time changes nothing. None where there is no payment.
    """
    attempt = locked(attempt_id)
    payment = Payment.objects.select_for_update().filter(attempt=attempt).first()
    if payment is not None and payment.state == PaymentState.RECEIVED:
        leave_account(payment, to=PaymentState.DISPUTED, kind="payment_disputed", by=by, at=at)
        letters.queue_returned(attempt, at=at)
    if payment is not None and is_lost and payment.state == PaymentState.DISPUTED:
        leave_account(payment, to=PaymentState.RETURNED, kind="payment_returned", by=by, at=at)
    return payment


@transaction.atomic
def win_back(*, attempt_id: int, by: Actor, at: datetime) -> Payment | None:
    """The dispute ended for us and the bank gave the money again. A second time changes nothing."""
    attempt = locked(attempt_id)
    payment = Payment.objects.select_for_update().filter(attempt=attempt).first()
    if payment is not None and payment.state == PaymentState.DISPUTED:
        states.move_payment(payment, to=PaymentState.RECEIVED, by=by, at=at)
        payment.gone_back_at = None
        payment.save(update_fields=["gone_back_at"])
        ledger.post_payment(
            account_id=payment.account_id,
            amount=payment.amount - Money(payment.refunded_cents),
            key=won_back_key(payment.reference, payment.times_gone),
            cash_book=books.cash(payment.processor),
            effective_on=_day(at),
            at=at,
            apply_first=attempt.pays_for,
            source=f"{payment.method}:{payment.last4}",
        )
        bills.note_payment(payment.account_id, at)
    return payment


def leave_account(
    payment: Payment, *, to: PaymentState, kind: str, by: Actor, at: datetime, reason: str = ""
) -> None:
    """A payment's money leaves its account; the row is locked. What it had paid is open again."""
    was = payment.state
    states.move_payment(payment, to=to, by=by, at=at, reason=reason)
    payment.gone_back_at = at
    # Counted only when money leaves: a dispute that is then lost undoes the payment once.
    payment.times_gone += was == PaymentState.RECEIVED
    payment.save(update_fields=["gone_back_at", "times_gone"])
    if was == PaymentState.RECEIVED:
        _undo_entry(payment, kind=kind, at=at)
        bills.note_return(payment.account_id, at)


def _undo_entry(payment: Payment, *, kind: str, at: datetime) -> None:
    """What is left of the payment leaves the account: all of it, or what no refund has taken before."""
    key = gone_back_key(payment.reference, payment.times_gone)
    source = f"{payment.method}:{payment.last4}"
    if payment.refunded_cents:
        ledger.post_refund(
            account_id=payment.account_id, amount=payment.amount - Money(payment.refunded_cents), key=key,
            payment_key=standing_key(payment), out_book=books.cash(payment.processor),
            effective_on=_day(at), at=at, source=source, kind=f"{kind}_rest",
        )  # fmt: skip
    else:
        ledger.reverse_entry(
            account_id=payment.account_id, key_of=standing_key(payment), key=key, kind=kind,
            effective_on=_day(at), at=at, source=source,
        )  # fmt: skip


def standing_key(payment: Payment) -> str:
    """The key of the entry by which a payment's money is on its account now, or was before it left."""
    turns = payment.times_gone - (payment.state in GONE)
    return won_back_key(payment.reference, turns) if turns else entry_key(payment.reference)
