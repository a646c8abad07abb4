"""The rules of this room, in tables."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.privacy.rules import breaches, keeping, requests
from hearthside.privacy.rules.requests import Told

ALL_LOW = dict.fromkeys(breaches.FACTORS, "low")
FOUND = date(2026, 3, 2)


def duties(**changes: Any) -> breaches.Duties:
    facts: dict[str, Any] = {"discovered_on": FOUND, "people": {"OH": 3}, "factors": {},
                             "is_encrypted": False,
                             "for_plan": True}  # fmt: skip
    return breaches.duties(**(facts | changes))


@pytest.mark.parametrize(
    ("changes", "is_breach", "government_by", "media"),
    [
        ({}, True, date(2027, 3, 1), ()),
        ({"people": {"OH": 499}}, True, date(2027, 3, 1), ()),
        ({"people": {"OH": 250, "PA": 250}}, True, date(2026, 5, 1), ()),
        ({"people": {"OH": 500}}, True, date(2026, 5, 1), ()),
        ({"people": {"OH": 501, "PA": 600}}, True, date(2026, 5, 1), ("OH", "PA")),
        ({"factors": ALL_LOW}, False, None, ()),
        ({"factors": ALL_LOW | {"seen": "high"}}, True, date(2027, 3, 1), ()),
        ({"factors": {"what": "low"}}, True, date(2027, 3, 1), ()),
        ({"people": {"OH": 900}, "is_encrypted": True}, False, None, ()),
    ],
)
def test_whom_a_breach_must_be_told(
    changes: dict[str, Any], is_breach: bool, government_by: date | None, media: tuple[str, ...]
) -> None:
    found = duties(**changes)
    assert (found.is_breach, found.government_by, found.media) == (is_breach, government_by, media)
    assert found.people_by == (date(2026, 5, 1) if is_breach else None)
    assert found.plan_by == found.people_by
    assert found.first == found.people_by


def test_a_breach_of_our_own_facts_tells_no_plan() -> None:
    assert duties(for_plan=False).plan_by is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 10_000))
def test_nobody_is_told_after_the_sixtieth_day(found_on: date, count: int) -> None:
    found = duties(discovered_on=found_on, people={"OH": count})
    assert found.people_by is not None and (found.people_by - found_on).days == 60
    assert (found.government_by is not None and found.government_by >= found.people_by) or found.is_large
    assert bool(found.media) == (count > 500) and found.is_large == (count >= 500)


@pytest.mark.parametrize(
    ("factors", "is_encrypted", "people", "missing"),
    [
        ({}, False, {}, "what"),
        ({"what": "low", "who": "high"}, False, {"OH": 1}, "seen"),
        (ALL_LOW, False, {}, ""),
        (ALL_LOW | {"who": "high"}, False, {}, "people"),
        (ALL_LOW | {"who": "high"}, False, {"OH": 1}, ""),
        ({}, True, {}, ""),
    ],
)
def test_what_must_be_known_of_a_breach(
    factors: dict[str, str], is_encrypted: bool, people: dict[str, int], missing: str
) -> None:
    assert breaches.first_unanswered(factors, is_encrypted=is_encrypted, people=people) == missing


@pytest.mark.parametrize(
    ("to_plan", "paid", "law", "must"),
    [(True, True, False, True), (True, True, True, False), (True, False, False, False),
     (False, True, False, False)],
)  # fmt: skip
def test_when_a_limit_is_owed(to_plan: bool, paid: bool, law: bool, must: bool) -> None:
    assert requests.must_agree(to_health_plan=to_plan, paid_in_full=paid, law_requires=law) is must


def test_a_list_reaches_back_six_years_and_leaves_out_care_and_payment() -> None:
    row = Told(date(2025, 5, 1), "Probate court", "Bills of 2025", "A court order", "court")
    rows = [
        row,
        replace(row, on=date(2020, 1, 1)),
        *(replace(row, basis=one) for one in requests.NOT_COUNTED),
    ]
    today = date(2026, 11, 23)
    assert requests.counted(rows, since=requests.earliest(today), until=today) == [row]
    assert requests.earliest(today) == date(2020, 11, 23)
    assert requests.earliest(date(2028, 2, 29)) == date(2022, 2, 28)


@pytest.mark.parametrize(("given_on", "free"), [([], True), ([date(2026, 1, 5)], False),
                                                ([date(2025, 1, 5)], True)])  # fmt: skip
def test_the_first_list_in_twelve_months_is_free(given_on: list[date], free: bool) -> None:
    assert requests.is_free(given_on, today=date(2026, 11, 23)) is free


@pytest.mark.parametrize(
    ("asked", "changes"),
    [
        ({"way": "email", "email": "a@new.example"},
         {"email": "a@new.example", "phone": "", "home_phone": ""}),
        ({"way": "phone", "phone": "614 555 0100"}, {"email": "", "phone": "614 555 0100", "home_phone": ""}),
        ({"way": "mail", "address1": "9 Oak", "city": "Akron", "state": "OH", "zip": "44301"},
         {"address1": "9 Oak", "address2": "", "city": "Akron", "state": "OH", "zip": "44301", "country": "",
          "email": "", "phone": "", "home_phone": ""}),
        ({}, {}),
    ],
)  # fmt: skip
def test_another_way_closes_the_ways_of_before(asked: dict[str, str], changes: dict[str, str]) -> None:
    assert requests.contact_changes(asked) == changes


KEPT = keeping.Keeping("x", "Things", 0, 30, "House rule", "Them")


@pytest.mark.parametrize(
    ("line", "cutoff"),
    [
        (KEPT, date(2024, 1, 30)),
        (replace(KEPT, years=7, days=0), date(2017, 2, 28)),
        (replace(KEPT, never_before_years=10), date(2014, 2, 28)),
        (replace(KEPT, years=12, days=0, never_before_years=10), date(2012, 2, 29)),
    ],
)
def test_what_is_old_enough_to_go(line: keeping.Keeping, cutoff: date) -> None:
    assert line.cutoff(date(2024, 2, 29)) == cutoff


def test_the_proof_names_exactly_what_went_and_in_which_order() -> None:
    proofs = []
    for ids in (["1", "2"], ["2", "1"], ["12"], ["1"], []):
        digest = keeping.Digest()
        digest.add(ids)
        assert digest.count == len(ids)
        proofs.append(digest.hex)
    assert len(set(proofs)) == 5 and proofs[-1] == ""
