"""Calls we promised, as the desk lists them."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.clock import day_of
from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.phone import selectors, wording
from hearthside.phone.models import Reason


def _items(after: str, most: int) -> Sequence[WorkItem]:
    return [
        WorkItem(
            key=row.reference, what=Reason(row.reason).label,
            path=reverse("phone:call_back_one", args=[row.reference]), since=row.asked_at,
            why=wording.call_back_line(row), account_id=row.account_id, due=day_of(row.promised_by),
        )
        for row in selectors.call_backs_after(after, most)
    ]  # fmt: skip


QUEUES = (
    WorkQueue(
        slug="call-backs", name="Call-backs", permission="phone.call_back",
        tally=lambda: Tally(*selectors.call_backs_tally()), items=_items,
        help="Calls we promised, the earliest promise first.",
    ),
)  # fmt: skip
