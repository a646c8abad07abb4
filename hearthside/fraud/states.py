"""The legal moves of reports and their files. A move that is not in its table cannot happen.

No event names an account: what is recorded of a report tells nobody whose bill it is about.
"""

from datetime import datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.fraud.models import ScanState, Tip, TipFile, TipState

MOVES = {
    (TipState.NEW, TipState.WORKING): "tip.taken",
    (TipState.NEW, TipState.CLOSED): "tip.closed",
    (TipState.WORKING, TipState.CLOSED): "tip.closed",
    (TipState.NEW, TipState.SECOND): "tip.proposed",
    (TipState.WORKING, TipState.SECOND): "tip.proposed",
    (TipState.SECOND, TipState.CLOSED): "tip.closed",
    (TipState.SECOND, TipState.WORKING): "tip.sent_back",
    (TipState.CLOSED, TipState.WORKING): "tip.reopened",
}
FILE_MOVES = {
    (ScanState.WAITING, ScanState.CLEAN): "tip.file_scanned",
    (ScanState.WAITING, ScanState.UNSCANNED): "tip.file_not_scanned",
    (ScanState.WAITING, ScanState.REFUSED): "tip.file_refused",
}

names.register(
    *MOVES.values(), *FILE_MOVES.values(), "tip.received", "tip.said", "tip.file_added", "tip.file_removed",
    "tip.viewed", "tip.noted", "tip.replied", "tip.handed_over", "tip.linked", "tip.unlinked",
    "tip.kept_from", "tip.held", "tip.released", "tip.evidence_asked", "tip.evidence_agreed", "tip.forgotten",
)  # fmt: skip


def move(tip: Tip, *, to: TipState, by: Actor, at: datetime, outcome: str = "") -> None:
    """Change a report's state, save, record who did it. Raises IllegalMove.

    `outcome` is what was decided; looking again forgets it.
    """
    was = TipState(tip.state)
    if (was, to) not in MOVES:
        raise IllegalMove(tip.reference, was, to)
    tip.state = to
    tip.outcome = "" if to is TipState.WORKING else outcome or tip.outcome
    tip.closed_at = at if to is TipState.CLOSED else None
    tip.save(update_fields=["state", "outcome", "closed_at"])
    audit.record(MOVES[was, to], subject=tip.reference, reason=tip.outcome, by=by, at=at)


def move_file(file: TipFile, *, to: ScanState, by: Actor, at: datetime) -> None:
    """Change what is known of a file, save, record it. Raises IllegalMove."""
    was = ScanState(file.state)
    if (was, to) not in FILE_MOVES:
        raise IllegalMove(file.reference, was, to)
    file.state = to
    file.save(update_fields=["state"])
    audit.record(FILE_MOVES[was, to], subject=file.reference, by=by, at=at)
