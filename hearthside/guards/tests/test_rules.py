"""Keys that say nothing, one spelling for one thing, and the sums of the brake."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.guards import rules
from hearthside.guards.limits import KEPT, LIMITS, Kind, Limit, Then, Window
from hearthside.guards.rules import Tally

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
SECRET = b"a guard key for tests"


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        (Kind.DIGITS, ["4021187739", "402 118 7739", " 402-118-7739", "402.118.7739", "４０２1187739"]),
        (Kind.EMAIL, ["ana@example.org", " Ana@Example.ORG "]),
        (Kind.ADDRESS, ["2001:db8::1", "2001:DB8:0:0::2", "2001:db8::/64"]),
        (Kind.IDENT, ["17", " 17 "]),
    ],
)
def test_two_spellings_of_one_thing_share_a_counter(kind: Kind, spellings: list[str]) -> None:
    assert len({rules.normalized(kind, spelling) for spelling in spellings}) == 1


def test_a_key_tells_limits_windows_values_and_installations_apart() -> None:
    account, birth = LIMITS["pay_code.account"], LIMITS["birth_date.account"]
    keys = {
        rules.counter_key(SECRET, account, 0, "4021187739"),
        rules.counter_key(SECRET, account, 0, "4021187747"),
        rules.counter_key(SECRET, birth, 0, "4021187739"),
        rules.counter_key(SECRET, birth, 1, "4021187739"),
        rules.counter_key(b"another key", account, 0, "4021187739"),
    }
    assert len(keys) == 5
    assert all(len(key) == 64 and "4021187739" not in key for key in keys)


@given(st.text(max_size=400) | st.just("\ud800"), st.sampled_from(list(LIMITS.values())))
def test_whatever_is_typed_has_a_key(value: str, limit: Limit) -> None:
    assert len(rules.counter_key(SECRET, limit, 0, value)) == 64


def test_a_window_begins_with_its_first_try_and_is_new_once_over() -> None:
    day = timedelta(days=1)
    tally = Tally("k", Window(5, day), 4, NOON, NOON + day)
    assert rules.as_of(tally, NOON + day - timedelta(microseconds=1)) == tally
    assert rules.as_of(tally, NOON + day) == Tally("k", Window(5, day), 0, NOON + day, NOON + 2 * day)
    forever = Tally("k", Window(20, None), 20, NOON, None)
    assert rules.as_of(forever, NOON + 9999 * day) == forever


def test_the_window_with_the_fewest_tries_left_decides() -> None:
    limit = LIMITS["password.login"]
    short = Tally("a", limit.windows[0], 3, NOON, NOON + timedelta(minutes=5))
    long = Tally("b", limit.windows[1], 49, NOON, NOON + timedelta(days=1))
    told = rules.verdict(limit, [short, long], allowed=True)
    assert (told.tries_left, told.until, told.then) == (1, long.until, Then.OTHER_WAYS_IN)


@pytest.mark.parametrize(
    ("answers", "declines", "many"),
    [(19, 19, False), (20, 6, False), (20, 7, True), (100, 30, False), (100, 31, True), (0, 0, False)],
)
def test_declines_are_many_above_thirty_percent_of_twenty(answers: int, declines: int, many: bool) -> None:
    assert rules.declines_are_many(answers=answers, declines=declines) is many


def test_wrong_codes_are_many_above_two_hundred() -> None:
    assert not rules.wrong_codes_are_many(200)
    assert rules.wrong_codes_are_many(201)


@pytest.mark.parametrize("limit", LIMITS.values(), ids=lambda limit: limit.name)
def test_every_limit_can_be_counted(limit: Limit) -> None:
    assert limit.windows
    for window in limit.windows:
        assert window.most > 0
        assert window.length is None or timedelta(0) < window.length <= KEPT
    assert all(one.most < other.most for one, other in zip(limit.windows, limit.windows[1:], strict=False))
