"""What rooms bring to the help center: the answer to a topic from the person's own records.

A room's `answers.py` holds `ANSWERS = {"when-bill": when_bill}`: a topic's slug and a callable. Two rooms may
answer one topic: the answers stand below each other, lowest floor first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils.functional import Promise

from hearthside.audit.actor import Actor
from hearthside.rooms import parts_of_rooms

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, signed in, and of which account: the open one, which `actor` may see.

    `account_id` is None for a login that may see no account. An answer about money or care still starts
    from the `..._visible_to(actor)` selectors: a helper's scope is theirs to ask.
    """

    actor: Actor
    account_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Action:
    """A button or link: its words, and a path of ours without a language prefix."""

    words: Words
    path: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an answer: what it is about, what holds, and a page that shows more."""

    label: Words
    value: Words
    path: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in the person's language: sentences, then rows, then what they can do about it.

    No sentence claims more than the records hold: "no bill yet", never "no bill is coming".
    """

    says: tuple[Words, ...]
    rows: tuple[Row, ...] = ()
    actions: tuple[Action, ...] = ()


AnswerOf = Callable[[Asker], Answer | None]
"""None: this room has nothing to say to this person about the topic."""


@cache
def answers() -> Mapping[str, tuple[AnswerOf, ...]]:
    """Every personal answer of the house, by topic."""
    found: dict[str, tuple[AnswerOf, ...]] = {}
    for module in parts_of_rooms("answers"):
        for slug, answer in module.ANSWERS.items():
            found[slug] = (*found.get(slug, ()), answer)
    return found
