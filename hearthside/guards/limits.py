"""Every limit of the house as one table. Numbers and what follows: README.md beside this file.

A limit counts tries by one thing that was typed or is known: an account number, an address, a bill.
A door that counts by two things has two limits, and `services.count_all` takes a try of both.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)
KEPT = timedelta(days=400)


class Kind(StrEnum):
    """What the counted value is, and so how two spellings of it become one."""

    DIGITS = "digits"  # an account number or reference: spaces, dashes and dots do not matter
    EMAIL = "email"  # capitals do not matter
    ADDRESS = "address"  # IPv4, or the /64 of an IPv6 address
    IDENT = "ident"  # our own: a login, a case, a serial


class Then(StrEnum):
    """What the door does when the limit is reached. Pages word it; limits only say it."""

    WAIT = "wait"
    ASK_ZIP = "ask_zip"
    CODE_RETIRED = "code_retired"
    DOOR_SHUT = "door_shut"
    NEXT_DAY = "next_day"
    CONTINUE_OPEN_PAYMENT = "continue_open_payment"
    CARDS_CLOSED = "cards_closed"
    OTHER_WAYS_IN = "other_ways_in"
    LETTER = "letter"
    FAX_SHEET = "fax_sheet"
    PHONE = "phone"
    PERSON = "person"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` tries within `length` of the first one; without a length, ever."""

    most: int
    length: timedelta | None


@dataclass(frozen=True, slots=True)
class Limit:
    """How often one thing may be tried. Counters are swept `kept` after they began."""

    name: str
    kind: Kind
    windows: tuple[Window, ...]
    then: Then
    kept: timedelta = KEPT


_TABLE = (
    # Guest pay. The account's counter is one over every door: paying, checking a bill, the QR link.
    Limit("pay_code.account", Kind.DIGITS, (Window(5, DAY),), Then.ASK_ZIP),
    Limit("pay_code.code", Kind.IDENT, (Window(20, None),), Then.CODE_RETIRED),
    Limit("pay_code.address", Kind.ADDRESS, (Window(20, 10 * MINUTE),), Then.WAIT),
    Limit("birth_date.account", Kind.DIGITS, (Window(5, 30 * DAY), Window(10, YEAR)), Then.DOOR_SHUT),
    Limit("receipt.reference", Kind.DIGITS, (Window(5, DAY),), Then.NEXT_DAY),
    Limit("check_page.bill", Kind.DIGITS, (Window(3, HOUR), Window(6, DAY)), Then.CONTINUE_OPEN_PAYMENT),
    Limit("check_page.address", Kind.ADDRESS, (Window(15, HOUR),), Then.WAIT),
    Limit("call_back.address", Kind.ADDRESS, (Window(5, HOUR),), Then.PHONE),
    Limit("death.address", Kind.ADDRESS, (Window(5, HOUR),), Then.PHONE),
    Limit("invite.login", Kind.IDENT, (Window(5, DAY),), Then.NEXT_DAY),
    Limit("message.number", Kind.DIGITS, (Window(5, DAY),), Then.NEXT_DAY),
    Limit("declines.bill", Kind.DIGITS, (Window(5, DAY),), Then.CARDS_CLOSED),
    Limit("save_card.login", Kind.IDENT, (Window(3, DAY),), Then.NEXT_DAY),
    Limit("save_card.declines", Kind.IDENT, (Window(5, 30 * DAY),), Then.NEXT_DAY),
    # Signing in.
    Limit("password.login", Kind.EMAIL, (Window(5, 5 * MINUTE), Window(50, DAY)), Then.OTHER_WAYS_IN),
    Limit("code_entry.code", Kind.IDENT, (Window(3, None),), Then.OTHER_WAYS_IN),
    Limit("send_code.contact", Kind.EMAIL,
          (Window(1, 30 * SECOND), Window(5, HOUR), Window(10, DAY)), Then.LETTER),
    Limit("send_code.voice", Kind.DIGITS, (Window(3, DAY),), Then.LETTER),
    # Files and tips.
    Limit("upload.case_files", Kind.DIGITS, (Window(10, None),), Then.FAX_SHEET),
    Limit("upload.bytes", Kind.IDENT, (Window(50 * 1024 * 1024, DAY),), Then.FAX_SHEET),
    Limit("upload.physician", Kind.IDENT, (Window(5, HOUR),), Then.FAX_SHEET),
    Limit("tip.address", Kind.ADDRESS, (Window(5, HOUR),), Then.PHONE, kept=HOUR),
    Limit("tip.pin", Kind.DIGITS, (Window(5, DAY),), Then.PHONE),
    # The phone line.
    Limit("keypad.entry", Kind.IDENT, (Window(3, None),), Then.PERSON),
    Limit("keypad.caller", Kind.DIGITS, (Window(10, DAY),), Then.PERSON),
    # Machines.
    Limit("fhir.client", Kind.IDENT, (Window(300, MINUTE),), Then.WAIT),
    Limit("help_search.address", Kind.ADDRESS, (Window(60, MINUTE),), Then.WAIT),
    Limit("webhook.bad_signature", Kind.IDENT, (Window(20, HOUR),), Then.ALARM),
    # Staff.
    Limit("records.staff", Kind.IDENT, (Window(300, DAY),), Then.ALARM),
)  # fmt: skip

LIMITS = {limit.name: limit for limit in _TABLE}

# The brake on the whole site.
DECLINES_WINDOW = 10 * MINUTE
DECLINES_ANSWERS_LEAST = 20
DECLINES_PERCENT_MOST = 30
WRONG_CODES_WINDOW = HOUR
WRONG_CODES_MOST = 200
BRAKE_LENGTH = 10 * MINUTE
"""How long the brake stays on after the last moment it was needed."""
