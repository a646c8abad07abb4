"""The keypad line, one request of the phone company at a time: use up the step, find out, go on.

Nothing is charged before the yes; what is charged is written down first. Each answer is a `Turn`; how it is
put to the phone company is the API's business.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.bills import selectors as bills
from hearthside.errors import HearthsideError
from hearthside.guards import services as guards
from hearthside.money import Money
from hearthside.organization.hours import hours_in_words
from hearthside.organization.selectors import profile
from hearthside.payments import rules as paying
from hearthside.payments import standing
from hearthside.phone import charging, letters, matching, selectors, services
from hearthside.phone.errors import RecordingMissing
from hearthside.phone.line import line
from hearthside.phone.models import Call, Handover, Outcome
from hearthside.phone.rules import promising, saying, walking
from hearthside.phone.rules.saying import Facts
from hearthside.phone.rules.speaking import Spoken
from hearthside.phone.rules.walking import CaptureEnd, Event, Place
from hearthside.phone.sealing import unseal
from hearthside.references import has_check_digit

CALLER = Actor(ActorKind.GUEST, "", door="phone")
WORKER = job("phone")
_US_NUMBER = re.compile(r"\+1[2-9][0-9]{9}")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a request says happened: keys, the end of the card questions, or of a call that we passed on."""

    keys: str = ""
    result: str = ""
    token: str = ""
    last4: str = ""
    brand: str = ""
    dialed: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the line does next: says something, then waits for keys, a card, a person, or hangs up."""

    place: Place
    language: str
    said: tuple[Spoken, ...]
    next_step: int
    call: str
    method: str = ""
    dial: str = ""


@dataclass(frozen=True, slots=True)
class _Came:
    """What a step came to: the event, the sentences that tell of it, and what is to be remembered."""

    event: Event
    notes: tuple[str, ...] = ()
    facts: Facts = field(default_factory=Facts)
    changes: dict[str, Any] = field(default_factory=dict)
    holds: dict[str, str] = field(default_factory=dict)
    forgets: tuple[str, ...] = ()


def answer(*, sid: str, caller: str, at: datetime) -> Turn:
    """A call comes in. Past ten calls a day from one number, a person answers it. Raises StepRefused."""
    number = caller if _US_NUMBER.fullmatch(caller) else ""
    call = services.start_line_call(sid=sid, caller=number, by=CALLER, at=at)
    if number and not guards.count("keypad.caller", number, at=at).allowed:
        return _arrive(call, call.step, _Came(Event.TRIES_OVER, ("too_often",)), at=at)
    return _turn(call, Place.LANGUAGE, (), Facts(organization=profile().name))


def step(*, sid: str, number: int, heard: Heard, at: datetime) -> Turn:
    """One step of a call. Raises StepRefused for one that was made before, or is not awaited."""
    call = services.take_step(sid=sid, number=number, at=at)
    came = _HANDLERS[Place(call.place)](call, heard, at)
    if came.event in _TRIES:
        came = _one_try_less(call, came, at)
    return _arrive(call, number, came, at=at)


_TRIES = (Event.WRONG, Event.SILENCE, Event.NO_MATCH)
_SILENCE_ENDS = (Place.LANGUAGE, Place.RECEIPT, Place.DECLINED, Place.CLOSED)


def _one_try_less(call: Call, came: _Came, at: datetime) -> _Came:
    """Three tries an entry, wherever it is asked again; then a person."""
    place = Place(call.place)
    if place == Place.CLOSED or (came.event == Event.SILENCE and place in _SILENCE_ENDS):
        return came
    counted = guards.count("keypad.entry", f"{call.reference}:{_counted_as(place)}", at=at)
    if counted.tries_left:
        return came
    return _Came(Event.TRIES_OVER, ("tries_over",) if place != Place.RECEIPT else ())


def _counted_as(place: Place) -> str:
    """The ZIP code belongs to the entry before it: together they are one try."""
    return {Place.CODE_ZIP: Place.CODE, Place.ZIP: Place.BIRTH_DATE}.get(place, place)


def _arrive(call: Call, number: int, came: _Came, *, at: datetime) -> Turn:
    place = walking.next_place(Place(call.place), came.event)
    event = came.event
    notes, facts = came.notes, came.facts
    if place == Place.PERSON and not promising.is_open(at.astimezone(clock.EASTERN), profile().hours):
        place, event = Place.CLOSED, Event.NO_AGENT
    if place == Place.CLOSED and call.account_id is None and "account_id" not in came.changes:
        said_last = saying.words_at(
            Place.CLOSED, call.language, _with_hours(facts, call.language), notes=notes
        )
        arrived = _write_down(call, number, event, Place.ENDED, came, at=at)
        return _turn_saying(arrived, Place.ENDED, said_last)
    arrived = _write_down(call, number, event, place, came, at=at)
    return _turn(arrived, place, notes, facts, event=came.event)


def _write_down(call: Call, number: int, event: Event, place: Place, came: _Came, *, at: datetime) -> Call:
    held = {name: value for name, value in unseal(call.held).items() if name not in came.forgets}
    return services.arrive(
        call_id=call.pk, number=number, event=event, place=place, held=held | came.holds, by=CALLER, at=at,
        outcome=_outcome(event, place, call), **came.changes,
    )  # fmt: skip


_OUTCOMES = {
    Event.PAID: Outcome.PAID,
    Event.SENT: Outcome.SENT,
    Event.CHECKING: Outcome.CHECKING,
    Event.REFUSED: Outcome.DECLINED,
    Event.NOTHING_DUE: Outcome.NOTHING_DUE,
    Event.CALL_BACK: Outcome.CALL_BACK,
    Event.ANSWERED: Outcome.TO_PERSON,
    Event.NO_AGENT: Outcome.TO_PERSON,
}


def _outcome(event: Event, place: Place, call: Call) -> str:
    """What came of the call, should it be over now. A payment outweighs how the talking ended."""
    if call.payment_reference:
        return Outcome.SENT if call.method == "bank" else Outcome.PAID
    if event in _OUTCOMES:
        return _OUTCOMES[event]
    if place != Place.ENDED:
        return ""
    return Outcome.DECLINED if call.place == Place.DECLINED else Outcome.CANCELLED


def _turn(
    call: Call, place: Place, notes: tuple[str, ...], facts: Facts, *, event: Event | None = None
) -> Turn:
    told = _with_hours(_about(call, facts), call.language)
    if place == Place.ENDED:
        told_last = saying.last_words(event or Event.CANCEL, call.language, told)
        said: tuple[Spoken, ...] = (
            *(saying.sentence(note, call.language, told) for note in notes), *told_last,
        )  # fmt: skip
    else:
        said = saying.words_at(place, call.language, told, notes=notes)
    return _turn_saying(call, place, said)


def _turn_saying(call: Call, place: Place, said: tuple[Spoken, ...]) -> Turn:
    return Turn(
        place, call.language, said, call.step, call.reference, method=call.method,
        dial=line().person if place == Place.PERSON else "",
    )  # fmt: skip


def _about(call: Call, facts: Facts) -> Facts:
    """The facts that a call itself holds, under those that the step found out."""
    return replace(
        facts, organization=profile().name, amount=call.amount, method=call.method or "card",
        last4=call.last4, reference=facts.reference or call.payment_reference, is_sent=call.method == "bank",
        has_account=call.account_id is not None, today=clock.today(),
    )  # fmt: skip


def _with_hours(facts: Facts, language: str) -> Facts:
    return replace(facts, hours=hours_in_words(profile().hours, language))


# What happens at each place


def _pressed(call: Call, heard: Heard) -> tuple[Event, str]:
    """What the keys mean, and the keys of an entry."""
    event = walking.read_keys(Place(call.place), heard.keys)
    return event, heard.keys.removesuffix("#") if event == Event.ENTRY else ""


_SAYS = {Event.WRONG: ("wrong",), Event.SILENCE: ("silence",)}


def _plain(call: Call, heard: Heard, at: datetime) -> _Came:
    """A choice that leads straight on."""
    event, _ = _pressed(call, heard)
    return _Came(event, _SAYS.get(event, ()) if Place(call.place) not in _SILENCE_ENDS else ())


def _language(call: Call, heard: Heard, at: datetime) -> _Came:
    event, _ = _pressed(call, heard)
    language = "es" if event == Event.TWO else "en"
    call.language = language
    return _Came(event, ("keys",) if event == Event.TWO else (),
                 changes={"language": language}, facts=Facts(organization=profile().name))  # fmt: skip


def _account(call: Call, heard: Heard, at: datetime) -> _Came:
    event, keyed = _pressed(call, heard)
    if event != Event.ENTRY:
        return _Came(event, _SAYS.get(event, ()))
    if len(keyed) == walking.HANDOVER_DIGITS:
        return _join(call, keyed, at)
    if not has_check_digit(keyed):
        return _Came(Event.WRONG, ("wrong",))
    return _Came(Event.ENTRY, holds={"number": keyed})


def _join(call: Call, code: str, at: datetime) -> _Came:
    """Six digits that an agent read to the caller: straight on to the card."""
    handover = services.join_handover(code=code, line_call_id=call.pk, by=CALLER, at=at)
    if handover is None:
        guards.note_wrong_code(at=at)
        return _Came(Event.NO_MATCH, ("no_match",))
    bill = bills.open_bill(handover.account_id)
    changes = {
        "account_id": handover.account_id, "bill_id": bill.pk if bill else None, "door": "agent",
        "amount_cents": handover.amount_cents, "takes_all": handover.takes_all, "method": handover.method,
        "language": handover.call.language, "turn": handover.turn,
    }  # fmt: skip
    return _Came(Event.HANDED_OVER, changes=changes)


def _code(call: Call, heard: Heard, at: datetime) -> _Came:
    event, keyed = _pressed(call, heard)
    if event != Event.ENTRY:
        return _Came(event, _SAYS.get(event, ()))
    match = matching.by_pay_code(unseal(call.held).get("number", ""), keyed, "", at=at)
    if match.needs_zip:
        return _Came(Event.NEEDS_ZIP, holds={"code": keyed})
    return _matched(match, "code", at)


def _code_zip(call: Call, heard: Heard, at: datetime) -> _Came:
    event, keyed = _pressed(call, heard)
    if event != Event.ENTRY:
        return _Came(event, _SAYS.get(event, ()))
    held = unseal(call.held)
    match = matching.by_pay_code(held.get("number", ""), held.get("code", ""), keyed, at=at)
    return _matched(match, "code", at)


def _birth_date(call: Call, heard: Heard, at: datetime) -> _Came:
    event, keyed = _pressed(call, heard)
    if event != Event.ENTRY:
        return _Came(event, _SAYS.get(event, ()))
    return _Came(Event.ENTRY, holds={"born": keyed})


def _zip(call: Call, heard: Heard, at: datetime) -> _Came:
    event, keyed = _pressed(call, heard)
    if event != Event.ENTRY:
        return _Came(event, _SAYS.get(event, ()))
    held = unseal(call.held)
    born = walking.birth_date_keyed(held.get("born", ""))
    match = matching.by_birth_date(held.get("number", ""), born, keyed, at=at)
    return _matched(match, "birth_date", at)


_SECRETS = ("number", "code", "born")


def _matched(match: matching.Match, door: str, at: datetime) -> _Came:
    if match.bill is None:
        return _Came(Event.NO_MATCH, ("no_match",), forgets=("code", "born"))
    account_id = match.bill.account_id
    changes = {"account_id": account_id, "bill_id": match.bill.pk, "door": door}
    seen = standing.of_bill(account_id, match.bill, at=at)
    event = Event.FOUND if _is_payable(seen.payable) else Event.NOTHING_DUE
    return _Came(event, facts=_due_facts(seen), changes=changes, forgets=_SECRETS)


def _is_payable(payable: Money) -> bool:
    return payable >= paying.PROCESSOR_LEAST


def _due_facts(seen: standing.Standing) -> Facts:
    return Facts(due=seen.payable, due_on=seen.bill.due_on, least=seen.least, most=seen.payable)


def _standing(call: Call, at: datetime) -> standing.Standing:
    bill = bills.open_bill(call.account_id or 0)
    if bill is None or call.door == "agent":
        return standing.of_account(call.account_id or 0, at=at)
    return standing.of_bill(bill.account_id, bill, at=at)


def _due(call: Call, heard: Heard, at: datetime) -> _Came:
    event, _ = _pressed(call, heard)
    seen = _standing(call, at)
    facts = _due_facts(seen)
    if event == Event.ONE:
        changes = {"amount_cents": seen.payable.cents, "takes_all": True}
        return _Came(Event.ONE, changes=changes)
    return _Came(event, _SAYS.get(event, ()), facts=facts)


def _amount(call: Call, heard: Heard, at: datetime) -> _Came:
    event, keyed = _pressed(call, heard)
    if event != Event.ENTRY:
        return _Came(event, _SAYS.get(event, ()))
    seen = _standing(call, at)
    try:
        choice = paying.choose_part(
            walking.amount_keyed(keyed), payable=seen.payable, smallest_part=seen.smallest_part,
            parts_open=seen.parts_open,
        )  # fmt: skip
    except paying.PartsClosed:
        return _Came(Event.CHANGED, ("parts_closed",), facts=_due_facts(seen))
    except HearthsideError as refusal:
        return _refused_amount(refusal, seen)
    changes = {"amount_cents": choice.amount.cents, "takes_all": choice.how == paying.How.ALL}
    return _Came(Event.ENTRY, changes=changes)


def _refused_amount(refusal: HearthsideError, seen: standing.Standing) -> _Came:
    facts = _due_facts(seen)
    if isinstance(refusal, paying.AmountTooSmall):
        return _Came(Event.WRONG, ("too_little",), facts=facts)
    if isinstance(refusal, paying.RestTooSmall):
        return _Came(Event.WRONG, ("too_much",), facts=replace(facts, most=refusal.most))
    return _Came(Event.WRONG, ("too_much",), facts=facts)


def _method(call: Call, heard: Heard, at: datetime) -> _Came:
    event, _ = _pressed(call, heard)
    if event not in (Event.ONE, Event.TWO):
        return _Came(event, _SAYS.get(event, ()))
    method = "card" if event == Event.ONE else "bank"
    services.note_capturing(line_call_id=call.pk, amount=call.amount, method=method, by=CALLER, at=at)
    return _Came(event, changes={"method": method, "turn": call.turn + 1, "last4": "", "brand": ""})


def _capture(call: Call, heard: Heard, at: datetime) -> _Came:
    """The phone company asked for the card, and our processor has it. To us came a token and four digits."""
    end = walking.capture_end(heard.result)
    if end == CaptureEnd.CANCELLED or end == CaptureEnd.HUNG_UP:
        return _Came(Event.CANCEL)
    if end == CaptureEnd.FAILED or not heard.token:
        return _Came(Event.NOT_CAPTURED, ("not_captured",))
    services.note_captured(
        line_call_id=call.pk, brand=heard.brand, last4=heard.last4, token=heard.token, by=CALLER, at=at
    )
    changes = {"last4": heard.last4, "brand": heard.brand}
    return _Came(Event.CAPTURED, holds={"token": heard.token}, changes=changes)


def _read_back(call: Call, heard: Heard, at: datetime) -> _Came:
    event, _ = _pressed(call, heard)
    if event == Event.TWO:
        return _Came(event, facts=_due_facts(_standing(call, at)), forgets=("token",))
    if event != Event.ONE:
        return _Came(event, _SAYS.get(event, ()))
    earlier = charging.outcome_of(call.account_id or 0, key_of(call))
    if earlier is not None and earlier.event != Event.REFUSED:
        # The agent heard the yes a moment ago: this is the same one.
        return _kept(call, earlier, at)
    seen = _standing(call, at)
    if call.takes_all and seen.payable != call.amount:
        event = Event.CHANGED if _is_payable(seen.payable) else Event.NOTHING_DUE
        return _Came(event, ("changed",), facts=_due_facts(seen), forgets=("token",))
    return _charged(call, _charge(call, at), at)


def key_of(call: Call) -> str:
    """What a yes on this call charges under. A hand-over has one key, whoever hears the yes."""
    handover = selectors.handover_of_line(call)
    return handover_key(handover) if handover else f"call:{call.reference}:{call.turn}"


def handover_key(handover: Handover) -> str:
    return f"handover:{handover.call.reference}:{handover.pk}:{handover.turn}"


def _charge(call: Call, at: datetime) -> charging.Charged:
    wanted = charging.Wanted(
        account_id=call.account_id or 0, bill_id=call.bill_id, amount=call.amount, method=call.method,
        key=key_of(call), token=unseal(call.held).get("token", ""), language=call.language,
    )  # fmt: skip
    return charging.charge(wanted, by=CALLER, at=at)


def _charged(call: Call, charged: charging.Charged, at: datetime) -> _Came:
    if charged.event in (Event.PAID, Event.SENT, Event.CHECKING):
        return _kept(call, charged, at)
    if charged.event == Event.CHANGED:
        seen = _standing(call, at)
        event = Event.CHANGED if _is_payable(seen.payable) else Event.NOTHING_DUE
        return _Came(event, ("changed",), facts=_due_facts(seen), forgets=("token",))
    notes = ("cannot_pay",) if charged.event == Event.CANNOT_PAY else ()
    return _Came(charged.event, notes, forgets=("token",))


def _kept(call: Call, charged: charging.Charged, at: datetime) -> _Came:
    """Money that moved, or may have: its number is said, its consent kept, its token forgotten."""
    if call.method == "bank":
        services.keep_consent(
            account_id=call.account_id or 0, call_id=call.pk, payment_reference=charged.reference,
            amount=call.amount, last4=call.last4, language=call.language, words=consent_words(call),
            said_by="key", by=CALLER, at=at,
        )  # fmt: skip
    handover = selectors.handover_of_line(call)
    if handover is not None:
        services.charge_noted(handover_id=handover.pk, payment_reference=charged.reference, by=CALLER, at=at)
    return _Came(charged.event, facts=Facts(reference=charged.reference),
                 changes={"payment_reference": charged.reference}, forgets=("token",))  # fmt: skip


def agent_heard_yes(
    call: Call, *, turn: int, recording_id: str, words: str, by: Actor, at: datetime
) -> charging.Charged | None:
    """Charge what the caller keyed and allowed to the agent's ear; the same yes as a key on the line is.

    None when nothing waits for a yes: the line has charged it, or the caller keys another card (`turn`
    says which one the agent read back). Raises RecordingMissing for a bank payment without its recording.
    """
    handover = selectors.handover_of(call)
    if handover is None or handover.state != "captured" or handover.turn != turn:
        return None
    if handover.method == "bank" and not recording_id:
        raise RecordingMissing("a spoken yes needs its recording")
    bill = bills.open_bill(handover.account_id)
    wanted = charging.Wanted(
        account_id=handover.account_id, bill_id=bill.pk if bill else None, amount=handover.amount,
        method=handover.method, key=handover_key(handover),
        token=unseal(handover.held).get("token", ""), language=call.language,
    )  # fmt: skip
    charged = charging.charge(wanted, by=by, at=at)
    if charged.event in (Event.PAID, Event.SENT, Event.CHECKING):
        _agent_took(call, handover, charged, recording_id, words, by=by, at=at)
    return charged


def _agent_took(
    call: Call, handover: Handover, charged: charging.Charged, recording_id: str, words: str, *, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    if handover.method == "bank":
        services.keep_consent(
            account_id=handover.account_id, call_id=call.pk, payment_reference=charged.reference,
            amount=handover.amount, last4=handover.last4, language=call.language, words=words,
            said_by="voice", recording_id=recording_id, by=by, at=at,
        )  # fmt: skip
    services.charge_noted(handover_id=handover.pk, payment_reference=charged.reference, by=by, at=at)


def consent_words(call: Call) -> str:
    """What was said before the yes to a bank payment."""
    return saying.sentence("read_back_bank", call.language, _about(call, Facts()))


def _receipt(call: Call, heard: Heard, at: datetime) -> _Came:
    event, _ = _pressed(call, heard)
    if event != Event.TWO:
        return _Came(event, ("wrong",) if event == Event.WRONG else ())
    number = unseal(call.held).get("from", "")
    if not number:
        return _Came(Event.TEXTED, ("no_text",))
    letters.text_reference(call, number, at=at)
    return _Came(Event.TEXTED, ("texted",))


def _person(call: Call, heard: Heard, at: datetime) -> _Came:
    return _Came(Event.ANSWERED if heard.dialed in ("completed", "answered") else Event.NO_AGENT)


def _closed(call: Call, heard: Heard, at: datetime) -> _Came:
    event, _ = _pressed(call, heard)
    if event != Event.ONE:
        return _Came(event)
    services.ask_call_back(
        request_key=f"call:{call.reference}", account_id=call.account_id, call_id=call.pk,
        language=call.language, by=CALLER, at=at,
    )  # fmt: skip
    return _Came(Event.CALL_BACK)


_HANDLERS: dict[Place, Callable[[Call, Heard, datetime], _Came]] = {
    Place.LANGUAGE: _language,
    Place.ACCOUNT: _account,
    Place.DOOR: _plain,
    Place.CODE: _code,
    Place.CODE_ZIP: _code_zip,
    Place.BIRTH_DATE: _birth_date,
    Place.ZIP: _zip,
    Place.DUE: _due,
    Place.AMOUNT: _amount,
    Place.METHOD: _method,
    Place.CAPTURE: _capture,
    Place.READ_BACK: _read_back,
    Place.RECEIPT: _receipt,
    Place.DECLINED: _plain,
    Place.PERSON: _person,
    Place.CLOSED: _closed,
}


def hung_up(*, sid: str, at: datetime) -> None:
    """The phone company says the call is over. A payment that was under way is looked up, not forgotten."""
    call = services.end_line_call(sid=sid, outcome=Outcome.HUNG_UP, by=CALLER, at=at)
    if call is not None:
        _finish(call, at=at)


def sweep(*, at: datetime) -> int:
    """End calls whose end was never told to us. Returns how many."""
    sids = services.end_silent_calls(by=WORKER, at=at)
    for sid in sids:
        hung_up(sid=sid, at=at)
    return len(sids)


def _finish(call: Call, *, at: datetime) -> None:
    """What came of a call that broke off: of a payment, whatever the processor has said by now."""
    if call.outcome != Outcome.HUNG_UP or call.account_id is None:
        return
    charged = charging.outcome_of(call.account_id, key_of(call))
    if charged is not None:
        services.amend(
            call_id=call.pk, outcome=_OUTCOMES.get(charged.event, Outcome.HUNG_UP),
            payment_reference=charged.reference if charged.event != Event.REFUSED else "",
        )  # fmt: skip
