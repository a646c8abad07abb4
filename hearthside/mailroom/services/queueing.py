"""Putting a message in the outbox, in the caller's transaction. A key is used once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import phonenumbers
from django.db import IntegrityError, transaction

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, job
from hearthside.mailroom import rules, states
from hearthside.mailroom.errors import BrokenHeader
from hearthside.mailroom.models import Channel, Message, MessageState, OptOut
from hearthside.references import new_reference

names.register("contact.logged")

MAILROOM = job("mailroom")
US_REGIONS = ("US", "PR")
_Type = phonenumbers.PhoneNumberType
PEOPLES_NUMBERS = (_Type.FIXED_LINE_OR_MOBILE, _Type.FIXED_LINE, _Type.MOBILE, _Type.VOIP)
SUBJECT_MAX = 200


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
    reference: str = "",
) -> str:
    """Put an e-mail in the outbox. Returns its message number; the same `key` again changes nothing.

    An address that bounced gets nothing: the message is kept as stopped, for staff to see. Raises
    BrokenHeader for a line break in `to` or `subject`.
    """
    if rules.has_line_break(to, subject):
        raise BrokenHeader("an address or subject has a line break", where=kind)
    return _queued(
        key, kind, account_id, Channel.EMAIL, language, at, to=to, subject=subject, body=body,
        reference=reference,
    ).number  # fmt: skip


def queue_text(
    *, key: str, kind: str, account_id: int | None, to: str, language: str, body: str, at: datetime
) -> str:
    """Put a text in the outbox. Returns its message number; the same `key` again changes nothing.

    `body` is what to say; who it is from, the message number and how to stop are added when it goes. A
    number outside the United States, or whose owner said STOP, gets nothing: it is kept as stopped.
    """
    return _queued(
        key, kind, account_id, Channel.TEXT, language, at, to=us_number(to) or to.strip()[:40], subject="",
        body=body,
    ).number  # fmt: skip


def queue_letter(
    *,
    key: str,
    kind: str,
    account_id: int | None,
    name: str,
    address_lines: Sequence[str],
    language: str,
    large_print: bool,
    subject: str,
    body: str,
    at: datetime,
    reference: str = "",
) -> str:
    """Put a letter in the next print batch. Returns its message number; the same `key` changes nothing.

    `body` is plain paragraphs with an empty line between; a line that begins with "- " is an item. A
    letter without an address is kept as stopped, for staff to find one. Raises BrokenHeader.
    """
    return _queued_letter(
        key, kind, account_id, name, address_lines, language, large_print, subject, at, body=body,
        reference=reference,
    )  # fmt: skip


def queue_paper(
    *,
    key: str,
    kind: str,
    account_id: int,
    name: str,
    address_lines: Sequence[str],
    language: str,
    large_print: bool,
    subject: str,
    paper: str,
    reference: str,
    at: datetime,
) -> str:
    """As `queue_letter`, for a document that a room sets itself (a bill).

    `paper` is the name under `PAPERS` in that room's `letters.py`; it is called with `reference` when the
    batch is printed.
    """
    return _queued_letter(
        key, kind, account_id, name, address_lines, language, large_print, subject, at, paper=paper,
        reference=reference,
    )  # fmt: skip


@transaction.atomic
def log_contact(
    *,
    account_id: int | None,
    channel: str,
    kind: str,
    to_mark: str,
    at: datetime,
    reference: str,
    by: Actor,
    key: str = "",
) -> str:
    """Write down a contact made in another way: a call, a message left. Returns its message number.

    `to_mark` is shown as it is, so it holds no whole number or address. The same key again (without one:
    the same contact at the same instant) changes nothing.
    """
    own = key or f"{channel}:{kind}:{account_id}:{reference}:{at.isoformat()}"
    message, is_new = _made(
        own, account_id=account_id, kind=kind, channel=Channel(channel), state=MessageState.SENT, to="",
        to_mark=to_mark[:120], subject="", body="", reference=reference[:40], made_at=at, sent_at=at,
    )  # fmt: skip
    if is_new:
        subject = f"message:{message.pk}"
        audit.record("contact.logged", subject=subject, account_id=account_id, reason=kind, by=by, at=at)
    return message.number


def us_number(typed: str) -> str:
    """A telephone number of the United States as +1 and ten digits; "" for any other."""
    try:
        parsed = phonenumbers.parse(typed[:40], "US")
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.region_code_for_number(parsed) not in US_REGIONS:
        return ""
    # Numbers that cost their caller extra are how texts are turned into money for others.
    if phonenumbers.number_type(parsed) not in PEOPLES_NUMBERS:
        return ""
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def opted_out(channel: str, to: str) -> str:
    """Why nothing goes there any more (`stop`, `bounce`); "" when nothing speaks against it."""
    rows = OptOut.objects.filter(channel=channel, to=address_key(channel, to), ended_at=None)
    return rows.values_list("reason", flat=True).first() or ""


def address_key(channel: str, to: str) -> str:
    """One spelling for an address that is the same."""
    return to.strip().casefold() if channel == Channel.EMAIL else to.strip()


def _queued_letter(
    key: str, kind: str, account_id: int | None, name: str, address_lines: Sequence[str], language: str,
    large_print: bool, subject: str, at: datetime, **more: Any,
) -> str:  # fmt: skip
    lines = [line.strip() for line in address_lines if line.strip()]
    if rules.has_line_break(name, subject, *lines):
        raise BrokenHeader("a name, an address or a subject has a line break", where=kind)
    return _queued(
        key, kind, account_id, Channel.LETTER, language, at, to=name[:320], subject=subject, to_lines=lines,
        large_print=large_print, **{"body": "", **more},
    ).number  # fmt: skip


@transaction.atomic
def _queued(
    key: str, kind: str, account_id: int | None, channel: Channel, language: str, at: datetime, *, to: str,
    subject: str, to_lines: Sequence[str] = (), **more: Any,
) -> Message:  # fmt: skip
    message, is_new = _made(
        key, account_id=account_id, kind=kind, channel=channel, language="es" if language == "es" else "en",
        to=to, to_mark=rules.mark(channel, to, to_lines)[:120], to_lines=list(to_lines),
        to_zip=rules.zip_of(to_lines), subject=subject[:SUBJECT_MAX], made_at=at, **more,
    )  # fmt: skip
    reason = _why_not(message) if is_new else ""
    if reason:
        states.move(message, to=MessageState.STOPPED, by=MAILROOM, at=at, reason=reason)
    return message


def _why_not(message: Message) -> str:
    """What keeps a message from ever going, as a code; "" when nothing does."""
    if message.channel == Channel.LETTER:
        return "" if message.to and message.to_zip else "no_address"
    if message.channel == Channel.TEXT and us_number(message.to) != message.to:
        return "not_a_us_number"
    return opted_out(message.channel, message.to)


def _made(key: str, **facts: Any) -> tuple[Message, bool]:
    """The message with this key, made if there is none, with a number nobody else has."""
    for _ in range(20):
        known = Message.objects.filter(key=key).first()
        if known is not None:
            return known, False
        try:
            with transaction.atomic():
                return Message.objects.create(key=key, number=new_reference(), **facts), True
        except IntegrityError:
            # Another sender had the key first, or the number is taken: look again.
            continue
    raise AssertionError("twenty random message numbers in a row were taken")
