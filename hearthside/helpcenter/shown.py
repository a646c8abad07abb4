"""A topic as markup: its text with facts in place, every part escaped on its way out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

from hearthside.helpcenter import markup, paths
from hearthside.helpcenter.facts import DIALED, fact, fill
from hearthside.helpcenter.library import Section, Topic

PHONE = '<a class="hs-nowrap" href="tel:{}">{}</a>'
TABLE = (
    '<table class="ds-c-table ds-c-table--borderless ds-c-md-table--stacked hs-table hs-table--words">'
    "<caption class=\"ds-u-visibility--screen-reader\">{}</caption>"
    "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a page: its heading, the heading's anchor, and what stands below."""

    heading: str
    anchor: str
    body: str


@dataclass(frozen=True, slots=True)
class Page:
    """A topic with its facts in place, ready for a template. `action_path` is "" when no page does it yet."""

    slug: str
    title: str
    short: str
    action_label: str
    action_path: str
    parts: tuple[Part, ...]
    version: int
    reviewed_on: object


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes parts of a topic as markup. Raises UnknownFact for a fact it was not given."""

    facts: Mapping[str, str]
    language: str

    def page(self, topic: Topic) -> Page:
        return Page(
            slug=topic.slug,
            title=fill(topic.title, self.facts),
            short=self.line(markup.spans_of(topic.short)),
            action_label=fill(topic.action_label, self.facts),
            action_path=paths.local(topic.action_path, self.language),
            parts=self.parts(topic.sections),
            version=topic.version,
            reviewed_on=topic.reviewed_on,
        )

    def parts(self, sections: Iterable[Section]) -> tuple[Part, ...]:
        """Sections with their headings, each block as markup."""
        named = ((fill(section.heading, self.facts), section) for section in sections)
        return tuple(
            Part(heading, section.anchor, self.blocks(section.body, heading)) for heading, section in named
        )

    def blocks(self, text: str, caption: str = "") -> str:
        """The Markdown of a section; `caption` names its tables for who cannot see them."""
        return _joined((self._block(block, caption) for block in markup.blocks_of(text)), "\n")

    def line(self, spans: markup.Spans) -> str:
        return _joined(self._span(span) for span in spans)

    def _block(self, block: markup.Block, caption: str) -> str:
        if isinstance(block, markup.Paragraph):
            return format_html("<p>{}</p>", self.line(block.spans))
        if isinstance(block, markup.Table):
            return self._table(block, caption)
        return self._steps(block) if _are_steps(block) else self._list(block)

    def _list(self, block: markup.Listing) -> str:
        items = format_html_join("", "<li>{}</li>", ((self.line(item),) for item in block.items))
        return format_html("<ol>{}</ol>" if block.is_numbered else "<ul>{}</ul>", items)

    def _steps(self, block: markup.Listing) -> str:
        items = format_html_join(
            "", '<li class="ds-c-step"><p>{}</p></li>', ((self.line(item),) for item in block.items)
        )
        return format_html('<ol class="ds-c-step-list" role="list">{}</ol>', items)

    def _table(self, block: markup.Table, caption: str) -> str:
        head = format_html_join("", '<th scope="col">{}</th>', ((self.line(cell),) for cell in block.head))
        names = [self.plain(cell) for cell in block.head]
        rows = ((self._row(row, names),) for row in block.rows)
        return format_html(TABLE, caption, head, format_html_join("", "<tr>{}</tr>", rows))

    def _row(self, row: tuple[markup.Spans, ...], names: list[str]) -> str:
        first, *others = row
        cells = ((name, self.line(cell)) for name, cell in zip(names[1:], others, strict=True))
        return format_html(
            '<th scope="row">{}</th>{}',
            self.line(first),
            format_html_join("", '<td data-title="{}"><span>{}</span></td>', cells),
        )

    def _span(self, span: markup.Span, *, in_link: bool = False) -> str:
        if isinstance(span, markup.Text):
            return format_html("{}", span.words)
        if isinstance(span, markup.Slot):
            return self._fact(span.name, in_link=in_link)
        inner = _joined(
            self._span(one, in_link=in_link or isinstance(span, markup.Link)) for one in span.spans
        )
        if isinstance(span, markup.Bold):
            return format_html("<b>{}</b>", inner)
        address = paths.local(span.target, self.language)
        # A page that this house does not have is not linked; proofreading finds it before it gets here.
        return format_html('<a href="{}">{}</a>', address, inner) if address else inner

    def _fact(self, name: str, *, in_link: bool) -> str:
        words = fact(name, self.facts)
        if name in DIALED and not in_link:
            return format_html(PHONE, dialed(words), words)
        return format_html("{}", words)

    def plain(self, spans: markup.Spans) -> str:
        """The words alone."""
        return "".join(self._plain(span) for span in spans)

    def _plain(self, span: markup.Span) -> str:
        if isinstance(span, markup.Text):
            return span.words
        return fact(span.name, self.facts) if isinstance(span, markup.Slot) else self.plain(span.spans)


def dialed(phone: str) -> str:
    """1-877-989-9059 as +18779899059; a short code such as 711 stays."""
    digits = "".join(mark for mark in phone if mark.isdigit())
    return f"+{digits}" if len(digits) > 4 else digits


def _are_steps(block: markup.Listing) -> bool:
    """Things that happen one after another: each item of a numbered list says it first in bold."""
    return block.is_numbered and all(item and isinstance(item[0], markup.Bold) for item in block.items)


def _joined(parts: Iterable[str], between: str = "") -> str:
    return format_html_join(between, "{}", ((part,) for part in parts))
