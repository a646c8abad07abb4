"""What may be paid, what a refusal means, how often is too often. Pure: no database, no clock."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hearthside.errors import HearthsideError
from hearthside.money import ZERO, Money, total

OPENINGS_AN_HOUR = 3
OPENINGS_A_DAY = 6
DECLINES_A_DAY = 5
PROCESSOR_LEAST = Money(50)
"""Less than this no processor takes (Stripe's least is 50 cents)."""
PAGE_LIFE = timedelta(minutes=31)
"""How long a hosted page stays open. The processor's shortest is 30 minutes; one more for slow clocks."""

_TYPED_AMOUNT = re.compile(r"\$?\s{0,4}([0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,11})(\.[0-9]{1,2})?")


class NothingDue(HearthsideError):
    """There is nothing left to pay, or all of it is already on its way."""

    code = "payments.nothing_due"


class TooLittleDue(HearthsideError):
    """Something is due, but less than a processor takes."""

    code = "payments.too_little_due"

    def __init__(self, payable: Money) -> None:
        super().__init__("less than can be paid online", payable=payable)
        self.payable = payable


class RestTooSmall(HearthsideError):
    """A part that would leave so little that it could not be paid online."""

    code = "payments.rest_too_small"

    def __init__(self, payable: Money, most: Money) -> None:
        super().__init__("too little would be left", payable=payable, most=most)
        self.payable = payable
        self.most = most


class AmountMissing(HearthsideError):
    """A part was chosen and no amount was typed."""

    code = "payments.amount_missing"


class AmountUnreadable(HearthsideError):
    """What was typed is not dollars and whole cents."""

    code = "payments.amount_unreadable"


class AmountTooSmall(HearthsideError):
    """Less than the smallest part that we take."""

    code = "payments.amount_too_small"

    def __init__(self, smallest: Money) -> None:
        super().__init__("below the smallest part", smallest=smallest)
        self.smallest = smallest


class AmountTooLarge(HearthsideError):
    """More than can be paid now: what is due, less what is already on its way."""

    code = "payments.amount_too_large"

    def __init__(self, payable: Money) -> None:
        super().__init__("more than is due", payable=payable)
        self.payable = payable


class PartsClosed(HearthsideError):
    """Part payments are off for now: the site brake is on."""

    code = "payments.parts_closed"


class LinesMissing(HearthsideError):
    """Lines were to be chosen and none was."""

    code = "payments.lines_missing"


class LinesUnknown(HearthsideError):
    """A chosen line is not open on this account any more."""

    code = "payments.lines_unknown"


@dataclass(frozen=True, slots=True)
class PayableLine:
    """A line of care that may be paid now: its open charges, and how it reads on the page."""

    charge_ids: tuple[int, ...]
    amount: Money
    says: str = ""

    @property
    def key(self) -> str:
        """What a form calls it."""
        return "-".join(str(charge_id) for charge_id in self.charge_ids)


class How(StrEnum):
    """How much somebody wants to pay."""

    ALL = "all"
    LINES = "lines"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Choice:
    """An amount that may be asked for, and the charges it goes to first."""

    how: How
    amount: Money
    pays_for: tuple[int, ...] = ()


def payable_now(due: Money, pending: Money) -> Money:
    """What may be paid: what is due less what is already on its way. Never below zero."""
    return max(due - pending, ZERO)


def smallest_payment(payable: Money, *, smallest_part: Money) -> Money:
    """The least that may be paid: the smallest part, or all where less than that is due."""
    return min(payable, smallest_part)


def read_typed_amount(text: str) -> Money:
    """ "142.50", "$1,200" as dollars. A comma only groups thousands: "12,50" is refused, not guessed.

    Raises AmountMissing and AmountUnreadable.
    """
    typed = text.strip()[:32]
    if not typed:
        raise AmountMissing()
    match = _TYPED_AMOUNT.fullmatch(typed)
    if match is None:
        raise AmountUnreadable()
    dollars, part = match.groups()
    return Money.parse_dollars(dollars.replace(",", "") + (part or ""))


def choose_all(payable: Money) -> Choice:
    """All that is due. Raises NothingDue and TooLittleDue."""
    if payable <= ZERO:
        raise NothingDue()
    if payable < PROCESSOR_LEAST:
        raise TooLittleDue(payable)
    return Choice(How.ALL, payable)


def choose_part(amount: Money, *, payable: Money, smallest_part: Money, parts_open: bool = True) -> Choice:
    """Another amount: the smallest part or more, and never so much that a few cents are left.

    Raises NothingDue, TooLittleDue, PartsClosed, AmountTooSmall, AmountTooLarge, RestTooSmall.
    """
    choose_all(payable)
    if amount > payable:
        raise AmountTooLarge(payable)
    if amount == payable:
        return Choice(How.ALL, payable)
    if not parts_open:
        raise PartsClosed()
    if amount < smallest_payment(payable, smallest_part=smallest_part):
        raise AmountTooSmall(smallest_payment(payable, smallest_part=smallest_part))
    if payable - amount < PROCESSOR_LEAST:
        raise RestTooSmall(payable, payable - PROCESSOR_LEAST)
    return Choice(How.PART, amount)


def choose_lines(
    wanted: Collection[str], lines: Sequence[PayableLine], *, payable: Money, smallest_part: Money
) -> Choice:
    """Some lines by their keys, each in full; credit and money on its way lower the sum.

    Raises NothingDue, LinesMissing, LinesUnknown, AmountTooSmall.
    """
    choose_all(payable)
    if not wanted:
        raise LinesMissing()
    chosen = [line for line in lines if line.key in wanted]
    if len(chosen) != len(set(wanted)):
        raise LinesUnknown()
    amount = min(total(line.amount for line in chosen), payable)
    least = smallest_payment(payable, smallest_part=smallest_part)
    if amount < least:
        raise AmountTooSmall(least)
    how = How.ALL if amount == payable else How.LINES
    return Choice(how, amount, tuple(charge_id for line in chosen for charge_id in line.charge_ids))


class Advice(StrEnum):
    """What to tell somebody whose bank said no. Never the bank's own code: it can shame or mislead."""

    CALL_BANK = "call_bank"
    OTHER_CARD = "other_card"
    CHECK_DETAILS = "check_details"
    ANSWER_BANK = "answer_bank"
    TRY_LATER = "try_later"
    ACCOUNT_CLOSED = "account_closed"
    NO_MONEY = "no_money"
    NOT_ALLOWED = "not_allowed"


_ADVICE = {
    "insufficient_funds": Advice.OTHER_CARD,
    "expired_card": Advice.CHECK_DETAILS,
    "wrong_code": Advice.CHECK_DETAILS,
    "authentication_failed": Advice.ANSWER_BANK,
    "processing_error": Advice.TRY_LATER,
    "bank_account_closed": Advice.ACCOUNT_CLOSED,
    "bank_no_account": Advice.ACCOUNT_CLOSED,
    "bank_not_authorized": Advice.NOT_ALLOWED,
    "bank_insufficient_funds": Advice.NO_MONEY,
}


def advice(decline_code: str) -> Advice:
    """What a person can do about a refusal (`processors.DeclineCode`). A lost card reads like any other."""
    return _ADVICE.get(decline_code, Advice.CALL_BANK)


class PublicStatus(StrEnum):
    """The states a person sees."""

    STARTED = "started"
    CHECKING = "checking"
    SENT = "sent"
    RECEIVED = "received"
    NOT_PAID = "not_paid"
    RETURNED = "returned"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    MOVED = "moved"
    TAKEN_OFF = "taken_off"


_ATTEMPT_STATUS = {
    "started": PublicStatus.STARTED,
    "open": PublicStatus.STARTED,
    "unclear": PublicStatus.CHECKING,
    "processing": PublicStatus.SENT,
    "settled": PublicStatus.RECEIVED,
    "declined": PublicStatus.NOT_PAID,
    "expired": PublicStatus.NOT_PAID,
    "returned": PublicStatus.RETURNED,
}
_PAYMENT_STATUS = {
    "received": PublicStatus.RECEIVED,
    "returned": PublicStatus.RETURNED,
    "refunded": PublicStatus.REFUNDED,
    "disputed": PublicStatus.DISPUTED,
    "moved": PublicStatus.MOVED,
    "taken_off": PublicStatus.TAKEN_OFF,
}


def public_status(attempt_state: str, payment_state: str = "") -> PublicStatus:
    """Our states folded into plain words. A payment's own state says more than its attempt's."""
    return _PAYMENT_STATUS[payment_state] if payment_state else _ATTEMPT_STATUS[attempt_state]


def wait_before_opening(opened: Sequence[datetime], *, at: datetime) -> timedelta | None:
    """How long until this account may open another hosted page; None if it may now.

    Source: threats.md 4: three open an hour, six a day.
    """
    waits = []
    for most, span in ((OPENINGS_AN_HOUR, timedelta(hours=1)), (OPENINGS_A_DAY, timedelta(days=1))):
        recent = sorted(moment for moment in opened if at - span < moment <= at)
        if len(recent) >= most:
            waits.append(recent[len(recent) - most] + span - at)
    return max(waits, default=None)


def cards_are_closed(declines_today: int) -> bool:
    """Five refusals a day close cards for the bill; the bank account stays open. Source: threats.md row 1."""
    return declines_today >= DECLINES_A_DAY


_UNCLEAR_WAITS = (1, 2, 5, 10, 20, 40, 60)
_OPEN_WAITS = (5, 10, 10, 10, 15, 30, 60)
_BANK_WAIT = timedelta(hours=6)
_LATE_RETURN_DAYS = (1, 3, 7, 14, 30, 60, 90, 120)


def ask_again_in(state: str, times_asked: int) -> timedelta | None:
    """How long the worker waits before it asks the processor once more; None when nothing can change.

    A settled payment can still come back: a bank has 60 days, a card holder 120. The webhook usually says
    so first; asking is for the day the webhook is lost.
    """
    if state in ("started", "unclear"):
        return timedelta(minutes=_UNCLEAR_WAITS[min(times_asked, len(_UNCLEAR_WAITS) - 1)])
    if state == "open":
        return timedelta(minutes=_OPEN_WAITS[min(times_asked, len(_OPEN_WAITS) - 1)])
    if state == "processing":
        return _BANK_WAIT
    if state == "settled" and times_asked < len(_LATE_RETURN_DAYS):
        before = _LATE_RETURN_DAYS[times_asked - 1] if times_asked else 0
        return timedelta(days=_LATE_RETURN_DAYS[times_asked] - before)
    return None


def word_by(started_on: date) -> date:
    """The day by whose noon we have told somebody how an unclear payment ended: the next day."""
    return started_on + timedelta(days=1)


def add_banking_days(start: date, days: int, *, closed: Collection[date] = ()) -> date:
    """The day `days` banking days after `start`. `closed` are the Federal Reserve's holidays."""
    day = start
    while days:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in closed:
            days -= 1
    return day
