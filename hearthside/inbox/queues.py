"""The work this room brings to the desk: messages that wait for an answer."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside import clock
from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.inbox import selectors, topics
from hearthside.inbox.models import Thread, ThreadState
from hearthside.inbox.policy import policy
from hearthside.references import spoken


def tally() -> Tally:
    return Tally(*selectors.tally())


def items(after: str, most: int) -> Sequence[WorkItem]:
    return [_item(thread) for thread in selectors.to_answer(after, most)]


def find(key: str) -> WorkItem | None:
    thread = selectors.thread_with_reference(key)
    return _item(thread) if thread is not None and thread.state == ThreadState.OPEN else None


def _item(thread: Thread) -> WorkItem:
    assert thread.waits_since is not None, "only threads that wait are work"
    flag = "FIRST: words of danger. " if thread.is_urgent else ""
    return WorkItem(
        key=thread.reference, what=f"Message {spoken(thread.reference)}", since=thread.waits_since,
        path=reverse("inbox:desk_thread", args=[thread.reference]), account_id=thread.account_id,
        why=f"{flag}{kind_of(thread)}", due=clock.today() if thread.is_urgent else thread.due_on,
    )  # fmt: skip


def kind_of(thread: Thread) -> str:
    """What a thread is about, for staff, without a record's number or day."""
    words = topics.desk_title(thread.about, topics.Records())
    return words[0].upper() + words[1:]


QUEUES = (
    WorkQueue(
        slug="messages", name="Member messages", permission="inbox.answer", tally=tally, items=items,
        find=find, days_most=policy(clock.today()).answer_days,
        help="Flagged ones first: call before you write. Then who has waited longest.",
    ),
)  # fmt: skip
