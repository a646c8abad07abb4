"""Topics become markup, and nothing a writer types becomes anything but text."""

from html.parser import HTMLParser

import pytest

from hearthside.helpcenter import library, markup
from hearthside.helpcenter.facts import UnknownFact, fill
from hearthside.helpcenter.shown import Writer

FACTS = {"phone": "1-877-989-9059", "name": "A <b>& Co.", "relay": "711"}
ALLOWED = {"p", "b", "a", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "span"}


def html_of(text: str, language: str = "en") -> str:
    return Writer(FACTS, language).blocks(text, "Table")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Two\nlines.", "<p>Two lines.</p>"),
        ("A **bold** word.", "<p>A <b>bold</b> word.</p>"),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
        ("Before:\n- one", "<p>Before:</p>\n<ul><li>one</li></ul>"),
        ("[Pay](/pay/)", '<p><a href="/pay/">Pay</a></p>'),
        ("**[Pay](/pay/) now**", '<p><b><a href="/pay/">Pay</a> now</b></p>'),
        ("[Pay](/no-such-page/)", "<p>Pay</p>"),
        ("Call {{ phone }}.", '<p>Call <a class="hs-nowrap" href="tel:+18779899059">1-877-989-9059</a>.</p>'),
        ("Dial {{relay}}", '<p>Dial <a class="hs-nowrap" href="tel:711">711</a></p>'),
        ("[Call {{ phone }}](/contact/)", '<p><a href="/contact/">Call 1-877-989-9059</a></p>'),
        ("{{ name }}", "<p>A &lt;b&gt;&amp; Co.</p>"),
        ("An **open mark", "<p>An **open mark</p>"),
        ("| not a table |", "<p>| not a table |</p>"),
        (
            "| A | B |\n|---|---|\n| x | **y** |",
            '<table class="ds-c-table ds-c-table--borderless ds-c-md-table--stacked hs-table '
            'hs-table--words">'
            '<caption class="ds-u-visibility--screen-reader">Table</caption><thead><tr><th scope="col">A</th>'
            '<th scope="col">B</th></tr></thead><tbody><tr><th scope="row">x</th>'
            '<td data-title="B"><span><b>y</b></span></td></tr></tbody></table>',
        ),
    ],
)
def test_each_part_becomes_its_markup(text: str, html: str) -> None:
    assert html_of(text) == html


def test_links_lead_to_the_page_of_the_same_language() -> None:
    assert 'href="/es/pay/"' in html_of("[Pagar](/pay/)", "es")


def test_things_that_happen_in_turn_are_steps() -> None:
    assert 'class="ds-c-step"' in html_of("1. **First.** One\n2. **Then.** Two")


class Seen(HTMLParser):
    """Every element and attribute of a piece of markup, as a browser reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](//evil.example/)",
        '[x](/pay/"onclick="alert(1))',
        "[<img src=x onerror=alert(1)>](/pay/)",
        "**<iframe src=/pay/>**",
        "- <svg onload=alert(1)>\n- **</li></ul><script>**",
        "| <b onmouseover=x> | </table> |\n|---|---|\n| <style>p{} | \"'><form> |",
        "{{ <script> }}",
        "&lt;script&gt; &#60;script&#62;",
        "[[x](/pay/)](/pay/) " + "**" * 500 + "[" * 500 + "|" * 500,
    ],
)
def test_hostile_text_stays_text(text: str) -> None:
    try:
        html = html_of(text)
    except UnknownFact:
        return
    seen = Seen()
    seen.feed(html)
    assert seen.elements <= ALLOWED
    assert {name for name, _ in seen.attributes} <= {"href", "class", "scope", "data-title"}
    assert all(value.startswith(("/", "tel:")) for name, value in seen.attributes if name == "href")
    assert not any(value.startswith("//") for name, value in seen.attributes if name == "href")


def test_a_fact_nobody_knows_is_never_shown_as_a_gap() -> None:
    with pytest.raises(UnknownFact) as trouble:
        fill("Call {{ telephone }}", FACTS)
    assert trouble.value.name == "telephone"
    with pytest.raises(UnknownFact):
        html_of("Call {{ telephone }}")


def test_headings_have_addresses_of_their_own() -> None:
    parts = library.sections_of("Above\n\n## Por qué puede tardar\nx\n## Why?\ny\n### Why?\nz", 5)
    assert [(part.heading, part.anchor, part.line) for part in parts] == [
        ("", "", 5), ("Por qué puede tardar", "por-que-puede-tardar", 7), ("Why?", "why", 9),
        ("Why?", "why-2", 11),
    ]  # fmt: skip


def test_blocks_know_their_lines() -> None:
    listing, table = markup.blocks_of("- a\n- b\n\n| A |\n|---|\n| x |", 10)
    assert [line for line, _ in markup.texts_of(listing)] == [10, 11]
    assert [line for line, _ in markup.texts_of(table)] == [13, 15]
