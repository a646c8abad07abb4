"""Every message out. Rooms queue words; the worker sends them. A message key is used once."""

import re
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q

from hearthside.audit import services as audit
from hearthside.audit.actor import job
from hearthside.errors import HearthsideError
from hearthside.mailroom.models import Channel, Message
from hearthside.organization.selectors import profile

LEASE = timedelta(minutes=2)
TRIES_MAX = 8


class BrokenHeader(HearthsideError):
    """A line break in an address or a subject: someone tried to add a header."""

    code = "mailroom.broken_header"


def queue_email(
    *,
    key: str,
    kind: str,
    account_id: int | None,
    to: str,
    language: str,
    subject: str,
    body: str,
    at: datetime,
) -> None:
    """Put an e-mail in the outbox, in the caller's transaction. The same `key` again changes nothing.

    Raises BrokenHeader for a line break in `to` or `subject`.
    """
    if any(mark in text for text in (to, subject) for mark in "\r\n"):
        raise BrokenHeader("an address or subject has a line break", where=kind)
    Message.objects.get_or_create(
        key=key,
        defaults={
            "account_id": account_id,
            "kind": kind,
            "channel": Channel.EMAIL,
            "language": language,
            "to": to,
            "subject": subject[:200],
            "body": body,
            "made_at": at,
        },
    )


def send_due(*, at: datetime, most: int = 200) -> int:
    """Send what waits in the outbox. Returns how many went out.

    Each message is leased before it is sent, so two workers never send the same one; a worker that
    dies leaves a lease that runs out.
    """
    waiting = Message.objects.filter(sent_at=None, channel=Channel.EMAIL, tries__lt=TRIES_MAX).filter(
        Q(leased_until=None) | Q(leased_until__lt=at)
    )
    sent = 0
    for pk in list(waiting.order_by("made_at").values_list("pk", flat=True)[:most]):
        lease = Message.objects.filter(pk=pk, sent_at=None).filter(
            Q(leased_until=None) | Q(leased_until__lt=at)
        )
        if lease.update(leased_until=at + LEASE, tries=F("tries") + 1):
            sent += _send(pk, at=at)
    return sent


def _kept(kind: str, body: str) -> str:
    """The words as we keep them. A one-time code opens a door for minutes; a copy of it is kept nowhere."""
    return re.sub(r"[0-9]{6}", "••••••", body) if kind.endswith("_code") else body


def _send(pk: int, *, at: datetime) -> bool:
    message = Message.objects.get(pk=pk)
    email = EmailMessage(message.subject, message.body, profile().sender_email, [message.to])
    try:
        email.send()
    except OSError as trouble:
        Message.objects.filter(pk=pk).update(
            trouble=type(trouble).__name__, leased_until=at + LEASE * 2**message.tries
        )
        return False
    with transaction.atomic():
        Message.objects.filter(pk=pk).update(
            sent_at=at, trouble="", leased_until=None, body=_kept(message.kind, message.body)
        )
        audit.record(
            "mail.sent", subject=f"message:{pk}", account_id=message.account_id, by=job("mailroom"), at=at
        )
    return True
