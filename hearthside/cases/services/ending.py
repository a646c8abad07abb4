"""A case is closed, taken back, or opened again. What it set aside follows."""

from datetime import datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.bills import services as bills
from hearthside.cases import rules, states
from hearthside.cases.errors import SameLineOpen, TooLate
from hearthside.cases.kinds import WITHDRAWN, hold_source
from hearthside.cases.kinds import kind as kind_of
from hearthside.cases.models import Case, CaseCharge, CaseState, EventKind
from hearthside.cases.services.opening import hold
from hearthside.cases.services.writing import locked, who, write
from hearthside.ledger import services as ledger_services


@transaction.atomic
def close(*, reference: str, outcome: str, words: str, by: Actor, at: datetime) -> Case:
    """Close a case with one of its kind's outcomes; `words` are the answer the member reads.

    What it set aside is let go, as old as it was. Closing a closed case changes nothing. Raises
    UnknownWord.
    """
    case = locked(reference)
    if case.state == CaseState.CLOSED:
        return case
    kind_of(case.kind).check_outcome(outcome)
    end(case, outcome, words, EventKind.CLOSED, by=by, at=at)
    return case


@transaction.atomic
def withdraw(*, reference: str, by: Actor, at: datetime) -> Case:
    """Whoever asked takes it back. What was set aside is to be paid again. Twice changes nothing."""
    case = locked(reference)
    if case.state != CaseState.CLOSED:
        end(case, WITHDRAWN, "", EventKind.WITHDRAWN, by=by, at=at)
    return case


def end(case: Case, outcome: str, words: str, kind: EventKind, *, by: Actor, at: datetime) -> None:
    """Close and let go. The case is locked."""
    case.decided_by, case.asked_on = case.decided_by or who(by), None
    case.save(update_fields=["decided_by", "asked_on"])
    states.move(case, to=CaseState.CLOSED, by=by, at=at, outcome=outcome)
    write(case, kind, by=by, at=at, words=words, code=outcome)
    let_go(case, by=by, at=at)


def let_go(case: Case, *, by: Actor, at: datetime) -> None:
    """The charges of a case wait no more: credit that is there pays them, and an old bill wakes up."""
    CaseCharge.objects.filter(case=case, ended_at=None).update(ended_at=at)
    if case.account_id is None or kind_of(case.kind).holds is None:
        return
    ended = ledger_services.release_holds(
        account_id=case.account_id, source=hold_source(case.kind, case.reference), by=by, at=at
    )
    if ended:
        # A bill that counted as paid while its line waited asks again; one that credit has paid is paid.
        bills.note_return(case.account_id, at)
        bills.note_payment(case.account_id, at)


@transaction.atomic
def reopen(*, reference: str, words: str, by: Actor, at: datetime, days: int | None = None) -> Case:
    """Open a closed case again: its clock starts anew and its charges wait again. Twice is once.

    Within the kind's `again_days` (or `days`, for who may). Raises TooLate, and SameLineOpen when another
    case has taken up one of its lines.
    """
    case = locked(reference)
    if case.state != CaseState.CLOSED:
        return case
    assert case.closed_at is not None
    today, closed_on, rule = clock.day_of(at), clock.day_of(case.closed_at), kind_of(case.kind)
    allowed = rule.again_days(closed_on) if days is None else days
    if not rules.may_ask_again(closed_on, today=today, days=allowed):
        raise TooLate(reference=reference)
    _take_up_again(case, by=by, at=at)
    states.move(case, to=CaseState.OPEN, by=by, at=at)
    case.received_on, case.due_on = today, rules.due_on(today, rule.clock(today))
    # Another person looks: who decided before is not handed it again.
    case.owner, case.times_extended, case.times_reopened = None, 0, case.times_reopened + 1
    case.save(update_fields=["received_on", "due_on", "owner", "times_extended", "times_reopened"])
    write(case, EventKind.REOPENED, by=by, at=at, words=words)
    return case


def _take_up_again(case: Case, *, by: Actor, at: datetime) -> None:
    ids = list(case.charges.order_by("pk").values_list("charge_id", flat=True))
    others = CaseCharge.objects.filter(kind=case.kind, charge_id__in=ids, ended_at=None).exclude(case=case)
    other = others.select_related("case").first()
    if other is not None:
        raise SameLineOpen(other.case.reference)
    CaseCharge.objects.filter(case=case).update(ended_at=None)
    hold(case, kind_of(case.kind), ids, by=by, at=at)
