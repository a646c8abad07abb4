"""What came back: a bounced e-mail, an envelope from the post office. A person finds the right address."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.mailroom import states
from hearthside.mailroom.errors import NoSuchMessage
from hearthside.mailroom.models import Channel, Message, MessageState
from hearthside.mailroom.services.hearing import stop
from hearthside.mailroom.services.queueing import queue_letter, queue_paper

names.register("mail.settled")

RETURN_REASONS = ("moved", "no_such_address", "not_known", "refused", "deceased", "unclaimed", "other")


@transaction.atomic
def note_bounce(*, number: str, is_final: bool, by: Actor, at: datetime) -> Message:
    """An e-mail or text came back. A final bounce stops that address; a full mailbox does not.

    Noting it twice is harmless. Raises NoSuchMessage where nothing with this number went out.
    """
    message = _locked(number)
    if message.state == MessageState.SENT:
        reason = "bounce" if is_final else "bounce_for_now"
        states.move(message, to=MessageState.RETURNED, by=by, at=at, reason=reason)
    if is_final:
        stop(channel=message.channel, to=message.to, by=by, at=at, reason="bounce")
    return message


@transaction.atomic
def note_returned_mail(*, number: str, reason: str, by: Actor, at: datetime) -> Message:
    """The post office brought a letter back; `reason` is one of RETURN_REASONS. Twice is harmless.

    `number` is what stands on the letter: its message number, or the number of the bill that it is.
    Raises NoSuchMessage where no letter with this number went out.
    """
    assert reason in RETURN_REASONS, f"a reason of the post office, not {reason!r}"
    letters = Message.objects.filter(channel=Channel.LETTER, sent_at__isnull=False)
    named = letters.filter(Q(number=number) | (Q(reference=number) & ~Q(paper=""))).order_by("-pk").first()
    if named is None:
        raise NoSuchMessage("no letter with this number went out", number=number)
    message = _locked(named.number)
    if message.state == MessageState.SENT:
        states.move(message, to=MessageState.RETURNED, by=by, at=at, reason=reason)
    return message


@transaction.atomic
def send_again(*, number: str, name: str, address_lines: Sequence[str], by: Actor, at: datetime) -> str:
    """Send a letter that came back, or never went, to a better address, and settle the first.

    Returns the new message number; asking twice sends one. Raises NoSuchMessage.
    """
    first = _locked(number, came_back=True)
    new = _queued_again(first, name, address_lines, at=at)
    _settle(first, "sent_again", by=by, at=at)
    return new


def _queued_again(first: Message, name: str, address_lines: Sequence[str], *, at: datetime) -> str:
    key = f"again:{first.number}"
    if first.paper:
        assert first.account_id is not None, "a document of another room belongs to an account"
        return queue_paper(
            key=key, kind=first.kind, account_id=first.account_id, name=name, address_lines=address_lines,
            language=first.language, large_print=first.large_print, subject=first.subject, paper=first.paper,
            reference=first.reference, at=at,
        )  # fmt: skip
    return queue_letter(
        key=key, kind=first.kind, account_id=first.account_id, name=name, address_lines=address_lines,
        language=first.language, large_print=first.large_print, subject=first.subject, body=first.body,
        reference=first.reference, at=at,
    )  # fmt: skip


@transaction.atomic
def settle(*, number: str, by: Actor, at: datetime) -> None:
    """A person looked at it and nothing more will be sent. Raises NoSuchMessage."""
    _settle(_locked(number, came_back=True), "closed", by=by, at=at)


def _settle(message: Message, reason: str, *, by: Actor, at: datetime) -> None:
    if message.settled_at is not None:
        return
    message.settled_at = at
    message.save(update_fields=["settled_at"])
    audit.record(
        "mail.settled", subject=f"message:{message.pk}", account_id=message.account_id, reason=reason, by=by,
        at=at,
    )  # fmt: skip


def _locked(number: str, *, came_back: bool = False) -> Message:
    states_asked = (
        (MessageState.RETURNED, MessageState.STOPPED) if came_back
        else (MessageState.SENT, MessageState.RETURNED)
    )  # fmt: skip
    message = Message.objects.select_for_update().filter(number=number).first()
    if message is None or message.state not in states_asked:
        raise NoSuchMessage("no message with this number went out or came back", number=number)
    return message
