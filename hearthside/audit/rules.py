"""What an audit event may hold, and the sums that tie events together. No database, no clock.

Source: README.md beside this file.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from hearthside.audit.actor import Actor
from hearthside.audit.errors import NotForAudit

FIRST_PREVIOUS = "0" * 64
"""What the first seal names as the seal before it."""

_EVENT_MARK = "hearthside event 1"
_SEAL_MARK = "hearthside seal 1"

_CODE = re.compile(r"[A-Za-z0-9_.:/#+-]{0,64}")
_RESULT = re.compile(r"[a-z0-9_.:/-]{1,32}( [a-z0-9_.:/-]{1,32}){0,3}")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?")
_PREFIX = re.compile(r"([0-9]{1,3}(\.[0-9]{1,3}){3}/24|[0-9a-f:]{2,39}/48)?")
_WORDS = "one word of up to 64 letters, digits and _ . : / # + -; never text a person wrote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened: who did it, to what, why, and how it ended. See `services.record`."""

    name: str
    by: Actor
    at: datetime
    subject: str = ""
    account_id: int | None = None
    reason: str = ""
    result: str = "ok"
    changed: tuple[str, ...] = ()
    approver: str = ""
    cents: int | None = None


def check(entry: Entry) -> None:
    """Refuse what may not be kept. Raises NotForAudit, naming the field and never the value.

    Whole names, addresses, e-mail addresses and sentences hold a space, an @ or an accent, so one shape
    keeps them out of every field. It cannot tell a bare given name or a run of digits from a code: the
    rooms must not pass them, and the leak test looks. Source: README.md, "What is never kept".
    """
    words = {
        "subject": entry.subject,
        "reason": entry.reason,
        "approver": entry.approver,
        "by.ident": entry.by.ident,
        "by.door": entry.by.door,
        "by.acting_for": entry.by.acting_for,
        "by.request_id": entry.by.request_id,
    }
    for field, text in words.items():
        if not isinstance(text, str) or not _CODE.fullmatch(text):
            raise NotForAudit(entry.name, field, _WORDS)
    # A result is worded by our own code ("seen before"), so up to four small words may stand there.
    if not isinstance(entry.result, str) or not _RESULT.fullmatch(entry.result) or len(entry.result) > 64:
        raise NotForAudit(entry.name, "result", "up to four words of small letters, 64 characters in all")
    if not _PREFIX.fullmatch(entry.by.address_prefix):
        raise NotForAudit(entry.name, "by.address_prefix", "an IPv4 /24, an IPv6 /48 or nothing")
    for changed in entry.changed:
        if not isinstance(changed, str) or not _FIELD_NAME.fullmatch(changed):
            raise NotForAudit(entry.name, "changed", "names of fields, like street or phone.mobile")
    for field, number in (("account_id", entry.account_id), ("cents", entry.cents)):
        if number is not None and type(number) is not int:
            raise NotForAudit(entry.name, field, "a whole number or None")
    if entry.at.tzinfo is None:
        raise NotForAudit(entry.name, "at", "an instant with a time zone")


def field_names(changed: Iterable[str]) -> tuple[str, ...]:
    """The names in `changed`, each once, sorted, so that one change has one digest."""
    assert not isinstance(changed, str), "changed is a list of field names, not one text"
    return tuple(sorted(set(changed)))


def instant(at: datetime) -> str:
    """`at` in UTC to the microsecond, the precision both databases keep."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest(entry: Entry) -> str:
    """SHA-256 over every field of the event, as 64 hexadecimal digits.

    The fields go in as one JSON list in a fixed order, so no two different events write the same bytes.
    """
    by = entry.by
    fields = [
        _EVENT_MARK, entry.name, instant(entry.at),
        str(by.kind), by.ident, by.door, by.acting_for, by.request_id, by.address_prefix,
        entry.subject, entry.account_id, entry.reason, entry.result, list(entry.changed),
        entry.approver, entry.cents,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(fields, separators=(",", ":")).encode("ascii")).hexdigest()


class SealSum:
    """The running HMAC-SHA256 of one seal, so that no seal is ever held whole in memory.

    It covers the seal's own number, time and count, the hash of the seal before it, and the digests
    of its events in order. A seal changed in any of these, or moved, no longer fits its hash.
    """

    def __init__(self, key: bytes, *, no: int, previous: str, count: int, at: datetime) -> None:
        # Read as text, not as hexadecimal: a digest that somebody spoiled must not stop the proof.
        header = f"{_SEAL_MARK}\n{no}\n{count}\n{instant(at)}\n{previous}\n"
        self._sum = hmac.new(key, header.encode(), hashlib.sha256)

    def add(self, digest: str) -> None:
        self._sum.update(f"{digest}\n".encode())

    def fits(self, hash: str) -> bool:
        return hmac.compare_digest(self.hash, hash)

    @property
    def hash(self) -> str:
        return self._sum.hexdigest()


def key_bytes(key: str | bytes) -> bytes:
    """A seal key as bytes. An empty one is refused: anybody could seal with it."""
    as_bytes = key.encode() if isinstance(key, str) else key
    assert as_bytes, "the seal key is empty"
    return as_bytes


def key_name(key: bytes) -> str:
    """Which key made a seal, without saying anything about the key: 16 hexadecimal digits."""
    return hmac.new(key, b"hearthside seal key name", hashlib.sha256).hexdigest()[:16]
