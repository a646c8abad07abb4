"""Proofreading finds what is wrong, one fault at a time, and the texts of this house have none."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from hearthside import clock
from hearthside.helpcenter import library
from hearthside.helpcenter.about.pages import read as read_page
from hearthside.helpcenter.groups import GROUPS, ungrouped
from hearthside.helpcenter.library import BadTopic
from hearthside.helpcenter.proofread import everything_wrong, main
from hearthside.helpcenter.proofreading import Finding, House, Weight, proofread_topics

TODAY = date(2026, 11, 23)
TOPIC = """+++
title = "When will it come?"
short = "Soon. Call {{ phone }}."
action_label = "See your bills"
action_path = "/account/bills/"
related = ["one", "two"]
call = "billing"
keywords = ["late"]
reviewed_on = 2026-11-23
version = 1
+++

## How it works

You get care. Then [pay](/pay/) or call {{ phone }}.

## Why it is late

Your plan may need more days.
"""
LONG = (
    "We wait for your plan and for the next plan and for a paper that comes by mail from a place far away "
    * 2
)
HARD = "The organization systematically necessitates administrative documentation. " * 20


def house(folder: Path) -> House:
    topics = {
        language: MappingProxyType(
            {file.parent.name: library.read(file) for file in sorted(folder.glob(f"*/{language}.md"))}
        )
        for language in ("en", "es")
    }
    facts = {language: {"phone": "1-877-989-9059"} for language in topics}
    pages = ("/account/bills/", "/pay/", "/help/one/", "/help/two/", "/help/gone/")
    return House(facts, lambda path, language: path in pages, topics, TODAY)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Three topics in both languages, with nothing wrong."""
    for slug in ("one", "two", "three"):
        related = ", ".join(f'"{other}"' for other in ("one", "two", "three") if other != slug)
        for language in ("en", "es"):
            file = tmp_path / slug / f"{language}.md"
            file.parent.mkdir(exist_ok=True)
            file.write_text(TOPIC.replace('"one", "two"', related))
    return tmp_path


def found(texts: Path) -> list[Finding]:
    return sorted(proofread_topics(house(texts)))


def change(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def test_good_texts_have_no_finding(texts: Path) -> None:
    assert found(texts) == []


@pytest.mark.parametrize(
    ("edit", "line", "what"),
    [
        (change("[pay](/pay/)", "[pay](/pya/)"), 15, "the link /pya/ leads nowhere"),
        (change("[pay](/pay/)", "[pay](/help/gone/)"), 15, "the link /help/gone/ leads to no topic"),
        (change("(/pay/)", "(/help/two/#nope)"), 15, "leads to no heading of that page"),
        (change("(/pay/)", "(#nope)"), 15, "there is no heading #nope here"),
        (change("(/pay/)", "(https://evil.example/)"), 15, "leads nowhere"),
        (change("call {{ phone }}.", "call {{ fone }}."), 15, "{{ fone }} is no fact"),
        (change("Soon. Call {{ phone }}.", "Call {{ fax }}."), 1, "{{ fax }} is no fact"),
        (change("Your plan may need more days.", LONG), 19, "a sentence of 4"),
        (change("Your plan may need", "Please remit in"), 19, "“remit” is a word we do not use"),
        (change("Your plan may need more days.", HARD), 1, "reads at grade"),
        (change("Your plan may need more days.", ""), 17, "nothing stands below"),
        (change("/account/bills/", "/account/bilsl/"), 1, "action_path /account/bilsl/ leads nowhere"),
        (change('"billing"', '"biling"'), 1, "call is “biling”"),
        (change('"two", "three"', '"two", "four"'), 1, "related names four, and there is no such topic"),
        (change('"two", "three"', '"two", "one"'), 1, "related names this topic itself"),
        (change('"two", "three"', '"two"'), 1, "related must name 2 to 4"),
    ],
)
def test_each_fault_is_found_where_it_stands(
    texts: Path, edit: Callable[[str], str], line: int, what: str
) -> None:
    file = texts / "one" / "en.md"
    file.write_text(edit(file.read_text()))
    hits = [one for one in found(texts) if one.file == "topics/one/en.md" and what in one.what]
    assert [(one.line, one.weight) for one in hits] == [(line, Weight.FAULT)]
    assert str(hits[0]).startswith(f"topics/one/en.md:{line}: ")


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (change("version = 1", "version = 2"), "version is not the same"),
        (change('"two", "three"', '"three", "two"'), "related is not the same"),
        (change("## Why it is late\n", ""), "has 1 headings, and en.md has 2"),
        (change("Your plan may need more days.", HARD), "easy Spanish is 65 or more"),
        (change("Your plan may need", "Favor remitir"), "“remitir” is a word we do not use"),
    ],
)
def test_the_translation_is_held_to_the_same(texts: Path, edit: Callable[[str], str], what: str) -> None:
    file = texts / "one" / "es.md"
    file.write_text(edit(file.read_text()))
    assert any(one.file == "topics/one/es.md" and what in one.what for one in found(texts))


def test_a_missing_translation_is_found(texts: Path) -> None:
    (texts / "two" / "es.md").unlink()
    assert Finding("topics/two/es.md", 1, "this translation is missing") in found(texts)


def test_an_old_review_is_a_warning_from_the_day_after(texts: Path) -> None:
    for day, count in (("2025-11-23", 0), ("2025-11-22", 1)):
        file = texts / "one" / "en.md"
        file.write_text(TOPIC.replace('"one"', '"three"').replace("2026-11-23", day))
        findings = [one for one in found(texts) if one.weight is Weight.WARNING]
        assert len(findings) == count
    assert "last reviewed on 2025-11-22" in findings[0].what and "warning" in str(findings[0])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("## No facts", "two lines of +++"),
        (TOPIC.replace("version = 1", "version = one"), "not TOML"),
        (TOPIC.replace("version = 1\n", ""), "“version” is missing"),
        (TOPIC.replace("version = 1", "version = true"), "“version” must be a int"),
        (TOPIC.replace("version = 1", "version = 1\ncolor = 3"), "“color” is not a line we know"),
        (TOPIC.replace('["late"]', "[]"), "“keywords” must be a list that is not empty"),
    ],
)
def test_a_file_that_cannot_be_read_says_which_and_why(tmp_path: Path, text: str, what: str) -> None:
    file = tmp_path / "one" / "en.md"
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(BadTopic, match=r"one/en\.md") as trouble:
        library.read(file)
    assert what in str(trouble.value)


def test_a_page_about_us_needs_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "rights" / "en.md"
    file.parent.mkdir()
    file.write_text('+++\ntitle = "x"\n+++\n\nWords.')
    with pytest.raises(BadTopic, match=r"rights/en\.md"):
        read_page(file)


def test_the_texts_of_this_house_have_no_fault() -> None:
    faults = [str(one) for one in everything_wrong(clock.today()) if one.weight is Weight.FAULT]
    assert faults == []


def test_the_command_ends_well_and_says_how_much_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--today", "2030-01-01"]) == 0
    said = capsys.readouterr().out
    assert "topics/when-bill/es.md:1: warning: last reviewed on" in said
    assert said.splitlines()[-1].startswith("0 to mend, ")


def test_every_topic_stands_in_one_group() -> None:
    named = [slug for group in GROUPS for slug in group.slugs]
    assert len(named) == len(set(named)) and set(named) == library.slugs()
    assert ungrouped(library.slugs()) == []
