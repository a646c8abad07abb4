"""What is wrong with a text before it goes out: links, facts, translations, and how hard it is to read."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from hearthside.helpcenter import markup
from hearthside.helpcenter.calling import NUMBERS
from hearthside.helpcenter.facts import SLOT, UnknownFact, fill
from hearthside.helpcenter.library import Section, Topic
from hearthside.helpcenter.markup import Block, Spans
from hearthside.mailroom import reading

GATED_WORDS = 100
REVIEWED_EVERY = timedelta(days=365)
RELATED_LEAST, RELATED_MOST = 2, 4


class Weight(StrEnum):
    FAULT = "fault"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend: the file from the folder of texts, its line, what is wrong and what to do."""

    file: str
    line: int
    what: str
    weight: Weight = Weight.FAULT

    def __str__(self) -> str:
        mark = "" if self.weight is Weight.FAULT else "warning: "
        return f"{self.file}:{self.line}: {mark}{self.what}"


@dataclass(frozen=True, slots=True)
class House:
    """What texts are held against: facts by language, our pages, every topic by language, the day."""

    facts: Mapping[str, Mapping[str, str]]
    is_page: Callable[[str, str], bool]
    topics: Mapping[str, Mapping[str, Topic]]
    today: date


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of any kind as proofreading sees it. `first` are its title and short answer."""

    file: str
    language: str
    first: tuple[str, ...]
    sections: tuple[Section, ...]
    reviewed_on: date
    blocks: tuple[Block, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = (markup.blocks_of(part.body, part.line + bool(part.heading)) for part in self.sections)
        object.__setattr__(self, "blocks", tuple(block for blocks in found for block in blocks))

    @property
    def spans(self) -> Iterator[tuple[int, Spans]]:
        """Every line of text below the title, with where it stands."""
        for block in self.blocks:
            yield from markup.texts_of(block)


def piece_of(topic: Topic) -> Piece:
    return Piece(
        file=f"topics/{topic.slug}/{topic.language}.md",
        language=topic.language,
        first=(topic.title, topic.short, topic.action_label),
        sections=topic.sections,
        reviewed_on=topic.reviewed_on,
    )


def proofread_topics(house: House) -> Iterator[Finding]:
    """Everything wrong with the topics, in no order."""
    for slug in sorted({slug for topics in house.topics.values() for slug in topics}):
        versions = {language: topics.get(slug) for language, topics in house.topics.items()}
        yield from _translations(slug, versions)
        for topic in versions.values():
            if topic is not None:
                yield from proofread(piece_of(topic), house)
                yield from _front(topic, house)


def proofread(piece: Piece, house: House) -> Iterator[Finding]:
    """What is wrong with one text: facts, links, headings, reading, age."""
    yield from _unknown_facts(piece, house)
    yield from _links(piece, house)
    yield from _headings(piece)
    yield from _reading(piece, house)
    if house.today - piece.reviewed_on > REVIEWED_EVERY:
        what = f"last reviewed on {piece.reviewed_on}; read it again and change reviewed_on"
        yield Finding(piece.file, 1, what, Weight.WARNING)


def _translations(slug: str, versions: Mapping[str, Topic | None]) -> Iterator[Finding]:
    """Missing in a language, or not the same facts in both."""
    for language, topic in versions.items():
        if topic is None:
            yield Finding(f"topics/{slug}/{language}.md", 1, "this translation is missing")
    present = [topic for topic in versions.values() if topic is not None]
    for one, other in pairwise(present):
        for name in ("version", "related", "action_path", "call"):
            if getattr(one, name) != getattr(other, name):
                what = f"{name} is not the same as in {one.language}.md"
                yield Finding(f"topics/{slug}/{other.language}.md", 1, what)
        if len(one.sections) != len(other.sections):
            what = f"has {len(other.sections)} headings, and {one.language}.md has {len(one.sections)}"
            yield Finding(f"topics/{slug}/{other.language}.md", 1, what)


def _front(topic: Topic, house: House) -> Iterator[Finding]:
    """The lines between +++ that lead somewhere."""
    file = f"topics/{topic.slug}/{topic.language}.md"
    if not house.is_page(topic.action_path.partition("#")[0], topic.language):
        yield Finding(file, 1, f"action_path {topic.action_path} leads nowhere")
    if topic.call not in NUMBERS:
        yield Finding(file, 1, f"call is “{topic.call}”; we know {', '.join(sorted(NUMBERS))}")
    if not RELATED_LEAST <= len(set(topic.related)) <= RELATED_MOST:
        yield Finding(file, 1, f"related must name {RELATED_LEAST} to {RELATED_MOST} other topics")
    for slug in topic.related:
        if slug == topic.slug:
            yield Finding(file, 1, "related names this topic itself")
        elif slug not in house.topics[topic.language]:
            yield Finding(file, 1, f"related names {slug}, and there is no such topic")


def _unknown_facts(piece: Piece, house: House) -> Iterator[Finding]:
    known = house.facts[piece.language]
    for text in piece.first:
        yield from (_unknown(piece, 1, slot[1]) for slot in SLOT.finditer(text) if slot[1] not in known)
    for line, spans in piece.spans:
        yield from (_unknown(piece, line, name) for name in markup.slots_in(spans) if name not in known)
    for part in piece.sections:
        slots = (slot[1] for slot in SLOT.finditer(part.heading))
        yield from (_unknown(piece, part.line, name) for name in slots if name not in known)


def _unknown(piece: Piece, line: int, name: str) -> Finding:
    return Finding(piece.file, line, f"{{{{ {name} }}}} is no fact of the organization’s profile")


def _links(piece: Piece, house: House) -> Iterator[Finding]:
    for line, spans in piece.spans:
        for target in markup.links_in(spans):
            if what := _wrong_with(target, piece, house):
                yield Finding(piece.file, line, what)


def _wrong_with(target: str, piece: Piece, house: House) -> str:
    """Why a link is dead; "" when it leads somewhere. A heading is looked for where the page is a topic."""
    path, _, heading = target.partition("#")
    if target.startswith("#"):
        return "" if heading in _anchors(piece.sections) else f"there is no heading #{heading} here"
    if not target.startswith("/") or not house.is_page(path, piece.language):
        return f"the link {target} leads nowhere"
    topic = _topic_at(path, house.topics[piece.language])
    if path.startswith("/help/") and path.count("/") == 3 and topic is None and not _is_known_page(path):
        return f"the link {target} leads to no topic"
    if heading and (topic is None or heading not in _anchors(topic.sections)):
        return f"the link {target} leads to no heading of that page"
    return ""


def _is_known_page(path: str) -> bool:
    """Help pages that are not topics."""
    return path == "/help/search/"


def _topic_at(path: str, topics: Mapping[str, Topic]) -> Topic | None:
    return topics.get(path.removeprefix("/help/").removesuffix("/")) if path.startswith("/help/") else None


def _anchors(sections: Iterable[Section]) -> Collection[str]:
    return {part.anchor for part in sections}


def _headings(piece: Piece) -> Iterator[Finding]:
    """A heading with nothing below it."""
    for part in piece.sections:
        if not part.body.strip():
            yield Finding(piece.file, part.line, f"nothing stands below “{part.heading}”")


def _reading(piece: Piece, house: House) -> Iterator[Finding]:
    """How hard the whole is, and each sentence that is too long or uses a word we avoid."""
    known = house.facts[piece.language]
    lines = [(line, _words(spans, known)) for line, spans in _read_lines(piece)]
    whole = reading.read(
        "\n".join([*_known(piece.first, known), *(text for _, text in lines)]), piece.language
    )
    yield from _too_hard(piece, whole)
    for line, text in [*((1, text) for text in _known(piece.first, known)), *lines]:
        yield from _sentences(piece, line, text)


def _too_hard(piece: Piece, read: reading.Readability) -> Iterator[Finding]:
    if read.words < GATED_WORDS:
        return
    if piece.language == "es" and read.score < reading.EASE_MIN:
        yield Finding(
            piece.file, 1, f"reads at {read.score:.1f}; easy Spanish is {reading.EASE_MIN:.0f} or more"
        )
    if piece.language != "es" and read.score > reading.GRADE_MAX:
        yield Finding(piece.file, 1, f"reads at grade {read.score:.1f}; the most is {reading.GRADE_MAX:.0f}")


def _sentences(piece: Piece, line: int, text: str) -> Iterator[Finding]:
    for sentence in reading.sentences(text):
        count = len(reading.words(sentence))
        if count > reading.SENTENCE_WORDS_MAX:
            most = reading.SENTENCE_WORDS_MAX
            start = " ".join(sentence.split()[:6])
            yield Finding(piece.file, line, f"a sentence of {count} words (the most is {most}): “{start} …”")
    for hard in reading.read(text, piece.language).hard_words:
        yield Finding(piece.file, line, f"“{hard}” is a word we do not use")


def _read_lines(piece: Piece) -> Iterator[tuple[int, Spans]]:
    """What is read as sentences; table cells are looked up, not read on."""
    for block in piece.blocks:
        if not isinstance(block, markup.Table):
            yield from markup.texts_of(block)


def _words(spans: Spans, facts: Mapping[str, str]) -> str:
    """The words of a line as a reader sees them; facts nobody knows are left out."""
    said = []
    for span in spans:
        if isinstance(span, markup.Text):
            said.append(span.words)
        elif isinstance(span, markup.Slot):
            said.append(facts.get(span.name, ""))
        else:
            said.append(_words(span.spans, facts))
    return "".join(said)


def _known(texts: Iterable[str], facts: Mapping[str, str]) -> Iterator[str]:
    for text in texts:
        try:
            yield fill(text, facts)
        # Said by name already; the rest of the text is still read.
        except UnknownFact:
            yield SLOT.sub("", text)
