"""Decisions about one-time codes and contacts. Values in, a value out."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

CODE_DIGITS = 6
CODE_LENGTH = timedelta(minutes=10)
CODE_TRIES = 3
CONTACT_AGE_LEAST = timedelta(days=14)
"""A contact that changed lately may be a stranger's: no code goes there. Source: threats 2, row 22."""


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """Whether a typed code was right; if not, how many tries are left (0: ask for a new code)."""

    ok: bool
    tries_left: int


def code_hash(secret: bytes, ticket: str, code: str) -> str:
    """HMAC-SHA256 of one ticket's code, so that a stolen table cannot be searched for all codes at once."""
    return hmac.new(secret, f"{ticket}\n{code}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def can_receive_code(*, email: str, changed_at: datetime | None, at: datetime) -> bool:
    """A code may go to an address on file that has not changed in the last 14 days."""
    return bool(email) and (changed_at is None or at - changed_at >= CONTACT_AGE_LEAST)


def masked_email(email: str) -> str:
    """ana.reyes@mail.example as a•••@mail.example: enough to know it, not enough to use it."""
    name, _, host = email.partition("@")
    return f"{name[:1]}•••@{host}"
