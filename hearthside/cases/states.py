"""The legal moves of cases and their files. A move that is not in its table cannot happen."""

from datetime import datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases.models import Case, CaseFile, CaseState, ScanState
from hearthside.errors import IllegalMove

MOVES = {
    (CaseState.OPEN, CaseState.WORKING): "case.taken",
    (CaseState.OPEN, CaseState.WAITING): "case.asked_member",
    (CaseState.WORKING, CaseState.WAITING): "case.asked_member",
    (CaseState.WAITING, CaseState.WORKING): "case.answered_by_member",
    (CaseState.OPEN, CaseState.FIXING): "case.decided",
    (CaseState.WORKING, CaseState.FIXING): "case.decided",
    (CaseState.WAITING, CaseState.FIXING): "case.decided",
    (CaseState.FIXING, CaseState.WORKING): "case.sent_back",
    (CaseState.OPEN, CaseState.CLOSED): "case.closed",
    (CaseState.WORKING, CaseState.CLOSED): "case.closed",
    (CaseState.WAITING, CaseState.CLOSED): "case.closed",
    (CaseState.FIXING, CaseState.CLOSED): "case.closed",
    (CaseState.CLOSED, CaseState.OPEN): "case.reopened",
}
FILE_MOVES = {
    (ScanState.WAITING, ScanState.CLEAN): "case.file_scanned",
    (ScanState.WAITING, ScanState.UNSCANNED): "case.file_not_scanned",
    (ScanState.WAITING, ScanState.REFUSED): "case.file_refused",
}

names.register(
    *MOVES.values(), *FILE_MOVES.values(), "case.opened", "case.noted", "case.moved", "case.extended",
    "case.handed_over", "case.file_added", "case.file_removed", "case.reminded", "case.charge_voided",
    "case.followed", "record.refused",
)  # fmt: skip


def move(case: Case, *, to: CaseState, by: Actor, at: datetime, outcome: str = "") -> None:
    """Change a case's state, save, record who did it. Raises IllegalMove.

    `outcome` is what was decided; opening again forgets it.
    """
    was = CaseState(case.state)
    if (was, to) not in MOVES:
        raise IllegalMove(case.reference, was, to)
    case.state = to
    case.outcome = "" if was is CaseState.CLOSED else outcome or case.outcome
    case.closed_at = at if to is CaseState.CLOSED else None
    case.save(update_fields=["state", "outcome", "closed_at"])
    audit.record(
        MOVES[was, to], subject=case.reference, account_id=case.account_id, reason=outcome or case.kind,
        by=by, at=at,
    )  # fmt: skip


def move_file(file: CaseFile, *, to: ScanState, by: Actor, at: datetime) -> None:
    """Change what is known of a file, save, record it. Raises IllegalMove."""
    was = ScanState(file.state)
    if (was, to) not in FILE_MOVES:
        raise IllegalMove(file.reference, was, to)
    file.state = to
    file.save(update_fields=["state"])
    audit.record(
        FILE_MOVES[was, to], subject=file.reference, account_id=file.account_id, by=by, at=at
    )  # fmt: skip
