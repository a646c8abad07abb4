"""Sessions in the database, each row locked: a copy of the table tells nobody's address, code or bill.

Django signs a session's row and leaves it readable. Ours hold the code that allauth sent a moment ago and
the bill that a guest matched; a stolen backup must not. Source: threats.md 6.
"""

from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from hearthside.identity.keys import box

PURPOSE = "identity.session"


class SessionStore(DatabaseSessions):
    """As Django's own, but nothing of it can be read without the key."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return box(PURPOSE).encrypt(self.serializer().dumps(session_dict)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What the row holds; nothing when it was not locked by us, as when the key was taken away."""
        try:
            opened: dict[str, Any] = self.serializer().loads(box(PURPOSE).decrypt(session_data))
        except InvalidToken:
            return {}
        return opened
