"""The Federal Reserve's holidays and banking days."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.formats import fed_calendar as fed

CUTOFF = fed.Cutoff(time(16, 0), 1)
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_days_the_federal_reserve_published() -> None:
    assert sorted(fed.closed_days(2026)) == [
        day(text) for text in ("2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19",
                               "2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25")
    ]  # fmt: skip
    # In 2027 Juneteenth and Christmas are Saturdays, and July 4 is a Sunday.
    assert sorted(fed.closed_days(2027))[4:6] == [day("2027-07-05"), day("2027-09-06")]


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("2026-07-03", True),  # July 4 is a Saturday: the Friday before is open
        ("2027-07-05", False),  # July 4 is a Sunday: the Monday after is closed
        ("2027-06-18", True),
        ("2028-01-01", False),
        ("2027-12-31", True),  # January 1, 2028 is a Saturday
        ("2023-01-02", False),
        ("2021-06-18", True),  # before Juneteenth was a holiday
        ("2026-11-27", True),  # the day after Thanksgiving
        ("2026-11-22", False),
    ],
)
def test_days_that_are_easy_to_get_wrong(text: str, is_open: bool) -> None:
    assert fed.is_banking_day(day(text)) is is_open


@given(days, st.integers(-30, 30))
def test_so_many_banking_days_later_is_so_many_banking_days_away(start: date, count: int) -> None:
    end = fed.add_banking_days(start, count)
    assert count == 0 or fed.is_banking_day(end)
    if count >= 0:
        assert fed.banking_days_between(start, end) == count
    assert abs(end - start) <= timedelta(days=2 * abs(count) + 5)


@given(days)
def test_every_week_has_three_banking_days_at_least(start: date) -> None:
    assert 3 <= sum(fed.is_banking_day(start + timedelta(days=more)) for more in range(7)) <= 5


@pytest.mark.parametrize(
    ("sent", "first", "effective"),
    [
        ("2026-11-23 15:59", None, "2026-11-24"),
        ("2026-11-23 16:00", None, "2026-11-25"),  # after the cut-off: tomorrow's file
        ("2026-11-25 10:00", None, "2026-11-27"),  # Thanksgiving between
        ("2026-11-21 10:00", None, "2026-11-24"),  # a Saturday counts as Monday
        ("2026-11-23 10:00", "2026-11-26", "2026-11-27"),  # promised for a holiday: the day after
        ("2026-11-23 10:00", "2026-12-15", "2026-12-15"),
        ("2026-11-23 10:00", "2026-11-01", "2026-11-24"),
    ],
)
def test_the_day_a_file_may_ask_for(sent: str, first: str | None, effective: str) -> None:
    found = fed.effective_entry_date(
        datetime.fromisoformat(sent), CUTOFF, not_before=day(first) if first else None
    )
    assert found == day(effective)
