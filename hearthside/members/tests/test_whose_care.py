"""Whose care a grant opens, as a table; and birthdays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.members import rules
from hearthside.members.rules import Someone

TODAY = date(2026, 11, 23)
ANA = Someone(1, is_subscriber=True, is_child=False, birth_date=date(1980, 1, 1), confidential=False)
JOE = Someone(2, is_subscriber=False, is_child=False, birth_date=date(1979, 1, 1), confidential=False)
LEO = Someone(3, is_subscriber=False, is_child=True, birth_date=date(2015, 1, 1), confidential=False)
TEEN = Someone(4, is_subscriber=False, is_child=True, birth_date=date(2010, 1, 1), confidential=True)
GROWN = Someone(5, is_subscriber=False, is_child=True, birth_date=date(2008, 11, 23), confidential=False)
NO_DATE = Someone(6, is_subscriber=False, is_child=True, birth_date=None, confidential=False)
ALL = (ANA, JOE, LEO, TEEN, GROWN, NO_DATE)


@pytest.mark.parametrize(
    ("scope", "granted", "seen"),
    [
        ("self", None, {1, 3}),
        ("guarantor", None, {1, 3}),
        ("all", None, {1, 3}),
        ("care", None, {1, 3}),
        ("money", None, set()),
        ("money", 3, set()),
        ("care", 3, {3}),
        ("all", 5, {5}),
        ("care", 4, set()),
        ("self", 2, {2, 3}),
    ],
)
def test_whose_care_is_seen(scope: str, granted: int | None, seen: set[int]) -> None:
    found = {
        one.person_id
        for one in ALL
        if rules.sees_care_of(one, scope=scope, granted_person_id=granted, today=TODAY)
    }
    assert found == seen


@given(st.dates(date(1920, 1, 1), date(2026, 11, 23)))
def test_a_minor_is_one_until_the_birthday_and_never_after(born: date) -> None:
    day = rules.birthday(born, 18)
    assert rules.is_minor(born, today=day - timedelta(days=1)) and not rules.is_minor(born, today=day)
    assert (day.month, day.day) in {(born.month, born.day), (3, 1)}
    assert rules.years_before(day, 18) <= born + timedelta(days=1)
