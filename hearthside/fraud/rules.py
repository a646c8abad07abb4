"""What two reports share, whom a report names, and what needs a second person. Values in, a value out."""

import re
import unicodedata
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

FOUND = frozenset({"referred_plan", "referred_law", "recovered"})
"""Outcomes that say somebody did wrong: a second investigator agrees before the report is closed so."""
NOTHING = frozenset({"unfounded", "no_finding", "education"})
OUTCOMES = FOUND | NOTHING

TEXT_MOST = 20_000
NAME_LETTERS_LEAST = 4
WORD_LETTERS_LEAST = 7
MARKS_MOST = 80
ALIKE_WORDS_LEAST = 3
_PHONE = re.compile(r"(?<![0-9])\(?([2-9][0-9]{2})\)?[ .-]{0,2}([0-9]{3})[ .-]?([0-9]{4})(?![0-9])")
_SITE = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}")


@dataclass(frozen=True, slots=True)
class Line:
    """The line of a bill that a report was begun from, as the bill names it; `served_on` is ISO, or ""."""

    service: str
    provider: str
    served_on: str
    charge: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody told us, as they typed it. `name` and `contact` only if they chose to be known."""

    kind: str
    words: str
    who: str = ""
    when: str = ""
    where: str = ""
    name: str = ""
    contact: str = ""
    line: Line | None = None


@dataclass(frozen=True, order=True, slots=True)
class Mark:
    """Something in a report that another may share: `kind` is line, provider, phone, site, name or word."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Another report, and what it shares with this one."""

    tip_id: int
    shared: tuple[Mark, ...] = field(default=())


def plain(text: str) -> str:
    """Small letters without accents: José and JOSE are one."""
    spread = unicodedata.normalize("NFKD", text[:TEXT_MOST]).casefold()
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain(text))


def marks_of(facts: Facts) -> frozenset[Mark]:
    """Everything in a report by which another can be found to be about the same."""
    told = f"{facts.words}\n{facts.who}\n{facts.where}"
    found = {Mark("phone", "".join(parts)) for parts in _PHONE.findall(told[:TEXT_MOST])}
    found |= {Mark("site", site) for site in _sites(told)}
    found |= {Mark("name", word) for word in words_of(facts.who) if len(word) >= NAME_LETTERS_LEAST}
    if facts.line is not None:
        found |= {Mark("line", facts.line.charge), Mark("provider", " ".join(words_of(facts.line.provider)))}
        found |= {
            Mark("name", one) for one in words_of(facts.line.provider) if len(one) >= NAME_LETTERS_LEAST
        }
    found |= {Mark("word", word) for word in words_of(facts.words) if len(word) >= WORD_LETTERS_LEAST}
    kept = sorted((mark for mark in found if mark.text), key=lambda mark: (mark.kind == "word", mark))
    return frozenset(kept[:MARKS_MOST])


def _sites(text: str) -> set[str]:
    """Addresses on the web and of e-mail, by their host: "www.pay-bills.example/x" is "pay-bills.example"."""
    pieces = (piece.strip(".,;:!?()<>\"'") for piece in plain(text).split())
    hosts = (re.split(r"[/@]", piece.partition("://")[2] or piece) for piece in pieces if len(piece) <= 300)
    named = (part.partition(":")[0].removeprefix("www.") for parts in hosts for part in parts)
    return {name for name in named if len(name) <= 253 and _SITE.fullmatch(name)}


def is_alike(shared: Collection[Mark]) -> bool:
    """Whether what two reports share is worth a look: one hard fact, or three uncommon words."""
    hard = [mark for mark in shared if mark.kind != "word"]
    return bool(hard) or len(shared) >= ALIKE_WORDS_LEAST


def named_in(facts: Facts, people: Mapping[int, tuple[str, str]]) -> set[int]:
    """Which of our own people a report speaks of: `people` are id -> (name, e-mail address).

    By the whole name in any order or the e-mail address; in a report about our staff, and in its "who",
    the first or the last name alone is enough: hiding it from one too many costs little, from one too few
    costs the person who told us.
    """
    told = f"{facts.words}\n{facts.who}\n{facts.where}"
    words, raw = set(words_of(told)), plain(told)
    loose = words if facts.kind == "our_staff" else set(words_of(facts.who))
    return {
        ident
        for ident, (name, email) in people.items()
        if _is_named(words_of(name), words, loose) or (email and plain(email) in raw)
    }


def _is_named(name: list[str], words: set[str], loose: set[str]) -> bool:
    ends = {part for part in (name[0], name[-1]) if len(part) > 2} if name else set()
    return bool(name) and (set(name) <= words or bool(ends & loose))


def group_of(tip_id: int, links: Iterable[tuple[int, int]]) -> set[int]:
    """Every report that a chain of links leads to, this one among them."""
    beside: dict[int, set[int]] = {}
    for first, second in links:
        beside.setdefault(first, set()).add(second)
        beside.setdefault(second, set()).add(first)
    seen, waiting = {tip_id}, deque([tip_id])
    while waiting:
        new = beside.get(waiting.popleft(), set()) - seen
        seen |= new
        waiting.extend(new)
    return seen


def needs_second(outcome: str) -> bool:
    return outcome in FOUND


def keep_days(outcome: str, *, found: int, nothing: int) -> int:
    """How long after closing a report is kept. Days."""
    return found if outcome in FOUND else nothing


def forget_on(closed_on: date, days: int) -> date:
    return closed_on + timedelta(days=days)


def grouped(pin: str) -> str:
    """40218837 as 4021 8837."""
    return f"{pin[:4]} {pin[4:]}"
