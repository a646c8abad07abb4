"""The legal moves of a copy. A move that is not in the table cannot happen."""

from datetime import datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.privacy.models import Copy, CopyState

MOVES = {
    (CopyState.WAITING, CopyState.READY): "privacy.copy_made",
    (CopyState.WAITING, CopyState.FAILED): "privacy.copy_failed",
    (CopyState.FAILED, CopyState.WAITING): "privacy.copy_asked",
    (CopyState.READY, CopyState.GONE): "privacy.copy_gone",
}

names.register(
    *MOVES.values(), "privacy.asked", "privacy.answered", "privacy.disclosed", "privacy.restricted",
    "privacy.restriction_ended", "privacy.contact_set", "privacy.contact_ended", "privacy.hold_placed",
    "privacy.hold_ended", "privacy.purged", "privacy.breach_noted", "record.refused",
)  # fmt: skip


def move(copy: Copy, *, to: CopyState, by: Actor, at: datetime, reason: str = "") -> None:
    """Change a copy's state, save, record who did it. Raises IllegalMove."""
    was = CopyState(copy.state)
    if (was, to) not in MOVES:
        raise IllegalMove(copy.reference, was, to)
    copy.state = to
    copy.save(update_fields=["state"])
    audit.record(
        MOVES[was, to], subject=copy.reference, account_id=copy.account_id, reason=reason, by=by, at=at
    )
