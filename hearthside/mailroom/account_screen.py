"""What the mailroom shows on the desk's account screen."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hearthside.desk.registry import Action, Alert, Reading, Subject, TimelineRow
from hearthside.mailroom import selectors, wording
from hearthside.mailroom.models import Message, MessageState


def _stuck(subject: Subject, rows: Sequence[Message]) -> list[Alert]:
    """Mail that came back or would not go: ask for the right address."""
    path = reverse("helpcenter:desk_message", args=[rows[0].number])
    return [Alert(_("Mail came back or could not go. Ask for the right address."), "caution", path)]


def _sent(subject: Subject, rows: Sequence[Message]) -> list[TimelineRow]:
    return [_row(message) for message in rows]


def _row(message: Message) -> TimelineRow:
    channel = wording.channel_in_words(message.channel)
    assert message.sent_at is not None
    return TimelineRow(
        at=message.sent_at, kind="message", what=message.subject or channel,
        detail=f"{channel} · {message.to_mark}",
        path=reverse("helpcenter:desk_message", args=[message.number]),
        state=_("came back") if message.state == MessageState.RETURNED else "",
    )  # fmt: skip


READINGS = (
    Reading(lambda subject, most: selectors.unsettled_on(subject.account_id)[:1], ("number",), _stuck),
    Reading(
        lambda subject, most: selectors.sent_to_account(subject.account_id)[:most],
        ("number", "sent_at", "channel", "subject", "state", "to_mark"),
        _sent,
    ),
)


def ACTIONS(subject: Subject) -> Sequence[Action]:
    """Writing to the person."""
    path = reverse("helpcenter:desk_write", args=[subject.number])
    return (Action(_("Write a letter"), path, "mailroom.write", _("Mail")),)
