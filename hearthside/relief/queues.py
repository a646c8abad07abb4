"""The work this room brings to the desk."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hearthside import clock
from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.references import spoken
from hearthside.relief import selectors
from hearthside.relief.models import Application, Plan, WriteOff
from hearthside.relief.policy import policy
from hearthside.relief.wording import KINDS

BROKEN_FOR = timedelta(days=30)
"""How long somebody whose plan broke stays in the queue to be called."""


def _tally(rows: Callable[[], QuerySet[Any]], field: str) -> Callable[[], Tally]:
    def counted() -> Tally:
        return Tally(*selectors.tally(rows(), field))

    return counted


def _items(
    rows: Callable[[], QuerySet[Any]], item: Callable[[Any], WorkItem]
) -> Callable[[str, int], Sequence[WorkItem]]:
    def listed(after: str, most: int) -> Sequence[WorkItem]:
        found = rows()
        return [item(row) for row in selectors.after(found, after)[:most]]

    return listed


def _application(row: Application) -> WorkItem:
    assert row.sent_at is not None
    days = policy(clock.day_of(row.sent_at)).hardship.answer_days
    return WorkItem(
        key=row.reference, what=f"Application {spoken(row.reference)}", since=row.sent_at,
        path=reverse("relief:desk_application", args=[row.reference]), account_id=row.account_id,
        why="Asked again: read it anew" if row.times_sent > 1 else "Read the papers and answer",
        due=clock.day_of(row.sent_at) + timedelta(days=days),
    )  # fmt: skip


def _write_off(row: WriteOff) -> WorkItem:
    return WorkItem(
        key=row.reference, what=f"{KINDS[row.kind]} {spoken(row.reference)}", since=row.proposed_at,
        path=reverse("relief:desk_write_off", args=[row.reference]), account_id=row.account_id,
        why="A second person decides", cents=row.amount_cents,
    )  # fmt: skip


def _broken(row: Plan) -> WorkItem:
    assert row.ended_at is not None
    return WorkItem(
        key=row.reference, what=f"Plan {spoken(row.reference)}", since=row.ended_at,
        path=reverse("relief:desk_plan", args=[row.reference]), account_id=row.account_id,
        why="Call: a new plan, or hardship help?", cents=row.amount_cents,
    )  # fmt: skip


def _lately_broken() -> QuerySet[Plan]:
    return selectors.broken_plans(clock.now() - BROKEN_FOR)


QUEUES = (
    WorkQueue(
        "hardship", "Hardship applications", "relief.decide_application",
        _tally(selectors.to_decide, "sent_at"), _items(selectors.to_decide, _application),
        help="Read the papers, compare with the table, answer in time.",
    ),
    WorkQueue(
        "plans-broken", "Plans broken", "relief.offer_plan",
        _tally(_lately_broken, "ended_at"), _items(_lately_broken, _broken),
        help="A payment did not come. Call and offer help before the next bill does.",
    ),
    WorkQueue(
        "write-offs", "Write-offs to approve", "relief.approve_write_off",
        _tally(selectors.to_approve, "proposed_at"), _items(selectors.to_approve, _write_off),
        help="Somebody else proposed to give these up. Agree or not.",
    ),
)  # fmt: skip
