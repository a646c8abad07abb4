"""Sign-in help as the desk lists it."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.recovery import selectors
from hearthside.recovery.models import Recovery, What
from hearthside.references import spoken


def _item(row: Recovery) -> WorkItem:
    return WorkItem(
        key=str(row.pk), what=f"Sign-in help {spoken(row.reference)}",
        path=reverse("recovery:desk_one", args=[row.reference]), since=row.asked_at,
        why=f"Call back the number on file. Lost: {What(row.what).label.lower()}", account_id=row.account_id,
    )  # fmt: skip


def _items(after: str, most: int) -> Sequence[WorkItem]:
    rows = selectors.to_call().filter(pk__gt=int(after or 0)).order_by("pk")
    return [_item(row) for row in rows[:most]]


def _find(key: str) -> WorkItem | None:
    row = selectors.to_call().filter(pk=int(key)).first() if key.isdecimal() else None
    return _item(row) if row else None


QUEUES = (
    WorkQueue(
        slug="sign-in-help", name="Sign-in help", permission="recovery.call_back",
        tally=lambda: Tally(*selectors.to_call_tally()), items=_items, find=_find, days_most=1,
        help="A colleague asked for these. Call back the number on file; never the number that called.",
    ),
)  # fmt: skip
