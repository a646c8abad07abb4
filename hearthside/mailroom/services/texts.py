"""Sending texts: at decent hours, to those who want them, and never more a day than was allowed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from phonenumbers import parse
from phonenumbers.timezone import time_zones_for_number

from hearthside import clock
from hearthside.mailroom import rules, states
from hearthside.mailroom.errors import TextRefused, TextsAreOff, TextUnclear
from hearthside.mailroom.models import Channel, Message, MessageState, TextDay
from hearthside.mailroom.services.leasing import LEASE, TRIES_MAX, put_back, taken
from hearthside.mailroom.services.queueing import MAILROOM, opted_out
from hearthside.mailroom.texting import TextSender
from hearthside.mailroom.texting.registry import text_sender
from hearthside.organization.selectors import profile

QUIET_WAIT = timedelta(minutes=15)


def send_texts(*, at: datetime, most: int = 50, sender: TextSender | None = None) -> int:
    """Send the texts that may go now. Returns how many went out.

    What waits for a decent hour, for tomorrow's budget or for a provider's answer is kept and tried
    again; what will never go is kept as stopped, with the reason.
    """
    messages = taken(Channel.TEXT, at=at, most=most)
    return sum(_send(message, sender or text_sender(), at=at) for message in messages)


def _send(message: Message, sender: TextSender, *, at: datetime) -> bool:
    reason = opted_out(Channel.TEXT, message.to)
    if reason:
        return _stopped(message, reason, at=at)
    if not rules.is_code(message.kind):
        if not rules.texts_may_go(at, _zones(message)):
            return _wait(message, "quiet_hours", at + QUIET_WAIT)
        if _sent_lately(message, at=at) >= rules.TEXTS_A_NUMBER_AND_DAY_MAX:
            return _wait(message, "enough_today", at + timedelta(hours=1))
    words = text_words(message)
    return _go(message, sender, words, at=at)


def _go(message: Message, sender: TextSender, words: str, *, at: datetime) -> bool:
    is_unsure = message.trouble == TextUnclear.code
    parts = rules.segments(words)
    if not is_unsure and not _take_budget(parts, at=at):
        return _wait(message, "spend_stop", at + timedelta(hours=1))
    try:
        # After a lost answer the provider is asked first: nobody gets the same text twice.
        found = sender.find(to=message.to, body=words, since=message.made_at) if is_unsure else ""
        provider_id = found or sender.send(to=message.to, body=words)
    except TextRefused as refusal:
        return _stopped(message, refusal.reason, at=at)
    except TextsAreOff:
        return _stopped(message, "texts_are_off", at=at)
    except TextUnclear as trouble:
        if message.tries >= TRIES_MAX:
            return _stopped(message, "gave_up", at=at)
        return _wait(message, trouble.code, at + LEASE * 2**message.tries, counts=True)
    _note_sent(message, words, provider_id, parts, at=at)
    return True


def text_words(message: Message) -> str:
    """The whole of a text: who it is from, what it says, its number, how to stop."""
    with translation.override(message.language):
        closing = _("STOP to end, HELP for help.")
    return rules.text_words(profile().name, message.body, message.number, kind=message.kind, closing=closing)


def _zones(message: Message) -> tuple[str, ...]:
    """The time zones of where the person lives, as far as we know it, and of their number."""
    by_number = tuple(time_zones_for_number(parse(message.to, "US")))
    state = message.account.state if message.account is not None else ""
    known = rules.STATE_ZONES.get(state, ())
    # A number can be taken along to another state; an address we hold says more.
    return known or tuple(zone for zone in by_number if "/" in zone)


def _sent_lately(message: Message, *, at: datetime) -> int:
    return Message.objects.filter(
        channel=Channel.TEXT, to=message.to, sent_at__gt=at - timedelta(days=1)
    ).count()


@transaction.atomic
def _take_budget(parts: int, *, at: datetime) -> bool:
    """Take so many segments of today's; False, and nothing taken, where the day has no room for them."""
    most = settings.TEXT_SEGMENTS_A_DAY_MAX
    day = clock.day_of(at)
    TextDay.objects.get_or_create(day=day)
    room = TextDay.objects.filter(day=day, segments__lte=most - parts)
    return bool(room.update(segments=F("segments") + parts))


def _wait(message: Message, trouble: str, until: datetime, *, counts: bool = False) -> bool:
    put_back(message, until=until, trouble=trouble, counts=counts)
    return False


@transaction.atomic
def _stopped(message: Message, reason: str, *, at: datetime) -> bool:
    message.body = rules.kept_words(message.kind, message.body)
    message.save(update_fields=["body"])
    states.move(message, to=MessageState.STOPPED, by=MAILROOM, at=at, reason=reason)
    return False


@transaction.atomic
def _note_sent(message: Message, words: str, provider_id: str, parts: int, *, at: datetime) -> None:
    message.body = rules.kept_words(message.kind, words)
    message.provider_id, message.segments = provider_id, parts
    message.save(update_fields=["body", "provider_id", "segments"])
    states.move(message, to=MessageState.SENT, by=MAILROOM, at=at)
