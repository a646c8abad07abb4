"""The reading counter, on texts counted by hand."""

import pytest

from tools import reading


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("remit", 2),
        ("patient", 2),
        ("responsibility", 6),
        ("of", 1),
        ("plan", 1),
        ("provider", 3),
        ("table", 2),
        ("care", 1),
        ("changes", 2),
        ("rules", 1),
        ("tables", 2),
        ("asked", 1),
        ("needed", 2),
        ("safely", 2),
        ("payment", 2),
        ("statement", 2),
        ("social", 2),
        ("medial", 3),
        ("million", 2),
        ("period", 4 - 1),
        ("annual", 3),
        ("video", 3),
        ("diet", 2),
        ("client", 2),
        ("carrier", 3),
        ("going", 2),
        ("seeing", 2),
        ("unique", 2),
        ("prism", 2),
        ("DME", 3),
        ("the", 1),
        ("plan's", 1),
        ("doctor's", 2),
        ("out-of-pocket", 4),
    ],
)
def test_english_syllables(word, syllables):
    assert reading.english_syllables(word) == syllables


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("su", 1),
        ("banco", 2),
        ("aceptó", 3),
        ("tarjeta", 3),
        ("que", 1),
        ("pague", 2),
        ("quien", 1),
        ("ahora", 3),
        ("y", 1),
        ("hoy", 1),
        ("ya", 1),
        ("día", 2),
        ("deducible", 4),
        ("autorización", 5),
        ("leche", 2),
        ("oír", 2),
        ("cuenta", 2),
    ],
)
def test_spanish_syllables(word, syllables):
    assert reading.spanish_syllables(word) == syllables


def test_the_english_worked_example():
    found = reading.read_english("Remit patient responsibility of $142.50.")
    assert (found.words, found.sentences, found.syllables) == (4, 1, 11)
    assert round(found.score, 1) == 18.4


def test_the_spanish_worked_example():
    found = reading.read_spanish("Su banco no aceptó esta tarjeta. No le cobramos nada.")
    assert (found.words, found.sentences, found.syllables) == (10, 2, 19)
    assert round(found.score, 1) == 83.5


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Claim denied: CO-197, no precert.", 2.9),
        ("FINAL NOTICE! Your account is delinquent.", 7.2),
    ],
)
def test_scores_are_blind_to_unkind_words(text, grade):
    assert reading.flesch_kincaid(text) == pytest.approx(grade, abs=0.06)


def test_plain_words_score_easier_than_hard_ones():
    plain = "You owe $142.50. Pay by December 15, 2026."
    hard = "Remit patient responsibility of $142.50."
    assert reading.flesch_kincaid(plain) < reading.flesch_kincaid(hard)
    plain_es = "Usted debe $142.50. Pague a más tardar el 15 de diciembre de 2026."
    hard_es = "Favor remitir su responsabilidad financiera correspondiente."
    assert reading.szigriszt(plain_es) > reading.szigriszt(hard_es)


def test_a_sentence_does_not_end_inside_an_abbreviation():
    text = "Dr. Lee called at 9 a.m. from the U.S. office. You owe nothing."
    assert len(reading.sentences(text)) == 2


def test_a_line_end_ends_a_sentence_and_short_items_join_their_lead_in():
    assert len(reading.sentences("What to send\nYour sleep study")) == 2
    assert reading.sentences("Send us:\n- your card\n- the note") == ["Send us: your card the note"]
    assert len(reading.sentences("Send us:\n- the note your doctor wrote in May")) == 2


def test_numbers_addresses_and_slots_are_not_words():
    assert reading.words("Pay {amount} or $1,234.56 at hearthside.example by 15") == ["Pay", "or", "at", "by"]
    assert reading.words("Write to a@b.org, or see https://x.gov/y?z=1") == ["Write", "to", "or", "see"]


def test_a_text_without_words_scores_zero_and_is_not_gated():
    for text in ("", "   ", "$12.00", "{slot}"):
        assert reading.flesch_kincaid(text) == 0.0
        assert reading.szigriszt(text) == 0.0
    assert not reading.read_english("You owe nothing.").is_gated
    assert reading.read_english("You owe nothing. " * 40).is_gated


def test_the_longest_sentence_is_found():
    assert reading.longest_sentence("One two. One two three. One.") == 3
    assert reading.longest_sentence("") == 0


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        (
            "Your first plan paid its part. Now we wait for your second plan. Do not pay the $19.00 yet. "
            "We bill only what both leave.",
            -0.5,
        ),
        (
            "We cannot lower this bill because the income you gave is above our limit. You can pay in four "
            "parts with no interest, or send newer papers.",
            5.8,
        ),
    ],
)
def test_the_easiest_and_the_hardest_of_our_model_texts(text, grade):
    assert round(reading.flesch_kincaid(text), 1) == grade
