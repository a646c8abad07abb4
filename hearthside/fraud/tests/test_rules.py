"""What two reports share, whom a report names, what a group is: no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.fraud import rules, sealing
from hearthside.fraud.rules import Facts, Line, Mark

PEOPLE = {1: ("Keisha Brown", "keisha@desk.example"), 2: ("Sam Ortiz", "sam@desk.example"), 3: ("", "")}
LINE = Line("CPAP rental", "Brightway Medical, Inc.", "2026-10-04", "5020118838")


@pytest.mark.parametrize(
    ("facts", "kind", "text"),
    [
        (Facts("fake", "Call (800) 555-0117 now"), "phone", "8005550117"),
        (Facts("fake", "they wrote 800.555.0117"), "phone", "8005550117"),
        (Facts("fake", "Go to https://www.Pay-Us.example/x?y"), "site", "pay-us.example"),
        (Facts("fake", "mail from help@pay-us.example."), "site", "pay-us.example"),
        (Facts("offer", "x", who="José of BRIGHTWAY"), "name", "brightway"),
        (Facts("offer", "x", who="José of Brightway"), "name", "jose"),
        (Facts("not_received", "x", line=LINE), "line", "5020118838"),
        (Facts("not_received", "x", line=LINE), "provider", "brightway medical inc"),
        (Facts("not_received", "x", line=LINE), "name", "brightway"),
        (Facts("other", "The wheelchair never came"), "word", "wheelchair"),
    ],
)
def test_what_a_report_can_be_found_by(facts: Facts, kind: str, text: str) -> None:
    assert Mark(kind, text) in rules.marks_of(facts)


@pytest.mark.parametrize(
    ("shared", "alike"),
    [
        ([Mark("phone", "8005550117")], True),
        ([Mark("word", "wheelchair"), Mark("word", "delivery")], False),
        ([Mark("word", "wheelchair"), Mark("word", "delivery"), Mark("word", "receipt")], True),
        ([], False),
    ],
)
def test_one_hard_fact_or_three_words_are_worth_a_look(shared: list[Mark], alike: bool) -> None:
    assert rules.is_alike(shared) is alike


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        (Facts("other", "Keisha Brown took my card"), {1}),
        (Facts("other", "It was BROWN, Keisha"), {1}),
        (Facts("other", "The bag was brown"), set()),
        (Facts("our_staff", "Keisha said so"), {1}),
        (Facts("other", "x", who="Ortiz"), {2}),
        (Facts("other", "mail from sam@desk.example"), {2}),
        (Facts("other", "Nobody you know"), set()),
    ],
)
def test_whom_a_report_speaks_of(facts: Facts, named: set[int]) -> None:
    assert rules.named_in(facts, PEOPLE) == named


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=12), st.integers(1, 9))
def test_everybody_in_a_group_has_the_same_group(links: list[tuple[int, int]], one: int) -> None:
    group = rules.group_of(one, links)
    assert one in group and all(rules.group_of(other, links) == group for other in group)


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_can_be_marked_locked_and_read_again(words: str, who: str) -> None:
    facts = Facts("other", words, who=who, line=LINE)
    assert len(rules.marks_of(facts)) <= rules.MARKS_MOST
    read = sealing.unlock_facts(sealing.lock_facts(facts))
    assert read == facts


@pytest.mark.parametrize("words", ["a" * 100_000, "a." * 50_000, "1" * 100_000, "@" * 100_000, "-" * 100_000])
def test_a_hundred_thousand_characters_do_not_stall(words: str) -> None:
    assert len(rules.marks_of(Facts("other", words, who=words))) <= rules.MARKS_MOST


def test_the_pin_follows_from_the_form_and_fits_nothing_else() -> None:
    pin = sealing.pin_of("a" * 32, "4021187739")
    assert len(pin) == 8 and pin.isdigit() and pin == sealing.pin_of("a" * 32, "4021187739")
    mark = sealing.pin_mark("4021187739", pin)
    assert sealing.pin_fits(mark, "4021187739", pin) and pin not in mark
    assert not sealing.pin_fits(mark, "5020118838", pin)
    assert sealing.pin_of("b" * 32, "4021187739") != pin


def test_the_pin_fits_after_the_key_was_changed(settings: object) -> None:
    mark = sealing.pin_mark("4021187739", "40218837")
    old = settings.SECRET_KEY  # type: ignore[attr-defined]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another " * 8, [old]  # type: ignore[attr-defined]
    assert sealing.pin_fits(mark, "4021187739", "40218837")
    assert not sealing.pin_fits(mark, "4021187739", "40218838")


def test_a_ticket_of_ours_is_read_and_no_other() -> None:
    ticket = sealing.ticket(sealing.FORM, {"a": 1})
    assert sealing.read_ticket(sealing.FORM, ticket) == {"a": 1}
    for other in ("", "x", ticket[:-4], "A" * 20_000, "é\ud800"):
        assert sealing.read_ticket(sealing.FORM, other) is None
    assert sealing.read_ticket(sealing.FOLLOW, ticket) is None


@pytest.mark.parametrize("outcome", sorted(rules.OUTCOMES))
def test_what_was_found_needs_two_and_is_kept_longer(outcome: str) -> None:
    assert rules.needs_second(outcome) is (rules.keep_days(outcome, found=10, nothing=2) == 10)
