"""A message is taken by one sender at a time; a sender that dies leaves a lease that runs out."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from hearthside.mailroom.models import Message, MessageState
from hearthside.rooms import parts_of_rooms

LEASE = timedelta(minutes=2)
TRIES_MAX = 8


def taken(channel: str, *, at: datetime, most: int) -> Iterator[Message]:
    """Messages of a channel that wait, oldest first, each leased to the caller alone."""
    for pk in list(_free(at).filter(channel=channel).order_by("made_at").values_list("pk", flat=True)[:most]):
        if _free(at).filter(pk=pk).update(leased_until=at + LEASE, tries=F("tries") + 1):
            yield Message.objects.select_related("account").get(pk=pk)


def put_back(message: Message, *, until: datetime, trouble: str, counts: bool = True) -> None:
    """Let a message wait until then. A wait that is nobody's failure does not count as a try."""
    tries = message.tries if counts else max(0, message.tries - 1)
    Message.objects.filter(pk=message.pk, state=MessageState.WAITING).update(
        leased_until=until, trouble=trouble, tries=tries
    )


def _free(at: datetime) -> QuerySet[Message]:
    return may_go(Message.objects.filter(state=MessageState.WAITING)).filter(
        Q(leased_until=None) | Q(leased_until__lte=at)
    )


def may_go(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Those that no room above lets rest: its `mail_holds.py` has `rests()`, an expression over a message.

    What rests stays waiting, and goes by itself once nothing holds it.
    """
    for module in parts_of_rooms("mail_holds"):
        messages = messages.exclude(module.rests())
    return messages
