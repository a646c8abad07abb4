"""Business hours, the day we answer by, words of danger, and one press of Send."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.errors import BadSetting
from hearthside.inbox import rules
from hearthside.inbox.policy import dangers, policy, read_dangers, read_policy
from hearthside.inbox.replies import LANGUAGES, offered, replies
from hearthside.mailroom import reading


@dataclass(frozen=True)
class Weekdays:
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: time = time(8)
    closes: time = time(20)


@pytest.mark.parametrize(
    ("came", "answer_by", "why"),
    [
        ("2026-11-23 09:00", "2026-11-25", "Monday morning: Wednesday"),
        ("2026-11-23 19:59", "2026-11-25", "just before closing counts as that day"),
        (
            "2026-11-23 20:00",
            "2026-11-27",
            "after closing it came on Tuesday; then Thanksgiving",
        ),
        ("2026-11-25 10:00", "2026-11-30", "over Thanksgiving and a weekend"),
        ("2026-11-27 21:00", "2026-12-02", "Friday night came on Monday"),
        ("2026-11-28 12:00", "2026-12-02", "Saturday came on Monday"),
        ("2026-12-24 23:00", "2026-12-30", "Christmas Eve at night came on Monday"),
    ],
)
def test_two_business_days(came: str, answer_by: str, why: str) -> None:
    found = rules.answer_by(datetime.fromisoformat(came), Weekdays(), days=2)
    assert found == date.fromisoformat(answer_by), why


@pytest.mark.parametrize(
    ("now", "is_open", "is_holiday", "then"),
    [
        ("2026-11-23 08:00", True, False, "2026-11-23 20:00"),
        ("2026-11-23 19:59", True, False, "2026-11-23 20:00"),
        ("2026-11-23 20:00", False, False, "2026-11-24 08:00"),
        ("2026-11-23 07:59", False, False, "2026-11-23 08:00"),
        ("2026-11-21 12:00", False, False, "2026-11-23 08:00"),
        ("2026-11-26 12:00", False, True, "2026-11-27 08:00"),
        ("2026-11-25 21:00", False, False, "2026-11-27 08:00"),
    ],
)
def test_open_now_and_when_next(now: str, is_open: bool, is_holiday: bool, then: str) -> None:
    found = rules.opening(datetime.fromisoformat(now), Weekdays())
    assert (found.is_open, found.is_holiday) == (is_open, is_holiday)
    assert datetime.combine(found.next_on, found.next_at) == datetime.fromisoformat(then)


def test_hours_that_name_no_day_are_refused() -> None:
    with pytest.raises(ValueError, match="name no day"):
        rules.opening(datetime(2026, 11, 23, 9), Weekdays(days=()))


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))
def test_what_is_promised_is_a_business_day_to_come(at: datetime) -> None:
    by = rules.answer_by(at, Weekdays(), days=2)
    assert by > at.date() and not rules.is_holiday(by) and by.weekday() < 5
    opening = rules.opening(at, Weekdays())
    assert datetime.combine(opening.next_on, opening.next_at) > at


@pytest.mark.parametrize(
    ("words", "danger"),
    [
        ("I want to KILL   myself", "crisis"),
        ("I don’t want to live\nany more", "crisis"),
        ("I cant breathe!!", "emergency"),
        ("She can’t breathe.", "emergency"),
        ("me duele el pecho", "emergency"),
        ("No puedo respirar", "emergency"),
        ("dejo de respirar anoche", "emergency"),
        ("Ya no quiero vivir", "crisis"),
        ("chest pain, and I want to die", "crisis"),
        ("The bill for my CPAP is wrong", ""),
        ("Mi factura no está bien", ""),
        ("My order number ends in 9112", ""),
        ("a key stroke", "emergency"),  # a wrong alarm costs a glance
        ("keystrokes", ""),
    ],
)
def test_words_of_danger(words: str, danger: str) -> None:
    assert rules.danger_in(words, dangers()) == danger


def test_every_listed_phrase_is_found_however_it_is_typed() -> None:
    for kind, phrases in dangers().items():
        for phrase in phrases:
            assert rules.danger_in(f"Hi. {phrase.upper()}, please", {kind: phrases}) == kind


@given(st.text(), st.text(), st.lists(st.text(alphabet="0123456789abcdef", min_size=64, max_size=64)))
def test_one_press_has_one_key(words: str, other: str, files: list[str]) -> None:
    key = rules.press_key("form", words, files)
    assert len(key) == 64 and key == rules.press_key("form", f" {words}\n", reversed(files))
    if words.strip() != other.strip():
        assert key != rules.press_key("form", other, files)


def test_a_policy_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    day = date(2026, 11, 23)
    assert policy(day).answer_days == 2
    bad = tmp_path / "policy.toml"
    for text, line in (("[[messages]]\nfrom = 2020-01-01\nanswer_days = 0", "answer_days"),
                       ("[[messages]]\nfrom = 2030-01-01", "day"), ("[[", "TOML")):  # fmt: skip
        bad.write_text(text)
        read_policy.cache_clear()
        with pytest.raises(BadSetting, match=line):
            read_policy(bad, day)
    with pytest.raises(BadSetting, match="cannot be read"):
        read_policy(tmp_path / "none.toml", day)
    bad.write_text('[crisis]\nen = ["x"]\nes = []')
    with pytest.raises(BadSetting, match="crisis"):
        read_dangers(bad)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reply_reads_plainly(language: str) -> None:
    facts = {"name": "Ana", "site": "pay.example", "phone": "1-800-555-0100", "hours": "Monday to Friday.",
             "answer_by": "November 25, 2026", "bill_day": "November 1, 2026"}  # fmt: skip
    assert offered(facts) == list(replies().values())
    for reply in replies().values():
        read = reading.read(reply.words[language].format_map(facts), language)
        assert read.is_plain, (reply.slug, read)


def test_a_reply_without_its_facts_is_not_offered() -> None:
    facts = {"name": "Ana", "site": "pay.example", "phone": "1", "hours": "Always.", "answer_by": "soon"}
    assert "bill-is-right" not in [reply.slug for reply in offered(facts | {"bill_day": ""})]


@pytest.mark.parametrize(
    ("text", "fault"),
    [('[[reply]]\nslug="a"\nname="A"\nen="Hi"', "lacks a language"),
     ('[[reply]]\nslug="a"\nname="A"\nen="{amount}"\nes="x"', "amount")],
)  # fmt: skip
def test_a_reply_that_is_not_whole_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "replies.toml"
    file.write_text(text)
    with pytest.raises(BadSetting, match=fault):
        replies(file)
