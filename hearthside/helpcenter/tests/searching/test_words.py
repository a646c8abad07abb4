"""Words, spelling and concepts: small rules, and nothing a stranger types can stall them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.helpcenter.searching import concepts, passages
from hearthside.helpcenter.searching.ranking import ranker
from hearthside.helpcenter.searching.spelling import Speller, slips, sound_of
from hearthside.helpcenter.searching.words import TOKENS_MOST, cut, plain, stem, tokens

SAME_STEM = [
    ("pay", "pays", "paying"),
    ("pagar", "pago", "pagué", "pagando", "pagaron", "pague", "pagado"),
    ("bill", "bills", "billed", "billing"),
    ("factura", "facturas"),
    ("deny", "denied", "denies"),
    ("cobrar", "cobro", "cobraron", "cobrando"),
    ("return", "returned", "returning", "returns"),
    ("devolver", "devolverlo"),
    ("stop", "stopped", "stopping"),
    ("llegar", "llega", "llegó", "llegue"),
]
OTHER_STEM = [("papá", "pap"), ("mail", "mall"), ("card", "care"), ("casa", "case"), ("paper", "pap")]


@pytest.mark.parametrize("forms", SAME_STEM, ids=lambda forms: forms[0])
def test_the_forms_of_a_word_are_one(forms: tuple[str, ...]) -> None:
    assert len({stem(plain(form)) for form in forms}) == 1, [stem(plain(form)) for form in forms]


@pytest.mark.parametrize(("one", "other"), OTHER_STEM)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stem(plain(one)) != stem(plain(other))


def test_accents_capitals_and_apostrophes_do_not_matter() -> None:
    assert tokens("¿CUÁNTO cuesta?") == tokens("cuanto cuesta")
    assert tokens("I can't") == tokens("i cant") == tokens("I can’t")


def test_long_numbers_are_not_words() -> None:
    assert tokens("my account 4021187739 is 2 days late") == ["my", "account", "is", "2", "days", "late"]


def test_a_long_story_keeps_its_start_and_its_end() -> None:
    story = "my bill " + "and then " * 5000 + "how do I appeal"
    assert tokens(story)[:2] == ["my", "bill"] and tokens(story)[-2:] == ["i", "appeal"]
    assert len(tokens(story)) <= TOKENS_MOST and len(cut(story)) <= 2001


TYPOS = [
    ("recipt", "receipt"), ("pasword", "password"), ("insurence", "insurance"), ("wheelchiar", "wheelchair"),
    ("factuar", "factura"), ("recivo", "recibo"), ("kontrasena", "contrasena"), ("oxijeno", "oxigeno"),
    ("apelasion", "apelacion"), ("conferm", "confirm"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), TYPOS)
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    [found] = ranker()._speller.mend([typed])
    assert stem(found) == stem(meant)


def test_torn_and_joined_words_are_put_right() -> None:
    speller = Speller.of(["payment", "sign", "in", "in", "sign", "my"])
    assert speller.mend(["my", "pay", "ment"]) == ["my", "payment"]
    assert speller.mend(["signin"]) == ["sign", "in"]


def test_a_word_that_is_known_is_never_touched() -> None:
    speller = Speller.of(["mail", "mall"])
    assert speller.mend(["mall", "mail"]) == ["mall", "mail"]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("bill", "bill", 0), ("bill", "bll", 1), ("bill", "blil", 1), ("bill", "x", 3)],
)
def test_slips_are_counted(one: str, other: str, apart: int) -> None:
    assert slips(one, other, 2) == apart == slips(other, one, 2)


def test_spelling_by_ear() -> None:
    assert sound_of("hacer") == sound_of("aser") and sound_of("vien") == sound_of("bien")


def test_every_concept_speaks_both_languages() -> None:
    lexicon = concepts.lexicon()
    assert all(set(said) == {"en", "es"} and all(said.values()) for said in lexicon.values())
    assert concepts.concepts_in(["breast", "pump"]) >= {"pump"}


HOSTILE = [
    "x" * 100_000,
    "a b " * 25_000,
    "\u202eevil \u200f\u0000 بيل 🤱🏽💸" * 2000,
    "'; DROP TABLE helpcenter_passage; --",
    '" OR NEAR( * ^ : stems:bill',
    "%_\\x00 & | ! <-> :*",
    "1" * 100_000,
    "é" * 100_000,
    "",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stall_nothing(text: str) -> None:
    ranker().rank("warm")
    started = time.process_time()
    ranker().rank(text)
    assert time.process_time() - started < 0.5, "100 KB must be cut before it is looked at"


@given(st.text(max_size=300))
def test_any_text_can_be_asked_and_marked(text: str) -> None:
    shares = [one.score for one in ranker().rank(text)]
    assert not shares or abs(sum(shares) - 1) < 1e-6
    assert shares == sorted(shares, reverse=True)
    runs = passages.marked(text, ranker().stems_of(text))
    assert "".join(run.text for run in runs).strip("… ") in text


def test_nonsense_finds_nothing() -> None:
    assert ranker().rank("🤷 !!! ...") == []
