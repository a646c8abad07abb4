"""The legal moves of plans, applications, papers and write-offs. A move not in a table cannot happen.

A plan that was completed is ACTIVE again when the money of an installment comes back. An application that
was declined is SENT again when somebody asks us to look again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.relief.models import (
    Application,
    ApplicationState,
    Paper,
    Plan,
    PlanState,
    ScanState,
    WriteOff,
    WriteOffState,
)

PLAN_MOVES = {
    (PlanState.OFFERED, PlanState.ACTIVE): "plan.started",
    (PlanState.OFFERED, PlanState.CANCELLED): "plan.cancelled",
    (PlanState.ACTIVE, PlanState.PAUSED): "plan.paused",
    (PlanState.PAUSED, PlanState.ACTIVE): "plan.resumed",
    (PlanState.ACTIVE, PlanState.COMPLETED): "plan.completed",
    (PlanState.PAUSED, PlanState.COMPLETED): "plan.completed",
    (PlanState.ACTIVE, PlanState.BROKEN): "plan.broken",
    (PlanState.PAUSED, PlanState.BROKEN): "plan.broken",
    (PlanState.ACTIVE, PlanState.CANCELLED): "plan.cancelled",
    (PlanState.PAUSED, PlanState.CANCELLED): "plan.cancelled",
    (PlanState.COMPLETED, PlanState.ACTIVE): "plan.reopened",  # the bank took an installment back
}
APPLICATION_MOVES = {
    (ApplicationState.STARTED, ApplicationState.SENT): "hardship.sent",
    (ApplicationState.STARTED, ApplicationState.WITHDRAWN): "hardship.withdrawn",
    (ApplicationState.SENT, ApplicationState.PROPOSED): "hardship.proposed",
    (ApplicationState.SENT, ApplicationState.GRANTED): "hardship.granted",
    (ApplicationState.SENT, ApplicationState.DECLINED): "hardship.declined",
    (ApplicationState.SENT, ApplicationState.WITHDRAWN): "hardship.withdrawn",
    (ApplicationState.PROPOSED, ApplicationState.GRANTED): "hardship.granted",
    (ApplicationState.PROPOSED, ApplicationState.SENT): "hardship.sent_back",
    (ApplicationState.DECLINED, ApplicationState.SENT): "hardship.asked_again",
}
PAPER_MOVES = {
    (ScanState.WAITING, ScanState.CLEAN): "paper.scanned",
    (ScanState.WAITING, ScanState.UNSCANNED): "paper.not_scanned",
    (ScanState.WAITING, ScanState.REFUSED): "paper.refused",
}
WRITE_OFF_MOVES = {
    (WriteOffState.PROPOSED, WriteOffState.POSTED): "balance.written_off",
    (WriteOffState.PROPOSED, WriteOffState.TURNED_DOWN): "balance.kept",
    (WriteOffState.POSTED, WriteOffState.UNDONE): "balance.restored",
}

names.register(
    *PLAN_MOVES.values(), *APPLICATION_MOVES.values(), *PAPER_MOVES.values(), *WRITE_OFF_MOVES.values(),
    "plan.offered", "plan.changed", "plan.missed", "hardship.started", "paper.added", "paper.removed",
    "balance.proposed", "collections.noticed", "collections.listed", "collections.taken_off",
)  # fmt: skip

State = TypeVar("State", PlanState, ApplicationState, ScanState, WriteOffState)


def move_plan(plan: Plan, *, to: PlanState, by: Actor, at: datetime, reason: str = "") -> None:
    """Change a plan's state, save, record who did it. Raises IllegalMove."""
    event = _event(PLAN_MOVES, plan.reference, PlanState(plan.state), to)
    plan.state = to
    plan.save(update_fields=["state"])
    _record(event, plan, cents=plan.amount_cents, by=by, at=at, reason=reason)


def move_application(
    application: Application, *, to: ApplicationState, by: Actor, at: datetime, reason: str = ""
) -> None:
    """Change an application's state, save, record who did it. Raises IllegalMove."""
    event = _event(APPLICATION_MOVES, application.reference, ApplicationState(application.state), to)
    application.state = to
    application.save(update_fields=["state"])
    _record(event, application, by=by, at=at, reason=reason)


def move_paper(paper: Paper, *, to: ScanState, by: Actor, at: datetime) -> None:
    """Change what is known of a file, save, record it. Raises IllegalMove."""
    event = _event(PAPER_MOVES, paper.reference, ScanState(paper.state), to)
    paper.state = to
    paper.save(update_fields=["state"])
    _record(event, paper, by=by, at=at)


def move_write_off(
    write_off: WriteOff, *, to: WriteOffState, by: Actor, at: datetime, reason: str = "", approver: str = ""
) -> None:
    """Change a write-off's state, save, record who did it. Raises IllegalMove."""
    event = _event(WRITE_OFF_MOVES, write_off.reference, WriteOffState(write_off.state), to)
    write_off.state = to
    write_off.save(update_fields=["state"])
    _record(event, write_off, cents=write_off.amount_cents, by=by, at=at, reason=reason, approver=approver)


def _event(moves: Mapping[tuple[State, State], str], subject: str, was: State, to: State) -> str:
    try:
        return moves[was, to]
    except KeyError:
        raise IllegalMove(subject, str(was), str(to)) from None


def _record(event: str, row: Any, **facts: Any) -> None:
    audit.record(event, subject=row.reference, account_id=row.account_id, **facts)
