"""The legal moves of a saved method, an autopay rule, what it does about a bill, and bills without paper.

A move not in a table cannot happen; a move in it always leaves an audit event.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.autopay.models import (
    Autopay,
    AutopayState,
    MethodState,
    Paperless,
    PaperlessState,
    SavedMethod,
    Taking,
    TakingState,
)
from hearthside.errors import IllegalMove

METHOD_MOVES = {
    (MethodState.STARTED, MethodState.OPEN): "method.page_opened",
    (MethodState.STARTED, MethodState.ABANDONED): "method.abandoned",
    (MethodState.OPEN, MethodState.ABANDONED): "method.abandoned",
    (MethodState.OPEN, MethodState.ACTIVE): "method.saved",
    (MethodState.STARTED, MethodState.ACTIVE): "method.saved",  # the answer that its page is open was lost
    (MethodState.ABANDONED, MethodState.ACTIVE): "method.saved",  # we gave up; its owner had not
    (MethodState.ACTIVE, MethodState.EXPIRED): "method.expired",
    (MethodState.ACTIVE, MethodState.DISABLED): "method.disabled",
    (MethodState.ACTIVE, MethodState.REMOVED): "method.removed",
    (MethodState.EXPIRED, MethodState.REMOVED): "method.removed",
    (MethodState.DISABLED, MethodState.REMOVED): "method.removed",
}

AUTOPAY_MOVES = {
    (AutopayState.ACTIVE, AutopayState.PAUSED): "autopay.paused",
    (AutopayState.PAUSED, AutopayState.ACTIVE): "autopay.resumed",
    (AutopayState.ACTIVE, AutopayState.ENDED): "autopay.stopped",
    (AutopayState.PAUSED, AutopayState.ENDED): "autopay.stopped",
}

TAKING_MOVES = {
    (TakingState.PLANNED, TakingState.SKIPPED): "autopay.skipped",
    (TakingState.PLANNED, TakingState.CHARGING): "autopay.charged",
    (TakingState.PLANNED, TakingState.CANCELED): "autopay.canceled",
    (TakingState.ASKING, TakingState.PLANNED): "autopay.allowed",
    (TakingState.ASKING, TakingState.CANCELED): "autopay.canceled",
    (TakingState.CHARGING, TakingState.PAID): "autopay.paid",
    (TakingState.CHARGING, TakingState.SENT): "autopay.sent_to_bank",
    (TakingState.CHARGING, TakingState.RETRYING): "autopay.refused",
    (TakingState.CHARGING, TakingState.FAILED): "autopay.failed",
    (TakingState.SENT, TakingState.PAID): "autopay.paid",
    (TakingState.SENT, TakingState.RETRYING): "autopay.refused",
    (TakingState.SENT, TakingState.FAILED): "autopay.failed",
    (TakingState.PAID, TakingState.FAILED): "autopay.taken_back",  # weeks later, by the bank or the owner
    (TakingState.RETRYING, TakingState.CHARGING): "autopay.charged",
    (TakingState.RETRYING, TakingState.SKIPPED): "autopay.skipped",
    (TakingState.RETRYING, TakingState.CANCELED): "autopay.canceled",
}

PAPERLESS_MOVES = {(PaperlessState.ON, PaperlessState.ENDED): "paperless.ended"}

names.register(
    "consent.given", "consent.ended", "autopay.started", "autopay.changed", "autopay.noticed",
    "autopay.asked", "paperless.started", *METHOD_MOVES.values(), *AUTOPAY_MOVES.values(),
    *TAKING_MOVES.values(), *PAPERLESS_MOVES.values(),
)  # fmt: skip

State = TypeVar("State", MethodState, AutopayState, TakingState, PaperlessState)


class _HasReference(Protocol):
    reference: str
    account_id: int


def may_move(taking: Taking, to: TakingState) -> bool:
    return (TakingState(taking.state), to) in TAKING_MOVES


def move_method(method: SavedMethod, *, to: MethodState, by: Actor, at: datetime, reason: str = "") -> None:
    """Change a saved method's state, save, record who did it. Raises IllegalMove."""
    event = _event(METHOD_MOVES, method.reference, MethodState(method.state), to)
    method.state = to
    method.save(update_fields=["state"])
    _record(event, method, by=by, at=at, reason=reason)


def move_autopay(autopay: Autopay, *, to: AutopayState, by: Actor, at: datetime, why: str = "") -> None:
    """Change a rule's state, save with the reason, record who did it. Raises IllegalMove."""
    event = _event(AUTOPAY_MOVES, autopay.reference, AutopayState(autopay.state), to)
    autopay.state = to
    autopay.why = why
    autopay.changed_at = at
    autopay.save(update_fields=["state", "why", "changed_at"])
    _record(event, autopay, by=by, at=at, reason=why)


def move_taking(taking: Taking, *, to: TakingState, by: Actor, at: datetime, why: str = "") -> None:
    """Change what becomes of a bill, save with the reason, record who did it. Raises IllegalMove."""
    event = _event(TAKING_MOVES, taking.reference, TakingState(taking.state), to)
    taking.state = to
    taking.why = why
    taking.moved_at = at
    taking.save(update_fields=["state", "why", "moved_at"])
    _record(event, taking, by=by, at=at, reason=why, cents=taking.amount_cents)


def end_paperless(paperless: Paperless, *, by: Actor, at: datetime, why: str) -> None:
    """Bills go on paper again: save when and why, record who did it. Raises IllegalMove."""
    event = _event(PAPERLESS_MOVES, str(paperless.pk), PaperlessState(paperless.state), PaperlessState.ENDED)
    paperless.state = PaperlessState.ENDED
    paperless.ended_at, paperless.why = at, why
    paperless.save(update_fields=["state", "ended_at", "why"])
    audit.record(event, account_id=paperless.account_id, reason=why, by=by, at=at)


def _record(
    event: str, row: _HasReference, *, by: Actor, at: datetime, reason: str, cents: int | None = None
) -> None:
    audit.record(
        event, subject=row.reference, account_id=row.account_id, cents=cents, reason=reason, by=by, at=at
    )


def _event(moves: Mapping[tuple[State, State], str], subject: str, was: State, to: State) -> str:
    try:
        return moves[was, to]
    except KeyError:
        raise IllegalMove(subject, str(was), str(to)) from None
