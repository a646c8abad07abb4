"""Rosters into coverages, by CSV and by 834 alike."""

from datetime import date

import pytest

from hearthside.claims.tests.plan import HARBOR, enroll, roster_row, second_plan
from hearthside.coverage import selectors
from hearthside.coverage.models import Coverage
from hearthside.coverage.rules import id_as_matched

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("typed", "matched"), [(" ab-12 3", "AB123"), ("M100", "M100"), ("", "")])
def test_ids_are_compared_without_their_spelling(typed, matched):
    assert id_as_matched(typed) == matched


def test_a_second_plan_is_found_in_order():
    enroll(roster_row(), second_plan())
    (person,) = {one.person_id for one in selectors.covered_by_ids(["M100"])}
    first, second = selectors.coverages_of([person])[person]
    assert (first.order, second.order, second.payer_id) == (1, 2, HARBOR)


def test_the_same_rows_again_change_nothing_and_an_end_is_taken_over():
    enroll(roster_row())
    enroll(roster_row())
    assert Coverage.objects.count() == 1
    enroll(roster_row(ends_on=date(2026, 12, 31)))
    assert Coverage.objects.get().ends_on == date(2026, 12, 31)


def test_a_coverage_counts_only_on_its_days():
    enroll(roster_row(effective_on=date(2026, 1, 1), ends_on=date(2026, 6, 30)))
    (covered,) = selectors.covered_by_ids(["M100"])
    assert [covered.is_active(date(2026, month, 1)) for month in (1, 6, 7)] == [True, True, False]


def test_a_subscriber_id_finds_the_family():
    enroll(
        roster_row(subscriber_id="S-1"),
        roster_row(subscriber_id="S-1", member_id="M101", first_name="Leo", birth_date=date(2015, 1, 1)),
    )
    assert {one.first_name for one in selectors.covered_by_ids(["S1"])} == {"Ana", "Leo"}


def test_an_id_on_two_accounts_names_neither():
    enroll(roster_row(), roster_row(account_key="A2", first_name="Cora"))
    assert selectors.account_of_member_id("M100") is None
