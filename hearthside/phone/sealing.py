"""What a call must remember from one step to the next, and a copy of the database must not read."""

import hashlib
import hmac
import json

from cryptography.fernet import InvalidToken
from django.conf import settings

from hearthside.identity.keys import box

PURPOSE = "phone.held"


def seal(held: dict[str, str]) -> str:
    """The facts as one sealed word; blank where there are none."""
    return box(PURPOSE).encrypt(json.dumps(held).encode()).decode() if held else ""


def unseal(word: str) -> dict[str, str]:
    """What was sealed; nothing where it was forgotten, or its key was retired in between."""
    try:
        held: dict[str, str] = json.loads(box(PURPOSE).decrypt(word.encode())) if word else {}
    except InvalidToken:
        return {}
    return held


def keyed_hash(purpose: str, value: str) -> str:
    """A hash that only this house can make: of a hand-over code, of a link's token."""
    message = f"phone.{purpose}\n{value}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
