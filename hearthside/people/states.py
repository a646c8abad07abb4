"""The legal moves of invitations and papers. A move that is not in its table cannot happen."""

from datetime import datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.people.models import Authority, AuthorityState, Invitation, InvitationState

MOVES = {
    (InvitationState.WAITING, InvitationState.ACCEPTED): "invitation.accepted",
    (InvitationState.WAITING, InvitationState.DECLINED): "invitation.declined",
    (InvitationState.WAITING, InvitationState.WITHDRAWN): "invitation.withdrawn",
    (InvitationState.WAITING, InvitationState.EXPIRED): "invitation.expired",
    (InvitationState.WAITING, InvitationState.DEAD): "invitation.guessed_at",
}
PAPER_MOVES = {
    (AuthorityState.TO_READ, AuthorityState.PROPOSED): "papers.agreed_by_one",
    (AuthorityState.TO_READ, AuthorityState.GRANTED): "papers.granted",
    (AuthorityState.PROPOSED, AuthorityState.GRANTED): "papers.granted",
    (AuthorityState.PROPOSED, AuthorityState.TO_READ): "papers.sent_back",
    (AuthorityState.TO_READ, AuthorityState.DECLINED): "papers.declined",
    (AuthorityState.PROPOSED, AuthorityState.DECLINED): "papers.declined",
    (AuthorityState.TO_READ, AuthorityState.WITHDRAWN): "papers.withdrawn",
    (AuthorityState.PROPOSED, AuthorityState.WITHDRAWN): "papers.withdrawn",
}

names.register(
    *MOVES.values(), *PAPER_MOVES.values(), "invitation.made", "invitation.code_made", "papers.matched",
    "access.spoken_logged", "access.spoken_ended", "access.safety_clearing_asked", "access.end_told",
    "access.came_of_age",
)  # fmt: skip


def move(row: Invitation, *, to: InvitationState, by: Actor, at: datetime) -> None:
    """Change what an invitation is, save, record who did it. Raises IllegalMove."""
    was = InvitationState(row.state)
    if (was, to) not in MOVES:
        raise IllegalMove(row.reference, was, to)
    row.state, row.answered_at = to, at
    row.save(update_fields=["state", "answered_at", "grant"])
    audit.record(MOVES[was, to], subject=row.reference, account_id=row.account_id, by=by, at=at)


def move_papers(row: Authority, *, to: AuthorityState, by: Actor, at: datetime) -> None:
    """Change where papers stand, save, record who did it. Raises IllegalMove."""
    was = AuthorityState(row.state)
    if (was, to) not in PAPER_MOVES:
        raise IllegalMove(row.case.reference, was, to)
    row.state = to
    row.save()
    audit.record(
        PAPER_MOVES[was, to], subject=row.case.reference, account_id=row.account_id,
        reason=row.reason or row.kind, by=by, at=at,
    )  # fmt: skip
