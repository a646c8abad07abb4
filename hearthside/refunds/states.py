"""The legal moves of refunds, checks, credit, unclaimed money, corrections and disputes.

A refund is FAILED when the money did not arrive and VOIDED when somebody of ours stopped it. Both put the
money back on the account, where it had left.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.refunds.models import (
    CheckRefund,
    CheckState,
    Correction,
    CorrectionState,
    CreditCase,
    CreditState,
    DisputeFile,
    DisputeState,
    Refund,
    RefundState,
    UnclaimedItem,
    UnclaimedState,
)

ASKED, APPROVED, SENDING = RefundState.ASKED, RefundState.APPROVED, RefundState.SENDING
UNCLEAR, SENT = RefundState.UNCLEAR, RefundState.SENT
FAILED, VOIDED = RefundState.FAILED, RefundState.VOIDED

MOVES = {
    (ASKED, APPROVED): "refund.approved",
    (ASKED, VOIDED): "refund.rejected",
    (APPROVED, SENDING): "refund.sending",
    (APPROVED, VOIDED): "refund.voided",  # its credit was used, or its payment left, before it was sent
    (SENDING, SENT): "refund.sent",
    (SENDING, UNCLEAR): "refund.unclear",
    (SENDING, FAILED): "refund.failed",
    (SENDING, VOIDED): "refund.voided",  # a check that was never put in the mail
    (UNCLEAR, SENT): "refund.sent",
    (UNCLEAR, FAILED): "refund.failed",
    (SENT, FAILED): "refund.failed",  # the card was closed, and its bank sent the money back
    (SENT, VOIDED): "refund.voided",  # a check that was stopped
}

CHECK_MOVES = {
    (CheckState.WRITTEN, CheckState.LISTED): "refund.check_listed",
    (CheckState.WRITTEN, CheckState.VOIDED): "refund.check_voided",
    (CheckState.LISTED, CheckState.CASHED): "refund.check_cashed",
    (CheckState.LISTED, CheckState.VOIDED): "refund.check_voided",
    (CheckState.LISTED, CheckState.TURNED_OVER): "refund.check_turned_over",
    # Paid by the bank before its list reached it, or after we had given up: the bank's word counts.
    (CheckState.WRITTEN, CheckState.CASHED): "refund.check_cashed",
}

CREDIT_MOVES = {
    (CreditState.OPEN, CreditState.PROPOSED): "credit.proposed",
    (CreditState.PROPOSED, CreditState.OPEN): "credit.waits",
    (CreditState.OPEN, CreditState.CLOSED): "credit.closed",
    (CreditState.PROPOSED, CreditState.CLOSED): "credit.closed",
}

UNCLAIMED_MOVES = {
    (UnclaimedState.WATCHED, UnclaimedState.WRITTEN): "unclaimed.owner_written_to",
    (UnclaimedState.WATCHED, UnclaimedState.CLAIMED): "unclaimed.claimed",
    (UnclaimedState.WRITTEN, UnclaimedState.CLAIMED): "unclaimed.claimed",
    (UnclaimedState.WRITTEN, UnclaimedState.TURNED_OVER): "unclaimed.turned_over",
}

CORRECTION_MOVES = {
    (CorrectionState.ASKED, CorrectionState.DONE): "ledger.corrected",
    (CorrectionState.ASKED, CorrectionState.REJECTED): "correction.rejected",
}

DISPUTE_MOVES = {
    (DisputeState.OPEN, DisputeState.ANSWERED): "dispute.answered",
    (DisputeState.OPEN, DisputeState.OVER): "dispute.over",
    (DisputeState.ANSWERED, DisputeState.OVER): "dispute.over",
}

TABLES: tuple[Mapping[Any, str], ...] = (
    MOVES, CHECK_MOVES, CREDIT_MOVES, UNCLAIMED_MOVES, CORRECTION_MOVES, DISPUTE_MOVES,
)  # fmt: skip
for table in TABLES:
    names.register(*table.values())
names.register(
    "correction.asked", "credit.opened", "credit.kept", "dispute.opened", "dispute.noted", "dispute.dated",
    "refund.check_written",
)  # fmt: skip


def may_move(refund: Refund, to: RefundState) -> bool:
    return (RefundState(refund.state), to) in MOVES


def move(
    refund: Refund, *, to: RefundState, by: Actor, at: datetime, reason: str = "", approver: str = ""
) -> None:
    """Change a refund's state, save, record who did it. Raises IllegalMove."""
    event = _event(MOVES, refund.reference, RefundState(refund.state), to)
    refund.state = to
    refund.moved_at = at
    refund.times_asked = 0
    refund.save(update_fields=["state", "moved_at", "times_asked"])
    audit.record(event, subject=refund.reference, account_id=refund.account_id, cents=refund.amount_cents,
                 reason=reason, approver=approver, by=by, at=at)  # fmt: skip


def move_check(check: CheckRefund, *, to: CheckState, by: Actor, at: datetime, reason: str = "") -> None:
    """Change a check's state, save, record who did it. Raises IllegalMove."""
    event = _event(CHECK_MOVES, str(check.number), CheckState(check.state), to)
    check.state = to
    check.save(update_fields=["state"])
    audit.record(event, subject=check.refund.reference, account_id=check.account_id,
                 cents=check.amount_cents, reason=reason, by=by, at=at)  # fmt: skip


def move_credit(case: CreditCase, *, to: CreditState, by: Actor, at: datetime) -> None:
    """Change a credit case's state, save, record who did it. Raises IllegalMove."""
    event = _event(CREDIT_MOVES, f"credit:{case.pk}", CreditState(case.state), to)
    case.state = to
    case.moved_at = at
    case.save(update_fields=["state", "moved_at"])
    audit.record(event, subject=f"credit:{case.pk}", account_id=case.account_id, cents=case.amount_cents,
                 by=by, at=at)  # fmt: skip


def move_unclaimed(
    item: UnclaimedItem, *, to: UnclaimedState, by: Actor, at: datetime, reason: str = ""
) -> None:
    """Change an unclaimed item's state, save, record who did it. Raises IllegalMove."""
    event = _event(UNCLAIMED_MOVES, item.reference, UnclaimedState(item.state), to)
    item.state = to
    item.save(update_fields=["state"])
    audit.record(event, subject=item.reference, account_id=item.account_id, cents=item.amount_cents,
                 reason=reason, by=by, at=at)  # fmt: skip


def move_correction(
    correction: Correction, *, to: CorrectionState, by: Actor, at: datetime, approver: str = ""
) -> None:
    """Change a correction's state, save, record who did it. Raises IllegalMove."""
    event = _event(CORRECTION_MOVES, correction.reference, CorrectionState(correction.state), to)
    correction.state = to
    correction.moved_at = at
    correction.save(update_fields=["state", "moved_at"])
    audit.record(event, subject=correction.reference, account_id=correction.account_id,
                 cents=correction.amount_cents, reason=correction.reason, approver=approver, by=by,
                 at=at)  # fmt: skip


def move_dispute(file: DisputeFile, *, to: DisputeState, by: Actor, at: datetime, reason: str = "") -> None:
    """Change a dispute file's state, save, record who did it. Raises IllegalMove."""
    event = _event(DISPUTE_MOVES, file.payment.reference, DisputeState(file.state), to)
    file.state = to
    file.moved_at = at
    file.save(update_fields=["state", "moved_at"])
    audit.record(event, subject=file.payment.reference, account_id=file.account_id,
                 cents=file.amount.cents, reason=reason, by=by, at=at)  # fmt: skip


def _event(moves: Mapping[Any, str], subject: str, was: str, to: str) -> str:
    try:
        return moves[was, to]
    except KeyError:
        raise IllegalMove(subject, str(was), str(to)) from None
