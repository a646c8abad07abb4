"""What a breach asks of us: whom to tell, and by when. Source: 45 CFR 164.402 to 164.410."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

NOTIFY_DAYS = 60
LARGE = 500
"""This many people in all: the government is told with the people. Source: 45 CFR 164.408(b)."""
MEDIA_MORE_THAN = 500
"""More residents of one state than this: its press is told as well. Source: 45 CFR 164.406(a)."""
YEAR_END_DAYS = 60
FACTORS = ("what", "who", "seen", "mended")
"""The four factors of 45 CFR 164.402(2): what kind of facts, who got them, were they seen, what mended it."""
LOW, HIGH = "low", "high"


@dataclass(frozen=True, slots=True)
class Duties:
    """Who must be told and the last day for each; None where nobody of that kind is.

    `is_breach`: facts that were not encrypted got out, and the risk is not shown to be low in all four ways.
    `is_large`: the government is told together with the people. `media` are the states, by their two
    letters, whose press is told.
    """

    is_breach: bool
    is_large: bool
    people_by: date | None
    government_by: date | None
    media: tuple[str, ...]
    media_by: date | None
    plan_by: date | None

    @property
    def first(self) -> date | None:
        """The nearest of the days."""
        days = [day for day in (self.people_by, self.government_by, self.media_by, self.plan_by) if day]
        return min(days, default=None)


def is_low_risk(factors: Mapping[str, str]) -> bool:
    """A breach is presumed; only all four factors answered as low say otherwise."""
    return all(factors.get(name) == LOW for name in FACTORS)


def duties(
    *, discovered_on: date, people: Mapping[str, int], factors: Mapping[str, str], is_encrypted: bool,
    for_plan: bool,
) -> Duties:  # fmt: skip
    """Whom to tell. `people` counts those concerned by state; `for_plan`: the facts are a health plan's.

    The clock runs from the day it was discovered, or would have been with care. Few people: the government
    is told once a year, within 60 days after the year in which it was discovered.
    Source: 45 CFR 164.404(b), 164.406(a), 164.408, 164.410(b); encrypted facts: 164.402 ("unsecured").
    """
    if is_encrypted or is_low_risk(factors):
        return Duties(False, False, None, None, (), None, None)
    by = discovered_on + timedelta(days=NOTIFY_DAYS)
    states = tuple(sorted(state for state, count in people.items() if count > MEDIA_MORE_THAN))
    is_large = sum(people.values()) >= LARGE
    year_end = date(discovered_on.year, 12, 31) + timedelta(days=YEAR_END_DAYS)
    return Duties(
        True, is_large, by, by if is_large else year_end, states, by if states else None,
        by if for_plan else None,
    )  # fmt: skip


def first_unanswered(factors: Mapping[str, str], *, is_encrypted: bool, people: Mapping[str, int]) -> str:
    """What must still be known before the case can be closed; "" when nothing is."""
    if is_encrypted:
        return ""
    missing = next((name for name in FACTORS if factors.get(name) not in (LOW, HIGH)), "")
    return missing or ("" if is_low_risk(factors) or people else "people")
