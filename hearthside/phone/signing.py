"""The phone company's signature over a request. Pure.

Source: twilio.com/docs/usage/security, "Validating requests": the address as it was called, then each form
field in the order of its name, name and value with nothing between; HMAC-SHA1 under the account's auth
token; base64. It holds no time, so a request can be played again: steps are therefore used up, each once.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable


def signature(auth_token: str, address: str, fields: Iterable[tuple[str, str]]) -> str:
    """What X-Twilio-Signature says of this request. A field sent twice with one value counts once."""
    told = "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(auth_token.encode(), (address + told).encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def is_signed(given: str, auth_token: str, address: str, fields: Iterable[tuple[str, str]]) -> bool:
    """Whether `given` signs this request. Never without a token: a line that is not set up is closed."""
    expected = signature(auth_token, address, fields)
    return bool(auth_token) and hmac.compare_digest(given.encode(), expected.encode())
