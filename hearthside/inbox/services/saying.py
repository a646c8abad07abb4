"""A member, or whoever helps one, writes to us. Each function is one transaction."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.inbox import rules, states
from hearthside.inbox.errors import TooMany
from hearthside.inbox.models import Area, Side, Thread, ThreadMessage, ThreadState
from hearthside.inbox.policy import dangers, policy
from hearthside.inbox.services.writing import (
    attach,
    locked,
    pressed,
    said_before,
    unused_reference,
    who,
    write,
)
from hearthside.members import services as members
from hearthside.organization.selectors import profile

DAY = timedelta(days=1)


@transaction.atomic
def open_thread(
    *, account_id: int, area: Area, about: str, words: str, language: str, form_key: str, by: Actor,
    at: datetime,
) -> ThreadMessage:  # fmt: skip
    """Begin a thread with its first message. We owe an answer from now on.

    The same form again gives the message that it made; with other words, one more in the same thread.
    Raises NothingSaid, TooMany.
    """
    members.lock_account(account_id)
    there = Thread.objects.select_for_update().filter(form_key=form_key, account_id=account_id).first()
    if there is not None:
        return _said(there, words, form_key=form_key, by=by, at=at)
    thread = Thread.objects.create(
        reference=unused_reference(), account_id=account_id, area=area, about=about,
        language="es" if language == "es" else "en", opened_by=who(by), opened_at=at, last_at=at,
        waits_since=at, due_on=answer_by(at), form_key=form_key,
    )  # fmt: skip
    audit.record("thread.opened", subject=thread.reference, account_id=account_id, reason=area, by=by, at=at)
    return _said(thread, words, form_key=form_key, by=by, at=at)


@transaction.atomic
def say(*, reference: str, words: str, form_key: str, by: Actor, at: datetime) -> ThreadMessage:
    """One more message in a thread: an answered or closed one waits for us again.

    The same press of Send again changes nothing. Raises NothingSaid, TooMany.
    """
    return _said(locked(reference), words, form_key=form_key, by=by, at=at)


def answer_by(at: datetime) -> date:
    """The last day to answer what comes now, by the organization's hours and this room's policy."""
    org, days = profile(), policy(clock.day_of(at)).answer_days
    return rules.answer_by(at.astimezone(ZoneInfo(org.time_zone)), org.hours, days=days)


def _said(thread: Thread, words: str, *, form_key: str, by: Actor, at: datetime) -> ThreadMessage:
    request_key = pressed(form_key, words)
    there = said_before(request_key)
    if there is not None:
        return there
    _check_not_too_many(by, at=at)
    danger = rules.danger_in(words, dangers())
    message = write(thread, Side.MEMBER, words, request_key=request_key, by=by, at=at, danger=danger)
    attach(message, form_key)
    audit.record("thread.said", subject=thread.reference, account_id=thread.account_id, by=by, at=at)
    if thread.state != ThreadState.OPEN:
        states.wait_for_us(thread, since=at, due_on=answer_by(at), by=by, at=at)
    if danger:
        _flag(thread, danger, by=by, at=at)
    return message


def _check_not_too_many(by: Actor, *, at: datetime) -> None:
    """Raises TooMany."""
    sent = ThreadMessage.objects.filter(by=who(by), side=Side.MEMBER, at__gt=at - DAY).count()
    if sent >= policy(clock.day_of(at)).a_day_most:
        raise TooMany


def _flag(thread: Thread, danger: str, *, by: Actor, at: datetime) -> None:
    """To the front of the queue. What the words were is not written down."""
    thread.is_urgent = True
    thread.save(update_fields=["is_urgent"])
    audit.record(
        "thread.flagged", subject=thread.reference, account_id=thread.account_id, reason=danger, by=by, at=at
    )
