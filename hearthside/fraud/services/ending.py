"""A report is decided. What says that somebody did wrong needs a second investigator."""

from datetime import datetime

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.fraud import rules, states
from hearthside.fraud.errors import SecondPersonNeeded
from hearthside.fraud.models import EventKind, Tip, TipState
from hearthside.fraud.services.holding import let_go
from hearthside.fraud.services.writing import locked, looked_into, who, write


@transaction.atomic
def close(*, reference: str, outcome: str, words: str, by: Actor, at: datetime) -> Tip:
    """Close a report in which nothing was found, with the reason. Closing twice changes nothing.

    What it set aside is to be paid again. Raises SecondPersonNeeded for an outcome that needs one.
    """
    assert outcome in rules.OUTCOMES, outcome
    if rules.needs_second(outcome):
        raise SecondPersonNeeded(outcome=outcome)
    tip = locked(reference)
    if tip.state == TipState.CLOSED:
        return tip
    tip.decided_by, tip.agreed_by = who(by), ""
    _end(tip, outcome, words, by=by, at=at)
    return tip


@transaction.atomic
def propose(*, reference: str, outcome: str, words: str, by: Actor, at: datetime) -> Tip:
    """Say what was found, and why; another investigator agrees or sends it back. Raises IllegalMove."""
    assert rules.needs_second(outcome), outcome
    tip = locked(reference)
    states.move(tip, to=TipState.SECOND, by=by, at=at, outcome=outcome)
    tip.decided_by, tip.agreed_by, tip.has_news = who(by), "", False
    tip.save(update_fields=["decided_by", "agreed_by", "has_news"])
    write(tip, EventKind.PROPOSED, by=by, at=at, words=words, code=outcome)
    return tip


@transaction.atomic
def agree(*, reference: str, words: str, by: Actor, at: datetime) -> Tip:
    """The second investigator agrees: the report is closed as proposed. Twice changes nothing.

    What it set aside stays so until the plan takes the charge back or somebody lets it go.
    Raises SecondPersonNeeded for whoever proposed it, IllegalMove when nothing is proposed.
    """
    tip = locked(reference)
    if tip.state == TipState.CLOSED and tip.agreed_by:
        return tip
    if tip.state == TipState.SECOND and tip.decided_by == who(by):
        raise SecondPersonNeeded(reference=reference)
    if tip.state != TipState.SECOND:
        raise IllegalMove(reference, tip.state, TipState.CLOSED)
    tip.agreed_by = who(by)
    _end(tip, tip.outcome, words, by=by, at=at)
    return tip


def _end(tip: Tip, outcome: str, words: str, *, by: Actor, at: datetime) -> None:
    states.move(tip, to=TipState.CLOSED, by=by, at=at, outcome=outcome)
    tip.has_news = False
    tip.save(update_fields=["decided_by", "agreed_by", "has_news"])
    write(tip, EventKind.CLOSED, by=by, at=at, words=words, code=outcome)
    if not rules.needs_second(outcome):  # what was found false is not asked for again by itself
        let_go(tip, by=by, at=at)


@transaction.atomic
def send_back(*, reference: str, words: str, by: Actor, at: datetime) -> Tip:
    """What was proposed is looked at again. Raises IllegalMove when nothing is proposed."""
    tip = locked(reference)
    states.move(tip, to=TipState.WORKING, by=by, at=at)
    write(tip, EventKind.SENT_BACK, by=by, at=at, words=words)
    return tip


@transaction.atomic
def reopen(*, reference: str, words: str, by: Actor, at: datetime) -> Tip:
    """A closed report is looked into again. Raises IllegalMove for one that is open."""
    tip = locked(reference)
    states.move(tip, to=TipState.WORKING, by=by, at=at)
    looked_into(tip, by=by, at=at)
    write(tip, EventKind.REOPENED, by=by, at=at, words=words)
    return tip
