"""What became of a payment, as its pages and its receipt show it."""

from dataclasses import dataclass
from datetime import date, datetime

import holidays

from hearthside import clock
from hearthside.money import ZERO, Money
from hearthside.payments import rules, selectors
from hearthside.payments.models import Attempt


@dataclass(frozen=True, slots=True)
class Ending:
    """An attempt as its page shows it. What happens next is said only while it is news."""

    attempt: Attempt
    status: rules.PublicStatus
    amount: Money
    brand: str
    last4: str
    at: datetime
    advice: str
    shows_by: date
    answer_by: date
    word_by: date
    left: Money | None
    is_todays: bool
    is_news: bool

    @property
    def is_paid_up(self) -> bool:
        return self.left is not None and self.left <= ZERO


BRANDS = {"visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "discover": "Discover"}
DAYS_ON_CARD = 2
DAYS_AT_BANK = 5


def ending_of(attempt: Attempt, *, left: Money | None) -> Ending:
    """What became of a payment, with the days by which something happens next."""
    payment = selectors.payment_of(attempt)
    at = payment.received_at if payment else attempt.moved_at
    day = at.astimezone(clock.EASTERN).date()
    shows_by = rules.add_banking_days(day, DAYS_ON_CARD, closed=closed_days(day))
    return Ending(
        attempt=attempt,
        status=selectors.status_of(attempt),
        amount=payment.amount if payment else attempt.amount,
        brand=BRANDS.get(payment.brand, "") if payment else "",
        last4=payment.last4 if payment else "",
        at=at,
        advice=rules.advice(attempt.decline_code) if attempt.decline_code else "",
        shows_by=shows_by,
        answer_by=rules.add_banking_days(
            attempt.started_at.astimezone(clock.EASTERN).date(), DAYS_AT_BANK, closed=closed_days(day)
        ),
        word_by=rules.word_by(attempt.started_at.astimezone(clock.EASTERN).date()),
        left=left,
        is_todays=day == clock.today(),
        is_news=clock.today() <= shows_by,
    )


def closed_days(day: date) -> set[date]:
    """The Federal Reserve's holidays around a day. It does not move a Saturday's holiday to Friday."""
    return set(holidays.financial_holidays("XFED", years=(day.year, day.year + 1)))
