"""The call on the keypad line as one table: at a place, something happens, and the call goes on there.

What happens is a key, an entry, silence, or an answer of the house. Nothing here knows a number that was
keyed, and no move leads back to a step that is spent: a place may be met again, under a new step number.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hearthside.money import Money

TRIES_AN_ENTRY = 3
SILENCE_SECONDS = 7
CALL_MINUTES_MAX = 30
"""A call of which nothing was heard so long is over, whatever the phone company has told us."""


class Place(StrEnum):
    """Where a call stands: what was said last, and what may be keyed now."""

    LANGUAGE = "language"
    ACCOUNT = "account"
    DOOR = "door"
    CODE = "code"
    CODE_ZIP = "code_zip"
    BIRTH_DATE = "birth_date"
    ZIP = "zip"
    DUE = "due"
    AMOUNT = "amount"
    METHOD = "method"
    CAPTURE = "capture"
    READ_BACK = "read_back"
    RECEIPT = "receipt"
    DECLINED = "declined"
    PERSON = "person"
    CLOSED = "closed"
    ENDED = "ended"


class Event(StrEnum):
    """What happened at a place."""

    ONE = "one"
    TWO = "two"
    ENTRY = "entry"
    HANDED_OVER = "handed_over"
    WRONG = "wrong"
    SILENCE = "silence"
    TRIES_OVER = "tries_over"
    WANTS_PERSON = "wants_person"
    CANCEL = "cancel"
    # What the house answered.
    FOUND = "found"
    NO_MATCH = "no_match"
    NEEDS_ZIP = "needs_zip"
    NOTHING_DUE = "nothing_due"
    CAPTURED = "captured"
    NOT_CAPTURED = "not_captured"
    PAID = "paid"
    SENT = "sent"
    REFUSED = "refused"
    CHECKING = "checking"
    CHANGED = "changed"
    CANNOT_PAY = "cannot_pay"
    TEXTED = "texted"
    ANSWERED = "answered"
    NO_AGENT = "no_agent"
    CALL_BACK = "call_back"


MOVES: dict[tuple[Place, Event], Place] = {
    (Place.LANGUAGE, Event.ONE): Place.ACCOUNT,
    (Place.LANGUAGE, Event.TWO): Place.ACCOUNT,
    (Place.LANGUAGE, Event.SILENCE): Place.ACCOUNT,
    (Place.LANGUAGE, Event.WRONG): Place.LANGUAGE,
    (Place.ACCOUNT, Event.ENTRY): Place.DOOR,
    (Place.ACCOUNT, Event.HANDED_OVER): Place.CAPTURE,
    (Place.ACCOUNT, Event.NO_MATCH): Place.ACCOUNT,
    (Place.DOOR, Event.ONE): Place.CODE,
    (Place.DOOR, Event.TWO): Place.BIRTH_DATE,
    (Place.CODE, Event.FOUND): Place.DUE,
    (Place.CODE, Event.NO_MATCH): Place.CODE,
    (Place.CODE, Event.NEEDS_ZIP): Place.CODE_ZIP,
    (Place.CODE, Event.NOTHING_DUE): Place.ENDED,
    (Place.CODE_ZIP, Event.FOUND): Place.DUE,
    (Place.CODE_ZIP, Event.NO_MATCH): Place.CODE,
    (Place.CODE_ZIP, Event.NOTHING_DUE): Place.ENDED,
    (Place.BIRTH_DATE, Event.ENTRY): Place.ZIP,
    (Place.ZIP, Event.FOUND): Place.DUE,
    (Place.ZIP, Event.NO_MATCH): Place.BIRTH_DATE,
    (Place.ZIP, Event.NOTHING_DUE): Place.ENDED,
    (Place.DUE, Event.ONE): Place.METHOD,
    (Place.DUE, Event.TWO): Place.AMOUNT,
    (Place.AMOUNT, Event.ENTRY): Place.METHOD,
    (Place.AMOUNT, Event.CHANGED): Place.DUE,
    (Place.METHOD, Event.ONE): Place.CAPTURE,
    (Place.METHOD, Event.TWO): Place.CAPTURE,
    (Place.CAPTURE, Event.CAPTURED): Place.READ_BACK,
    (Place.CAPTURE, Event.NOT_CAPTURED): Place.PERSON,
    (Place.READ_BACK, Event.TWO): Place.DUE,
    (Place.READ_BACK, Event.PAID): Place.RECEIPT,
    (Place.READ_BACK, Event.SENT): Place.RECEIPT,
    (Place.READ_BACK, Event.REFUSED): Place.DECLINED,
    (Place.READ_BACK, Event.CHECKING): Place.ENDED,
    (Place.READ_BACK, Event.CHANGED): Place.DUE,
    (Place.READ_BACK, Event.NOTHING_DUE): Place.ENDED,
    (Place.READ_BACK, Event.CANNOT_PAY): Place.PERSON,
    (Place.RECEIPT, Event.ONE): Place.RECEIPT,
    (Place.RECEIPT, Event.TEXTED): Place.RECEIPT,
    (Place.RECEIPT, Event.SILENCE): Place.ENDED,
    (Place.RECEIPT, Event.TRIES_OVER): Place.ENDED,
    (Place.DECLINED, Event.ONE): Place.METHOD,
    (Place.DECLINED, Event.SILENCE): Place.ENDED,
    (Place.PERSON, Event.ANSWERED): Place.ENDED,
    (Place.PERSON, Event.NO_AGENT): Place.CLOSED,
    (Place.CLOSED, Event.CALL_BACK): Place.ENDED,
    (Place.CLOSED, Event.SILENCE): Place.ENDED,
    (Place.CLOSED, Event.WRONG): Place.ENDED,
    (Place.CLOSED, Event.WANTS_PERSON): Place.ENDED,
}
"""Every move that is the place's own. What holds at all places is in `next_place`."""

FINAL = (Place.ENDED,)


class NoSuchMove(Exception):
    """Code asked for a move that the table does not hold: a fault of ours."""


def next_place(place: Place, event: Event) -> Place:
    """Where a call goes on. Zero and star work everywhere; a wrong key or silence asks again."""
    if (place, event) in MOVES:
        return MOVES[place, event]
    if place in FINAL:
        raise NoSuchMove(f"{event} at {place}")
    if event in (Event.WANTS_PERSON, Event.TRIES_OVER):
        return Place.PERSON
    if event == Event.CANCEL:
        return Place.ENDED
    if event in (Event.WRONG, Event.SILENCE):
        return place
    raise NoSuchMove(f"{event} at {place}")


@dataclass(frozen=True, slots=True)
class Asks:
    """What may be keyed at a place. `digits` 0 is any number of them, ended with pound."""

    digits: int
    menu: str = ""


ASKS: dict[Place, Asks] = {
    Place.LANGUAGE: Asks(1, "12"),
    Place.ACCOUNT: Asks(0),
    Place.DOOR: Asks(1, "12"),
    Place.CODE: Asks(8),
    Place.CODE_ZIP: Asks(5),
    Place.BIRTH_DATE: Asks(8),
    Place.ZIP: Asks(5),
    Place.DUE: Asks(1, "12"),
    Place.AMOUNT: Asks(0),
    Place.METHOD: Asks(1, "12"),
    Place.READ_BACK: Asks(1, "12"),
    Place.RECEIPT: Asks(1, "12"),
    Place.DECLINED: Asks(1, "1"),
    Place.CLOSED: Asks(1, "1"),
}
"""The places that wait for keys. Card and bank digits are not among them: those never come to us."""

ACCOUNT_DIGITS = 10
HANDOVER_DIGITS = 6
AMOUNT_DIGITS_MAX = 9
_MENU = {"1": Event.ONE, "2": Event.TWO}


def read_keys(place: Place, keys: str) -> Event:
    """What the keys mean at a place. Star anywhere cancels; a lone zero is for a person."""
    asks = ASKS[place]
    if "*" in keys:
        return Event.CANCEL
    pressed = keys.removesuffix("#")
    if not pressed:
        return Event.SILENCE
    if pressed == "0":
        return Event.WANTS_PERSON
    if asks.menu:
        return _MENU[pressed] if pressed in asks.menu else Event.WRONG
    return Event.ENTRY if _is_entry(place, pressed) else Event.WRONG


def _is_entry(place: Place, pressed: str) -> bool:
    if not (pressed.isascii() and pressed.isdigit()):
        return False
    if place == Place.ACCOUNT:
        return len(pressed) in (ACCOUNT_DIGITS, HANDOVER_DIGITS)
    if place == Place.AMOUNT:
        return len(pressed) <= AMOUNT_DIGITS_MAX
    return len(pressed) == ASKS[place].digits


def birth_date_keyed(keys: str) -> date | None:
    """03141954 as March 14, 1954; None where the calendar has no such day."""
    try:
        return date(int(keys[4:]), int(keys[:2]), int(keys[2:4]))
    except ValueError:
        return None


def amount_keyed(keys: str) -> Money:
    """5000 as $50.00: dollars, then two digits of cents."""
    return Money(int(keys))


class CaptureEnd(StrEnum):
    """How the phone company's own card questions ended."""

    DONE = "done"
    CANCELLED = "cancelled"
    HUNG_UP = "hung_up"
    FAILED = "failed"


_RESULTS = {
    "success": CaptureEnd.DONE,
    "caller-interrupted-with-star": CaptureEnd.CANCELLED,
    "caller-hung-up": CaptureEnd.HUNG_UP,
}


def capture_end(result: str) -> CaptureEnd:
    """The `Result` of `<Pay>`, folded. Source: twilio.com/docs/voice/twiml/pay, its table of results.

    A result that is added there later is a failure until someone reads it.
    """
    return _RESULTS.get(result, CaptureEnd.FAILED)
