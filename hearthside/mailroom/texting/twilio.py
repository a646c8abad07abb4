"""Twilio's REST interface for texts. The only file that knows it.

Calls use an API key; the account's own token only checks what Twilio tells us.
Source: twilio.com/docs/messaging/api/message-resource and /docs/usage/security; general knowledge, tried
against a stand-in and not against Twilio itself.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from hearthside.errors import BadSetting
from hearthside.mailroom.errors import TextRefused, TextUnclear

HOST = "api.twilio.com"
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost"})
ANSWER_BYTES_MAX = 1_000_000
# 21610: the person said STOP to Twilio itself. 21211, 21614: no number, or no mobile. 21408: no such country.
REFUSALS = {21610: "stop", 21211: "not_a_number", 21614: "not_a_mobile", 21408: "not_a_us_number"}
GONE_OUT = {"accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered", "failed"}
_SID = re.compile(r"(AC|SK)[0-9a-fA-F]{32}")


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """What opens Twilio. `base` may be another address on this machine, for rehearsals."""

    account_sid: str
    key_sid: str
    key_secret: str = field(repr=False)
    from_number: str
    base: str = f"https://{HOST}"
    timeout_seconds: int = 10

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        is_twilio = (parts.scheme, parts.netloc) == ("https", HOST)
        if not is_twilio and parts.hostname not in LOOPBACK_HOSTS:
            raise BadSetting("texts go to Twilio only", found=parts.netloc, expected=HOST)
        for name, value in (("account_sid", self.account_sid), ("key_sid", self.key_sid)):
            if not _SID.fullmatch(value):
                raise BadSetting(f"{name} is not one of Twilio's", expected="AC… or SK… and 32 digits")
        if not self.key_secret:
            raise BadSetting("Twilio needs the secret of its API key")


class TwilioSender:
    """The `TextSender` that Twilio is. Follows no redirect and tells Twilio a number and our words only."""

    def __init__(self, told: TwilioSettings) -> None:
        self._told = told

    def send(self, *, to: str, body: str) -> str:
        answer = self._call("POST", data={"To": to, "From": self._told.from_number, "Body": body})
        return str(answer["sid"])

    def find(self, *, to: str, body: str, since: datetime) -> str:
        day = since.astimezone(UTC).date().isoformat()
        answer = self._call("GET", params={"To": to, "DateSent>": day, "PageSize": "100"})
        rows = answer.get("messages", [])
        found = (row["sid"] for row in rows if row.get("body") == body and row.get("status") in GONE_OUT)
        return str(next(found, ""))

    def _call(self, method: str, **what: Any) -> dict[str, Any]:
        path = f"{self._told.base}/2010-04-01/Accounts/{self._told.account_sid}/Messages.json"
        try:
            answer = requests.request(
                method, path, auth=(self._told.key_sid, self._told.key_secret), allow_redirects=False,
                timeout=self._told.timeout_seconds, **what,
            )  # fmt: skip
        except requests.RequestException as trouble:
            raise TextUnclear("no answer from the text provider", trouble=type(trouble).__name__) from None
        return _read(answer)


def _read(answer: requests.Response) -> dict[str, Any]:
    """What Twilio says. A refusal is final; anything that is neither a yes nor a no is unclear."""
    try:
        told = answer.json() if len(answer.content) <= ANSWER_BYTES_MAX else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise TextUnclear("the text provider's answer cannot be read", status=answer.status_code)
    if answer.status_code in (200, 201):
        return told
    if answer.status_code == 429 or not 400 <= answer.status_code < 500:
        raise TextUnclear("the text provider could not answer", status=answer.status_code)
    raise TextRefused(REFUSALS.get(told.get("code", 0), f"refused.{told.get('code', answer.status_code)}"))


def signature_of(url: str, fields: Mapping[str, str], token: str) -> str:
    """What Twilio signs a call to us with: HMAC-SHA1 of the address and its sorted fields, in base 64."""
    signed = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def signature_is_right(url: str, fields: Mapping[str, str], token: str, given: str) -> bool:
    """Whether this call came from Twilio. False without a token: then nobody is believed."""
    return bool(token) and hmac.compare_digest(signature_of(url, fields, token).encode(), given.encode())
