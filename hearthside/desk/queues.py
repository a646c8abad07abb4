"""The desk's own queue: marked records that somebody opened, for a supervisor to look at."""

from collections.abc import Sequence

from django.db.models import Count, Min, Q
from django.urls import reverse

from hearthside.desk.models import Opening
from hearthside.desk.opening import REASONS
from hearthside.desk.registry import Tally, WorkItem, WorkQueue

WAITING = Opening.objects.filter(reviewed_at=None)


def tally() -> Tally:
    seen = WAITING.aggregate(count=Count("pk"), oldest=Min("at"))
    return Tally(seen["count"], seen["oldest"])


def items(after: str, most: int) -> Sequence[WorkItem]:
    rows = WAITING.select_related("login").order_by("at", "pk")
    if after:
        last = Opening.objects.get(pk=int(after))
        rows = rows.filter(Q(at__gt=last.at) | Q(at=last.at, pk__gt=last.pk))
    return [_item(row) for row in rows[:most]]


def find(key: str) -> WorkItem | None:
    row = WAITING.select_related("login").filter(pk=int(key)).first()
    return _item(row) if row else None


def _item(row: Opening) -> WorkItem:
    return WorkItem(
        key=str(row.pk), what=f"{row.login.name or 'Someone'} opened a marked record", since=row.at,
        path=reverse("desk:opening", args=[row.pk]), why=dict(REASONS)[row.reason], account_id=row.account_id,
    )  # fmt: skip


QUEUES = (
    WorkQueue(
        slug="opened-records", name="Marked records opened", permission="desk.review_openings", tally=tally,
        items=items, find=find, days_most=1,
        help="Look at who opened the record and why. Ask them if it is not clear.",
    ),
)  # fmt: skip
