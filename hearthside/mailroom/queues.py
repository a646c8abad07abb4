"""Mail that came back, and mail that would not go, as the desk lists them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.mailroom import selectors, wording
from hearthside.mailroom.models import Message


def _items(find: Callable[[str, int], Sequence[Message]]) -> Callable[[str, int], Sequence[WorkItem]]:
    return lambda after, most: [_item(message) for message in find(after, most)]


def _item(message: Message) -> WorkItem:
    return WorkItem(
        key=message.number,
        what=wording.channel_in_words(message.channel),
        path=reverse("helpcenter:desk_message", args=[message.number]),
        since=message.made_at,
        why=wording.reason_in_words(message.trouble),
        account_id=message.account_id,
    )


def _tally(count: Callable[[], tuple[int, datetime | None]]) -> Callable[[], Tally]:
    return lambda: Tally(*count())


QUEUES = (
    WorkQueue(
        slug="returned-mail", name=_("Returned mail"), permission="mailroom.work",
        tally=_tally(selectors.tally_returned), items=_items(selectors.returned),
        help=_("Find a better address, send it again, or close it."),
    ),
    WorkQueue(
        slug="unsent-mail", name=_("Mail that would not go"), permission="mailroom.work",
        tally=_tally(selectors.tally_stopped), items=_items(selectors.stopped),
        help=_("Bills and messages without an address that works."),
    ),
)  # fmt: skip
