"""What people text back: STOP, START, HELP. Their words are read and not kept."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.mailroom import rules
from hearthside.mailroom.models import Channel, HeardText, Message, OptOut
from hearthside.mailroom.services.queueing import MAILROOM, address_key, us_number
from hearthside.organization.selectors import profile

names.register("contact.stopped", "contact.resumed")


@transaction.atomic
def hear_text(*, from_number: str, body: str, provider_id: str, at: datetime) -> str:
    """What to answer to a text that came in; "" for no answer. The same `provider_id` is heard once.

    STOP ends all texts to that number, on whatever account; START begins them again.
    """
    asked = rules.word_heard(body)
    number = us_number(from_number)
    _, is_new = HeardText.objects.get_or_create(
        provider_id=provider_id, defaults={"asked": asked or "other", "at": at}
    )
    if not is_new or not number:
        return ""
    language = _language_of(number)
    if asked == "stop":
        stop(channel=Channel.TEXT, to=number, by=MAILROOM, at=at)
    elif asked == "start":
        resume(channel=Channel.TEXT, to=number, by=MAILROOM, at=at)
    with translation.override(language):
        return _answers()[asked or "other"].format(org=profile().name, phone=profile().phone)


@transaction.atomic
def stop(*, channel: str, to: str, by: Actor, at: datetime, reason: str = "stop") -> None:
    """No more of this channel to this address. Stopping twice is harmless."""
    _, is_new = OptOut.objects.get_or_create(
        channel=channel, to=address_key(channel, to), ended_at=None, defaults={"reason": reason, "since": at}
    )
    if is_new:
        audit.record("contact.stopped", reason=f"{channel}.{reason}", by=by, at=at)


@transaction.atomic
def resume(*, channel: str, to: str, by: Actor, at: datetime) -> None:
    """The owner wants messages again, or the address works again. Doing it twice is harmless."""
    rows = OptOut.objects.filter(channel=channel, to=address_key(channel, to), ended_at=None)
    if rows.update(ended_at=at):
        audit.record("contact.resumed", reason=channel, by=by, at=at)


def _language_of(number: str) -> str:
    newest = Message.objects.filter(channel=Channel.TEXT, to=number).order_by("-pk").first()
    return newest.language if newest else "en"


def _answers() -> dict[str, str]:
    return {
        "stop": _("{org}: You will get no more texts from us. START to get them again."),
        "start": _("{org}: You will get our texts again. STOP to end, HELP for help."),
        "help": _("{org}: Questions about a bill? Call {phone}. STOP to end our texts."),
        "other": _("{org}: No one reads texts here. Please call {phone}. STOP to end our texts."),
    }
