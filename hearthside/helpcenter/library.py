"""The help topics, read from their files once a process. Pure Python: search and proofreading use it too.

A file is TOML between two `+++` lines, then text; topics/WRITING.md says what each line means.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hearthside.errors import HearthsideError

TOPICS = Path(__file__).parent / "topics"
FENCE = "+++"
_HEADING = re.compile(r"^(#{2,3}) +(.+?) *$")


class BadTopic(HearthsideError):
    """A topic's file cannot be read. `where` is its path from the topics' folder and a line."""

    code = "helpcenter.bad_topic"

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}", where=where, what=what)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a topic: its `##` or `###` heading, that heading's anchor, and the Markdown below it.

    What stands above the first heading has neither. `line` counts from 1, in the file; the body starts on
    the line after a heading, blank or not.
    """

    heading: str
    anchor: str
    body: str
    line: int


@dataclass(frozen=True, slots=True)
class Topic:
    """One question and its answer in one language, as its file says it: facts are still `{{ phone }}`.

    `call` names the phone number to offer (organization profile); `body` is Markdown and starts at
    `body_line` of the file. `version` is the same in every language.
    """

    slug: str
    language: str
    title: str
    short: str
    action_label: str
    action_path: str
    related: tuple[str, ...]
    call: str
    keywords: tuple[str, ...]
    reviewed_on: date
    version: int
    body: str
    body_line: int
    sections: tuple[Section, ...]


def topics(language: str) -> Mapping[str, Topic]:
    """Every topic in a language, by slug, in the order of their slugs. Raises BadTopic."""
    return _topics(TOPICS, language)


def slugs() -> frozenset[str]:
    """The folders of the topics, whichever languages they hold."""
    return frozenset(folder.name for folder in TOPICS.iterdir() if folder.is_dir())


@cache
def _topics(folder: Path, language: str) -> Mapping[str, Topic]:
    files = sorted(folder.glob(f"*/{language}.md"))
    return MappingProxyType({file.parent.name: read(file) for file in files})


def read(file: Path) -> Topic:
    """The topic of one file, named `<slug>/<language>.md`. Raises BadTopic."""
    where = f"{file.parent.name}/{file.name}"
    try:
        facts, body, body_line = split_facts(file.read_text(encoding="utf-8"))
        return Topic(
            slug=file.parent.name,
            language=file.stem,
            body=body,
            body_line=body_line,
            sections=tuple(sections_of(body, body_line)),
            **_typed(facts),
        )
    except tomllib.TOMLDecodeError as trouble:
        raise BadTopic(where, f"the lines between +++ are not TOML: {trouble}") from None
    except (UnicodeDecodeError, ValueError) as trouble:
        raise BadTopic(where, str(trouble)) from None


def anchor_of(heading: str) -> str:
    """The address of a heading in its page: "Why it may be late" as why-it-may-be-late."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def split_facts(text: str) -> tuple[Mapping[str, Any], str, int]:
    """The facts above a topic's text, the text, and the line of the file where it starts."""
    parts = re.split(rf"^{re.escape(FENCE)}$\n?", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise ValueError("line 1: the file must start with facts between two lines of +++")
    _, facts, body = parts
    blank = len(body) - len(body.lstrip("\n"))
    first_line = facts.count("\n") + 3 + blank
    return tomllib.loads(facts), body.strip("\n"), first_line


_KINDS: Mapping[str, type] = {
    "title": str, "short": str, "action_label": str, "action_path": str, "related": list, "call": str,
    "keywords": list, "reviewed_on": date, "version": int,
}  # fmt: skip


def _typed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, each of its kind; lists as tuples. Raises ValueError that names the line at fault."""
    if odd := facts.keys() ^ _KINDS.keys():
        kind = "is missing" if (name := min(odd)) in _KINDS else "is not a line we know"
        raise ValueError(f"“{name}” {kind}")
    for name, wanted in _KINDS.items():
        if type(facts[name]) is not wanted or facts[name] in ("", []):
            raise ValueError(f"“{name}” must be a {wanted.__name__} that is not empty")
    return {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in facts.items()}


def sections_of(body: str, first_line: int) -> Iterator[Section]:
    """The sections of a text whose first line is `first_line` of its file."""
    heading, line, held = "", first_line, list[str]()
    taken: dict[str, int] = {}
    for number, text in enumerate(body.split("\n"), first_line):
        if not (found := _HEADING.match(text)):
            held.append(text)
            continue
        if heading or any(held):
            yield _section(heading, held, line, taken)
        heading, line, held = found[2], number, []
    if heading or any(held):
        yield _section(heading, held, line, taken)


def _section(heading: str, held: list[str], line: int, taken: dict[str, int]) -> Section:
    """One section; a second heading of the same words gets -2 after its anchor."""
    anchor = anchor_of(heading)
    taken[anchor] = taken.get(anchor, 0) + 1
    if anchor and taken[anchor] > 1:
        anchor = f"{anchor}-{taken[anchor]}"
    return Section(heading, anchor, "\n".join(held).rstrip("\n"), line)
