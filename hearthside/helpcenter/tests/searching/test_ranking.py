"""The right topic first: on questions written apart, in both languages, and after a person's word."""

from datetime import date

import pytest

from hearthside.helpcenter import library
from hearthside.helpcenter.library import Section, Topic
from hearthside.helpcenter.searching import concepts, evaluating, learning, model, training
from hearthside.helpcenter.searching.ranking import WEAK_BELOW, Ranker, Reader, Saying, ranker
from hearthside.helpcenter.searching.spelling import Speller
from hearthside.helpcenter.searching.training import Sample
from hearthside.helpcenter.searching.words import plain


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("file", evaluating.FILES, ids=lambda file: file.stem)
def test_the_right_topic_comes_first(file: object, language: str) -> None:
    asked = [one for one in evaluating.questions(file) if one.language == language]  # type: ignore[arg-type]
    seen = evaluating.quality(evaluating.ask_all(ranker(), asked))
    assert seen.first >= 0.90 and seen.among_three >= 0.98, seen


def test_every_topic_is_asked_about_in_both_languages() -> None:
    asked = evaluating.questions()
    for language in ("en", "es"):
        for slug in library.slugs():
            assert sum(one.topic == slug and one.language == language for one in asked) >= 5, (slug, language)
    assert {one.topic for one in asked} == library.slugs()


def test_no_question_of_the_test_was_learned_from() -> None:
    learned = {plain(sample.text).strip(" ?¿") for sample in training.asked()}
    said = {plain(phrase) for phrase in concepts.said()}
    for file in evaluating.FILES:
        asked = {plain(one.text).strip(" ?¿") for one in evaluating.questions(file)}
        assert not asked & learned and not asked & said


def test_what_was_learned_is_of_these_samples() -> None:
    assert model.learned().from_ == learning.fingerprint(), (
        "a sample or concept changed: run `python -m hearthside.helpcenter.searching.learning`"
    )


def test_learning_again_learns_the_same() -> None:
    samples = [
        Sample("a", "pay my bill", 1.0),
        Sample("b", "stop the nurse", 1.0),
        Sample("a", "pay now", 1.0),
    ]
    assert learning.learn(samples, ["a", "b"], rounds=3) == learning.learn(samples, ["a", "b"], rounds=3)


SHORT = [
    ("phone number", "contact-us"), ("EOB?", "when-bill"), ("pompa de leche", "pump-types"),
    ("scam", "official-site"), ("estafa", "official-site"), ("autopay", "autopay-paperless"),
    ("cpap", "pap-instructions"), ("medela", "pump-brands"), ("password", "login-trouble"),
    ("mi mama murio", "member-deceased"), ("HSA", "itemized-receipt"), ("no puedo pagar", "cannot-pay"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "topic"), SHORT, ids=[words for words, _ in SHORT])
def test_a_word_or_two_is_enough(words: str, topic: str) -> None:
    assert topic in [one.topic for one in ranker().rank(words)[:3]]


@pytest.mark.parametrize("words", ["quiero pay my factura en linea", "my esposo murio what do I do"])
def test_two_languages_in_one_sentence(words: str) -> None:
    assert ranker().rank(words)[0].topic in ("pay-online", "member-deceased")


def test_what_an_editor_said_comes_first() -> None:
    words = "the humming thing by my bed"
    told = [Saying("humming thing bed", "equipment-problem")]
    before = [one.topic for one in ranker().rank(words)].index("equipment-problem")
    after = ranker().rank(words, told)
    assert after[0].topic == "equipment-problem" and after[0].score > WEAK_BELOW
    assert before >= 0 and ranker().rank("how do I pay", told)[0].topic == "pay-online"


def topic(slug: str, title: str, keywords: tuple[str, ...]) -> Topic:
    return Topic(
        slug=slug, language="en", title=title, short=title, action_label="x", action_path="/", related=(),
        call="billing", keywords=keywords, reviewed_on=date(2026, 1, 1), version=1, body="", body_line=1,
        sections=(Section("", "", "", 1),),
    )  # fmt: skip


def test_a_topic_nobody_wrote_samples_for_is_found_by_its_text() -> None:
    topics = [
        *library.topics("en").values(),
        topic("x-service-dog", "May my service dog stay?", ("guide dog", "puppy")),
    ]
    fresh = Ranker(Reader(topics), model.learned(), Speller.of(["dog", "puppy", "guide"]))
    assert fresh.rank("my guide dog")[0].topic == "x-service-dog"
