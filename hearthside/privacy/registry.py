"""What rooms bring: what they hold about an account (`held_about.py`), and what they remove (`purgers.py`).

    HELD = (Holding("bills", MONEY, "Your bills", rows=bills, papers=bill_papers),)
    PURGERS = (Purger("drafts", going=old_drafts, remove=drop_drafts),)

The holdings of rooms that bring none themselves are in `holdings/`, written with those rooms' selectors.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils.functional import Promise

from hearthside.audit.actor import Actor
from hearthside.rooms import parts_of_rooms

MONEY, CARE, OTHER, OWN = "money", "care", "other", "own"
ALL = frozenset({MONEY, CARE, OTHER, OWN})
"""What a grant opens: bills and payments; claims, plans and orders; letters, contact, who looked; and what
only those see whose account it is: whom they asked to help, and how they get in."""
PARTS = {
    "self": ALL, "guarantor": ALL, "all": ALL - {OWN}, "money": frozenset({MONEY}), "care": frozenset({CARE}),
}  # fmt: skip
"""The parts of a copy by the scope of the grant it is asked with."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose facts a copy is made of: an account, and those of its people whose care its asker may see."""

    account_id: int
    care_of: frozenset[int]


Row = dict[str, Any]
"""Facts that JSON can say: text, whole numbers, true and false, lists; days and times as ISO text."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it was sent. `pdf` sets it when it is written; None where it cannot be set any more."""

    name: str
    pdf: Callable[[], bytes | None]


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing a room holds about an account.

    `name` is the file's, in small letters and hyphens; `part` says who may have it; `label` is what a person
    reads. `rows(whose)` and `papers(whose)` give this account's and nobody else's, care only of the people in
    `care_of`, and no secret: no token, key, code or hash.
    """

    name: str
    part: str
    label: str | Promise
    rows: Callable[[Whose], Iterable[Row]]
    papers: Callable[[Whose], Iterable[Paper]] | None = None


@dataclass(frozen=True, slots=True)
class Going:
    """One row that is old enough to go: its id, in order, and whose it is (None: nobody's)."""

    id: int
    account_id: int | None


@dataclass(frozen=True, slots=True)
class Purger:
    """How one line of the retention table is carried out.

    `going(before, after, most)` gives up to `most` rows older than the day `before` with ids above `after`,
    in order of id. `remove(ids, by, at)` removes them inside the caller's transaction and returns the ids
    that it did remove.
    """

    kind: str
    going: Callable[[date, int, int], Sequence[Going]]
    remove: Callable[[Sequence[int], Actor, datetime], Sequence[int]]


def holdings() -> Iterator[Holding]:
    """Everything any room holds about an account, lowest floor first."""
    for module in _ours():
        yield from module.HELD
    for part in parts_of_rooms("held_about"):
        yield from part.HELD


def holdings_in(parts: Iterable[str]) -> list[Holding]:
    """Those holdings that a copy of these parts is made of."""
    wanted = frozenset(parts)
    return [one for one in holdings() if one.part in wanted]


@cache
def _ours() -> tuple[Any, ...]:
    folder = Path(__file__).parent / "holdings"
    names = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    return tuple(import_module(f"hearthside.privacy.holdings.{name}") for name in names)


@cache
def purgers() -> dict[str, Purger]:
    """Every purger by the line of the retention table it carries out."""
    found: dict[str, Purger] = {}
    for part in parts_of_rooms("purgers"):
        for purger in part.PURGERS:
            assert purger.kind not in found, f"two rooms remove {purger.kind}"
            found[purger.kind] = purger
    return found
