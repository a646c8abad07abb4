"""What may go where and when, and what a message must say. Values in, a value out."""

import hmac
import re
from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from hearthside.references import spoken

BROKEN = re.compile(r"[\r\n\x00\u2028\u2029]")
_ZIP = re.compile(r"\b([0-9]{5})(?:-?[0-9]{4})?\s*$")
_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")

STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout",
                        "parar", "alto", "baja", "cancelar"})  # fmt: skip
START_WORDS = frozenset({"start", "unstop", "yes", "si", "sí", "iniciar"})
HELP_WORDS = frozenset({"help", "info", "ayuda"})

# Federal rules end calls and texts at 9 p.m. where the person is, and some states at 8 p.m.; ours is the
# narrower. Source: 47 CFR 64.1200(c)(1), and general knowledge of state laws (not looked up).
TEXTS_FROM, TEXTS_UNTIL = time(9), time(20)
TEXTS_A_NUMBER_AND_DAY_MAX = 5

# The 128 characters and the extension of GSM 03.38. Any other makes the whole text UCS-2.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")

_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
)  # fmt: skip
_ZONES: dict[tuple[str, ...], str] = {
    (_EASTERN,): "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    (_EASTERN, _CENTRAL): "FL IN KY MI TN",
    (_CENTRAL,): "AL AR IA IL LA MN MO MS OK WI",
    (_CENTRAL, _MOUNTAIN): "KS ND NE SD TX",
    (_MOUNTAIN,): "CO MT NM UT WY",
    ("America/Phoenix", _MOUNTAIN): "AZ",  # the Navajo Nation keeps daylight time
    (_MOUNTAIN, _PACIFIC): "ID OR",
    (_PACIFIC,): "CA NV WA",
    ("America/Anchorage", "America/Adak"): "AK",
    ("Pacific/Honolulu",): "HI",
    ("America/Puerto_Rico",): "PR VI",
    ("Pacific/Guam",): "GU MP",
    ("Pacific/Pago_Pago",): "AS",
}
STATE_ZONES = {state: zones for zones, states in _ZONES.items() for state in states.split()}


def has_line_break(*texts: str) -> bool:
    """A line break, or what a mail program may take for one: nothing that belongs in a header."""
    return any(BROKEN.search(text) for text in texts)


def is_code(kind: str) -> bool:
    """A kind whose words hold a one-time code; such a message was asked for this minute."""
    return kind.endswith("_code")


def kept_words(kind: str, body: str) -> str:
    """The words as we keep them. A one-time code opens a door for minutes; a copy of it is kept nowhere."""
    return _CODE.sub("••••••", body) if is_code(kind) else body


def zip_of(lines: Sequence[str]) -> str:
    """The five digits that end an address, or ""."""
    found = _ZIP.search(lines[-1]) if lines else None
    return found.group(1) if found else ""


def mark(channel: str, to: str, lines: Sequence[str] = ()) -> str:
    """What a screen shows of an address: enough to know it again, too little to write to it."""
    if channel == "email":
        name, _, host = to.rpartition("@")
        return f"{name[:1]}•••@{host}"
    if channel in ("text", "call"):
        return f"••• {to[-4:]}"
    return lines[-1] if lines else ""


def texts_may_go(at: datetime, zones: Sequence[str]) -> bool:
    """Whether `at` is a decent hour in every one of these time zones."""
    local = [at.astimezone(ZoneInfo(zone)).time() for zone in zones]
    return bool(local) and all(TEXTS_FROM <= hour < TEXTS_UNTIL for hour in local)


def segments(text: str) -> int:
    """How many SMS a text is: 160 characters or 153 a part in GSM 03.38, 70 or 67 in UCS-2.

    Source: 3GPP TS 23.038 and 23.040.
    """
    if all(letter in _GSM or letter in _GSM_TWICE for letter in text):
        length, alone, part = sum(1 + (letter in _GSM_TWICE) for letter in text), 160, 153
    else:
        length, alone, part = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= alone else -(-length // part)


def text_words(org: str, body: str, number: str, *, kind: str, closing: str) -> str:
    """A whole text: who it is from first, the message number, how to stop. A code's last line stays last."""
    said = body if body.startswith(org) else f"{org}: {body}"
    if is_code(kind):
        return said
    return " ".join(part for part in (said, f"No. {number}.", closing) if part)


def with_number(body: str, says_who: str, number: str) -> str:
    """An e-mail's words with its message number below them. `says_who` has a slot {number}."""
    return f"{body.rstrip()}\n\n--\n{says_who.format(number=spoken(number))}\n"


def word_heard(text: str) -> str:
    """`stop`, `start`, `help` or "" for what somebody texted back. Capitals and marks do not matter."""
    word = re.sub(r"[^a-záéíóúñ]", "", text.strip().lower()[:40])
    for name, known in (("stop", STOP_WORDS), ("start", START_WORDS), ("help", HELP_WORDS)):
        if word in known:
            return name
    return ""


def proof_fits(typed: str, *, account_number: str, zip_code: str) -> bool:
    """Whether `typed` is the last four digits of the account or the ZIP code; the same work either way."""
    last4 = hmac.compare_digest(typed.encode(), (account_number[-4:] or "-").encode())
    same_zip = hmac.compare_digest(typed[:5].encode(), (zip_code or "-").encode())
    return last4 or same_zip


def sheets_of(pages: int) -> int:
    """Sheets of paper for so many pages, printed on both sides."""
    return -(-pages // 2)
