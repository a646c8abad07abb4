"""Amounts, refusals and limits, in people's terms."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.money import Money, total
from hearthside.payments import rules
from hearthside.payments.rules import Advice, PayableLine, PublicStatus

DUE = Money(14250)
LEAST = Money(1000)
AT = datetime(2026, 11, 23, 17, tzinfo=UTC)
TABLE = [PayableLine((1,), Money(2900)), PayableLine((2, 3), Money(2900)), PayableLine((4,), Money(8450))]


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("50", 5000),
        ("50.5", 5050),
        (" $142.50 ", 14250),
        ("$1,200", 120000),
        ("0.01", 1),
        ("1,234,567.89", 123456789),
    ],
)
def test_amounts_that_people_type(typed: str, cents: int) -> None:
    assert rules.read_typed_amount(typed) == Money(cents)


@pytest.mark.parametrize(
    "typed",
    [
        "-5",
        "0.001",
        "1e9",
        "12,50",
        "1.234,56",
        "fifty",
        "٥٠",
        "5 0",
        "1_000",
        "0x10",
        "NaN",
        "+5",
        "$",
        ".5",
    ],
)
def test_amounts_that_are_refused_not_guessed(typed: str) -> None:
    with pytest.raises(rules.AmountUnreadable):
        rules.read_typed_amount(typed)


def test_no_amount_is_its_own_mistake() -> None:
    with pytest.raises(rules.AmountMissing):
        rules.read_typed_amount("  ")


@pytest.mark.parametrize(
    ("cents", "refusal"),
    [(0, rules.AmountTooSmall), (999, rules.AmountTooSmall), (14251, rules.AmountTooLarge),
     (10**11, rules.AmountTooLarge), (14249, rules.RestTooSmall), (14201, rules.RestTooSmall)],
)  # fmt: skip
def test_parts_that_are_refused(cents: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        rules.choose_part(Money(cents), payable=DUE, smallest_part=LEAST)


def test_a_part_of_everything_is_all() -> None:
    assert rules.choose_part(DUE, payable=DUE, smallest_part=LEAST) == rules.Choice(rules.How.ALL, DUE)


def test_where_little_is_due_all_of_it_may_be_paid() -> None:
    assert rules.choose_part(Money(600), payable=Money(600), smallest_part=LEAST).amount == Money(600)
    with pytest.raises(rules.AmountTooSmall):
        rules.choose_part(Money(500), payable=Money(600), smallest_part=LEAST)


def test_the_brake_stops_parts_and_not_the_whole() -> None:
    with pytest.raises(rules.PartsClosed):
        rules.choose_part(Money(5000), payable=DUE, smallest_part=LEAST, parts_open=False)
    assert rules.choose_part(DUE, payable=DUE, smallest_part=LEAST, parts_open=False).amount == DUE


def test_nothing_due_and_too_little_due() -> None:
    with pytest.raises(rules.NothingDue):
        rules.choose_all(Money(0))
    with pytest.raises(rules.TooLittleDue):
        rules.choose_all(Money(49))


def test_lines_are_paid_in_full_and_only_those() -> None:
    chosen = rules.choose_lines(["2-3"], TABLE, payable=DUE, smallest_part=LEAST)
    assert (chosen.amount, chosen.pays_for) == (Money(2900), (2, 3))


def test_all_lines_are_all_and_credit_lowers_the_sum() -> None:
    keys = [line.key for line in TABLE]
    assert rules.choose_lines(keys, TABLE, payable=Money(14000), smallest_part=LEAST).amount == Money(14000)


@pytest.mark.parametrize(
    ("keys", "refusal"), [([], rules.LinesMissing), (["9"], rules.LinesUnknown), (["2"], rules.LinesUnknown)]
)
def test_lines_that_are_refused(keys: list[str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        rules.choose_lines(keys, TABLE, payable=DUE, smallest_part=LEAST)


@given(st.integers(-(10**6), 10**6), st.integers(50, 10**6), st.integers(1, 5000))
def test_a_choice_never_passes_what_is_due(cents: int, due: int, least: int) -> None:
    try:
        choice = rules.choose_part(Money(cents), payable=Money(due), smallest_part=Money(least))
    except (rules.AmountTooSmall, rules.AmountTooLarge, rules.RestTooSmall):
        return
    assert Money(0) < choice.amount <= Money(due)
    left = Money(due) - choice.amount
    assert not left or left >= rules.PROCESSOR_LEAST


@given(st.sets(st.sampled_from([line.key for line in TABLE])), st.integers(50, 20000))
def test_lines_never_pass_what_is_due(keys: set[str], due: int) -> None:
    try:
        choice = rules.choose_lines(sorted(keys), TABLE, payable=Money(due), smallest_part=Money(50))
    except (rules.LinesMissing, rules.AmountTooSmall):
        return
    assert choice.amount <= min(Money(due), total(line.amount for line in TABLE if line.key in keys))


def test_pending_money_is_not_asked_for_again() -> None:
    assert rules.payable_now(DUE, Money(10000)) == Money(4250)
    assert rules.payable_now(DUE, Money(20000)) == Money(0)


@pytest.mark.parametrize(
    ("code", "advice"),
    [("lost_or_stolen", Advice.CALL_BANK), ("declined", Advice.CALL_BANK),
     ("wrong_code", Advice.CHECK_DETAILS),
     ("insufficient_funds", Advice.OTHER_CARD), ("bank_account_closed", Advice.ACCOUNT_CLOSED),
     ("something_new", Advice.CALL_BANK)],
)  # fmt: skip
def test_a_refusal_says_what_to_do(code: str, advice: Advice) -> None:
    assert rules.advice(code) is advice


def test_three_pages_an_hour_and_six_a_day() -> None:
    def ago(minutes: int) -> datetime:
        return AT - timedelta(minutes=minutes)

    assert rules.wait_before_opening([ago(50), ago(70)], at=AT) is None
    assert rules.wait_before_opening([ago(10), ago(20), ago(50)], at=AT) == timedelta(minutes=10)
    day = [ago(100 + 60 * hour) for hour in range(6)]
    assert rules.wait_before_opening(day, at=AT) == timedelta(days=1) - timedelta(minutes=400)
    assert rules.wait_before_opening([ago(60 * 25)] * 9, at=AT) is None


@pytest.mark.parametrize(("declines", "closed"), [(0, False), (4, False), (5, True), (9, True)])
def test_five_refusals_close_cards(declines: int, closed: bool) -> None:
    assert rules.cards_are_closed(declines) is closed


def test_a_payments_own_state_says_more_than_its_attempts() -> None:
    assert rules.public_status("settled", "disputed") is PublicStatus.DISPUTED
    assert rules.public_status("unclear") is PublicStatus.CHECKING
    assert rules.public_status("processing") is PublicStatus.SENT


@pytest.mark.parametrize("state", ["started", "unclear", "open", "processing"])
def test_what_can_change_is_always_asked_about_again(state: str) -> None:
    for times in (0, 1, 5, 50, 5000):
        wait = rules.ask_again_in(state, times)
        assert wait is not None and timedelta(0) < wait <= timedelta(hours=6)


def test_a_settled_payment_is_watched_for_120_days_and_a_dead_one_not_at_all() -> None:
    days, times = timedelta(0), 0
    while (wait := rules.ask_again_in("settled", times)) is not None:
        days, times = days + wait, times + 1
    assert days == timedelta(days=120)
    assert rules.ask_again_in("expired", 0) is None


def test_banking_days_skip_weekends_and_holidays() -> None:
    assert rules.add_banking_days(date(2026, 11, 23), 5, closed={date(2026, 11, 26)}) == date(2026, 12, 1)
