"""Calls on the keypad line: each step is used up, forward only, before anything else is done."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.phone import states
from hearthside.phone.errors import StepRefused
from hearthside.phone.models import Call, CallKind, CallState, CallStep, Outcome
from hearthside.phone.rules.walking import CALL_MINUTES_MAX, Place
from hearthside.phone.sealing import seal
from hearthside.references import new_reference

FIRST_STEP = 1


def start_line_call(*, sid: str, caller: str, by: Actor, at: datetime) -> Call:
    """A call that has come in. `caller` is remembered, sealed, to send a text to; it opens nothing.

    Raises StepRefused when this call came in before: a request that is played again.
    """
    try:
        with transaction.atomic():
            call = Call.objects.create(
                reference=new_reference(), sid=sid, kind=CallKind.LINE, place=Place.LANGUAGE, step=FIRST_STEP,
                held=seal({"from": caller} if caller else {}), started_at=at, moved_at=at,
            )  # fmt: skip
            audit.record("call.started", subject=call.reference, reason=CallKind.LINE, by=by, at=at)
    except IntegrityError:
        raise StepRefused("this call came in before") from None
    return call


@transaction.atomic
def take_step(*, sid: str, number: int, at: datetime) -> Call:
    """Use up step `number` of a call, once, and only if it is the one that is awaited.

    Raises StepRefused for a step played again, one that comes too early, or a call that is over.
    """
    call = Call.objects.select_for_update().filter(sid=sid).first()
    if call is None or call.state != CallState.OPEN or number != call.step:
        raise StepRefused("this step is not awaited", step=number, call=call.reference if call else "")
    CallStep.objects.create(call=call, number=number, place=call.place, at=at)
    call.step = number + 1
    call.moved_at = at
    call.save(update_fields=["step", "moved_at"])
    return call


@transaction.atomic
def arrive(
    *, call_id: int, number: int, event: str, place: Place, held: dict[str, str], by: Actor, at: datetime,
    outcome: str = "", **changes: Any,
) -> Call:  # fmt: skip
    """Write down what a step came to: what happened, where the call stands now, what it remembers.

    A call that was ended meanwhile (the caller hung up while we charged) keeps its place and forgets.
    """
    call = Call.objects.select_for_update().get(pk=call_id)
    CallStep.objects.filter(call=call, number=number).update(event=event)
    over = call.state != CallState.OPEN
    call.place, call.held = place, "" if over else seal(held)
    for name, value in changes.items():
        setattr(call, name, value)
    call.save(update_fields=["place", "held", *changes])
    if over:
        _amend_outcome(call, outcome)
    elif place == Place.ENDED:
        states.end_call(call, outcome=outcome, by=by, at=at)
    return call


def _amend_outcome(call: Call, outcome: str) -> None:
    """They hung up before our answer came: the answer is what came of the call."""
    if outcome:
        call.outcome = outcome
        call.save(update_fields=["outcome"])


@transaction.atomic
def end_line_call(*, sid: str, outcome: str, by: Actor, at: datetime) -> Call | None:
    """The phone company says the call is over. Twice, or for a call we do not know, changes nothing."""
    call = Call.objects.select_for_update().filter(sid=sid).first()
    if call is not None and call.state == CallState.OPEN:
        states.end_call(call, outcome=outcome, by=by, at=at)
    return call


@transaction.atomic
def amend(*, call_id: int, outcome: str, payment_reference: str) -> None:
    """What came of a call that broke off, once the payment room knows it."""
    call = Call.objects.select_for_update().get(pk=call_id)
    call.outcome, call.payment_reference = outcome, payment_reference
    call.save(update_fields=["outcome", "payment_reference"])


def end_silent_calls(*, by: Actor, at: datetime) -> list[str]:
    """Ids of the line's calls of which nothing was heard for half an hour, now ended: their end was lost."""
    since = at - timedelta(minutes=CALL_MINUTES_MAX)
    rows = Call.objects.filter(state=CallState.OPEN, kind=CallKind.LINE, moved_at__lt=since)
    sids = [str(sid) for sid in rows.values_list("sid", flat=True)[:500]]
    for sid in sids:
        end_line_call(sid=sid, outcome=Outcome.HUNG_UP, by=by, at=at)
    return sids
