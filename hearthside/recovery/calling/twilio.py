"""Twilio's REST interface for calls it places. The only file that knows it.

What is said travels with the order, so no address of ours is called back. Source:
twilio.com/docs/voice/api/call-resource, "Create a Call" (To, From, Twiml); general knowledge, tried against a
stand-in and not against Twilio itself.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests

from hearthside.errors import BadSetting
from hearthside.recovery.errors import CallRefused, CallUnclear

HOST = "api.twilio.com"
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost"})
RING_SECONDS = 40


@dataclass(frozen=True, slots=True)
class TwilioCaller:
    """The `Caller` that Twilio is. Follows no redirect. `base` may be another address on this machine."""

    account_sid: str
    key_sid: str
    key_secret: str = field(repr=False)
    from_number: str
    base: str = f"https://{HOST}"
    timeout_seconds: int = 10

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        if (parts.scheme, parts.netloc) != ("https", HOST) and parts.hostname not in LOOPBACK_HOSTS:
            raise BadSetting("calls go by Twilio only", found=parts.netloc, expected=HOST)

    def place(self, *, to: str, says: str) -> str:
        told = {"To": to, "From": self.from_number, "Twiml": says, "Timeout": str(RING_SECONDS)}
        try:
            answer = requests.request(
                "POST", f"{self.base}/2010-04-01/Accounts/{self.account_sid}/Calls.json", data=told,
                auth=(self.key_sid, self.key_secret), allow_redirects=False, timeout=self.timeout_seconds,
            )  # fmt: skip
        except requests.RequestException as trouble:
            raise CallUnclear("no answer from the phone company", trouble=type(trouble).__name__) from None
        return _read(answer)


def _read(answer: requests.Response) -> str:
    """The id of the call. A refusal is final; anything that is neither a yes nor a no is unclear."""
    if answer.status_code in (200, 201):
        try:
            return str(answer.json()["sid"])
        except (ValueError, KeyError, TypeError):
            raise CallUnclear("the phone company's answer cannot be read") from None
    if answer.status_code == 429 or not 400 <= answer.status_code < 500:
        raise CallUnclear("the phone company could not answer", status=answer.status_code)
    raise CallRefused("the phone company will not place this call", status=answer.status_code)
