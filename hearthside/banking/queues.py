"""What waits for a person in this room."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside import clock
from hearthside.banking import selectors, words
from hearthside.banking.models import BankLine, LineState, Statement, StatementState
from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.formats.bai2 import name_of


def _line_items(after: str, most: int) -> Sequence[WorkItem]:
    return [_line_item(row) for row in selectors.waiting_after(after, most=most)]


def _line_item(row: BankLine) -> WorkItem:
    return WorkItem(
        key=selectors.key_of(row), what=f"{name_of(row.type)} of {row.as_of:%b %-d}",
        path=reverse("banking:line", args=[row.reference]), since=row.since, why=words.WHY[row.why],
        cents=row.amount_cents or row.said_cents,
        due=clock.day_of(row.since) if row.why in words.URGENT else None,
    )  # fmt: skip


def _line_item_of(key: str) -> WorkItem | None:
    _, pk = selectors.read_key(key)
    return next(map(_line_item, BankLine.objects.filter(pk=pk, state=LineState.WAITING)), None)


def _statement_items(after: str, most: int) -> Sequence[WorkItem]:
    rows = selectors.held_statements().filter(pk__gt=int(after) if after.isdigit() else 0)
    return [_statement_item(row) for row in rows.order_by("pk")[:most]]


def _statement_item(row: Statement) -> WorkItem:
    return WorkItem(
        key=str(row.pk), what=f"Statement of {row.as_of:%b %-d}, account ending {row.bank_account_last4}",
        path=reverse("banking:statement", args=[row.reference]), since=row.came_at, why=row.reason,
        cents=row.in_cents - row.out_cents, due=clock.day_of(row.came_at),
    )  # fmt: skip


def _statement_item_of(key: str) -> WorkItem | None:
    rows = Statement.objects.filter(pk=key if key.isdigit() else 0, state=StatementState.HELD)
    return next(map(_statement_item, rows), None)


QUEUES = (
    WorkQueue(
        slug="bank-lines", name="Bank lines nobody knows", permission="banking.match",
        tally=lambda: Tally(*selectors.tally(selectors.waiting_lines(), "since")), items=_line_items,
        find=_line_item_of, days_most=2,
        help="Find what of ours it is, or say what it is. A check that came back: say which, the same day.",
    ),
    WorkQueue(
        slug="bank-statements", name="Bank statements to review", permission="banking.match",
        tally=lambda: Tally(*selectors.tally(selectors.held_statements(), "came_at")),
        items=_statement_items, find=_statement_item_of, days_most=1,
        help="Their totals do not hold. Compare with the bank before their lines count.",
    ),
)  # fmt: skip
