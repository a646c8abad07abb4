"""Who is meant, what may be done when, and by whom. Values in, a value out; `today` is told."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_PLACE = re.compile(
    r"(?P<city>[^,]{1,80}?),?\s+(?P<state>[A-Za-z]{2})\.?,?\s+(?P<zip>[0-9]{5}(?:-[0-9]{4})?)"
)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person on an account, as matching sees them."""

    person_id: int
    account_id: int
    name: str
    zip: str


def name_words(name: str) -> list[str]:
    """The words of a name: no capitals, accents, marks or single letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = "".join(mark if mark.isalnum() else " " for mark in plain.replace("'", "")).split()
    return [word for word in words if len(word) > 1]


def names_agree(told: str, known: str) -> bool:
    """Whether two ways to write a name mean one: first and last word are the same. "Reyes, Ana" counts."""
    given, family = told.partition(",")[2], told.partition(",")[0]
    one, other = name_words(f"{given} {family}" if "," in told else told), name_words(known)
    return len(one) > 1 and len(other) > 1 and (one[0], one[-1]) == (other[0], other[-1])


def certain(told_name: str, zip_typed: str, found: Sequence[Someone]) -> Someone | None:
    """The one person who is meant; None where there is a doubt.

    `found` are the people under the number that was told. The name must agree with exactly one of them,
    and a ZIP code that was told must be the account's.
    """
    meant = [one for one in found if names_agree(told_name, one.name)]
    if len(meant) != 1:
        return None
    return meant[0] if not zip_typed or meant[0].zip[:5] == zip_typed[:5] else None


def may_stop(stopped_before: Sequence[date], *, today: date, again_days: int) -> bool:
    """Whether a report alone may stop an account: not where one that came to nothing did so lately."""
    return all(day + timedelta(days=again_days) < today for day in stopped_before)


def is_over(stop_ends_on: date, *, today: date) -> bool:
    """Whether a stop that nobody verified has run out. It still holds on its last day."""
    return today > stop_ends_on


def household_is_due(stopped_on: date, *, today: date, household_days: int) -> bool:
    return today >= stopped_on + timedelta(days=household_days)


def final_on(verified_on: date, *, grace_days: int) -> date:
    """The first day on which the estate may get its last bill."""
    return verified_on + timedelta(days=grace_days)


def why_no_view(*, is_verified: bool, has_papers: bool, lives_alone: bool, has_login: bool) -> str:
    """Why the estate's contact may not see the account's money; "" when they may.

    Nobody is left living on the account, or its money would be other people's as well.
    Source: domain.md 8 (45 CFR 164.502(g)(4): an executor is a personal representative).
    """
    for is_missing, why in (
        (not is_verified, "state"),
        (not has_papers, "papers"),
        (not lives_alone, "family"),
        (not has_login, "login"),
    ):
        if is_missing:
            return why
    return ""


def place_in(line: str) -> tuple[str, str, str] | None:
    """City, state and ZIP code of the last line of an address, "Dayton, OH 45402"; None when it is none."""
    found = _PLACE.fullmatch(line.strip())
    return (found["city"].strip(), found["state"].upper(), found["zip"]) if found else None
