"""Whose care a person may see. Values in, a value out; `today` is told."""

from dataclasses import dataclass
from datetime import date

WHOLE, CARE = frozenset({"self", "guarantor"}), frozenset({"care", "all"})


@dataclass(frozen=True, slots=True)
class Someone:
    """A person on an account, as these rules need them. `is_child`: a child of the subscriber.

    `confidential` is the flag for care that a minor may consent to alone. Source: 45 CFR 164.502(g)(3).
    """

    person_id: int
    is_subscriber: bool
    is_child: bool
    birth_date: date | None
    confidential: bool


def birthday(birth_date: date, age: int) -> date:
    """The day somebody turns `age`. Born on February 29: March 1, where the year has no such day."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; February 28 where that year has no February 29."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def is_minor(birth_date: date | None, *, today: date, age_of_majority: int = 18) -> bool:
    """Not yet of age. Without a birth date on file nobody is taken for a child: that opens less."""
    return birth_date is not None and today < birthday(birth_date, age_of_majority)


def sees_care_of(
    someone: Someone, *, scope: str, granted_person_id: int | None, today: date, age_of_majority: int = 18
) -> bool:
    """Whether a grant opens this person's care.

    Named in the grant: that person's and nobody else's. Else the subscriber's own, and that of a child who
    is not of age, unless the child's care is confidential. A spouse's care is the spouse's own. The money of
    the account is not asked here: it stays with whoever is billed. Source: 45 CFR 164.502(g); domain.md 8.
    """
    if scope not in WHOLE | CARE:
        return False
    if granted_person_id is not None and scope in CARE:
        return someone.person_id == granted_person_id and not someone.confidential
    if granted_person_id is not None and someone.person_id == granted_person_id:
        return True
    if someone.is_subscriber and granted_person_id is None:
        return scope in WHOLE or not someone.confidential
    is_minor_here = is_minor(someone.birth_date, today=today, age_of_majority=age_of_majority)
    return someone.is_child and is_minor_here and not someone.confidential


def days_until_of_age(birth_date: date, *, today: date, age_of_majority: int = 18) -> int:
    """Days until the birthday on which a record becomes the person's own; negative once it is past."""
    return (birthday(birth_date, age_of_majority) - today).days
