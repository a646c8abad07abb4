"""Which way money goes back, who must agree, when it is nobody's any more. No database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.money import ZERO, Money, total
from hearthside.refunds import rules, terms
from hearthside.refunds.rules import (
    Approver,
    BackTo,
    CreditStep,
    DormancyStep,
    PublicStatus,
    Refusal,
    Second,
    Way,
)

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
WAITS = terms.waits(TODAY)
LIMITS = terms.approval(TODAY)


def card(cents: int, *, days_ago: int = 5, name: str = "1", **more: object) -> BackTo:
    return BackTo(name, "card", Money(cents), TODAY - timedelta(days=days_ago), by_processor=True, **more)  # type: ignore[arg-type]


def paper(cents: int, *, days_ago: int = 5, name: str = "9") -> BackTo:
    return BackTo(name, "check", Money(cents), TODAY - timedelta(days=days_ago), by_processor=False)


@pytest.mark.parametrize(
    ("cents", "payments", "expected"),
    [
        (5000, [card(5000)], [("1", "processor", 5000)]),
        (6000, [card(5000)], [("1", "processor", 5000), ("", "check", 1000)]),
        (6000, [card(5000), paper(9000)], [("1", "processor", 5000), ("", "check", 1000)]),
        (3000, [card(2000, days_ago=9, name="1"), card(2000, days_ago=2, name="2")],
         [("2", "processor", 2000), ("1", "processor", 1000)]),
        (3000, [card(5000, days_ago=200)], [("", "check", 3000)]),
        (3000, [card(5000, is_here=False)], [("", "check", 3000)]),
        (3000, [], [("", "check", 3000)]),
    ],
)  # fmt: skip
def test_credit_goes_back_the_way_it_came(
    cents: int, payments: list[BackTo], expected: list[tuple[str, str, int]]
) -> None:
    parts = rules.plan(Money(cents), payments, today=TODAY, terms=WAITS)
    assert [(part.payment, part.way, part.amount.cents) for part in parts] == expected


@given(
    st.integers(1, 10**7),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 400), st.booleans()), max_size=6),
)
def test_no_card_gets_more_than_it_gave_and_nothing_is_lost(
    cents: int, told: list[tuple[int, int, bool]]
) -> None:
    payments = [
        card(left, days_ago=days, name=str(place)) if online else paper(left, days_ago=days, name=str(place))
        for place, (left, days, online) in enumerate(told)
    ]
    parts = rules.plan(Money(cents), payments, today=TODAY, terms=WAITS)
    assert total(part.amount for part in parts) == Money(cents)
    left = {payment.reference: payment.left for payment in payments}
    cards = [part for part in parts if part.way is Way.PROCESSOR]
    assert all(ZERO < part.amount <= left[part.payment] for part in cards)
    by_check = total(part.amount for part in parts if part.way is Way.CHECK)
    could = total(p.left for p in payments if rules.way_back(p, today=TODAY, terms=WAITS) is Way.PROCESSOR)
    assert by_check == max(Money(cents) - could, ZERO), "no check for what a card could take"


@pytest.mark.parametrize(
    ("cents", "way", "by_staff", "changed_days_ago", "expected"),
    [
        (2500, Way.PROCESSOR, True, None, ()),
        (2501, Way.PROCESSOR, True, None, (Second.AMOUNT,)),
        (100, Way.CHECK, True, None, (Second.CHECK,)),
        (100, Way.PROCESSOR, True, 13, (Second.ADDRESS,)),
        (100, Way.PROCESSOR, True, 14, ()),
        (100, Way.PROCESSOR, False, None, (Second.NOT_STAFF,)),
        (9900, Way.PROCESSOR, False, 1, (Second.NOT_STAFF, Second.AMOUNT, Second.ADDRESS)),
        (2500, None, True, None, ()),
        (2501, None, True, None, (Second.AMOUNT,)),
    ],
)
def test_when_one_person_is_not_enough(
    cents: int, way: Way | None, by_staff: bool, changed_days_ago: int | None, expected: tuple[Second, ...]
) -> None:
    changed = None if changed_days_ago is None else NOON - timedelta(days=changed_days_ago)
    told = rules.second_person(
        Money(cents), way=way, by_staff=by_staff, contact_changed_at=changed, at=NOON, terms=LIMITS
    )
    assert told == expected


@pytest.mark.parametrize(
    ("approver", "asked_by", "cents", "expected"),
    [
        (Approver("2", False, False), "1", 5000, None),
        (Approver("1", False, True), "1", 5000, Refusal.OWN_ASK),
        (Approver("2", True, True), "1", 5000, Refusal.OWN_MONEY),
        (Approver("2", False, False), "", 5000, None),
        (Approver("2", False, False), "1", 100000, Refusal.NEEDS_SUPERVISOR),
        (Approver("2", False, True), "1", 100000, None),
    ],
)
def test_proposer_approver_and_payee_are_three(
    approver: Approver, asked_by: str, cents: int, expected: Refusal | None
) -> None:
    agreement = rules.may_agree(approver, asked_by=asked_by, amount=Money(cents), terms=LIMITS)
    assert agreement.why is expected and agreement.is_given is (expected is None)


def test_a_new_contact_holds_money_for_72_hours() -> None:
    changed = NOON - timedelta(hours=10)
    ready = rules.ready_at(asked_at=NOON, contact_changed_at=changed, received=card(100), terms=WAITS)
    assert ready == changed + timedelta(hours=72)


@pytest.mark.parametrize(("payment", "days"), [(card(100, days_ago=0), 0), (paper(100, days_ago=2), 8)])
def test_a_check_must_clear_first(payment: BackTo, days: int) -> None:
    ready = rules.ready_at(asked_at=NOON, contact_changed_at=None, received=payment, terms=WAITS)
    assert ready.date() == TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("changes", "since"),
    [
        ([], None),
        ([(1, 500)], 1),
        ([(1, 500), (3, -200)], 1),
        ([(1, 500), (3, -500)], None),
        ([(1, 500), (3, -500), (9, 100)], 9),
        ([(1, -300), (2, 200), (5, 200)], 5),
    ],
)
def test_credit_is_as_old_as_it_was_unbroken(changes: list[tuple[int, int]], since: int | None) -> None:
    told = rules.credit_since([(date(2026, 1, day), Money(cents)) for day, cents in changes])
    assert told == (None if since is None else date(2026, 1, since))


@pytest.mark.parametrize(
    ("cents", "age_days", "kept_days", "expected"),
    [
        (5000, 29, None, CreditStep.WAIT),
        (5000, 30, None, CreditStep.PROPOSE),
        (99, 300, None, CreditStep.SMALL),
        (5000, 60, 1, CreditStep.KEEP),
        (5000, 60, 0, CreditStep.PROPOSE),
    ],
)
def test_old_credit_is_proposed(
    cents: int, age_days: int, kept_days: int | None, expected: CreditStep
) -> None:
    keep = None if kept_days is None else TODAY + timedelta(days=kept_days)
    step = rules.credit_step(
        Money(cents), since=TODAY - timedelta(days=age_days), keep_until=keep, today=TODAY,
        terms=terms.credits(TODAY),
    )  # fmt: skip
    assert step is expected


@pytest.mark.parametrize(("state", "years"), [("OH", 3), ("FL", 5), ("de", 5), ("", 3)])
def test_dormant_after_the_years_of_the_last_address(state: str, years: int) -> None:
    when = rules.dormancy_of(date(2023, 3, 1), state=state, terms=terms.dormancy(TODAY))
    assert when.dormant_on == date(2023 + years, 3, 1)
    assert (when.dormant_on - when.letter_from).days == 120
    assert (when.dormant_on - when.letter_by).days == 60


def test_a_leap_day_is_not_lost() -> None:
    when = rules.dormancy_of(date(2024, 2, 29), state="OH", terms=terms.dormancy(TODAY))
    assert when.dormant_on == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("today", "letter_on", "expected"),
    [
        (date(2026, 6, 1), None, DormancyStep.TIME),
        (date(2026, 11, 1), None, DormancyStep.LETTER),
        (date(2027, 2, 28), date(2026, 11, 1), DormancyStep.ANSWER),
        (date(2027, 3, 1), date(2026, 11, 1), DormancyStep.TURN_OVER),
        (date(2030, 1, 1), None, DormancyStep.LETTER),
        (date(2030, 1, 30), date(2030, 1, 1), DormancyStep.ANSWER),
        (date(2030, 3, 2), date(2030, 1, 1), DormancyStep.TURN_OVER),
    ],
)
def test_nothing_goes_to_a_state_before_its_letter_was_answerable(
    today: date, letter_on: date | None, expected: DormancyStep
) -> None:
    told = terms.dormancy(today)
    when = rules.dormancy_of(date(2024, 3, 1), state="OH", terms=told)
    assert rules.next_step(when, letter_on=letter_on, today=today, terms=told) is expected


def test_counsel_has_not_read_the_table() -> None:
    assert terms.dormancy(TODAY).is_checked is False


@pytest.mark.parametrize(
    ("state", "expected"),
    [("asked", PublicStatus.ASKED), ("unclear", PublicStatus.ON_ITS_WAY), ("failed", PublicStatus.NOT_SENT)],
)
def test_members_see_fewer_states(state: str, expected: PublicStatus) -> None:
    assert rules.public_status(state) is expected


def test_a_refund_is_asked_about_for_a_month_and_no_longer() -> None:
    waits = [rules.ask_again_in("sent", times) for times in range(6)]
    assert sum((wait for wait in waits if wait), timedelta()) == timedelta(days=30)
    assert waits[-1] is None and rules.ask_again_in("failed", 0) is None
