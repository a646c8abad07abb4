"""What a browser session holds while somebody pays from a bank account: never an account number."""

import secrets
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase

from hearthside.money import Money

_KEY = "ach_chosen"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the check page shows. `key` stands for this one form: it can make one debit, ever."""

    bank_reference: str
    amount: Money
    key: str


def choose(session: SessionBase, account_id: int, bank_reference: str, amount: Money) -> None:
    """Remember a choice, with a new key for the form that will send it."""
    held = session.get(_KEY, {})
    held[str(account_id)] = {
        "bank": bank_reference, "cents": amount.cents, "key": secrets.token_hex(16)
    }  # fmt: skip
    session[_KEY] = held


def chosen(session: SessionBase, account_id: int) -> Chosen | None:
    held = session.get(_KEY, {}).get(str(account_id))
    return Chosen(held["bank"], Money(held["cents"]), held["key"]) if held else None
