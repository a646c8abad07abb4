"""Making an account from a bill: what must agree, and what the session remembers between steps."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.contrib.sessions.backends.base import SessionBase

NO_ACCOUNT = -1
"""No row has this id: asking for its people costs what asking for a real account's costs."""
HELD = "activation"


class Born(Protocol):
    """Someone on an account, as far as this room looks."""

    birth_date: date | None
    relationship: str


@dataclass(frozen=True, slots=True)
class Matched:
    """The account, how much of it the new login may see, and the name on its envelope."""

    account_id: int
    scope: Any
    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """One answer for every cause. `until` is set when no try is left."""

    tries_left: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What was proved so far: the bill; the ticket of the code that was sent; that the code was right."""

    matched: Matched
    email: str
    ticket: str = ""
    is_proved: bool = False


def scope_of(people: Sequence[Born], birth_date: date) -> str | None:
    """`self` for the subscriber's birth date, `guarantor` for someone else's on the account, else None."""
    found = [person.relationship for person in people if person.birth_date == birth_date]
    if not found:
        return None
    return "self" if "self" in found else "guarantor"


def keep(session: SessionBase, progress: Progress) -> None:
    session[HELD] = asdict(progress)


def kept(session: SessionBase) -> Progress | None:
    held = session.get(HELD)
    return Progress(**{**held, "matched": Matched(**held["matched"])}) if held else None


def forget(session: SessionBase) -> None:
    session.pop(HELD, None)
