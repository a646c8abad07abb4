"""Where a code may go, what a letter holds, what a call says."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.recovery import rules
from hearthside.recovery.spoken import code_call

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
OLD, NEW = AT - timedelta(days=14), AT - timedelta(days=13, hours=23)


@dataclass(frozen=True)
class OnFile:
    kind: str
    to: str
    lines: tuple[str, ...] = ()
    changed_at: datetime | None = None


EMAIL = OnFile("email", "ana@mail.example")
MOBILE = OnFile("phone", "+19375550100")
HOME = OnFile("home_phone", "+19375550199", changed_at=OLD)
ADDRESS = OnFile("address", "", ("12 Elm St", "Dayton, OH 45402"))


@pytest.mark.parametrize(
    ("contacts", "lost", "names"),
    [
        ([EMAIL, MOBILE, HOME, ADDRESS], "", ["text", "email", "call", "call-home", "letter"]),
        ([EMAIL, ADDRESS], "ANA@mail.example", ["letter"]),
        ([EMAIL], "other@mail.example", ["email"]),
        ([OnFile("phone", "+19375550100", changed_at=NEW), ADDRESS], "", ["letter"]),
        ([OnFile("phone", "+19375550100", changed_at=OLD)], "", ["text", "call"]),
        ([OnFile("email", "x@mail.example", changed_at=NEW)], "", []),
        ([], "", []),
    ],
)
def test_a_code_goes_to_what_has_stood_for_14_days(
    contacts: list[OnFile], lost: str, names: list[str]
) -> None:
    assert [way.name for way in rules.ways(contacts, lost_email=lost, at=AT)] == names


def test_a_contact_is_shown_in_part() -> None:
    shown = {way.name: way.shown for way in rules.ways([EMAIL, MOBILE, HOME, ADDRESS], lost_email="", at=AT)}
    assert shown == {
        "email": "a•••@mail.example", "text": "••• ••• ••00", "call": "••• ••• ••00",
        "call-home": "••• ••• ••99", "letter": "Dayton, OH",
    }  # fmt: skip


@given(st.binary(min_size=16, max_size=64), st.from_regex(r"[1-9][0-9]{9}", fullmatch=True))
def test_a_mailed_code_is_eight_digits_and_the_same_each_time(secret: bytes, reference: str) -> None:
    code = rules.letter_code(secret, reference)
    assert len(code) == rules.LETTER_DIGITS and code.isdigit()
    assert code == rules.letter_code(secret, reference)
    assert rules.same_code(f" {code[:4]} {code[4:]} ", code)
    assert not rules.same_code(code[:-1], code)


@given(st.text(max_size=100_000))
def test_any_text_can_be_typed_as_a_code(typed: str) -> None:
    assert not rules.same_code(typed.replace("7", "1"), "77777777")


@pytest.mark.parametrize(("language", "word", "voice"), [("en", "four", "en-US"), ("es", "cuatro", "es-US")])
def test_a_call_says_the_code_twice_digit_by_digit(language: str, word: str, voice: str) -> None:
    said = code_call("402118", org="Elm & <Co>", language=language)
    assert said.count(word) == 2 and f'language="{voice}"' in said and "402118" not in said
    assert "Elm &amp; &lt;Co&gt;" in said and said.endswith("<Hangup/></Response>")


def test_used_since_and_who_may_confirm() -> None:
    assert rules.used_since(AT, OLD) and not rules.used_since(OLD, AT) and not rules.used_since(None, AT)
