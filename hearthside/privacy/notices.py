"""The privacy notice, by the day each version took effect: a folder of `notice/` named by that day.

    # heading of a half     ## section     ### part     - item     !the header that the law words
    **bold** inside a line; {{ name }} is a fact from the organization's profile

Changing what the notice means is a new folder; an old one stays as it was.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils import formats, translation

from hearthside.organization.profile import Profile
from hearthside.organization.selectors import profile

FOLDER = Path(__file__).parent / "notice"
LANGUAGES = ("en", "es")
_FACT = re.compile(r"\{\{ (\w+) \}\}")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_STARTS = (("### ", "part"), ("## ", "section"), ("# ", "half"), ("- ", "item"), ("!", "header"))


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list. `lines` are runs of (is bold, words); a list has one an item."""

    kind: str
    lines: tuple[tuple[tuple[bool, str], ...], ...]

    @property
    def words(self) -> str:
        return " ".join(words for line in self.lines for _bold, words in line)


@dataclass(frozen=True, slots=True)
class Notice:
    """One version in one language: the short half, and the full notice."""

    effective_on: date
    short: tuple[Block, ...]
    full: tuple[Block, ...]


@cache
def versions() -> tuple[date, ...]:
    """The day of every version, newest first."""
    days = [date.fromisoformat(path.name) for path in FOLDER.iterdir() if path.is_dir()]
    return tuple(sorted(days, reverse=True))


def in_effect(today: date) -> date:
    """The version that holds today; before the first one, the first."""
    return next((day for day in versions() if day <= today), versions()[-1])


def notice(on: date, language: str) -> Notice | None:
    """The version of exactly this day; None where there is none. The profile is that of today: who wrote the
    notice moves, and a letter must reach them."""
    if on not in versions():
        return None
    said = language if language in LANGUAGES else "en"
    text = (FOLDER / on.isoformat() / f"{said}.md").read_text("utf-8")
    blocks = _blocks(_with_facts(text, profile(), on, said))
    halves = [place for place, block in enumerate(blocks) if block.kind == "half"]
    return Notice(on, tuple(blocks[1 : halves[1]]), tuple(blocks[halves[1] + 1 :]))


def _with_facts(text: str, org: Profile, on: date, language: str) -> str:
    with translation.override(language):
        facts = {
            "name": org.name, "legal_name": org.legal_name, "phone": org.phone, "relay": org.relay,
            "site": org.site, "mail_address": ", ".join(org.return_lines),
            "effective_on": formats.date_format(on, "DATE_FORMAT"),
        }  # fmt: skip
    return _FACT.sub(lambda found: facts[found[1]], text)


def _blocks(text: str) -> list[Block]:
    found: list[Block] = []
    for line in (line.strip() for line in text.splitlines()):
        if not line:
            continue
        kind, words = _kind_of(line)
        runs = _runs(words)
        if kind == "item" and found and found[-1].kind == "list":
            found[-1] = Block("list", (*found[-1].lines, runs))
        else:
            found.append(Block("list" if kind == "item" else kind, (runs,)))
    return found


def _kind_of(line: str) -> tuple[str, str]:
    return next(
        ((kind, line[len(start) :]) for start, kind in _STARTS if line.startswith(start)), ("text", line)
    )


def _runs(words: str) -> tuple[tuple[bool, str], ...]:
    parts = _BOLD.split(words)
    return tuple((place % 2 == 1, part) for place, part in enumerate(parts) if part)
