"""Coverage without a database."""

import re
from dataclasses import dataclass
from datetime import date


def id_as_matched(text: str) -> str:
    """A member id as we compare it: capitals, without spaces and dashes."""
    return re.sub(r"[\s\-]", "", text[:100]).upper()


@dataclass(frozen=True, slots=True)
class Covered:
    """One person's coverage, with what matching needs."""

    account_id: int
    person_id: int
    first_name: str
    last_name: str
    died_on: date | None
    member_id: str
    subscriber_id: str
    payer_id: str
    plan_name: str
    order: int
    effective_on: date | None
    ends_on: date | None

    def is_active(self, on: date) -> bool:
        return (self.effective_on or on) <= on <= (self.ends_on or on)
