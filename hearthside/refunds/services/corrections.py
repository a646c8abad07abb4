"""A payment that was posted by mistake: moved to the right account, or taken off."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.identity.selectors import LoginRow
from hearthside.members import selectors as members
from hearthside.payments import selectors as payments
from hearthside.payments import services as paying
from hearthside.payments.errors import CannotMove
from hearthside.references import new_reference
from hearthside.refunds import letters, rules, selectors, states, terms
from hearthside.refunds.errors import NoSuchRefund, NotAllowed, NothingToUndo
from hearthside.refunds.models import Correction, CorrectionKind, CorrectionState
from hearthside.refunds.rules import Refusal


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was wrong with a payment. With `to_account_id` it is moved there, else it is taken off.

    `reason` is a short code: wrong_account, keyed_twice, wrong_amount, never_arrived. `key` is the form's.
    """

    payment: str
    reason: str
    key: str
    to_account_id: int | None = None
    note: str = ""


@transaction.atomic
def ask_correction(*, mistake: Mistake, login: LoginRow, by: Actor, at: datetime) -> Correction:
    """Say that a payment is wrong. Within the limit for one person it is mended at once.

    The same form again changes nothing. Raises NothingToUndo, and NotAllowed where either account is the
    asker's own.
    """
    before = Correction.objects.filter(key=mistake.key).first()
    if before is not None:
        return before
    payment = payments.payment_with(mistake.payment)
    if payment is None or payment.state != "received" or payment.refunded_cents:
        raise NothingToUndo("this payment has left the account", payment=mistake.payment)
    kind = CorrectionKind.MOVE if mistake.to_account_id else CorrectionKind.VOID
    if kind is CorrectionKind.VOID and selectors.back_to(payment).by_processor:
        raise NothingToUndo("a card company holds this money: send a refund", payment=mistake.payment)
    if mistake.to_account_id == payment.account_id:
        raise NothingToUndo("this payment is on that account already", payment=mistake.payment)
    _refuse_own(login, payment.account_id, mistake.to_account_id)
    second = rules.second_person(
        payment.amount, way=None, by_staff=True, contact_changed_at=None, at=at,
        terms=terms.approval(clock.day_of(at)),
    )  # fmt: skip
    try:
        with transaction.atomic():
            correction = Correction.objects.create(
                reference=new_reference(), kind=kind, account_id=payment.account_id, payment=payment,
                to_account_id=mistake.to_account_id, amount_cents=payment.amount_cents, reason=mistake.reason,
                note=mistake.note, key=mistake.key, asked_at=at, asked_by_id=login.pk, moved_at=at,
                second=[str(why) for why in second],
            )  # fmt: skip
    except IntegrityError:
        raise NothingToUndo("somebody has asked for this already", payment=mistake.payment) from None
    audit.record("correction.asked", subject=correction.reference, account_id=payment.account_id,
                 cents=payment.amount_cents, reason=mistake.reason, by=by, at=at)  # fmt: skip
    return correction if second else _mend(correction, approver="", by=by, at=at)


def _refuse_own(login: LoginRow, *account_ids: int | None) -> None:
    for account_id in account_ids:
        if account_id is not None and selectors.approver(login, members.account(account_id)).is_payee:
            raise NotAllowed(Refusal.OWN_MONEY)


@transaction.atomic
def approve_correction(*, reference: str, login: LoginRow, by: Actor, at: datetime) -> Correction:
    """A second person agrees, and it is mended. A second time changes nothing. Raises NotAllowed."""
    correction = _locked(reference)
    if correction.state == CorrectionState.DONE and correction.approved_by_id == login.pk:
        return correction
    _refuse_own(login, correction.account_id, correction.to_account_id)
    agreement = rules.may_agree(
        selectors.approver(login, correction.account),
        asked_by=str(correction.asked_by_id), amount=correction.amount,
        terms=terms.approval(clock.day_of(at)),
    )  # fmt: skip
    if agreement.why is not None:
        raise NotAllowed(agreement.why)
    correction.approved_by_id = login.pk
    correction.save(update_fields=["approved_by"])
    return _mend(correction, approver=str(login.pk), by=by, at=at)


def _mend(correction: Correction, *, approver: str, by: Actor, at: datetime) -> Correction:
    reference = correction.payment.reference
    if correction.kind == CorrectionKind.MOVE and correction.to_account_id is not None:
        paying.move_payment(
            reference=reference,
            to_account_id=correction.to_account_id,
            reason=correction.reason,
            by=by,
            at=at,
        )
    else:
        try:
            paying.take_off(reference=reference, reason=correction.reason, by=by, at=at, tells_member=False)
        except CannotMove as gone:
            raise NothingToUndo("this payment has left the account", payment=reference) from gone
    states.move_correction(correction, to=CorrectionState.DONE, approver=approver, by=by, at=at)
    letters.queue_corrected(correction, at=at)
    return correction


@transaction.atomic
def reject_correction(*, reference: str, by: Actor, at: datetime) -> Correction:
    """It stays as it is. A second time changes nothing."""
    correction = _locked(reference)
    if correction.state != CorrectionState.REJECTED:
        states.move_correction(correction, to=CorrectionState.REJECTED, by=by, at=at)
    return correction


def _locked(reference: str) -> Correction:
    rows = Correction.objects.select_for_update(of=("self", "payment"))
    found = rows.select_related("payment", "account").filter(reference=reference).first()
    if found is None:
        raise NoSuchRefund("no correction has this number", correction=reference)
    return found
