"""The table of what a message may become."""

from datetime import datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.mailroom.models import Message, MessageState

MOVES = {
    (MessageState.WAITING, MessageState.SENT): "mail.sent",
    (MessageState.WAITING, MessageState.STOPPED): "mail.stopped",
    (MessageState.SENT, MessageState.RETURNED): "mail.bounced",
}
names.register(*MOVES.values())


def move(message: Message, *, to: MessageState, by: Actor, at: datetime, reason: str = "") -> None:
    """Change state, save, record who did it. `reason` is a code. Raises IllegalMove."""
    try:
        event = MOVES[MessageState(message.state), to]
    except KeyError:
        raise IllegalMove(message.number, message.state, to) from None
    message.state = to
    message.trouble = reason
    message.leased_until = None
    if to is MessageState.SENT:
        message.sent_at = at
    message.save(update_fields=["state", "trouble", "leased_until", "sent_at"])
    audit.record(
        event, subject=f"message:{message.pk}", account_id=message.account_id, reason=reason, by=by, at=at
    )
