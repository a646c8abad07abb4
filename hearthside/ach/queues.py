"""What the bank's answers leave to do, as the desk lists it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db.models import QuerySet
from django.urls import reverse

from hearthside.ach import selectors, wording
from hearthside.ach.models import Change, FileState, OutFile, Return
from hearthside.desk.registry import Tally, WorkItem, WorkQueue

Row = TypeVar("Row", Return, Change)


def _after(rows: QuerySet[Row], after: str, most: int) -> Sequence[Row]:
    """Rows after the one whose key is `after`, in the order they wait."""
    last = rows.model._default_manager.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(came_at__gte=last.came_at).exclude(came_at=last.came_at, pk__lte=last.pk)
    return list(rows[:most])


def _returns(after: str, most: int) -> Sequence[WorkItem]:
    return [
        WorkItem(
            key=str(row.pk), what=f"{row.code}: {wording.meaning(row)}",
            path=reverse("ach:desk_return", args=[row.pk]), since=row.came_at, why=wording.why(row),
            cents=row.amount_cents, account_id=row.account_id,
        )
        for row in _after(selectors.waiting_returns(), after, most)
    ]  # fmt: skip


def _changes(after: str, most: int) -> Sequence[WorkItem]:
    return [
        WorkItem(
            key=str(row.pk), what=f"{row.code}: {wording.meaning(row)}",
            path=reverse("ach:desk_change", args=[row.pk]), since=row.came_at, why=wording.why(row),
            account_id=row.account_id, due=row.due_on,
        )
        for row in _after(selectors.waiting_changes(), after, most)
    ]  # fmt: skip


TO_DO = {
    FileState.MADE: "Two people read its figures and let it go",
    FileState.SENT: "Compare with what the bank says it got",
    FileState.DIFFERS: "The bank got other figures: stop it there, then find out why",
}


def _files(after: str, most: int) -> Sequence[WorkItem]:
    rows = selectors.files_to_work()
    last = OutFile.objects.filter(reference=after).first() if after else None
    if last is not None:
        rows = rows.filter(made_at__gte=last.made_at).exclude(made_at=last.made_at, pk__lte=last.pk)
    return [
        WorkItem(
            key=file.reference, what=f"File {file.reference}: {file.entries} entries",
            path=reverse("ach:desk_file", args=[file.reference]), since=file.made_at,
            why=TO_DO[FileState(file.state)], cents=file.debit_cents,
        )
        for file in rows[:most]
    ]  # fmt: skip


def _tally(count: Callable[[], tuple[int, object]]) -> Callable[[], Tally]:
    return lambda: Tally(*count())  # type: ignore[arg-type]


QUEUES = (
    WorkQueue(
        slug="ach-files", name="ACH files", permission="ach.approve", tally=_tally(selectors.tally_files),
        items=_files, help="Files for the bank: two people approve each, and its echo is compared.",
    ),
    WorkQueue(
        slug="ach-returns", name="ACH returns", permission="ach.work",
        tally=_tally(lambda: selectors.tally(selectors.waiting_returns())), items=_returns,
        help="Debits that came back and need a person; what was owed is owed again already.",
    ),
    WorkQueue(
        slug="ach-changes", name="ACH changes", permission="ach.work",
        tally=_tally(lambda: selectors.tally(selectors.waiting_changes())), items=_changes,
        help="Corrections from banks that could not be made by themselves.",
    ),
)  # fmt: skip
