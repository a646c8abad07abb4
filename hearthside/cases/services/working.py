"""A case is worked: taken, handed over, talked about, asked about. Each function is one transaction."""

from datetime import datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases import rules, states
from hearthside.cases.errors import NoMoreTime
from hearthside.cases.kinds import kind as kind_of
from hearthside.cases.models import Case, CaseEvent, CaseState, EventKind
from hearthside.cases.services.writing import live, locked, said_before, write


@transaction.atomic
def take(*, reference: str, login_id: int, by: Actor, at: datetime) -> Case:
    """Somebody works on it from now on. Taking what one has already changes nothing. Raises CaseClosed."""
    case = live(reference)
    if case.owner_id == login_id:
        return case
    if case.state == CaseState.OPEN:
        states.move(case, to=CaseState.WORKING, by=by, at=at)
    _own(case, login_id)
    write(case, EventKind.TAKEN, by=by, at=at, is_visible=False)
    return case


@transaction.atomic
def hand_over(*, reference: str, to_login_id: int | None, words: str, by: Actor, at: datetime) -> Case:
    """Give it to a colleague, or back to all (None), with a note for them. Raises CaseClosed."""
    case = live(reference)
    if case.owner_id == to_login_id:
        return case
    _own(case, to_login_id)
    write(case, EventKind.HANDED_OVER, by=by, at=at, words=words, is_visible=False)
    audit.record("case.handed_over", subject=reference, account_id=case.account_id, by=by, at=at)
    return case


def _own(case: Case, login_id: int | None) -> None:
    case.owner_id = login_id
    case.save(update_fields=["owner"])


@transaction.atomic
def add_note(*, reference: str, words: str, by: Actor, at: datetime, key: str | None = None) -> CaseEvent:
    """A note for colleagues; the member may ask to read it. A closed case takes notes too. Twice is once."""
    case = locked(reference)
    there = said_before(key)
    if there is not None:
        return there
    audit.record("case.noted", subject=reference, account_id=case.account_id, by=by, at=at)
    return write(case, EventKind.NOTE, by=by, at=at, words=words, is_visible=False, key=key)


@transaction.atomic
def ask_member(*, reference: str, words: str, by: Actor, at: datetime, key: str | None = None) -> CaseEvent:
    """Ask whoever opened the case for a paper or a word. The clock waits, where the kind's rule says so.

    Twice is once. Raises CaseClosed, IllegalMove when the decision is made.
    """
    case = live(reference)
    there = said_before(key)
    if there is not None:
        return there
    if case.state != CaseState.WAITING:
        states.move(case, to=CaseState.WAITING, by=by, at=at)
        case.asked_on = clock.day_of(at)
        case.save(update_fields=["asked_on"])
    return write(case, EventKind.ASKED, by=by, at=at, words=words, key=key)


@transaction.atomic
def answer(*, reference: str, words: str, by: Actor, at: datetime, key: str | None = None) -> CaseEvent:
    """Whoever asked says more; if we waited for that, it is our turn again. Twice is once.

    Raises CaseClosed.
    """
    case = live(reference)
    there = said_before(key)
    if there is not None:
        return there
    end_wait(case, by=by, at=at)
    return write(case, EventKind.SAID, by=by, at=at, words=words, key=key)


def end_wait(case: Case, *, by: Actor, at: datetime) -> None:
    """The clock runs again, longer by the days we waited for the person."""
    if case.state != CaseState.WAITING:
        return
    assert case.asked_on is not None
    if case.due_on is not None:
        rule = kind_of(case.kind).clock(case.received_on)
        case.due_on = rules.resumed(case.due_on, rule, asked_on=case.asked_on, answered_on=clock.day_of(at))
    case.asked_on = None
    case.save(update_fields=["due_on", "asked_on"])
    states.move(case, to=CaseState.WORKING, by=by, at=at)


@transaction.atomic
def tell_member(*, reference: str, words: str, by: Actor, at: datetime, key: str | None = None) -> CaseEvent:
    """Staff write something the member reads, and wait for nothing. Twice is once. Raises CaseClosed."""
    case = live(reference)
    return said_before(key) or write(case, EventKind.SAID, by=by, at=at, words=words, key=key)


@transaction.atomic
def advance(*, reference: str, stage: str, by: Actor, at: datetime) -> Case:
    """The case comes to another stage of its kind. Twice is once. Raises UnknownWord, CaseClosed."""
    case = live(reference)
    kind_of(case.kind).check_stage(stage)
    if case.stage != stage:
        case.stage = stage
        case.save(update_fields=["stage"])
        write(case, EventKind.STAGE, by=by, at=at, code=stage)
        audit.record("case.moved", subject=reference, account_id=case.account_id, reason=stage, by=by, at=at)
    return case


@transaction.atomic
def extend(*, reference: str, words: str, by: Actor, at: datetime) -> Case:
    """Take the further time that the kind's rule allows, with the reason told to the member.

    Raises NoMoreTime, CaseClosed.
    """
    case = live(reference)
    rule = kind_of(case.kind).clock(case.received_on)
    later = rules.extended(case.due_on, rule, times_so_far=case.times_extended) if case.due_on else None
    if later is None:
        raise NoMoreTime(reference=reference)
    case.due_on, case.times_extended = later, case.times_extended + 1
    case.save(update_fields=["due_on", "times_extended"])
    write(case, EventKind.EXTENDED, by=by, at=at, words=words, code=later.isoformat())
    audit.record("case.extended", subject=reference, account_id=case.account_id, by=by, at=at)
    return case
