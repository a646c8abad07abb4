"""Calls that were promised: asked for, taken, made, or given up after three tries."""

from datetime import datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.organization.selectors import profile
from hearthside.phone import states
from hearthside.phone.models import CallBack, CallBackState
from hearthside.phone.rules.promising import promised_by
from hearthside.references import new_reference


@transaction.atomic
def ask_call_back(
    *, request_key: str, by: Actor, at: datetime, account_id: int | None = None, call_id: int | None = None,
    name: str = "", account_typed: str = "", number: str = "", language: str = "en", when: str = "any",
    reason: str = "other",
) -> CallBack:  # fmt: skip
    """Promise a call; without `number`, to the number on file. The same `request_key` changes nothing."""
    promised = promised_by(at.astimezone(clock.EASTERN), profile().hours, when)
    call_back, is_new = CallBack.objects.get_or_create(
        request_key=request_key,
        defaults={
            "reference": new_reference(), "account_id": account_id, "call_id": call_id, "name": name,
            "account_typed": account_typed, "number": number, "language": language, "when": when,
            "reason": reason, "asked_at": at, "promised_by": promised,
        },
    )  # fmt: skip
    if is_new:
        audit.record("call_back.asked", subject=call_back.reference, account_id=account_id,
                     reason=reason, by=by, at=at)  # fmt: skip
    return call_back


@transaction.atomic
def take_call_back(*, call_back_id: int, owner_id: int, by: Actor, at: datetime) -> CallBack:
    """Make it mine to call. Raises IllegalMove when a colleague has it, or it is done."""
    call_back = _locked(call_back_id)
    if call_back.state == CallBackState.TAKEN and call_back.owner_id == owner_id:
        return call_back
    states.move_call_back(call_back, to=CallBackState.TAKEN, by=by, at=at)
    call_back.owner_id = owner_id
    call_back.save(update_fields=["owner"])
    return call_back


@transaction.atomic
def call_back_not_reached(*, call_back_id: int, by: Actor, at: datetime) -> CallBack:
    """Nobody answered: back to the queue for the next day. After three tries it may be given up instead."""
    call_back = _locked(call_back_id)
    states.move_call_back(call_back, to=CallBackState.WAITING, by=by, at=at)
    call_back.tries += 1
    call_back.owner_id = None
    call_back.promised_by = promised_by(at.astimezone(clock.EASTERN), profile().hours, call_back.when)
    call_back.save(update_fields=["tries", "owner", "promised_by"])
    return call_back


def call_back_done(*, call_back_id: int, by: Actor, at: datetime) -> CallBack:
    """We talked. A second time changes nothing."""
    return _end(call_back_id, CallBackState.DONE, by=by, at=at)


def call_back_given_up(*, call_back_id: int, by: Actor, at: datetime) -> CallBack:
    """We tried and could not reach them; the queue lets it go. A second time changes nothing."""
    return _end(call_back_id, CallBackState.GIVEN_UP, by=by, at=at)


@transaction.atomic
def _end(call_back_id: int, to: CallBackState, *, by: Actor, at: datetime) -> CallBack:
    call_back = _locked(call_back_id)
    if call_back.state != to:
        states.move_call_back(call_back, to=to, by=by, at=at)
        call_back.ended_at = at
        # What somebody typed to be called at has served; an account's own number is not kept here.
        call_back.number, call_back.name = "", ""
        call_back.save(update_fields=["ended_at", "number", "name"])
    return call_back


def _locked(call_back_id: int) -> CallBack:
    return CallBack.objects.select_for_update().get(pk=call_back_id)
