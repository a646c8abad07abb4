"""Callers that an agent sends to the keypad line, so that nobody hears a card."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.money import Money
from hearthside.phone import states
from hearthside.phone.errors import CallOver
from hearthside.phone.models import Call, CallState, Handover, HandoverState
from hearthside.phone.sealing import keyed_hash, seal

CODE_LIFE = timedelta(minutes=15)
LIVE = (HandoverState.WAITING, HandoverState.CAPTURING, HandoverState.CAPTURED)


@transaction.atomic
def hand_over(
    *, call_id: int, amount: Money, takes_all: bool, method: str, by: Actor, at: datetime
) -> tuple[Handover, str]:
    """Open the keypad for one payment: the hand-over and its six digits, which are shown once.

    An earlier hand-over of the call ends. Raises CallOver.
    """
    call = Call.objects.select_for_update().get(pk=call_id)
    if call.state != CallState.OPEN or call.account_id is None:
        raise CallOver("this call has ended", call=call.reference)
    _end_live(call, by=by, at=at)
    code = _unused_code(at)
    handover = Handover.objects.create(
        call=call, account_id=call.account_id, code_hash=keyed_hash("handover", code),
        expires_at=at + CODE_LIFE, amount_cents=amount.cents, takes_all=takes_all, method=method,
        made_at=at, moved_at=at,
    )  # fmt: skip
    return handover, code


def _unused_code(at: datetime) -> str:
    for _ in range(20):
        code = f"{secrets.randbelow(900_000) + 100_000}"
        if not Handover.objects.filter(
            code_hash=keyed_hash("handover", code), state=HandoverState.WAITING
        ).exists():
            return code
    raise AssertionError("twenty random codes in a row were taken")


@transaction.atomic
def join_handover(*, code: str, line_call_id: int, by: Actor, at: datetime) -> Handover | None:
    """The hand-over that these six digits open, now in use; None where there is none. A code works once."""
    rows = Handover.objects.select_for_update(of=("self",)).select_related("call")
    handover = rows.filter(
        code_hash=keyed_hash("handover", code), state=HandoverState.WAITING, expires_at__gt=at
    ).first()
    if handover is None:
        return None
    handover.line_call_id = line_call_id
    handover.turn = 1
    handover.save(update_fields=["line_call", "turn"])
    states.move_handover(handover, to=HandoverState.CAPTURING, by=by, at=at)
    return handover


@transaction.atomic
def note_capturing(*, line_call_id: int, amount: Money, method: str, by: Actor, at: datetime) -> None:
    """The caller changes the amount or the way to pay: another card is being keyed."""
    handover = _of_line(line_call_id)
    if handover is not None and handover.state == HandoverState.CAPTURED:
        handover.amount_cents, handover.method, handover.held = amount.cents, method, ""
        handover.turn += 1
        handover.save(update_fields=["amount_cents", "method", "held", "turn"])
        states.move_handover(handover, to=HandoverState.CAPTURING, by=by, at=at)


@transaction.atomic
def note_captured(*, line_call_id: int, brand: str, last4: str, token: str, by: Actor, at: datetime) -> None:
    """The phone company has a card or account: the agent sees its brand and last four. Nothing is charged."""
    handover = _of_line(line_call_id)
    if handover is not None and handover.state == HandoverState.CAPTURING:
        handover.brand, handover.last4, handover.held = brand, last4, seal({"token": token})
        handover.save(update_fields=["brand", "last4", "held"])
        states.move_handover(handover, to=HandoverState.CAPTURED, by=by, at=at)


@transaction.atomic
def charge_noted(*, handover_id: int, payment_reference: str, by: Actor, at: datetime) -> None:
    """What was captured has been used: its token is forgotten. A second time changes nothing."""
    handover = _locked(handover_id)
    if handover.state == HandoverState.CAPTURED:
        handover.payment_reference, handover.held = payment_reference, ""
        handover.save(update_fields=["payment_reference", "held"])
        states.move_handover(handover, to=HandoverState.CHARGED, by=by, at=at)


@transaction.atomic
def end_handovers(*, call_id: int, by: Actor, at: datetime) -> None:
    """Close the keypad of a call: a code that was not used opens nothing, a token is forgotten."""
    _end_live(Call.objects.select_for_update().get(pk=call_id), by=by, at=at)


def _end_live(call: Call, *, by: Actor, at: datetime) -> None:
    for handover in Handover.objects.select_for_update(of=("self",)).filter(call=call, state__in=LIVE):
        handover.held = ""
        handover.save(update_fields=["held"])
        states.move_handover(handover, to=HandoverState.ENDED, by=by, at=at)


def _of_line(line_call_id: int) -> Handover | None:
    rows = Handover.objects.select_for_update(of=("self",)).select_related("call")
    return rows.filter(line_call_id=line_call_id).order_by("-pk").first()


def _locked(handover_id: int) -> Handover:
    return Handover.objects.select_for_update(of=("self",)).select_related("call").get(pk=handover_id)
