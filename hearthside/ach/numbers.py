"""Account numbers under lock and key. A copy of the database alone reads none of them."""

import hashlib
import hmac

from django.conf import settings

from hearthside.identity.keys import box

PURPOSE = "ach.bank_account"


def key_id() -> str:
    """The name of the key that locks now: what was locked with an older one is found by it."""
    return _mark("key id", "")[:16]


def lock(number: str) -> str:
    """`number`, unreadable without the key."""
    return box(PURPOSE).encrypt(number.encode()).decode()


def unlock(locked: str) -> str:
    """Raises cryptography.fernet.InvalidToken when neither the key nor a fallback opens it."""
    return box(PURPOSE).decrypt(locked.encode()).decode()


def fingerprint(routing: str, number: str) -> str:
    """The same for the same bank account, and telling nothing about it without the key."""
    return _mark("fingerprint", f"{routing}:{number.replace('-', '').replace(' ', '').upper()}")


def _mark(use: str, text: str) -> str:
    key = hmac.new(settings.SECRET_KEY.encode(), f"{PURPOSE} {use}".encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
