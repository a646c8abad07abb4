"""Decisions about messages: hours, lengths, words, marks. No database."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.clock import EASTERN
from hearthside.mailroom import reading, rules
from tools import reading as gate


@pytest.mark.parametrize(
    ("hour", "state", "may_go"),
    [
        (8, "OH", False),
        (9, "OH", True),
        (19, "OH", True),
        (20, "OH", False),
        (9, "FL", False),  # eight in the west of Florida
        (10, "FL", True),
        (11, "CA", False),
        (12, "CA", True),
        (19, "HI", True),
        (13, "HI", False),
    ],
)
def test_texts_go_at_a_decent_hour_where_the_person_lives(hour: int, state: str, may_go: bool) -> None:
    at = datetime(2026, 11, 23, hour, tzinfo=EASTERN)
    assert rules.texts_may_go(at, rules.STATE_ZONES[state]) is may_go


def test_nobody_is_texted_where_we_know_no_hour() -> None:
    assert not rules.texts_may_go(datetime(2026, 11, 23, 12, tzinfo=EASTERN), ())


def test_every_state_has_its_hours() -> None:
    from localflavor.us.us_states import STATE_CHOICES

    military = {"AA", "AE", "AP"}  # anywhere in the world: the number alone says the hour
    assert {str(code) for code, _name in STATE_CHOICES} - military <= rules.STATE_ZONES.keys()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),  # é is in the alphabet of texts
        ("á" * 70, 1),  # á is not
        ("á" * 71, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("", 1),
    ],
)
def test_how_many_texts_a_text_is(text: str, parts: int) -> None:
    assert rules.segments(text) == parts


@given(st.text(max_size=400))
def test_a_longer_text_is_never_fewer(text: str) -> None:
    assert 1 <= rules.segments(text) <= rules.segments(text + "x")


@pytest.mark.parametrize(
    ("heard", "word"),
    [
        ("STOP", "stop"),
        (" stop. ", "stop"),
        ("Stop!!", "stop"),
        ("PARAR", "stop"),
        ("cancelar", "stop"),
        ("START", "start"),
        ("sí", "start"),
        ("Ayuda", "help"),
        ("HELP", "help"),
        ("please stop calling my mother", ""),
        ("", ""),
    ],
)
def test_what_people_text_back(heard: str, word: str) -> None:
    assert rules.word_heard(heard) == word


def test_a_text_says_first_who_it_is_from_and_last_how_to_stop() -> None:
    said = rules.text_words(
        "CareCentrix", "A bill is due.", "4021187739", kind="reminder", closing="STOP to end."
    )
    assert said == "CareCentrix: A bill is due. No. 4021187739. STOP to end."


def test_the_last_line_of_a_code_stays_last() -> None:
    body = "CareCentrix: 402118 is your code.\n@pay.example #402118"
    assert rules.text_words("CareCentrix", body, "4021187739", kind="login_code", closing="STOP") == body
    assert "402118" not in rules.kept_words("login_code", body)


@pytest.mark.parametrize(
    ("channel", "to", "lines", "seen"),
    [
        ("email", "ana.reyes@example.org", (), "a•••@example.org"),
        ("text", "+19375550142", (), "••• 0142"),
        ("letter", "Ana Reyes", ("12 Elm St", "Dayton, OH 45402"), "Dayton, OH 45402"),
    ],
)
def test_a_screen_shows_too_little_of_an_address_to_write_to_it(channel, to, lines, seen) -> None:  # type: ignore[no-untyped-def]
    assert rules.mark(channel, to, lines) == seen


@pytest.mark.parametrize(
    ("typed", "fits"),
    [("2286", True), ("45402", True), ("454021234", True), ("2287", False), ("45403", False)],
)
def test_four_digits_of_the_account_or_the_zip_prove_it(typed: str, fits: bool) -> None:
    assert rules.proof_fits(typed, account_number="7122042286", zip_code="45402") is fits


@pytest.mark.parametrize("typed", ["-", "", "0000"])
def test_nothing_proves_a_message_that_is_not_there(typed: str) -> None:
    assert not rules.proof_fits(typed or "x", account_number="", zip_code="") or typed == "-"


@pytest.mark.parametrize("mark", ["\n", "\r", "\x00", "\u2028"])
def test_a_line_break_of_any_kind_is_seen(mark: str) -> None:
    assert rules.has_line_break("plain", f"with{mark}Bcc: all@example.org")


@pytest.mark.parametrize(("pages", "sheets"), [(1, 1), (2, 1), (3, 2), (4, 2)])
def test_paper_has_two_sides(pages: int, sheets: int) -> None:
    assert rules.sheets_of(pages) == sheets


LETTER = """Your bank sent your payment back. You owe $142.50 again, with no fee.

You can:
- pay online
- send a check to us by mail in the envelope

Dr. Lee's office called at 9 a.m. about Medicare. A mistake? Call your bank first."""


def test_a_preview_counts_as_the_gate_of_our_pages_does() -> None:
    found = reading.read(LETTER, "en")
    assert found.score == pytest.approx(gate.flesch_kincaid(LETTER))
    assert found.longest_sentence == gate.longest_sentence(LETTER)
    spanish = "Su banco devolvió su pago. Pague de otra manera a más tardar el 15 de diciembre."
    assert reading.read(spanish, "es").score == pytest.approx(gate.szigriszt(spanish))


@given(st.from_regex(r"[a-zé'-]{1,14}", fullmatch=True))
def test_syllables_are_counted_as_the_gate_counts_them(word: str) -> None:
    assert reading.syllables_of(word, "en") == gate.english_syllables(word)
    assert reading.syllables_of(word, "es") == gate.spanish_syllables(word)


def test_hard_words_and_long_sentences_are_not_plain() -> None:
    assert reading.read("You owe $5.00. Please pay by Friday.", "en").is_plain
    assert not reading.read("Remit it now.", "en").is_plain
    assert not reading.read("we " * 26, "en").is_plain
