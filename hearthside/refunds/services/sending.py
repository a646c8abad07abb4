"""Money leaves, and money comes back: each with its ledger entry, in one transaction."""

from datetime import datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.bills import services as bills
from hearthside.ledger import books
from hearthside.ledger import selectors as known
from hearthside.ledger import services as ledger
from hearthside.members import services as members
from hearthside.money import ZERO
from hearthside.payments import services as payments
from hearthside.payments.errors import MoreThanIsLeft
from hearthside.payments.processors import RefundOutcome
from hearthside.payments.services import standing_key
from hearthside.refunds import letters, rules, selectors, states, terms
from hearthside.refunds.errors import NotYet
from hearthside.refunds.models import OUT, CheckRefund, Refund, RefundState
from hearthside.refunds.rules import Way
from hearthside.refunds.services.proposing import has_moved, ready_at, stop
from hearthside.rows import take_ids

RETURNED = "refund_failed"
"""The kind of entry by which a refund's money is on its account again."""


def entry_key(reference: str) -> str:
    """The ledger's key of the entry by which a refund leaves the account."""
    return f"refund:{reference}"


def back_key(reference: str) -> str:
    """The key of the entry that undoes it."""
    return f"refund_back:{reference}"


@transaction.atomic
def begin(*, refund_id: int, by: Actor, at: datetime) -> Refund:
    """Take an approved refund's money off the account, so that it may be sent. Once, however often called.

    Where the payment or the credit has gone since, or a check would go to another address, the refund is
    voided with that reason. Raises NotYet while a contact is new or a payment has not cleared.
    """
    refund = _locked(refund_id)
    if refund.state != RefundState.APPROVED:
        return refund
    back = selectors.back_to(refund.payment) if refund.payment else None
    ready = ready_at(refund.account_id, back, at=at)
    if ready > at:
        raise NotYet(ready)
    why = "address_moved" if has_moved(refund) else _reserve(refund, by=by, at=at)
    if why:
        return stop(refund, why=why, by=by, at=at)
    _enter(refund, at=at)
    if refund.way == Way.CHECK:
        _write_check(refund, by=by, at=at)
    states.move(refund, to=RefundState.SENDING, by=by, at=at, approver=str(refund.approved_by_id or ""))
    _plan_next_ask(refund, at=at)
    return refund


def _reserve(refund: Refund, *, by: Actor, at: datetime) -> str:
    """Count the money as gone, of the payment and of the credit; or why it is not there to go."""
    if refund.payment is not None:
        try:
            payments.note_refunded(reference=refund.payment.reference, amount=refund.amount, by=by, at=at)
        except MoreThanIsLeft:
            return "payment_gone"
    members.lock_account(refund.account_id)
    if refund.of_credit and known.standing(refund.account_id).unapplied < refund.amount:
        if refund.payment is not None:
            payments.note_refund_failed(
                reference=refund.payment.reference, amount=refund.amount, by=by, at=at
            )
        return "credit_used"
    return ""


def _enter(refund: Refund, *, at: datetime) -> None:
    ledger.post_refund(
        account_id=refund.account_id, amount=refund.amount, key=entry_key(refund.reference),
        payment_key=standing_key(refund.payment) if refund.payment else "", out_book=out_book_of(refund),
        effective_on=clock.day_of(at), at=at, source=refund.reason,
    )  # fmt: skip
    bills.note_return(refund.account_id, at)


def _write_check(refund: Refund, *, by: Actor, at: datetime) -> None:
    today = clock.day_of(at)
    serial = take_ids(CheckRefund, 1)[0]
    check = CheckRefund.objects.create(
        pk=serial, number=terms.first_check_number(today) + serial, account_id=refund.account_id,
        refund=refund, amount_cents=refund.amount_cents, issued_on=today,
        stale_on=rules.stale_on(today, days=terms.stale_days(today)),
    )  # fmt: skip
    audit.record("refund.check_written", subject=refund.reference, account_id=refund.account_id,
                 cents=check.amount_cents, by=by, at=at)  # fmt: skip


@transaction.atomic
def wait_until(*, refund_id: int, until: datetime) -> None:
    """An approved refund may not leave before `until`: the worker looks again then."""
    refund = _locked(refund_id)
    if refund.state == RefundState.APPROVED and refund.not_before < until:
        refund.not_before = until
        refund.save(update_fields=["not_before"])


@transaction.atomic
def cannot_tell(*, refund_id: int, by: Actor, at: datetime) -> Refund:
    """No answer from the processor: the money may have left. It is asked again, never sent anew."""
    refund = _locked(refund_id)
    if refund.state == RefundState.SENDING:
        states.move(refund, to=RefundState.UNCLEAR, by=by, at=at)
    if refund.state in OUT:
        _plan_next_ask(refund, at=at)
    return refund


@transaction.atomic
def write_down(*, refund_id: int, outcome: RefundOutcome, by: Actor, at: datetime) -> Refund:
    """What the processor says of a refund. Any number of times, in any order.

    A refund that came back is off the card again and on the account, whatever was known before.
    """
    refund = _locked(refund_id)
    if outcome.state == "failed":
        return _fail(refund, why="came_back", by=by, at=at)
    if states.may_move(refund, RefundState.SENT):
        refund.processor_id = outcome.id
        refund.sent_at = outcome.at if refund.asked_at <= outcome.at <= at else at
        refund.save(update_fields=["processor_id", "sent_at"])
        states.move(refund, to=RefundState.SENT, by=by, at=at)
        letters.queue_sent(refund, at=at)
    if refund.state == RefundState.SENT and outcome.state == "succeeded" and not refund.has_arrived:
        refund.has_arrived = True
        refund.save(update_fields=["has_arrived"])
    if refund.state in OUT:
        _plan_next_ask(refund, at=at)
    return refund


@transaction.atomic
def fail(*, refund_id: int, why: str, by: Actor, at: datetime) -> Refund:
    """The processor will not send it: the money is on the account again. A second time changes nothing."""
    return _fail(_locked(refund_id), why=why, by=by, at=at)


def _fail(refund: Refund, *, why: str, by: Actor, at: datetime) -> Refund:
    if not states.may_move(refund, RefundState.FAILED):
        return refund
    was_told = refund.state == RefundState.SENT
    put_back(refund, by=by, at=at)
    refund.why = why
    refund.ask_again_at = None
    refund.save(update_fields=["why", "ask_again_at"])
    states.move(refund, to=RefundState.FAILED, by=by, at=at, reason=why)
    if was_told:
        letters.queue_came_back(refund, at=at)
    return refund


def put_back(refund: Refund, *, by: Actor, at: datetime) -> None:
    """The money of a refund is on the account again, by a new entry. Its row is locked, and it was out."""
    assert refund.state in OUT, f"the money of {refund.reference} has not left"
    if refund.payment is not None:
        payments.note_refund_failed(reference=refund.payment.reference, amount=refund.amount, by=by, at=at)
    members.lock_account(refund.account_id)
    if _can_be_mirrored(refund):
        ledger.reverse_entry(
            account_id=refund.account_id, key_of=entry_key(refund.reference), key=back_key(refund.reference),
            kind=RETURNED, effective_on=clock.day_of(at), at=at, source=refund.reason,
        )  # fmt: skip
    else:
        # What the refund had opened again was paid since, so the money is credit and pays what is open now.
        ledger.transfer(
            account_id=refund.account_id, amount=refund.amount, from_book=out_book_of(refund),
            to_book=books.UNAPPLIED, key=back_key(refund.reference), kind=RETURNED,
            effective_on=clock.day_of(at), at=at, source=refund.reason,
        )  # fmt: skip
    ledger.apply_credit(account_id=refund.account_id, at=at)
    bills.note_payment(refund.account_id, at)


def _can_be_mirrored(refund: Refund) -> bool:
    """Every charge that the refund opened is still as open as it made it."""
    opened = [
        (charge, -amount)
        for charge, amount in known.allocations_of(entry_key(refund.reference), refund.account_id)
    ]
    now_open = known.open_amounts(charge for charge, _ in opened)
    return all(now_open.get(charge, ZERO) >= amount for charge, amount in opened)


def out_book_of(refund: Refund) -> str:
    """The book that a refund's money leaves by: the processor's cash, or what we owe by check."""
    if refund.payment is not None and refund.way == Way.PROCESSOR:
        return books.cash(refund.payment.processor)
    return books.REFUNDS_PAYABLE


def _plan_next_ask(refund: Refund, *, at: datetime) -> None:
    """When the worker asks again; a check is not the processor's."""
    wait = None
    if refund.way == Way.PROCESSOR:
        wait = rules.ask_again_in(refund.state, refund.times_asked)
    refund.ask_again_at = at + wait if wait is not None else None
    refund.times_asked = min(refund.times_asked + 1, 30000)
    refund.save(update_fields=["ask_again_at", "times_asked"])


def _locked(refund_id: int) -> Refund:
    return Refund.objects.select_for_update(of=("self",)).select_related("payment").get(pk=refund_id)
