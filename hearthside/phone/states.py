"""The legal moves of a call, a hand-over and a promised call. A move not in a table cannot happen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.phone.models import (
    Call,
    CallBack,
    CallBackState,
    CallState,
    Handover,
    HandoverState,
)

CALL_MOVES = {(CallState.OPEN, CallState.ENDED): "call.ended"}

HANDOVER_MOVES = {
    (HandoverState.WAITING, HandoverState.CAPTURING): "call.capture_begun",
    (HandoverState.WAITING, HandoverState.ENDED): "call.capture_ended",
    (HandoverState.CAPTURING, HandoverState.CAPTURED): "call.captured",
    (HandoverState.CAPTURING, HandoverState.ENDED): "call.capture_ended",
    (HandoverState.CAPTURED, HandoverState.CAPTURING): "call.capture_begun",  # they chose to change it
    (HandoverState.CAPTURED, HandoverState.CHARGED): "call.charged",
    (HandoverState.CAPTURED, HandoverState.ENDED): "call.capture_ended",
}

CALL_BACK_MOVES = {
    (CallBackState.WAITING, CallBackState.TAKEN): "call_back.taken",
    (CallBackState.TAKEN, CallBackState.WAITING): "call_back.not_reached",
    (CallBackState.TAKEN, CallBackState.DONE): "call_back.done",
    (CallBackState.TAKEN, CallBackState.GIVEN_UP): "call_back.given_up",
}

names.register(
    "call.started", "call.checked", "call.link_sent", "call.consent_kept", "call_back.asked",
    *CALL_MOVES.values(), *HANDOVER_MOVES.values(), *CALL_BACK_MOVES.values(),
)  # fmt: skip


def end_call(call: Call, *, outcome: str, by: Actor, at: datetime) -> None:
    """End a call, forget what the line held for it, record it. Raises IllegalMove."""
    event = _event(CALL_MOVES, call.reference, CallState(call.state), CallState.ENDED)
    call.state, call.outcome, call.ended_at, call.moved_at, call.held = (
        CallState.ENDED, outcome, at, at, "",
    )  # fmt: skip
    call.save(update_fields=["state", "outcome", "ended_at", "moved_at", "held"])
    _record(event, call.reference, call, reason=outcome, by=by, at=at)


def move_handover(handover: Handover, *, to: HandoverState, by: Actor, at: datetime) -> None:
    event = _event(HANDOVER_MOVES, f"handover:{handover.pk}", HandoverState(handover.state), to)
    handover.state, handover.moved_at = to, at
    handover.save(update_fields=["state", "moved_at"])
    _record(event, handover.call.reference, handover, reason="", by=by, at=at)


def move_call_back(call_back: CallBack, *, to: CallBackState, by: Actor, at: datetime) -> None:
    event = _event(CALL_BACK_MOVES, call_back.reference, CallBackState(call_back.state), to)
    call_back.state = to
    call_back.save(update_fields=["state"])
    _record(event, call_back.reference, call_back, reason="", by=by, at=at)


def _event(moves: Mapping[Any, str], subject: str, was: Any, to: Any) -> str:
    try:
        return moves[was, to]
    except KeyError:
        raise IllegalMove(subject, str(was), str(to)) from None


def _record(event: str, subject: str, row: Any, *, reason: str, by: Actor, at: datetime) -> None:
    audit.record(event, subject=subject, account_id=row.account_id, reason=reason, by=by, at=at)
