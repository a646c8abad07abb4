"""Money nobody claims: when its owner is written to, and when it goes to a state. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class DormancyTerms:
    """Years until money is dormant, by the state of the last address; days of the letter before that.

    `is_checked` is false until the organization's counsel has read the table.
    """

    years: int
    by_state: Mapping[str, int]
    letter_days_most: int
    letter_days_least: int
    is_checked: bool

    def years_in(self, state: str) -> int:
        return self.by_state.get(state.upper(), self.years)


@dataclass(frozen=True, slots=True)
class Dormancy:
    """The days of one item: dormant on, and the first and last day of its letter."""

    dormant_on: date
    letter_from: date
    letter_by: date


def dormancy_of(since: date, *, state: str, terms: DormancyTerms) -> Dormancy:
    """When money that has waited since a day is dormant. February 29 becomes March 1 of a common year.

    `since` is the day of the last word from its owner, or of the check.
    """
    year = since.year + terms.years_in(state)
    try:
        dormant_on = since.replace(year=year)
    except ValueError:
        dormant_on = date(year, 3, 1)
    return Dormancy(
        dormant_on,
        dormant_on - timedelta(days=terms.letter_days_most),
        dormant_on - timedelta(days=terms.letter_days_least),
    )


class DormancyStep(StrEnum):
    """What an item waits for."""

    TIME = "time"
    LETTER = "letter"
    ANSWER = "answer"
    TURN_OVER = "turn_over"


def next_step(when: Dormancy, *, letter_on: date | None, today: date, terms: DormancyTerms) -> DormancyStep:
    """What happens to an item next. Without a letter, and its time to be answered, nothing goes to a state.

    A letter that is late moves the turning over, never the other way round.
    """
    if letter_on is None:
        return DormancyStep.LETTER if today >= when.letter_from else DormancyStep.TIME
    answered_by = letter_on + timedelta(days=terms.letter_days_least)
    return DormancyStep.TURN_OVER if today >= max(when.dormant_on, answered_by) else DormancyStep.ANSWER
