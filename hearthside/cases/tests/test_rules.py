"""Clocks in people's terms, and what a file is by its first bytes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.cases import rules
from hearthside.cases.case_kinds import QUESTION
from hearthside.cases.errors import UnknownKind, UnknownWord
from hearthside.cases.kinds import kind
from hearthside.cases.policy import policy, read_policy
from hearthside.cases.rules import Clock, Counts, Standing
from hearthside.errors import BadSetting
from hearthside.formats.fed_calendar import is_banking_day

BUSINESS = Clock(20, Counts.BUSINESS, extension_days=10, extensions_most=1, pauses=True)
CALENDAR = Clock(30)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("received_on", "clock", "due"),
    [
        (date(2026, 11, 23), Clock(1, Counts.BUSINESS), date(2026, 11, 24)),
        (date(2026, 11, 25), Clock(1, Counts.BUSINESS), date(2026, 11, 27)),  # Thanksgiving does not count
        (date(2026, 11, 27), Clock(1, Counts.BUSINESS), date(2026, 11, 30)),  # nor does a weekend
        (date(2026, 11, 28), Clock(1, Counts.BUSINESS), date(2026, 11, 30)),  # it came on a Saturday
        (date(2026, 11, 23), BUSINESS, date(2026, 12, 22)),
        (date(2026, 12, 20), CALENDAR, date(2027, 1, 19)),
    ],
)
def test_the_last_day_to_answer(received_on: date, clock: Clock, due: date) -> None:
    assert rules.due_on(received_on, clock) == due


def test_more_time_is_given_once() -> None:
    due = rules.due_on(date(2026, 11, 23), BUSINESS)
    assert rules.extended(due, BUSINESS, times_so_far=0) == date(2027, 1, 7)
    assert rules.extended(due, BUSINESS, times_so_far=1) is None
    assert rules.extended(due, CALENDAR, times_so_far=0) is None


@given(days, days, st.integers(0, 200))
def test_days_we_wait_for_a_person_are_given_back(received: date, asked: date, waited: int) -> None:
    due = rules.due_on(received, BUSINESS)
    later = rules.resumed(due, BUSINESS, asked_on=asked, answered_on=asked + timedelta(days=waited))
    assert later >= due and is_banking_day(later)
    assert rules.resumed(due, CALENDAR, asked_on=asked, answered_on=asked + timedelta(days=waited)) == due


@given(days, st.integers(1, 90), st.sampled_from(Counts))
def test_a_business_clock_ends_on_a_business_day(received: date, count: int, counts: Counts) -> None:
    due = rules.due_on(received, Clock(count, counts))
    assert due >= received + timedelta(days=count)
    assert counts is Counts.CALENDAR or is_banking_day(due)


@pytest.mark.parametrize(
    ("today", "is_paused", "stands"),
    [
        (date(2026, 12, 1), False, Standing.RUNS), (date(2026, 12, 19), False, Standing.SOON),
        (date(2026, 12, 22), False, Standing.TODAY), (date(2026, 12, 23), False, Standing.LATE),
        (date(2026, 12, 23), True, Standing.STOPPED),
    ],
)  # fmt: skip
def test_where_a_clock_stands(today: date, is_paused: bool, stands: Standing) -> None:
    assert rules.standing(date(2026, 12, 22), BUSINESS, today=today, is_paused=is_paused) is stands


def test_asking_again_is_possible_on_the_last_day_too() -> None:
    closed = date(2026, 11, 23)
    assert rules.may_ask_again(closed, today=closed + timedelta(days=60), days=60)
    assert not rules.may_ask_again(closed, today=closed + timedelta(days=61), days=60)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"%PDF-1.7\n", "pdf"), (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"), (b"\x89PNG\r\n\x1a\n\x00", "png"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "heic"), (b"\x00\x00\x00\x18ftypmif1mif1heic", "heic"),
        (b"\x00\x00\x00\x18ftypmp42", None), (b"<html>%PDF-", None), (b" %PDF-1.7", None), (b"", None),
        (b"PK\x03\x04", None), (b"MZ\x90\x00", None), (b"<svg xmlns=", None), (b"GIF89a", None),
        (b"%PDF", None),
    ],
)  # fmt: skip
def test_a_file_is_what_its_first_bytes_say(head: bytes, found: str | None) -> None:
    assert rules.kind_of_file(head) == found


@given(st.binary(max_size=64))
def test_any_bytes_are_one_of_four_kinds_or_nothing(head: bytes) -> None:
    found = rules.kind_of_file(head)
    starts = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
    assert (found is not None) == (head.startswith(starts) or (head[4:8] == b"ftyp" and found == "heic"))


def test_a_kind_knows_its_own_words() -> None:
    assert kind("dispute") is QUESTION
    QUESTION.check_outcome("withdrawn")
    checks = (QUESTION.check_outcome, QUESTION.check_why, QUESTION.check_stage)
    for check, word in zip(checks, ("won", "no", "x"), strict=True):
        with pytest.raises(UnknownWord):
            check(word)
    with pytest.raises(UnknownKind):
        kind("nothing")


def test_the_policy_refuses_nonsense(tmp_path: object) -> None:
    text = policy.__globals__["FILE"].read_text()
    for number, (was, now) in enumerate(
        [('counts = "business"', 'counts = "moons"'), ("days = 20", "days = 0"), ("days = 20", 'days = "20"'),
         ("from = 2020-01-01", "from = 2999-01-01"), ("pauses = true", ""), ("[[files]]", "[[files")]
    ):  # fmt: skip
        path = tmp_path / f"{number}.toml"  # type: ignore[operator]
        path.write_text(text.replace(was, now))
        with pytest.raises(BadSetting):
            read_policy(path, date(2026, 11, 23))
