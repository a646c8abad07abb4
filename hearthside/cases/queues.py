"""The work this room brings to the desk: a queue for every kind of case, whichever room brings the kind."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse

from hearthside import clock
from hearthside.cases import selectors, wording
from hearthside.cases.case_kinds import DISPUTE
from hearthside.cases.kinds import CaseKind, kind, kinds
from hearthside.cases.models import Case, CaseState
from hearthside.cases.policy import policy
from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.references import spoken

Rows = Callable[[], QuerySet[Case]]


def _queue(slug: str, name: object, permission: str, rows: Rows, *, walled: bool, help: object) -> WorkQueue:
    def tally() -> Tally:
        return Tally(*selectors.tally(rows()))

    def items(after: str, most: int) -> Sequence[WorkItem]:
        return [_item(row) for row in selectors.by_clock(rows(), after, most)]

    def find(key: str) -> WorkItem | None:
        row = rows().filter(reference=key).first()
        return _item(row) if row else None

    return WorkQueue(
        slug=slug, name=str(name), permission=permission, tally=tally, items=items, find=find, walled=walled,
        help=str(help), days_most=30,
    )  # fmt: skip


def _item(row: Case) -> WorkItem:
    rule = kind(row.kind)
    at_desk = rule.desk_path
    path = at_desk(row.reference) if at_desk else reverse("cases:desk_case", args=[row.reference])
    return WorkItem(
        key=row.reference, what=f"Case {spoken(row.reference)}", path=path, since=row.opened_at,
        why=_why(row), account_id=row.account_id, due=row.due_on,
    )  # fmt: skip


def _why(row: Case) -> str:
    if row.state == CaseState.WAITING:
        return "The member has not answered us: call, or decide with what we have"
    if row.times_reopened:
        return "Asked again: another person looks"
    return wording.why_words(row) or wording.DESK_STATES[row.state]


def _to_answer(slug: str) -> Rows:
    def rows() -> QuerySet[Case]:
        today = clock.today()
        waited_until = today - timedelta(days=policy(today).questions.wait_days)
        return selectors.to_answer(slug, waited_until=waited_until)

    return rows


def _of_kind(rule: CaseKind) -> WorkQueue:
    return _queue(
        f"cases-{rule.slug}", rule.plural, rule.permission, _to_answer(rule.slug), walled=rule.walled,
        help=rule.queue_help,
    )  # fmt: skip


QUEUES = (
    *map(_of_kind, kinds().values()),
    _queue(
        "cases-corrections", "Corrections to make", "cases.void_charge", lambda: selectors.to_fix(DISPUTE),
        walled=False, help="A colleague found the member right. Take the charge off, or send it back.",
    ),
)  # fmt: skip
