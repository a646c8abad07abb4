"""Sending e-mails."""

import smtplib
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hearthside.mailroom import rules, states
from hearthside.mailroom.models import Channel, Message, MessageState, OptOut
from hearthside.mailroom.services.leasing import LEASE, TRIES_MAX, put_back, taken
from hearthside.mailroom.services.queueing import MAILROOM, address_key
from hearthside.organization.selectors import profile

NO_FOR_GOOD = 500
"""From here on a mail server's no is final. Source: RFC 5321, 4.2.1."""

__all__ = ["LEASE", "TRIES_MAX", "send_due"]


def send_due(*, at: datetime, most: int = 200) -> int:
    """Send the e-mails that wait in the outbox. Returns how many went out.

    Each message is leased before it is sent, so two workers never send the same one; a worker that
    dies leaves a lease that runs out. After eight tries it is kept as stopped, for a person to see.
    """
    return sum(_send(message, at=at) for message in taken(Channel.EMAIL, at=at, most=most))


def _send(message: Message, *, at: datetime) -> bool:
    words = email_words(message)
    email = EmailMessage(message.subject, words, profile().sender_email, [message.to])
    try:
        email.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        is_final = all(code >= NO_FOR_GOOD for code, _words in refusal.recipients.values())
        if is_final:
            _give_up(message, "bounce", at=at)
        else:
            _try_later(message, type(refusal).__name__, at=at)
        return False
    except OSError as trouble:
        _try_later(message, type(trouble).__name__, at=at)
        return False
    _note_sent(message, words, at=at)
    return True


def email_words(message: Message) -> str:
    """The whole of an e-mail: its words, and below them the number that proves it is ours."""
    with translation.override(message.language):
        says_who = _(
            "Message number: {number}. Not sure that this is from us? Type %(site)s/official/ into your "
            "browser, and check the number there."
        ) % {"site": profile().site}
    return rules.with_number(message.body, says_who, message.number)


def _try_later(message: Message, trouble: str, *, at: datetime) -> None:
    if message.tries >= TRIES_MAX:
        _give_up(message, "gave_up", at=at)
    else:
        put_back(message, until=at + LEASE * 2**message.tries, trouble=trouble)


@transaction.atomic
def _note_sent(message: Message, words: str, *, at: datetime) -> None:
    message.body = rules.kept_words(message.kind, words)
    message.save(update_fields=["body"])
    states.move(message, to=MessageState.SENT, by=MAILROOM, at=at)


@transaction.atomic
def _give_up(message: Message, reason: str, *, at: datetime) -> None:
    """A message that will not go; an address that the mail server refused gets no more."""
    message.body = rules.kept_words(message.kind, message.body)
    message.save(update_fields=["body"])
    states.move(message, to=MessageState.STOPPED, by=MAILROOM, at=at, reason=reason)
    if reason == "bounce":
        OptOut.objects.get_or_create(
            channel=Channel.EMAIL, to=address_key(Channel.EMAIL, message.to), ended_at=None,
            defaults={"reason": "bounce", "since": at},
        )  # fmt: skip
