"""Somebody asks for money to go back, and somebody else agrees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, ActorKind
from hearthside.errors import IllegalMove
from hearthside.identity.selectors import LoginRow
from hearthside.members import selectors as known
from hearthside.members import services as members
from hearthside.money import ZERO, Money
from hearthside.payments import selectors as payments
from hearthside.references import new_reference
from hearthside.refunds import rules, selectors, states, terms
from hearthside.refunds.errors import (
    AddressMissing,
    AddressMoved,
    NoSuchRefund,
    NotAllowed,
    NoWayBack,
    TooMuch,
)
from hearthside.refunds.models import Reason, Refund, RefundState
from hearthside.refunds.rules import BackTo, Part, Refusal, Way


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants back: `amount` of one payment (its number), or ("") of the account's credit.

    `key` is the form's own: the same form again asks for nothing more.
    """

    account_id: int
    amount: Money
    reason: Reason
    key: str
    payment: str = ""
    note: str = ""


@transaction.atomic
def propose(*, wanted: Wanted, login: LoginRow | None, by: Actor, at: datetime) -> list[Refund]:
    """Write down what should go back: one refund for each card it goes to, and one for a check.

    Within the limit for one person it is approved at once, when staff proposed it. `login` is who asks,
    None for a rule. Raises TooMuch, NoWayBack, AddressMissing, NotAllowed.
    """
    account = members.lock_account(wanted.account_id)
    before = selectors.refunds_of_form(wanted.key)
    if before:
        return before
    by_staff = by.kind is ActorKind.STAFF
    if by_staff and login is not None and selectors.approver(login, account).is_payee:
        raise NotAllowed(Refusal.OWN_MONEY)
    parts = parts_of(wanted, at=at)
    return [
        _write(wanted, part, f"{wanted.key}:{place}", login=login, by_staff=by_staff, by=by, at=at)
        for place, part in enumerate(parts, 1)
    ]


def parts_of(wanted: Wanted, *, at: datetime) -> list[Part]:
    """Where each part of this money would go. Raises TooMuch and NoWayBack."""
    today = clock.day_of(at)
    waits = terms.waits(today)
    if not wanted.payment:
        left = selectors.credit_left(wanted.account_id)
        if wanted.amount > left or wanted.amount <= ZERO:
            raise TooMuch(wanted.amount, left)
        return rules.plan(wanted.amount, selectors.payments_back(wanted.account_id), today=today, terms=waits)
    payment = payments.payment_with(wanted.payment)
    if payment is None or payment.account_id != wanted.account_id:
        raise NoWayBack("no payment of this account has this number", payment=wanted.payment)
    back = selectors.back_to(payment)
    if not back.is_here:
        raise NoWayBack("this payment is not on the account", payment=wanted.payment, state=payment.state)
    if wanted.amount > back.left or wanted.amount <= ZERO:
        raise TooMuch(wanted.amount, back.left)
    return [Part(wanted.payment, rules.way_back(back, today=today, terms=waits), wanted.amount)]


def _write(
    wanted: Wanted, part: Part, key: str, *, login: LoginRow | None, by_staff: bool, by: Actor, at: datetime
) -> Refund:
    payment = payments.payment_with(part.payment) if part.payment else None
    payee = selectors.payee_of(wanted.account_id)
    if part.way is Way.CHECK and not payee.is_complete:
        raise AddressMissing("no name and address on file", account=known.account(wanted.account_id).number)
    second = _second(wanted.account_id, part, by_staff=by_staff, at=at)
    refund = Refund.objects.create(
        reference=new_reference(), account_id=wanted.account_id, payment=payment,
        amount_cents=part.amount.cents, of_credit=not wanted.payment, way=part.way, reason=wanted.reason,
        note=wanted.note, key=key, payee=payee.name, address=list(payee.address), asked_at=at,
        asked_by_id=login.pk if login else None, by_staff=by_staff, second=[str(why) for why in second],
        not_before=ready_at(wanted.account_id, selectors.back_to(payment) if payment else None, at=at),
        moved_at=at,
    )  # fmt: skip
    audit.record("refund.asked", subject=refund.reference, account_id=refund.account_id,
                 cents=refund.amount_cents, reason=refund.reason, by=by, at=at)  # fmt: skip
    if not second:
        states.move(refund, to=RefundState.APPROVED, by=by, at=at, reason="within_limit")
    return refund


def _second(account_id: int, part: Part, *, by_staff: bool, at: datetime) -> Sequence[rules.Second]:
    return rules.second_person(
        part.amount, way=part.way, by_staff=by_staff,
        contact_changed_at=known.trust_changed_at(account_id), at=at,
        terms=terms.approval(clock.day_of(at)),
    )  # fmt: skip


def ready_at(account_id: int, back: BackTo | None, *, at: datetime) -> datetime:
    """The first moment money may leave this account, as things stand."""
    return rules.ready_at(
        asked_at=at, contact_changed_at=known.trust_changed_at(account_id), received=back,
        terms=terms.waits(clock.day_of(at)),
    )  # fmt: skip


@transaction.atomic
def approve(*, reference: str, login: LoginRow, by: Actor, at: datetime) -> Refund:
    """A second person agrees. Agreeing twice changes nothing.

    Raises NoSuchRefund; NotAllowed for who proposed it, for whose money it is, and for too small a role;
    AddressMoved where a check would now go elsewhere; IllegalMove for a refund that is past this.
    """
    refund = locked(reference)
    if refund.state != RefundState.ASKED and refund.approved_by_id == login.pk:
        return refund
    agreement = rules.may_agree(
        selectors.approver(login, refund.account),
        asked_by=str(refund.asked_by_id or ""), amount=refund.amount,
        terms=terms.approval(clock.day_of(at)),
    )  # fmt: skip
    if agreement.why is not None:
        raise NotAllowed(agreement.why)
    if has_moved(refund):
        raise AddressMoved("the address on file has changed since", refund=reference)
    refund.approved_by_id = login.pk
    refund.approved_at = at
    refund.save(update_fields=["approved_by", "approved_at"])
    states.move(refund, to=RefundState.APPROVED, by=by, at=at, approver=str(login.pk))
    return refund


def has_moved(refund: Refund) -> bool:
    """A check would go to another name or place than somebody looked at."""
    payee = selectors.payee_of(refund.account_id)
    return refund.way == Way.CHECK and (payee.name, list(payee.address)) != (refund.payee, refund.address)


@transaction.atomic
def reject(*, reference: str, why: str, by: Actor, at: datetime) -> Refund:
    """It does not go back, whether somebody has agreed or not. `why` is a short code. Twice is harmless.

    Raises NoSuchRefund, and IllegalMove for a refund whose money has left.
    """
    refund = locked(reference)
    if refund.state == RefundState.VOIDED:
        return refund
    if refund.state not in selectors.WAITING:
        raise IllegalMove(reference, refund.state, RefundState.VOIDED)
    return stop(refund, why=why, by=by, at=at)


def stop(refund: Refund, *, why: str, by: Actor, at: datetime) -> Refund:
    """End a refund whose money has not left. In the caller's transaction, its row locked."""
    refund.why = why
    refund.ask_again_at = None
    refund.save(update_fields=["why", "ask_again_at"])
    states.move(refund, to=RefundState.VOIDED, by=by, at=at, reason=why)
    return refund


def locked(reference: str) -> Refund:
    """The refund, its row held until the transaction ends. Raises NoSuchRefund."""
    refund = Refund.objects.select_for_update().filter(reference=reference).first()
    if refund is None:
        raise NoSuchRefund("no refund has this number", refund=reference)
    return refund
