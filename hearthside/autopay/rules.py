"""What autopay may take, when, and what stops it. Pure: no database, no clock.

Sources: 12 CFR 1005.10(b)-(d) (Regulation E): consent in writing with a copy, ten days' notice of an amount
that varies, a stop order up to three business days before. The Nacha rules keep a recurring consent for two
years after it ends. docs of this room: README.md.
"""

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hearthside.autopay.errors import LimitTooHigh, LimitTooLow
from hearthside.money import ZERO, Money

NOTICE_DAYS = 10
"""Calendar days between the notice and the charge, at least. Source: 12 CFR 1005.10(d)(1)."""
STOP_BANKING_DAYS = 3
"""A stop order must be taken up to this many business days before. Source: 12 CFR 1005.10(c)(1)."""
NOTICE_CHOICES = (10, 14, 20)
DAYS_BEFORE_CHOICES = (0, 3, 7)
LIMIT_LEAST = Money(1000)
LIMIT_MOST = Money(500_000)
TAKE_LEAST = Money(50)
"""Less than this no processor takes."""
TRIES_MOST = 2
RETRY_DAYS = 3
CONSENT_KEPT_YEARS = 2
EXPIRY_NOTICE_DAYS = 30


class Stop(StrEnum):
    """Why a rule pauses or ends, or a bill is left to the usual way."""

    ASKED = "asked"
    BY_PHONE = "by_phone"
    DEATH = "death"
    CLOSED = "closed"
    ACCESS_ENDED = "access_ended"
    NOT_AUTHORIZED = "not_authorized"
    METHOD_EXPIRED = "method_expired"
    METHOD_REFUSED = "method_refused"
    METHOD_REMOVED = "method_removed"
    REFUSED_TWICE = "refused_twice"
    PLAN = "plan"
    HARDSHIP = "hardship"
    ESTATE = "estate"
    INVESTIGATION = "investigation"
    NOTHING_DUE = "nothing_due"
    BILL_REPLACED = "bill_replaced"
    PAUSED = "paused"
    OVER_LIMIT = "over_limit"


class Then(StrEnum):
    """How far a stop reaches."""

    END = "end"
    PAUSE = "pause"
    LEAVE_BILL = "leave_bill"


REACH: Mapping[Stop, Then] = {
    Stop.DEATH: Then.END,
    Stop.ESTATE: Then.END,
    Stop.CLOSED: Then.END,
    Stop.ACCESS_ENDED: Then.END,
    Stop.NOT_AUTHORIZED: Then.END,
    Stop.METHOD_REMOVED: Then.END,
    Stop.METHOD_EXPIRED: Then.PAUSE,
    Stop.METHOD_REFUSED: Then.PAUSE,
    Stop.REFUSED_TWICE: Then.PAUSE,
    Stop.PLAN: Then.LEAVE_BILL,
    Stop.HARDSHIP: Then.LEAVE_BILL,
    Stop.INVESTIGATION: Then.LEAVE_BILL,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of an account on the day somebody wants to take its bill's amount.

    `holds` are the reasons for which charges of the account are set aside now.
    """

    somebody_died: bool
    is_closed: bool
    login_may_pay: bool
    method_state: str
    holds: frozenset[str] = frozenset()


def what_stops(facts: Facts) -> Stop | None:
    """The first reason not to take anything, the gravest first; None when nothing stands in the way.

    A disputed or appealed line is not here: it is set aside alone, and the rest of the bill is taken.
    """
    found = (
        (Stop.DEATH, facts.somebody_died),
        (Stop.ESTATE, "estate" in facts.holds),
        (Stop.CLOSED, facts.is_closed),
        (Stop.ACCESS_ENDED, not facts.login_may_pay),
        (Stop.METHOD_REMOVED, facts.method_state == "removed"),
        (Stop.METHOD_EXPIRED, facts.method_state == "expired"),
        (Stop.METHOD_REFUSED, facts.method_state != "active"),
        (Stop.INVESTIGATION, "investigation" in facts.holds),
        (Stop.PLAN, "plan" in facts.holds),
        (Stop.HARDSHIP, "hardship" in facts.holds),
    )
    return next((stop for stop, is_so in found if is_so), None)


def take_on(due_on: date, *, days_before: int, told_on: date, notice_days: int) -> date:
    """The day the money is taken: so many days before the bill is due, never before the notice has run."""
    return max(due_on - timedelta(days=days_before), told_on + timedelta(days=max(notice_days, NOTICE_DAYS)))


def last_day_to_stop(taken_on: date) -> date:
    """The last whole day on which skipping or stopping is promised to work: the day before."""
    return taken_on - timedelta(days=1)


def last_legal_day_to_stop(taken_on: date, *, closed: Collection[date] = ()) -> date:
    """The day until which the law lets a person stop one charge: three business days before it.

    `closed` are the Federal Reserve's holidays. Source: 12 CFR 1005.10(c)(1).
    """
    day, left = taken_on, STOP_BANKING_DAYS
    while left:
        day -= timedelta(days=1)
        left -= day.weekday() < 5 and day not in closed
    return day


def amount_to_take(*, on_bill: Money, credit: Money, payable: Money, told: Money) -> Money:
    """What may be taken of a bill now: never more than is open of it, is due, or was told. May be zero.

    `on_bill` is open and not set aside; `credit` waits on the account (below zero it is owed again);
    `payable` is all that is due less what is on its way.
    """
    return max(min(on_bill - credit, payable, told), ZERO)


def is_worth_taking(amount: Money) -> bool:
    return amount >= TAKE_LEAST


def is_over_limit(amount: Money, *, limit: Money) -> bool:
    return amount > limit


def checked_limit(limit: Money) -> Money:
    """The limit of a rule. Raises LimitTooLow and LimitTooHigh."""
    if limit < LIMIT_LEAST:
        raise LimitTooLow(LIMIT_LEAST)
    if limit > LIMIT_MOST:
        raise LimitTooHigh(LIMIT_MOST)
    return limit


class AfterRefusal(StrEnum):
    """What a refusal means for the method it came from."""

    KEEP = "keep"
    EXPIRE = "expire"
    DISABLE = "disable"
    END_CONSENT = "end_consent"


_AFTER_REFUSAL = {
    "expired_card": AfterRefusal.EXPIRE,
    "lost_or_stolen": AfterRefusal.DISABLE,
    "bank_account_closed": AfterRefusal.DISABLE,
    "bank_no_account": AfterRefusal.DISABLE,
    "bank_not_authorized": AfterRefusal.END_CONSENT,
}
"""Source: Nacha's returns R02, R03 (account), R05, R07, R10, R29 (not authorized)."""


def after_refusal(decline_code: str) -> AfterRefusal:
    """What to do with a method whose bank said no (`payments.processors.DeclineCode`)."""
    return _AFTER_REFUSAL.get(decline_code, AfterRefusal.KEEP)


def retry_on(*, tries: int, decline_code: str, today: date) -> date | None:
    """The day of another try; None when there is none: it was the second, or the method is done for."""
    if tries >= TRIES_MOST or after_refusal(decline_code) is not AfterRefusal.KEEP:
        return None
    return today + timedelta(days=RETRY_DAYS)


def card_last_day(month: int, year: int) -> date:
    """A card is good through the last day of its month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def is_expired(month: int | None, year: int | None, *, today: date) -> bool:
    """A bank account has no month and never expires."""
    return month is not None and year is not None and today > card_last_day(month, year)


def expires_soon(month: int | None, year: int | None, *, today: date) -> bool:
    """In its last thirty days: time to say so."""
    if month is None or year is None:
        return False
    last = card_last_day(month, year)
    return today <= last <= today + timedelta(days=EXPIRY_NOTICE_DAYS)


def keep_consent_until(ended_on: date) -> date:
    """Two years after a consent ended. February 29 keeps until March 1."""
    try:
        return ended_on.replace(year=ended_on.year + CONSENT_KEPT_YEARS)
    except ValueError:
        return date(ended_on.year + CONSENT_KEPT_YEARS, 3, 1)


def request_key(autopay_reference: str, bill_number: str, try_number: int) -> str:
    """The key of one try: the same for the same rule, bill and try, whoever works it out and whenever."""
    again = f":{try_number}" if try_number > 1 else ""
    return f"autopay:{autopay_reference}:{bill_number}{again}"
