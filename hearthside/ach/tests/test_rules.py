"""What follows from a code, and what may be sent when. No database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.ach import rules, wording
from hearthside.ach.rules import Act
from hearthside.formats.nacha import is_routing_number
from hearthside.money import Money

DAY = date(2026, 11, 23)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("code", "act"),
    [
        *((code, Act.REPEAT) for code in ("R01", "R09")),
        *((code, Act.DISABLE) for code in ("R02", "R03", "R04", "R20")),
        *((code, Act.REVOKE) for code in ("R05", "R07", "R10", "R29")),
        ("R08", Act.STOPPED), ("R11", Act.CORRECT), ("R14", Act.DECEASED), ("R15", Act.DECEASED),
        ("R16", Act.COMPLIANCE), ("R24", Act.INVESTIGATE), ("R13", Act.OURS), ("R68", Act.DISPUTED_RETURN),
        ("R73", Act.DISPUTED_RETURN),
    ],
)  # fmt: skip
def test_each_code_has_what_follows(code: str, act: Act) -> None:
    told = rules.return_code(code, on=DAY)
    assert told is not None and told.act is act and told.meaning


def test_codes_are_in_the_table_once_and_every_wait_has_words() -> None:
    codes = [one.code for one in rules.RETURN_CODES]
    assert len(codes) == len(set(codes))
    assert rules.return_code("R99", on=DAY) is None and rules.return_code("", on=DAY) is None
    for_a_person = (Act.CORRECT, Act.DECEASED, Act.COMPLIANCE, Act.INVESTIGATE, Act.OURS)
    assert all(wording.WAITS[act] for act in for_a_person)


def test_r11_meant_something_else_before_april_2020() -> None:
    assert rules.return_code("R11", on=date(2020, 3, 31)) is None
    assert rules.return_code("R11", on=date(2020, 4, 1)) is not None


@given(
    st.sampled_from(list(Act)),
    st.integers(1, 5),
    st.integers(0, 400),
)
def test_a_third_repeat_or_one_after_180_days_is_never_allowed(act: Act, tries: int, later: int) -> None:
    may = rules.may_repeat(act=act, tries=tries, first_sent_on=DAY, on=DAY + timedelta(days=later))
    assert may is (act is Act.REPEAT and tries <= 2 and later <= 180)


@pytest.mark.parametrize(
    ("tries", "after", "expected"),
    [(1, (), None), (1, (5,), "2026-11-28"), (2, (5,), None), (2, (5, 20), "2026-12-13"), (3, (5, 20), None)],
)
def test_policy_tries_again_on_its_days(tries: int, after: tuple[int, ...], expected: str | None) -> None:
    found = rules.next_try(Act.REPEAT, tries=tries, after_days=after, first_sent_on=DAY, on=DAY)
    assert found == (day(expected) if expected else None)


@pytest.mark.parametrize(
    ("code", "came", "late"),
    [
        ("R01", "2026-11-27", False),  # Tuesday's entry; Thanksgiving between: the third banking day
        ("R01", "2026-11-30", False),
        ("R01", "2026-12-01", True),
        ("R10", "2027-01-25", False),  # 60 days from November 24 are over on a Saturday
        ("R10", "2027-01-26", True),
        ("R31", "2027-06-01", False),
    ],
)
def test_a_return_has_its_time(code: str, came: str, late: bool) -> None:
    told = rules.return_code(code, on=DAY)
    assert told is not None
    assert rules.is_late(told, settled_on=day("2026-11-24"), came_on=day(came)) is late


def test_three_business_days_before_is_in_time_to_stop() -> None:
    assert rules.last_day_to_stop(day("2026-12-01")) == day("2026-11-25")


amounts = st.integers(1, 10**7).map(Money)


@given(amounts, amounts, st.booleans())
def test_nobody_is_debited_more_than_they_allowed(amount: Money, most: Money, recurring: bool) -> None:
    allowed = rules.allows(
        amount=amount, most=most, least=None, is_recurring=recurring, starts_on=DAY, ends_on=None, on=DAY
    )
    assert not (allowed and amount > most)
    assert recurring or allowed is (amount == most)


@pytest.mark.parametrize(
    ("on", "allowed"), [("2026-11-22", False), ("2026-11-23", True), ("2026-12-24", False)]
)
def test_consent_has_its_days(on: str, allowed: bool) -> None:
    found = rules.allows(
        amount=Money(5), most=Money(5), least=None, is_recurring=True, starts_on=DAY,
        ends_on=day("2026-12-23"), on=day(on),
    )  # fmt: skip
    assert found is allowed


@given(st.integers(-(10**6), 10**6).map(Money), st.integers(-(10**6), 10**6).map(Money))
def test_only_what_is_owed_is_taken(amount: Money, due: Money) -> None:
    assert rules.still_owed(amount, due) is (Money(0) < amount <= due)


@pytest.mark.parametrize(
    ("code", "data", "found"),
    [
        ("C01", "1918171614                   ", {"number": "1918171614"}),
        ("C03", "121042882   1918171614       ", {"routing": "121042882", "number": "1918171614"}),
        ("C05", "37                           ", {"kind": "savings"}),
        (
            "C07",
            "1210428821918171614       27 ",
            {"routing": "121042882", "number": "1918171614", "kind": "checking"},
        ),
        ("C02", "121042883                    ", None),  # its check digit is wrong
        ("C03", "121042882                    ", None),  # the account number is missing
        ("C06", "1918171614                   ", None),
        ("C05", "99                           ", None),
        ("C09", "ABC                          ", None),
    ],
)
def test_a_correction_is_read_from_its_places(code: str, data: str, found: dict[str, str] | None) -> None:
    assert rules.correction_of(code, data) == (rules.Correction(**found) if found else None)


@given(st.sampled_from([one.code for one in rules.CHANGE_CODES]), st.text(max_size=29))
def test_no_correction_gives_a_bank_that_does_not_exist(code: str, data: str) -> None:
    found = rules.correction_of(code, data)
    assert found is None or not found.routing or is_routing_number(found.routing)


def test_rates_have_ceilings() -> None:
    unauthorized, wrong, every = rules.rates(sent=1000, by_code={"R10": 6, "R03": 30, "R01": 100})
    assert (unauthorized.percent, wrong.percent, every.percent) == ("0.60%", "3.00%", "13.60%")
    assert (unauthorized.is_over, wrong.is_over, every.is_over) == (True, False, False)
    assert rules.rates(sent=0, by_code={})[0].basis_points == 0


def test_consent_is_kept_two_years() -> None:
    assert rules.keep_consent_until(date(2028, 2, 29)) == date(2030, 2, 28)
