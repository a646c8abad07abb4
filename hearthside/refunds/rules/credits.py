"""How old a credit is, and what happens to it next. Pure: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hearthside.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class CreditTerms:
    """When credit is proposed for refund by itself; days are whole."""

    propose_after_days: int
    propose_least: Money
    keep_days: int


def credit_since(changes: Iterable[tuple[date, Money]]) -> date | None:
    """Since which day there has been credit without a break; None when there is none now.

    `changes` are the account's credit as it grew (positive) and shrank, oldest first. Credit that was all
    used, or owed back, and came again is young.
    """
    held, since = ZERO, None
    for day, change in changes:
        before = held
        held += change
        if held <= ZERO:
            since = None
        elif before <= ZERO:
            since = day
    return since


class CreditStep(StrEnum):
    """What happens to a credit next."""

    WAIT = "wait"
    PROPOSE = "propose"
    KEEP = "keep"
    SMALL = "small"


def credit_step(
    amount: Money, *, since: date, keep_until: date | None, today: date, terms: CreditTerms
) -> CreditStep:
    """Leave it for the next bill, or propose to send it back. Small credit is never taken as income."""
    if keep_until is not None and today < keep_until:
        return CreditStep.KEEP
    if amount < terms.propose_least:
        return CreditStep.SMALL
    is_old = today - since >= timedelta(days=terms.propose_after_days)
    return CreditStep.PROPOSE if is_old else CreditStep.WAIT
