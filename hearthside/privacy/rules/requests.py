"""What a member asks and what the law leaves us to decide. Source: 45 CFR 164.522 to 164.528."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hearthside.privacy.rules.keeping import years_before

COUNTED = ("law", "court", "police", "public_health", "oversight", "death", "threat", "military",
           "injured_worker", "breach", "mistake", "other")  # fmt: skip
NOT_COUNTED = ("care", "payment", "operations", "authorized", "to_member", "family")
"""Not in the list a member gets. Source: 45 CFR 164.528(a)(1)."""
YEARS_BACK = 6
ADDRESS = ("address1", "address2", "city", "state", "zip")
LISTS_A_YEAR_FREE = 1


@dataclass(frozen=True, slots=True)
class Told:
    """Facts that went to somebody outside: when, to whom, what, and on what ground."""

    on: date
    to: str
    what: str
    why: str
    basis: str


def must_agree(*, to_health_plan: bool, paid_in_full: bool, law_requires: bool) -> bool:
    """Whether a restriction must be agreed to: to a health plan, about care paid in full outside of it.

    Source: 45 CFR 164.522(a)(1)(vi). Where a law makes us tell the plan, it does not.
    """
    return to_health_plan and paid_in_full and not law_requires


def earliest(today: date) -> date:
    """The first day a list of disclosures reaches back to: six years. Source: 45 CFR 164.528(a)(1)."""
    return years_before(today, YEARS_BACK)


def counted(rows: Iterable[Told], *, since: date, until: date) -> list[Told]:
    """Those of `rows` that belong in a member's list, oldest first."""
    found = [row for row in rows if row.basis in COUNTED and since <= row.on <= until]
    return sorted(found, key=lambda row: (row.on, row.to))


def is_free(given_on: Iterable[date], *, today: date) -> bool:
    """Whether a list costs nothing: the first in any twelve months. Source: 45 CFR 164.528(c)(2)."""
    year_ago = years_before(today, 1)
    return sum(1 for day in given_on if day > year_ago) < LISTS_A_YEAR_FREE


def contact_changes(asked: Mapping[str, str]) -> dict[str, str]:
    """The fields of the account that a request to be reached elsewhere sets.

    By mail: the new address, and nothing by e-mail or phone, so that no message goes where it may not.
    By e-mail or phone: that one, and the address too when another was given.
    """
    way = asked.get("way", "")
    address = {name: asked.get(name, "") for name in ADDRESS}
    changes = {**address, "country": ""} if address["address1"] else {}
    if way == "mail":
        return {**changes, "email": "", "phone": "", "home_phone": ""}
    if way == "email":
        return {**changes, "email": asked.get("email", ""), "phone": "", "home_phone": ""}
    if way == "phone":
        return {**changes, "email": "", "phone": asked.get("phone", ""), "home_phone": ""}
    return {}
