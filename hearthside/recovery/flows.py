"""A code goes out: by text, by a call, by e-mail. What rings a phone stands outside every transaction."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, job
from hearthside.guards import services as guards
from hearthside.identity import services as identity
from hearthside.identity.errors import CodeNotSent
from hearthside.mailroom import services as mailroom
from hearthside.mailroom.services.queueing import us_number
from hearthside.members import selectors as members
from hearthside.organization.selectors import profile
from hearthside.recovery import letters, rules, services
from hearthside.recovery.calling.registry import caller, can_call
from hearthside.recovery.errors import NoWay, TooManyCodes
from hearthside.recovery.rules import Way
from hearthside.recovery.spoken import code_call

PURPOSE = "recovery"
RECOVERY = job("recovery")


def ways_of(account_id: int, *, lost_email: str, at: datetime) -> list[Way]:
    """Where a code for this account may go now. No calls in a house without a phone company."""
    contacts = members.contacts_of(members.account(account_id))
    found = rules.ways(contacts, lost_email=lost_email, at=at)
    return [
        way
        for way in found
        if (can_call() or way.channel not in ("call", "text"))
        and (way.channel in ("email", "letter") or _us_number(way.to))
    ]


def _us_number(to: str) -> str:
    """The number as a US phone number, "" when it is none: no call goes abroad. Source: threats 2, row 47."""
    return us_number(to)


def way_named(account_id: int, name: str, *, lost_email: str, at: datetime) -> Way:
    """The way a form names. Raises NoWay for any other: the page was open too long, or made up."""
    for way in ways_of(account_id, lost_email=lost_email, at=at):
        if way.name == name:
            return way
    raise NoWay("no such contact", way=name[:10])


def send_code(way: Way, *, account_id: int, language: str, by: Actor, at: datetime) -> str:
    """Send six digits there, and return the ticket that `identity.check_code` asks for.

    Raises TooManyCodes over a limit; CallRefused and CallUnclear for a call. Not inside a transaction.
    """
    return _SENDERS[way.channel](way, account_id, language, by, at)


def _by_email(way: Way, account_id: int, language: str, by: Actor, at: datetime) -> str:
    try:
        return identity.send_code(
            purpose=PURPOSE, to=way.to, account_id=account_id, language=language, by=by, at=at
        )
    except CodeNotSent as refusal:
        raise TooManyCodes(refusal.until) from None


def _by_text(way: Way, account_id: int, language: str, by: Actor, at: datetime) -> str:
    _count([("send_code.contact", way.to)], account_id=account_id, by=by, at=at)
    with transaction.atomic():
        ticket, code = _made("text", account_id, by, at)
        letters.text_code(
            account_id=account_id, to=way.to, code=code, ticket=ticket, language=language, at=at
        )
    return ticket


def _by_call(way: Way, account_id: int, language: str, by: Actor, at: datetime) -> str:
    limits = [("send_code.contact", way.to), ("send_code.voice", way.to)]
    _count(limits, account_id=account_id, by=by, at=at)
    with transaction.atomic():
        ticket, code = _made("call", account_id, by, at)
        mailroom.log_contact(
            account_id=account_id, channel="call", kind="spoken_code", to_mark=way.shown, reference="",
            key=f"spoken_code:{ticket}", by=by, at=at,
        )  # fmt: skip
    caller().place(to=_us_number(way.to), says=code_call(code, org=profile().name, language=language))
    return ticket


def _made(channel: str, account_id: int, by: Actor, at: datetime) -> tuple[str, str]:
    audit.record("identity.code_sent", account_id=account_id, reason=channel, by=by, at=at)
    return identity.make_code(purpose=PURPOSE, at=at)


def _count(tries: list[tuple[str, str]], *, account_id: int, by: Actor, at: datetime) -> None:
    verdicts = guards.count_all(tries, at=at, by=by, account_id=account_id)
    refused = [verdict for verdict in verdicts if not verdict.allowed]
    if refused:
        raise TooManyCodes(max((one.until for one in refused if one.until), default=None))


_SENDERS: dict[str, Callable[[Way, int, str, Actor, datetime], str]] = {
    "email": _by_email,
    "text": _by_text,
    "call": _by_call,
}


def finish_due(at: datetime) -> int:
    """The worker's round: what has waited 24 hours happens; letters that were never answered end."""
    ended = services.end_old_letters(by=RECOVERY, at=at)
    return ended + services.finish_due(at, by=RECOVERY)
