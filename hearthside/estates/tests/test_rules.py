"""Who is meant, what may be done when: no database."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.errors import BadSetting
from hearthside.estates import rules
from hearthside.estates.policy import FILE, policy, read_policy
from hearthside.estates.rules import Someone
from hearthside.estates.services.contacts import place_of

ANA = Someone(1, 10, "Ana Reyes", "45402-1111")
LEO = Someone(2, 10, "Leo Reyes", "45402")
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))


@pytest.mark.parametrize(
    ("told", "known", "agree"),
    [
        ("Ana Reyes", "Ana Reyes", True),
        ("ANA M. REYES", "Ana Reyes", True),
        ("Reyes, Ana", "Ana Reyes", True),
        ("Ána Réyes", "Ana Reyes", True),
        ("Ana Maria O'Neil", "Ana ONeil", True),
        ("Anna Reyes", "Ana Reyes", False),
        ("Reyes Ana", "Ana Reyes", False),
        ("Ana", "Ana Reyes", False),
        ("", "", False),
        ("A. R.", "Ana Reyes", False),
    ],
)
def test_two_ways_to_write_a_name(told: str, known: str, agree: bool) -> None:
    assert rules.names_agree(told, known) is agree


@pytest.mark.parametrize(
    ("name", "zip_typed", "found", "meant"),
    [
        ("Ana Reyes", "", [ANA, LEO], ANA),
        ("Ana Reyes", "45402", [ANA, LEO], ANA),
        ("Ana Reyes", "45402-9999", [ANA, LEO], ANA),
        ("Ana Reyes", "30301", [ANA, LEO], None),
        ("Cora Lane", "", [ANA, LEO], None),
        ("Ana Reyes", "", [], None),
        ("Ana Reyes", "", [ANA, Someone(3, 10, "Ana Reyes", "45402")], None),
    ],
)
def test_only_without_a_doubt(name: str, zip_typed: str, found: list[Someone], meant: Someone | None) -> None:
    assert rules.certain(name, zip_typed, found) == meant


@given(DAYS, st.integers(0, 800))
def test_an_account_is_not_stopped_twice_in_vain_within_the_time(stopped: date, later: int) -> None:
    today = stopped + timedelta(days=later)
    assert rules.may_stop([stopped], today=today, again_days=365) is (later > 365)
    assert rules.may_stop([], today=today, again_days=365)


@given(DAYS, st.integers(1, 60))
def test_a_stop_holds_through_its_last_day(ends_on: date, days: int) -> None:
    assert not rules.is_over(ends_on, today=ends_on)
    assert rules.is_over(ends_on, today=ends_on + timedelta(days=days))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ((True, True, True, True), ""),
        ((False, True, True, True), "state"),
        ((True, False, True, True), "papers"),
        ((True, True, False, True), "family"),
        ((True, True, True, False), "login"),
    ],
)
def test_who_may_see_the_money_of_the_estate(facts: tuple[bool, bool, bool, bool], why: str) -> None:
    names = ("is_verified", "has_papers", "lives_alone", "has_login")
    assert rules.why_no_view(**dict(zip(names, facts, strict=True))) == why


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Dayton, OH 45402", ("Dayton", "OH", "45402")),
        ("dayton oh 45402-1234", ("dayton", "OH", "45402-1234")),
        ("New York, NY, 10001", ("New York", "NY", "10001")),
        ("Dayton", None),
        ("45402", None),
        ("Dayton, OH", None),
    ],
)
def test_the_last_line_of_an_address(line: str, place: tuple[str, str, str] | None) -> None:
    assert rules.place_in(line) == place


def test_an_address_becomes_the_fields_of_an_account() -> None:
    assert place_of(["9 Oak St", "Apt 2", "Dayton, OH 45402"]) == {
        "address1": "9 Oak St", "address2": "Apt 2", "city": "Dayton", "state": "OH", "zip": "45402",
    }  # fmt: skip
    assert place_of(["9 Oak St"]) == {} and place_of(["9 Oak St", "somewhere"]) == {}


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("stop_days = 21", "stop_days = 0", "no such number of days"),
        ("stop_days = 21", "", "no such number of days"),
        ("look_days = 2", 'look_days = "2"', "no such number of days"),
        ("from = 2020-01-01", "from = 2090-01-01", "no entry for this day"),
        ("[[deaths]]", "[[others]]", "has no [[deaths]]"),
        ("stop_days = 21", "stop_days = ", "is not TOML"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(FILE.read_text("utf-8").replace(was, becomes), "utf-8")
    with pytest.raises(BadSetting, match=says.replace("[", r"\[")):
        read_policy(file, date(2026, 11, 23))


def test_the_household_hears_before_a_stop_runs_out() -> None:
    terms = policy(date(2026, 11, 23))
    assert terms.household_days < terms.stop_days < terms.again_days
