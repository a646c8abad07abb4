"""Who may come back in, by which contact, and when. Values in, a value out."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

CONTACT_AGE_LEAST = timedelta(days=14)
"""A contact that changed lately may be a stranger's: no code goes there. Source: threats 2, row 22."""
WAIT = timedelta(hours=24)
"""How long everybody has to say that it was not them. Source: threats 2, row 33."""
LETTER_LENGTH = timedelta(days=14)
LETTER_DIGITS = 8
LETTER_TRIES = 3


class OnFile(Protocol):
    """A contact of an account, as far as this room looks."""

    @property
    def kind(self) -> str: ...
    @property
    def to(self) -> str: ...
    @property
    def lines(self) -> tuple[str, ...]: ...
    @property
    def changed_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Way:
    """One way a code can go: `name` is what the form sends, `channel` how, `shown` a part of where."""

    name: str
    channel: str
    to: str
    shown: str


class Born(Protocol):
    """Someone on an account, as far as this room looks."""

    @property
    def birth_date(self) -> date | None: ...
    @property
    def relationship(self) -> str: ...


def scope_of(people: Sequence[Born], birth_date: date) -> str | None:
    """`self` for the subscriber's birth date, `guarantor` for someone else's on the account, else None."""
    found = [person.relationship for person in people if person.birth_date == birth_date]
    if not found:
        return None
    return "self" if "self" in found else "guarantor"


def has_stood(changed_at: datetime | None, *, at: datetime) -> bool:
    """Whether a contact has been on file for 14 days, or as long as the account."""
    return changed_at is None or at - changed_at >= CONTACT_AGE_LEAST


def ways(contacts: Sequence[OnFile], *, lost_email: str, at: datetime) -> list[Way]:
    """Where a code may go, the quickest first. Not to a contact that is new, and not to an e-mail address
    that the person says is lost (`lost_email`; "" when it is not). A mobile can get a text or a call."""
    found = []
    for contact in contacts:
        if has_stood(contact.changed_at, at=at):
            found += _ways_to(contact, lost_email)
    order = ("text", "email", "call", "letter")
    return sorted(found, key=lambda way: order.index(way.channel))


def _ways_to(contact: OnFile, lost_email: str) -> list[Way]:
    if contact.kind == "email":
        is_lost = bool(lost_email) and contact.to.casefold() == lost_email.casefold()
        return [] if is_lost else [Way("email", "email", contact.to, masked_email(contact.to))]
    if contact.kind == "phone":
        shown = masked_phone(contact.to)
        return [Way("text", "text", contact.to, shown), Way("call", "call", contact.to, shown)]
    if contact.kind == "home_phone":
        return [Way("call-home", "call", contact.to, masked_phone(contact.to))]
    return [Way("letter", "letter", "", masked_address(contact.lines))]


def masked_email(email: str) -> str:
    """ana.reyes@mail.example as a•••@mail.example: enough to know it, not enough to use it."""
    name, _, host = email.partition("@")
    return f"{name[:1]}•••@{host}"


def masked_phone(phone: str) -> str:
    """The last two digits: what a stranger with the bill does not get more of."""
    digits = "".join(mark for mark in phone if mark.isdigit())
    return f"••• ••• ••{digits[-2:]}"


def masked_address(lines: Sequence[str]) -> str:
    """The town and state of an address, without street and ZIP code."""
    last = lines[-1] if lines else ""
    return last.rstrip("0123456789- ") or "•••"


def letter_code(secret: bytes, reference: str) -> str:
    """The eight digits that a mailed letter holds. They are kept nowhere: made again when they are needed."""
    digest = hmac.new(secret, f"recovery.letter\n{reference}".encode(), hashlib.sha256).digest()
    return str(int.from_bytes(digest[:16]) % 10**LETTER_DIGITS).zfill(LETTER_DIGITS)


def same_code(typed: str, code: str) -> bool:
    """Whether the digits agree, in the same time whether or not they do."""
    digits = "".join(mark for mark in typed[:40] if mark.isascii() and mark.isdigit())
    return hmac.compare_digest(digits.encode(), code.encode())


def used_since(used_at: datetime | None, asked_at: datetime) -> bool:
    """The second step that was called lost was used after that: somebody must look before it is taken off."""
    return used_at is not None and used_at > asked_at
