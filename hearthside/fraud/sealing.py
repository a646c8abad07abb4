"""Words under lock and key. A copy of the database alone reads no report, and opens none.

Every lock has one purpose and its own key, made from SECRET_KEY. Source: threats.md 2, row 54.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings

from hearthside.fraud.rules import Facts, Line, Mark
from hearthside.identity.keys import box

TIP, FILE, FORM, FOLLOW = "fraud.tip", "fraud.file", "fraud.form", "fraud.follow"
PIN_DIGITS = 8


def lock_text(text: str) -> str:
    """`text`, unreadable without the key; nothing stays nothing."""
    return box(TIP).encrypt(text.encode("utf-8", "replace")).decode() if text else ""


def unlock_text(locked: str) -> str:
    """Raises cryptography.fernet.InvalidToken when neither the key nor a fallback opens it."""
    return box(TIP).decrypt(locked.encode()).decode() if locked else ""


def lock_facts(facts: Facts) -> str:
    return lock_text(json.dumps(asdict(facts)))


def unlock_facts(locked: str) -> Facts:
    """What was told; nothing once it is forgotten."""
    if not locked:
        return Facts(kind="", words="")
    read = json.loads(unlock_text(locked))
    line = read.pop("line")
    return Facts(**read, line=Line(**line) if line else None)


def ticket(purpose: str, facts: dict[str, Any]) -> str:
    """Facts that a browser carries for us, and can neither read nor change."""
    return box(purpose).encrypt(json.dumps(facts).encode()).decode()


def read_ticket(purpose: str, text: str) -> dict[str, Any] | None:
    """What `ticket` locked; None for anything else."""
    try:
        read: dict[str, Any] = json.loads(box(purpose).decrypt(text[:8_000].encode("utf-8", "replace")))
    except InvalidToken:
        return None
    return read


def form_mark(form_key: str) -> str:
    """What is kept of a form's key: enough to know the form again, not enough to send it."""
    return _hmac(settings.SECRET_KEY, f"form {form_key}").hex()


def pin_of(form_key: str, reference: str) -> str:
    """The eight digits for a report. They follow from the form's key, which only the browser of whoever
    sent it holds; so a second click shows the same digits, and nobody else can work them out."""
    number = int.from_bytes(_hmac(settings.SECRET_KEY, f"pin {form_key} {reference}"))
    return f"{number % 10**PIN_DIGITS:0{PIN_DIGITS}d}"


def pin_mark(reference: str, pin: str) -> str:
    return _hmac(settings.SECRET_KEY, f"pin mark {reference} {pin}").hex()


def pin_fits(mark: str, reference: str, pin: str) -> bool:
    """Whether this is the PIN, under the key or one that was in use before; always the same work."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    tried = [_hmac(key, f"pin mark {reference} {pin}").hex() for key in keys]
    return sum(hmac.compare_digest(one, mark) for one in tried) > 0


def mark_of(mark: Mark) -> str:
    """The same for the same fact, telling nothing about it without the key."""
    return _hmac(settings.SECRET_KEY, f"mark {mark.kind} {mark.text}").hex()


def marked(marks: Iterable[Mark]) -> dict[str, Mark]:
    return {mark_of(mark): mark for mark in marks}


def _hmac(key: str, text: str) -> bytes:
    own = hmac.new(key.encode(), b"fraud", hashlib.sha256).digest()
    return hmac.new(own, text.encode("utf-8", "replace"), hashlib.sha256).digest()
