"""Telling the shop what happened: signed, retried, kept until the shop says it has it.

Signature: `t=<seconds>,v1=<HMAC-SHA256 of "t.payload">`, as docs.stripe.com/webhooks/signature says.
"""

import hashlib
import hmac
import http.client
import threading
import time
from urllib.parse import urlsplit

from hearthside.sandbox.store import Store
from hearthside.sandbox.wire import Json, to_json

BACKOFF_SECONDS = (1, 2, 5, 15, 60, 300, 900, 3600)
GIVE_UP_AFTER_TRIES = 75  # with the last pause repeated, about three days, as Stripe in live mode
TIMEOUT_SECONDS = 10
IDLE_SECONDS = 0.5
HOLD, DUPLICATE, DROP, REVERSED, DELAY = (
    "webhooks.hold", "webhooks.duplicate", "webhooks.drop", "webhooks.reversed", "webhooks.delay",
)  # fmt: skip


def signature(payload: bytes, *, secret: str, at: int) -> str:
    """The Stripe-Signature header for these bytes sent at this second."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


class Courier(threading.Thread):
    """Delivers events one by one until each is answered with 2xx."""

    def __init__(self, store: Store, *, url: str, secret: str) -> None:
        super().__init__(name="webhooks", daemon=True)
        self._store = store
        self._url = urlsplit(url)
        self._secret = secret
        self._wake = threading.Event()
        self._ending = False

    def wake(self) -> None:
        self._wake.set()

    def end(self) -> None:
        self._ending = True
        self._wake.set()

    def run(self) -> None:
        while not self._ending:
            self._wake.clear()
            if not self.deliver_next():
                self._wake.wait(IDLE_SECONDS)

    def deliver_next(self) -> bool:
        """Try one delivery; False if none is due."""
        if self._store.setting(HOLD):
            return False
        delay = float(self._store.setting(DELAY) or 0)
        found = self._store.next_delivery(
            time.time() - delay, newest_first=bool(self._store.setting(REVERSED))
        )
        if found is None:
            return False
        if self._take_one(DROP):
            self._mark(found, "dropped", "dropped on the control page")
            return True
        payload = to_json(self._store.get("event", found["event"]))
        last = self._send(payload)
        if self._take_one(DUPLICATE):
            last = self._send(payload)
        self._settle(found, last)
        return True

    def _settle(self, found: Json, last: str) -> None:
        tries = found["tries"] + 1
        if last.startswith("2"):
            self._mark(found, "delivered", last)
        elif tries >= GIVE_UP_AFTER_TRIES:
            self._mark(found, "given_up", last)
        else:
            pause = BACKOFF_SECONDS[min(tries, len(BACKOFF_SECONDS)) - 1]
            self._mark(found, "waiting", last, at=time.time() + pause)

    def _mark(self, found: Json, state: str, last: str, *, at: float = 0) -> None:
        self._store.mark_delivery(found["seq"], state=state, last=last, at=at, tries=found["tries"] + 1)

    def _take_one(self, name: str) -> bool:
        """Use up one of the counted mishaps that the control page ordered."""
        with self._store.transaction():
            left = int(self._store.setting(name) or 0)
            if left:
                self._store.set(name, str(left - 1))
            return left > 0

    def _send(self, payload: bytes) -> str:
        """The shop's status, or why there was none. A redirect is an answer, never followed."""
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        connection = kind(self._url.netloc, timeout=TIMEOUT_SECONDS)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(payload, secret=self._secret, at=int(time.time())),
            "User-Agent": "Stripe/1.0 (Hearthside sandbox)",
        }
        try:
            connection.request("POST", self._url.path or "/", body=payload, headers=headers)
            return str(connection.getresponse().status)
        except (OSError, http.client.HTTPException) as problem:
            return f"no answer: {type(problem).__name__}"
        finally:
            connection.close()
