"""The work this room brings to the desk: reminders that nobody can be sent."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.references import spoken
from hearthside.reminders import selectors, wording
from hearthside.reminders.models import Reminder


def _item(row: Reminder) -> WorkItem:
    return WorkItem(
        key=row.reference, what=f"Reminder of bill {spoken(row.bill.number)}", since=row.decided_at,
        path=reverse("reminders:desk", args=[row.account.number]), account_id=row.account_id,
        why=wording.DESK_WHY[row.stopped_why].capitalize(),
    )  # fmt: skip


def _items(after: str, most: int) -> Sequence[WorkItem]:
    return [_item(row) for row in selectors.without_address(after, most)]


def _find(key: str) -> WorkItem | None:
    row = selectors.reminder_without_address(key)
    return _item(row) if row else None


QUEUES = (
    WorkQueue(
        "reminders-no-address", "Reminders without an address", "reminders.see",
        lambda: Tally(*selectors.tally_without_address()), _items, find=_find, days_most=10,
        help="Call, or look for a better address. Change it on the account, then try the reminder again.",
    ),
)  # fmt: skip
