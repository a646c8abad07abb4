"""The rules as a person would say them, and what holds for any amounts and days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.autopay import rules
from hearthside.autopay.rules import AfterRefusal, Facts, Stop
from hearthside.money import ZERO, Money

amounts = st.integers(-50_000, 500_000).map(Money)
days = st.dates(date(2026, 1, 1), date(2031, 12, 31))
FINE = Facts(somebody_died=False, is_closed=False, login_may_pay=True, method_state="active")


@pytest.mark.parametrize(
    ("due", "before", "told", "notice", "taken"),
    [
        ("2026-12-15", 0, "2026-11-20", 10, "2026-12-15"),
        ("2026-12-15", 7, "2026-11-20", 10, "2026-12-08"),
        ("2026-12-15", 0, "2026-12-10", 10, "2026-12-20"),  # told late: taken late, never unannounced
        ("2026-12-15", 3, "2026-11-28", 20, "2026-12-18"),
        ("2026-12-15", 0, "2026-12-10", 1, "2026-12-20"),  # nobody may choose less than the law
    ],
)
def test_the_day(due: str, before: int, told: str, notice: int, taken: str) -> None:
    found = rules.take_on(
        date.fromisoformat(due), days_before=before, told_on=date.fromisoformat(told), notice_days=notice
    )
    assert found == date.fromisoformat(taken)


@given(days, st.sampled_from(rules.DAYS_BEFORE_CHOICES), days, st.integers(0, 30))
def test_nobody_is_charged_within_ten_days_of_the_notice(
    due: date, before: int, told: date, notice: int
) -> None:
    taken = rules.take_on(due, days_before=before, told_on=told, notice_days=notice)
    assert taken - told >= timedelta(days=10) and taken >= due - timedelta(days=before)


@given(days)
def test_we_let_people_stop_later_than_the_law_does(taken: date) -> None:
    assert rules.last_day_to_stop(taken) >= rules.last_legal_day_to_stop(taken)


def test_three_business_days_before_go_around_weekends_and_holidays() -> None:
    assert rules.last_legal_day_to_stop(date(2026, 12, 1)) == date(2026, 11, 26)
    assert rules.last_legal_day_to_stop(date(2026, 12, 1), closed=[date(2026, 11, 26)]) == date(2026, 11, 25)


@given(amounts, amounts, amounts, amounts)
def test_never_more_than_is_open_due_or_told(
    on_bill: Money, credit: Money, payable: Money, told: Money
) -> None:
    taken = rules.amount_to_take(on_bill=on_bill, credit=credit, payable=payable, told=told)
    assert taken >= ZERO
    assert taken == ZERO or taken <= min(on_bill - credit, payable, told)


@pytest.mark.parametrize(
    ("facts", "stop"),
    [
        ({}, None),
        ({"somebody_died": True, "is_closed": True}, Stop.DEATH),
        ({"holds": frozenset({"estate"})}, Stop.ESTATE),
        ({"is_closed": True}, Stop.CLOSED),
        ({"login_may_pay": False}, Stop.ACCESS_ENDED),
        ({"method_state": "removed"}, Stop.METHOD_REMOVED),
        ({"method_state": "expired"}, Stop.METHOD_EXPIRED),
        ({"method_state": "disabled"}, Stop.METHOD_REFUSED),
        ({"holds": frozenset({"plan", "disputed"})}, Stop.PLAN),
        ({"holds": frozenset({"hardship"})}, Stop.HARDSHIP),
        ({"holds": frozenset({"disputed", "appeal"})}, None),  # that line alone is left out
    ],
)
def test_what_stands_in_the_way(facts: dict[str, object], stop: Stop | None) -> None:
    told = {name: getattr(FINE, name) for name in FINE.__slots__} | facts
    assert rules.what_stops(Facts(**told)) is stop


def test_every_stop_that_can_be_found_has_a_reach() -> None:
    found = {
        rules.what_stops(Facts(died, closed, may, state, frozenset({hold})))
        for died in (False, True)
        for closed in (False, True)
        for may in (False, True)
        for state in ("active", "expired", "disabled", "removed", "abandoned")
        for hold in ("", "estate", "plan", "hardship", "investigation", "appeal", "disputed")
    } - {None}
    assert found <= set(rules.REACH)


@pytest.mark.parametrize(
    ("tries", "code", "again"),
    [(1, "insufficient_funds", True), (1, "declined", True), (1, "no_answer", True),
     (2, "insufficient_funds", False), (1, "expired_card", False), (1, "lost_or_stolen", False),
     (1, "bank_account_closed", False), (1, "bank_not_authorized", False)],
)  # fmt: skip
def test_one_more_try_after_three_days(tries: int, code: str, again: bool) -> None:
    found = rules.retry_on(tries=tries, decline_code=code, today=date(2026, 12, 15))
    assert found == (date(2026, 12, 18) if again else None)


def test_what_a_refusal_makes_of_a_card() -> None:
    assert rules.after_refusal("expired_card") is AfterRefusal.EXPIRE
    assert rules.after_refusal("bank_no_account") is AfterRefusal.DISABLE
    assert rules.after_refusal("bank_not_authorized") is AfterRefusal.END_CONSENT
    assert rules.after_refusal("a code of next year") is AfterRefusal.KEEP


def test_a_card_is_good_through_its_month() -> None:
    assert not rules.is_expired(2, 2028, today=date(2028, 2, 29))
    assert rules.is_expired(2, 2028, today=date(2028, 3, 1))
    assert not rules.is_expired(None, None, today=date(2099, 1, 1))
    assert rules.expires_soon(12, 2026, today=date(2026, 12, 1))
    assert not rules.expires_soon(12, 2026, today=date(2026, 11, 30))


def test_a_yes_is_kept_two_years_after_its_end() -> None:
    assert rules.keep_consent_until(date(2026, 11, 23)) == date(2028, 11, 23)
    assert rules.keep_consent_until(date(2028, 2, 29)) == date(2030, 3, 1)


@given(st.integers(1, 2), st.text("0123456789", min_size=10, max_size=10))
def test_the_key_of_a_try_is_its_own_and_always_the_same(tries: int, bill: str) -> None:
    key = rules.request_key("4021187739", bill, tries)
    assert key == rules.request_key("4021187739", bill, tries) and len(key) <= 64
    assert key != rules.request_key("4021187739", bill, 3 - tries)
