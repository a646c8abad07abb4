"""Days, amounts and names as each language writes them; and two languages that ask for the same facts."""

import re
from dataclasses import fields, is_dataclass
from datetime import date

import pytest

from hearthside.bills.document import RentalMonth, Service
from hearthside.bills.document.words import WORDINGS
from hearthside.bills.document.words.saying import (
    grouped,
    how_paid,
    listed,
    long_day,
    near_day,
    owed,
    service_name,
    span,
    taken_off,
)

EN, ES = WORDINGS["en"], WORDINGS["es"]
NB = "\N{NO-BREAK SPACE}"


def plain(text):
    return text.replace(NB, " ")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (long_day(date(2026, 11, 23), EN), "November 23, 2026"),
        (long_day(date(2026, 11, 23), ES), "23 de noviembre de 2026"),
        (long_day(date(2026, 12, 1), ES), "1 de diciembre de 2026"),
        (near_day(date(2026, 10, 6), EN, year=2026), "October 6"),
        (near_day(date(2025, 10, 6), EN, year=2026), "October 6, 2025"),
        (near_day(date(2026, 10, 6), ES, year=2026), "6 de octubre"),
        (span(date(2026, 10, 3), date(2026, 10, 31), EN, year=2026), "October 3 to 31"),
        (span(date(2026, 10, 3), date(2026, 10, 31), ES, year=2026), "3 al 31 de octubre"),
        (span(date(2026, 10, 3), date(2026, 11, 2), EN, year=2026), "October 3 to November 2"),
        (
            span(date(2025, 12, 3), date(2026, 1, 2), ES, year=2026),
            "3 de diciembre de 2025 al 2 de enero",
        ),
        (owed(14250, EN), "$142.50"),
        (owed(-1200, EN), "Credit $12.00"),
        (owed(-1200, ES), "Saldo a favor: $12.00"),
        (taken_off(6500), "−$65.00"),
        (taken_off(0), "$0.00"),
        (how_paid("card", "4242", EN), "with a card ending in 4242"),
        (how_paid("check", "", ES), "con cheque"),
        (grouped("4021187739"), "402 118 7739"),
        (grouped("44719026"), "4471 9026"),
        (grouped("12"), "12"),
        (grouped(""), ""),
        (listed(["Ana"], EN, most=3), "Ana"),
        (listed(["Ana", "Ben", "Cora"], EN, most=3), "Ana, Ben and Cora"),
        (listed(["Ana", "Ben", "Cora", "Dev"], ES, most=2), "Ana, Ben y 2 más"),
    ],
)
def test_how_it_is_said(said, expected):
    assert plain(said) == expected


def test_a_rental_names_its_month():
    service = Service(
        item="CPAP rental",
        service_from=date(2026, 10, 3),
        service_to=date(2026, 10, 3),
        rental=RentalMonth(month=4, months=13),
    )
    assert plain(service_name(service, EN, year=2026)) == "CPAP rental, October 3 (month 4 of 13)"


def test_a_date_never_breaks_across_lines():
    assert " " not in long_day(date(2026, 11, 23), EN) + near_day(date(2026, 11, 23), ES, year=2026)


def texts(part):
    """Every text of a wording by path."""
    for field in fields(part):
        value = getattr(part, field.name)
        if is_dataclass(value):
            yield from ((f"{field.name}.{path}", text) for path, text in texts(value))
        elif isinstance(value, str):
            yield field.name, value


def test_both_languages_say_everything_with_the_same_facts():
    spanish = dict(texts(ES))
    assert ES.methods.keys() == EN.methods.keys()
    assert ES.glossary.keys() == EN.glossary.keys()
    for path, text in texts(EN):
        assert text.strip() and spanish[path].strip(), path
        if not path.startswith(("day", "span")):
            slots = set(re.findall(r"\{\w+\}", text))
            assert slots == set(re.findall(r"\{\w+\}", spanish[path])), path


@pytest.mark.parametrize(
    ("language", "avoided"),
    [
        (
            "en",
            "remit|delinquent|adjudicat|beneficiary|pended|invalid|patient resp|utilize|balance due",
        ),
        ("es", "remitir|declin|aseguranza|en mora|itemizad|antes del|responsabilidad|balance|clave|tú|tus?"),
    ],
)
def test_no_word_that_we_avoid(language, avoided):
    everything = " ".join(text for _, text in texts(WORDINGS[language]))
    everything += " ".join(f"{term} {meaning}" for term, meaning in WORDINGS[language].glossary.values())
    assert not re.findall(
        rf"\b(?:{avoided})\w*\b" if language == "en" else rf"\b(?:{avoided})\b", everything.lower()
    )


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
def test_no_sentence_is_longer_than_25_words(wording):
    for path, text in texts(wording):
        for sentence in re.split(r"[.?!:]\s", text):
            assert len(sentence.split()) <= 25, (path, sentence)
