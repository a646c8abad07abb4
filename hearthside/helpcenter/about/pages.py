"""The plain pages about us, each a file in each language: title, first words, and Markdown as in a topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from hearthside.helpcenter.library import BadTopic, Section, sections_of, split_facts

PAGES = Path(__file__).parent / "pages"
_LINES = {"title": str, "short": str, "reviewed_on": date, "version": int}


@dataclass(frozen=True, slots=True)
class AboutPage:
    """One page in one language; facts are still `{{ phone }}`."""

    slug: str
    language: str
    title: str
    short: str
    reviewed_on: date
    version: int
    sections: tuple[Section, ...]


@cache
def pages(language: str) -> Mapping[str, AboutPage]:
    """Every page about us, by slug. Raises BadTopic."""
    files = sorted(PAGES.glob(f"*/{language}.md"))
    return MappingProxyType({file.parent.name: read(file) for file in files})


def read(file: Path) -> AboutPage:
    """The page of a file named `<slug>/<language>.md`. Raises BadTopic."""
    try:
        facts, body, line = split_facts(file.read_text(encoding="utf-8"))
        wrong = [name for name, kind in _LINES.items() if type(facts.get(name)) is not kind]
        if wrong or facts.keys() - _LINES.keys():
            raise ValueError(f"needs exactly these lines: {', '.join(_LINES)}")
    except ValueError as trouble:
        raise BadTopic(f"{file.parent.name}/{file.name}", str(trouble)) from None
    return AboutPage(
        slug=file.parent.name, language=file.stem, sections=tuple(sections_of(body, line)), **facts
    )
