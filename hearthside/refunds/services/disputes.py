"""Payments that a card's bank took back: a file each, with the day our answer is due, and notes."""

from datetime import date, datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, job
from hearthside.identity.selectors import LoginRow
from hearthside.payments.selectors import PaymentRow
from hearthside.refunds import selectors, states, terms
from hearthside.refunds.errors import NoSuchRefund
from hearthside.refunds.models import DisputeFile, DisputeNote, DisputeState

WORKER = job("disputes")


def keep_files(*, at: datetime) -> int:
    """The worker's round: a file for every disputed payment, an end for every one that is over."""
    opened = sum(_open(payment, at=at) for payment in selectors.disputed_payments())
    return opened + sum(_end_if_over(file.pk, at=at) for file in list(selectors.disputes()))


@transaction.atomic
def _open(payment: PaymentRow, *, at: datetime) -> bool:
    opened_at = payment.gone_back_at or at
    due = clock.day_of(opened_at) + timedelta(days=terms.evidence_days(clock.day_of(at)))
    file, is_new = DisputeFile.objects.get_or_create(
        payment_id=payment.pk, turn=payment.times_gone,
        defaults={"account_id": payment.account_id, "opened_at": opened_at, "evidence_by": due,
                  "moved_at": at},
    )  # fmt: skip
    if is_new:
        audit.record("dispute.opened", subject=payment.reference, account_id=payment.account_id,
                     cents=file.amount.cents, by=WORKER, at=at)  # fmt: skip
    return is_new


@transaction.atomic
def _end_if_over(file_id: int, *, at: datetime) -> bool:
    file = DisputeFile.objects.select_for_update(of=("self",)).select_related("payment").get(pk=file_id)
    if file.state == DisputeState.OVER or file.payment.state == "disputed":
        return False
    file.ended = "lost" if file.payment.state == "returned" else "won"
    file.save(update_fields=["ended"])
    states.move_dispute(file, to=DisputeState.OVER, by=WORKER, at=at, reason=file.ended)
    return True


@transaction.atomic
def set_evidence_day(*, reference: str, day: date, by: Actor, at: datetime) -> DisputeFile:
    """The day the card company gave for our answer."""
    file = _locked(reference)
    file.evidence_by, file.is_day_known = day, True
    file.save(update_fields=["evidence_by", "is_day_known"])
    audit.record("dispute.dated", subject=reference, account_id=file.account_id, changed=["evidence_by"],
                 by=by, at=at)  # fmt: skip
    return file


@transaction.atomic
def note_dispute(*, reference: str, text: str, login: LoginRow, by: Actor, at: datetime) -> DisputeNote:
    """Keep what somebody wrote. The same words by the same person again change nothing."""
    file = _locked(reference)
    note, is_new = DisputeNote.objects.get_or_create(
        file=file, text=text, by_id=login.pk, defaults={"account_id": file.account_id, "at": at}
    )
    if is_new:
        audit.record("dispute.noted", subject=reference, account_id=file.account_id, by=by, at=at)
    return note


@transaction.atomic
def answer_dispute(*, reference: str, by: Actor, at: datetime) -> DisputeFile:
    """Our evidence went to the card company. A second time changes nothing."""
    file = _locked(reference)
    if file.state == DisputeState.OPEN:
        states.move_dispute(file, to=DisputeState.ANSWERED, by=by, at=at)
    return file


def _locked(reference: str) -> DisputeFile:
    rows = DisputeFile.objects.select_for_update(of=("self",)).select_related("payment")
    file = rows.filter(payment__reference=reference).order_by("-turn").first()
    if file is None:
        raise NoSuchRefund("this payment has no dispute", payment=reference)
    return file
