"""The key of a form: it stands for one sending, and says whose form it is even when their session has ended.

It is sealed, so it tells a reader nothing and cannot be made by anybody else. Holding one lets words be kept
as that person's draft, and lets nothing be read or sent.
"""

import json
import secrets
from dataclasses import dataclass

from cryptography.fernet import InvalidToken

from hearthside.identity.keys import box

PURPOSE = "inbox.form"
GOOD_FOR_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class FormKey:
    """Whose form, on which account, at which place ("new", or a thread's number); `key` is 32 characters."""

    key: str
    login_id: int
    account_id: int
    place: str

    def sealed(self) -> str:
        """As the page carries it."""
        facts = [self.key, self.login_id, self.account_id, self.place]
        return box(PURPOSE).encrypt(json.dumps(facts).encode()).decode()

    def is_at(self, login_id: int, account_id: int, place: str) -> bool:
        return (self.login_id, self.account_id, self.place) == (login_id, account_id, place)


def new_form(login_id: int, account_id: int, place: str, *, key: str = "") -> FormKey:
    """A form that was never sent; `key` goes on with one that was begun before."""
    return FormKey(key or secrets.token_hex(16), login_id, account_id, place)


def opened(sealed: str) -> FormKey | None:
    """The key in a form that came back; None for one that is not ours or a week old."""
    try:
        facts = json.loads(box(PURPOSE).decrypt(sealed[:2000].encode(), ttl=GOOD_FOR_SECONDS))
    except (InvalidToken, ValueError):
        return None
    return FormKey(*facts)
