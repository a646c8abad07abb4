"""What a browser session holds for somebody who pays: the bill they matched, their choice, their receipts.

A match ends after the guest's idle time. While somebody is away on the processor's page it lasts as long as
that page does.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from hearthside.money import Money
from hearthside.payments.models import Method
from hearthside.payments.rules import Choice, How

_MATCH, _CHOICES, _RECEIPTS, _LINK = "pay_match", "pay_choices", "pay_receipts", "pay_link"


@dataclass(frozen=True, slots=True)
class Match:
    """The bill that this session may pay."""

    account_id: int
    bill_number: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the check page shows. `key` stands for this one form: it can start one payment, ever."""

    choice: Choice
    method: Method
    key: str


def open_match(session: SessionBase, match: Match, *, at: datetime) -> None:
    """Remember who matched. The session gets a new key, so one planted before is worth nothing."""
    session.cycle_key()
    session.pop(_LINK, None)
    session[_MATCH] = asdict(match) | {"until": _until(at)}


def matched(session: SessionBase, *, at: datetime) -> Match | None:
    """The match, if it has not been idle too long; being asked keeps it alive."""
    held = session.get(_MATCH)
    if held is None:
        return None
    if _is_over(held["until"], at):
        forget_match(session)
        return None
    session[_MATCH] = held | {"until": max(held["until"], _until(at))}
    return Match(held["account_id"], held["bill_number"])


def forget_match(session: SessionBase) -> None:
    held = session.pop(_MATCH, None)
    if held is not None:
        session.pop(_CHOICES, None)


def choose(session: SessionBase, account_id: int, choice: Choice, method: Method) -> None:
    """Remember what was chosen for an account, with a new key for the form that will send it."""
    held = session.get(_CHOICES, {})
    held[str(account_id)] = {
        "how": choice.how, "cents": choice.amount.cents, "pays_for": list(choice.pays_for), "method": method,
        "key": secrets.token_hex(16),
    }  # fmt: skip
    session[_CHOICES] = held


def chosen(session: SessionBase, account_id: int) -> Chosen | None:
    held = session.get(_CHOICES, {}).get(str(account_id))
    if held is None:
        return None
    choice = Choice(How(held["how"]), Money(held["cents"]), tuple(held["pays_for"]))
    return Chosen(choice, Method(held["method"]), held["key"])


def new_form(session: SessionBase, account_id: int) -> None:
    """Give the same choice a new key: the form before it has had its one payment try."""
    held = chosen(session, account_id)
    if held is not None:
        choose(session, account_id, held.choice, held.method)


def hold_receipt(session: SessionBase, reference: str, *, until: datetime) -> None:
    """Let this session see a payment it started, until then or as long as it is in use."""
    held = session.get(_RECEIPTS, {})
    held[reference] = _second(until)
    session[_RECEIPTS] = dict(list(held.items())[-10:])
    match = session.get(_MATCH)
    if match is not None:
        session[_MATCH] = match | {"until": max(match["until"], _second(until))}


def holds_receipt(session: SessionBase, reference: str, *, at: datetime) -> bool:
    held = session.get(_RECEIPTS, {})
    if reference not in held or _is_over(held[reference], at):
        return False
    session[_RECEIPTS] = held | {reference: max(held[reference], _until(at))}
    return True


def hold_link(session: SessionBase, bill_number: str, counted_as: str) -> None:
    """A link from a bill was followed; the ZIP code is still to come. `counted_as` is what tries count by."""
    session[_LINK] = {"bill_number": bill_number, "counted_as": counted_as}


def held_link(session: SessionBase) -> tuple[str, str] | None:
    held = session.get(_LINK)
    return (held["bill_number"], held["counted_as"]) if held else None


def _second(moment: datetime) -> int:
    return int(moment.timestamp())


def _until(at: datetime) -> int:
    return _second(at + timedelta(seconds=settings.IDLE_SECONDS_GUEST))


def _is_over(until: int, at: datetime) -> bool:
    return _second(at) >= until
