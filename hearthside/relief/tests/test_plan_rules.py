"""How an amount becomes installments."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.money import ZERO, Money, total
from hearthside.relief.policy import policy
from hearthside.relief.rules import plans
from hearthside.relief.rules.plans import Due, Lateness

TODAY = date(2026, 11, 23)
TERMS = policy(TODAY).plans
amounts = st.integers(1, 5_000_000).map(Money)
counts = st.integers(2, 24)
days = st.integers(1, 31)
dates = st.dates(date(2025, 1, 1), date(2040, 12, 31))


@given(amounts, counts, days, dates)
def test_installments_add_up_and_come_a_month_apart(amount: Money, count: int, day: int, today: date) -> None:
    made = plans.schedule(amount, count=count, day=day, today=today, first_due_days=7)
    assert total(one.amount for one in made) == amount
    months = [one.due_on.year * 12 + one.due_on.month for one in made]
    assert months == list(range(months[0], months[0] + count))
    assert 7 <= (made[0].due_on - today).days <= 38
    assert max(one.amount.cents for one in made) - min(one.amount.cents for one in made) <= 1


@pytest.mark.parametrize(
    ("first_after", "day", "expected"),
    [
        (date(2027, 1, 31), 31, [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]),
        (date(2028, 1, 30), 31, [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]),
        (date(2026, 12, 6), 5, [date(2027, 1, 5), date(2027, 2, 5), date(2027, 3, 5)]),
        (date(2026, 12, 5), 5, [date(2026, 12, 5), date(2027, 1, 5), date(2027, 2, 5)]),
    ],
)
def test_days_at_the_end_of_a_month(first_after: date, day: int, expected: list[date]) -> None:
    assert plans.due_dates(first_after, day=day, count=3) == expected


@pytest.mark.parametrize(
    ("cents", "expected"),
    [(4999, []), (5000, [2]), (7500, [2, 3]), (7499, [2]), (10000, [2, 3, 4]), (900000, [2, 3, 4])],
)
def test_parts_that_are_offered(cents: int, expected: list[int]) -> None:
    assert plans.counts_offered(Money(cents), TERMS) == expected


def test_more_than_four_only_by_permission_and_with_its_facts() -> None:
    assert max(plans.counts_offered(Money(90000), TERMS, most=TERMS.installments_most_by_permission)) == 24
    four = plans.schedule(Money(10000), count=4, day=5, today=TODAY, first_due_days=7)
    five = plans.schedule(Money(10000), count=5, day=5, today=TODAY, first_due_days=7)
    assert plans.disclosure(four) is None
    facts = plans.disclosure(five)
    assert facts is not None
    assert (facts.amount_financed, facts.finance_charge, facts.rate) == (Money(10000), ZERO, "0%")
    assert (facts.payments, facts.total_of_payments) == (5, Money(10000))


@given(st.integers(5000, 5_000_000).map(Money), counts, st.data())
def test_spreading_again_adds_up_and_leaves_what_is_paid(
    amount: Money, count: int, data: st.DataObject
) -> None:
    before = plans.schedule(amount, count=count, day=5, today=TODAY, first_due_days=7)
    covered = Money(data.draw(st.integers(0, amount.cents)))
    new_amount = covered + Money(data.draw(st.integers(0, 5_000_000)))
    after = plans.spread_again(before, covered=covered, amount=new_amount)
    assert total(one.amount for one in after) == new_amount
    assert all(one.amount >= ZERO for one in after)
    assert [one.number for one in after] == list(range(1, len(after) + 1))
    paid = [one.due for one in plans.covering(before, covered) if one.open <= ZERO]
    assert after[: len(paid)] == paid
    assert [one.due_on for one in after][:count] == [one.due_on for one in before]


@given(amounts, counts, st.data())
def test_moving_days_keeps_every_amount(amount: Money, count: int, data: st.DataObject) -> None:
    before = plans.schedule(amount, count=count, day=5, today=TODAY, first_due_days=7)
    placed = plans.covering(before, Money(data.draw(st.integers(0, amount.cents))))
    after = plans.move_days(placed, day=data.draw(days), not_before=data.draw(dates))
    assert [one.amount for one in after] == [one.amount for one in before]
    moved = [one for one, was in zip(after, placed, strict=True) if was.open > ZERO]
    assert all(one.due_on < next_one.due_on for one, next_one in pairwise(moved))


def test_a_day_is_missed_the_day_after_and_over_ten_days_after_our_letter() -> None:
    placed = plans.covering([Due(1, date(2026, 12, 5), Money(100))], ZERO)
    late = {
        (today, noticed): plans.lateness(placed, today=today, noticed_on=noticed, grace_days=10)
        for today, noticed in (
            (date(2026, 12, 5), None),
            (date(2026, 12, 6), None),
            (date(2027, 6, 1), None),
            (date(2026, 12, 18), date(2026, 12, 8)),
            (date(2026, 12, 19), date(2026, 12, 8)),
        )
    }
    assert list(late.values()) == [
        Lateness.ON_TIME, Lateness.MISSED, Lateness.MISSED, Lateness.MISSED, Lateness.OVER,
    ]  # fmt: skip
