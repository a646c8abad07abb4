"""The Markdown that topics are written in, read into plain parts: headings, lists, tables, bold, links.

Whatever is not one of these is text. Nothing here makes HTML, so nothing a writer types can become HTML.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hearthside.helpcenter.facts import SLOT


@dataclass(frozen=True, slots=True)
class Text:
    words: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A fact by its name: `{{ phone }}`."""

    name: str


@dataclass(frozen=True, slots=True)
class Bold:
    spans: tuple["Span", ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a path of ours, maybe with a #heading."""

    spans: tuple["Span", ...]
    target: str


Span = Text | Slot | Bold | Link
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans
    line: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, numbered or not; each item is one line of text."""

    items: tuple[Spans, ...]
    is_numbered: bool
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A head and rows of as many cells; the first cell of a row names it."""

    head: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    line: int


Block = Paragraph | Listing | Table

_ITEM = re.compile(r"^(?:[-*]|(\d+)[.)]) +(.*)$")
_RULE = re.compile(r"^\|(?: *:?-+:? *\|)+$")
_SPAN = re.compile(
    r"\*\*(?P<bold>.+?)\*\*"
    r"|\[(?P<words>[^\[\]]+)\]\((?P<target>[^()\s]+)\)"
    rf"|(?P<slot>{SLOT.pattern})"
)


def blocks_of(text: str, first_line: int = 1) -> tuple[Block, ...]:
    """The blocks of a section, in order; `line` counts from `first_line`. Any text can be read."""
    return tuple(_block(lines, number) for number, lines in _runs(text, first_line))


def spans_of(text: str) -> Spans:
    """Bold, links and facts in a line of text; what opens and does not close stays as it was typed."""
    return tuple(_spans(text))


def links_in(spans: Sequence[Span]) -> Iterator[str]:
    """The targets of every link, bold or not."""
    for span in spans:
        if isinstance(span, Link):
            yield span.target
        elif isinstance(span, Bold):
            yield from links_in(span.spans)


def slots_in(spans: Sequence[Span]) -> Iterator[str]:
    """The name of every fact."""
    for span in spans:
        if isinstance(span, Slot):
            yield span.name
        elif isinstance(span, Bold | Link):
            yield from slots_in(span.spans)


def texts_of(block: Block) -> Iterator[tuple[int, Spans]]:
    """Each piece of text in a block, with the line it stands on."""
    if isinstance(block, Paragraph):
        yield block.line, block.spans
    elif isinstance(block, Listing):
        yield from enumerate(block.items, block.line)
    else:
        yield from ((block.line, cell) for cell in block.head)
        for number, row in enumerate(block.rows, block.line + 2):
            yield from ((number, cell) for cell in row)


def _runs(text: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Lines that belong together: parted by blank lines, or where a list or table starts or ends."""
    held: list[str] = []
    start = first_line
    for number, line in enumerate(text.split("\n"), first_line):
        fits = line.strip() and (not held or _kind(line) == _kind(held[-1]))
        if held and not fits:
            yield start, held
            held = []
        if line.strip():
            start = start if held else number
            held.append(line.strip())
    if held:
        yield start, held


def _kind(line: str) -> str:
    found = _ITEM.match(line.strip())
    if found:
        return "numbered" if found[1] else "item"
    return "table" if line.strip().startswith("|") else "text"


def _block(lines: list[str], number: int) -> Block:
    kind = _kind(lines[0])
    if kind == "table" and len(lines) > 1 and _RULE.match(lines[1]):
        return _table(lines, number)
    if kind in ("item", "numbered"):
        items = tuple(spans_of(found[2]) for line in lines if (found := _ITEM.match(line)))
        return Listing(items, kind == "numbered", number)
    return Paragraph(spans_of(" ".join(lines)), number)


def _table(lines: list[str], number: int) -> Table:
    """Rows with fewer cells than the head are filled up; more cells than it has are left out."""
    head = _cells(lines[0])
    rows = (_cells(line) for line in lines[2:])
    fitted = (tuple([*row, *[()] * len(head)][: len(head)]) for row in rows)
    return Table(head, tuple(fitted), number)


def _cells(line: str) -> tuple[Spans, ...]:
    return tuple(spans_of(cell.strip()) for cell in line.strip("|").split("|"))


def _spans(text: str) -> Iterator[Span]:
    at = 0
    for found in _SPAN.finditer(text):
        if found.start() > at:
            yield Text(text[at : found.start()])
        yield _span(found)
        at = found.end()
    if at < len(text):
        yield Text(text[at:])


def _span(found: re.Match[str]) -> Span:
    if found["bold"] is not None:
        return Bold(spans_of(found["bold"]))
    if found["words"] is not None:
        return Link(tuple(_no_links(spans_of(found["words"]))), found["target"])
    inner = SLOT.fullmatch(found["slot"])
    assert inner is not None
    return Slot(inner[1])


def _no_links(spans: Spans) -> Iterator[Span]:
    return (span for span in spans if not isinstance(span, Link))
