"""What a browser session holds between two steps: a rule to be checked, a payment to be checked, a code sent.

Each draft belongs to one account and has a key of its own: the form that sends it can do one thing, once.
"""

import secrets
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

RULE, PAYMENT, SAVING, PAPERLESS = "autopay_rule", "saved_payment", "saving_method", "paperless_code"


def keep(session: SessionBase, name: str, account_id: int, facts: dict[str, Any]) -> str:
    """Hold `facts` for an account with a new key, and give the key."""
    key = secrets.token_hex(16)
    session[name] = {"account": account_id, "key": key} | facts
    return key


def held(session: SessionBase, name: str, account_id: int) -> dict[str, Any] | None:
    """What is held for this account; nothing of another's."""
    found: dict[str, Any] | None = session.get(name)
    return found if found is not None and found["account"] == account_id else None


def key_of(session: SessionBase, name: str, account_id: int) -> str:
    """The key of a form without facts: the one that is held, or a new one."""
    found = held(session, name, account_id)
    return str(found["key"]) if found else keep(session, name, account_id, {})


def forget(session: SessionBase, name: str) -> None:
    session.pop(name, None)
