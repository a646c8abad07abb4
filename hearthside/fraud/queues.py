"""The work this room brings to the desk, behind the wall.

The desk's queue does not know who looks at it. So it holds only reports that every investigator may know of;
one that is kept from somebody is in the room's own list, which asks who looks.
"""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.fraud import selectors
from hearthside.fraud.models import Tip, TipState
from hearthside.references import spoken


def tally() -> Tally:
    return Tally(*selectors.tally_of_queue())


def items(after: str, most: int) -> Sequence[WorkItem]:
    return [_item(tip) for tip in selectors.items_of_queue(after, most)]


def find(key: str) -> WorkItem | None:
    tip = selectors.in_queue().filter(reference=key).first()
    return _item(tip) if tip else None


def _item(tip: Tip) -> WorkItem:
    return WorkItem(
        key=tip.reference, what=f"Report {spoken(tip.reference)}", since=tip.received_at, due=tip.due_on,
        path=reverse("fraud:desk_tip", args=[tip.reference]), why=_why(tip),
    )  # fmt: skip


def _why(tip: Tip) -> str:
    if tip.state == TipState.SECOND:
        return "A second investigator decides"
    return "The reporter added something" if tip.has_news else "To look into"


QUEUES = (
    WorkQueue(
        slug="fraud-tips", name="Fraud reports", permission=selectors.PERMISSION, tally=tally, items=items,
        find=find, walled=True, days_most=30,
        help="Reports that every investigator may see. Your own list at /desk/fraud/ also holds those "
        "about our own people.",
    ),
)  # fmt: skip
