"""Which way money goes back, how much of it, and not before when. Pure: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from hearthside.errors import HearthsideError
from hearthside.money import ZERO, Money, total


class Way(StrEnum):
    """How money goes back: to the very card or bank account it came from, or by check."""

    PROCESSOR = "processor"
    CHECK = "check"


class TooMuch(HearthsideError):
    """More was asked back than is left: of a payment, or of the credit on the account."""

    code = "refunds.too_much"

    def __init__(self, asked: Money, left: Money) -> None:
        super().__init__("more than is left", asked=str(asked), left=str(left))
        self.asked, self.left = asked, left


class NoWayBack(HearthsideError):
    """This money cannot go back now: it has left already, or its card's bank is fighting for it."""

    code = "refunds.no_way_back"


@dataclass(frozen=True, slots=True)
class WaitTerms:
    """How long money waits before it leaves. Hours and days are whole."""

    contact_hours: int
    check_days: int
    bank_days: int
    card_days_most: int


@dataclass(frozen=True, slots=True)
class BackTo:
    """A payment as money may go back to it. `left` is what no refund has taken yet.

    `by_processor`: it came through a card company that can give it back the way it came.
    """

    reference: str
    method: str
    left: Money
    received_on: date
    by_processor: bool
    is_here: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what goes back: to one payment, or ("") to nobody's card, by check."""

    payment: str
    way: Way
    amount: Money


def way_back(payment: BackTo, *, today: date, terms: WaitTerms) -> Way:
    """Card money goes only to that card, bank money only to that account; the rest by check.

    A check instead only where the processor does not take it any more: the payment is too old.
    Source: threats.md row 9; domain.md 13.
    """
    is_fresh = (today - payment.received_on).days <= terms.card_days_most
    return Way.PROCESSOR if payment.by_processor and is_fresh else Way.CHECK


def plan(amount: Money, payments: Sequence[BackTo], *, today: date, terms: WaitTerms) -> list[Part]:
    """Share out credit that goes back: to the payments it came from, newest first, then by check.

    Never more to a payment than is left of it, and never by check what a card could take: somebody who
    pays too much with a card that is not theirs gets no check for it. Parts add up to `amount`.
    """
    left, parts = amount, []
    newest_first = sorted(payments, key=lambda one: (one.received_on, one.reference), reverse=True)
    for payment in newest_first:
        if not payment.is_here or way_back(payment, today=today, terms=terms) is Way.CHECK:
            continue
        part = min(left, payment.left)
        if part > ZERO:
            parts.append(Part(payment.reference, Way.PROCESSOR, part))
            left -= part
    if left:
        parts.append(Part("", Way.CHECK, left))
    assert total(part.amount for part in parts) == amount
    return parts


def ready_at(
    *, asked_at: datetime, contact_changed_at: datetime | None, received: BackTo | None, terms: WaitTerms
) -> datetime:
    """The first moment this money may leave: after a contact change has aged and a payment has cleared.

    A check that was sent to us may bounce and a debit may come back; a card's money is here at once.
    """
    moments = [asked_at]
    if contact_changed_at is not None:
        moments.append(contact_changed_at + timedelta(hours=terms.contact_hours))
    days = {"check": terms.check_days, "bank": terms.bank_days, "ach": terms.bank_days}
    if received is not None and received.method in days:
        cleared = received.received_on + timedelta(days=days[received.method])
        moments.append(datetime.combine(cleared, time(12), asked_at.tzinfo))
    return max(moments)


class PublicStatus(StrEnum):
    """What a member sees of a refund."""

    ASKED = "asked"
    ON_ITS_WAY = "on_its_way"
    SENT = "sent"
    NOT_SENT = "not_sent"


_PUBLIC = {
    "asked": PublicStatus.ASKED,
    "approved": PublicStatus.ON_ITS_WAY,
    "sending": PublicStatus.ON_ITS_WAY,
    "unclear": PublicStatus.ON_ITS_WAY,
    "sent": PublicStatus.SENT,
    "failed": PublicStatus.NOT_SENT,
    "voided": PublicStatus.NOT_SENT,
}


def public_status(state: str) -> PublicStatus:
    """Our states folded into plain words."""
    return _PUBLIC[state]


_DAYS_TO_ARRIVE = {"card": 10, "bank": 5, "check": 10}


def money_by(sent_on: date, *, way: Way, method: str) -> date:
    """The day by which the money should be there: cards and mail take up to ten days, banks five."""
    kind = "check" if way is Way.CHECK else method
    return sent_on + timedelta(days=_DAYS_TO_ARRIVE.get(kind, 10))


_UNCLEAR_WAITS = (1, 2, 5, 10, 20, 40, 60)
_SENT_DAYS = (1, 3, 7, 14, 30)


def ask_again_in(state: str, times_asked: int) -> timedelta | None:
    """How long the worker waits before it asks the processor about a refund again; None when it need not.

    Even a refund that arrived can come back, when the card was closed meanwhile: it is asked about for a
    month. A lost answer is asked about within minutes.
    """
    if state in ("sending", "unclear"):
        return timedelta(minutes=_UNCLEAR_WAITS[min(times_asked, len(_UNCLEAR_WAITS) - 1)])
    if state == "sent" and times_asked < len(_SENT_DAYS):
        before = _SENT_DAYS[times_asked - 1] if times_asked else 0
        return timedelta(days=_SENT_DAYS[times_asked] - before)
    return None


def stale_on(issued_on: date, *, days: int) -> date:
    """The day from which a bank need not pay a check any more."""
    return issued_on + timedelta(days=days)
