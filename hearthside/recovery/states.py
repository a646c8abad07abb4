"""The legal moves of a request to come back in. A move that is not in the table cannot happen."""

from datetime import datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.recovery.models import Recovery, RecoveryState

MOVES = {
    (RecoveryState.LETTER, RecoveryState.WAITING): "recovery.proved",
    (RecoveryState.LETTER, RecoveryState.STOPPED): "recovery.stopped",
    (RecoveryState.CALL, RecoveryState.WAITING): "recovery.confirmed",
    (RecoveryState.CALL, RecoveryState.STOPPED): "recovery.stopped",
    (RecoveryState.WAITING, RecoveryState.CALL): "recovery.used_since",
    (RecoveryState.WAITING, RecoveryState.STOPPED): "recovery.stopped",
    (RecoveryState.WAITING, RecoveryState.DONE): "recovery.done",
}
ENDS = (RecoveryState.DONE, RecoveryState.STOPPED)

names.register(*MOVES.values(), "recovery.asked", "recovery.letter_sent", "recovery.not_reached")


def move(row: Recovery, *, to: RecoveryState, by: Actor, at: datetime, why: str = "") -> None:
    """Change state, save, record who did it. Raises IllegalMove. `why` is a code, kept when it ends.

    A request that is over keeps no address.
    """
    was = RecoveryState(row.state)
    if (was, to) not in MOVES:
        raise IllegalMove(row.reference, was, to)
    row.state = to
    if to in ENDS:
        row.ended_at, row.ended_why, row.new_email = at, why, ""
    row.save(update_fields=["state", "ended_at", "ended_why", "new_email"])
    audit.record(
        MOVES[was, to], subject=row.reference, account_id=row.account_id, reason=why or row.what, by=by, at=at
    )
