"""The answer to a topic from the reader's own records, from every room that has one."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from hearthside.helpcenter import paths
from hearthside.helpcenter.registry import Action, Answer, Asker, Row, answers

log = logging.getLogger(__name__)

SHORT = 28
"""Up to this many letters, the values of an answer stand in a column beside their labels."""


@dataclass(frozen=True, slots=True)
class Told:
    """One room's answer as a page shows it. `is_column`: its values are short enough to stand in one."""

    says: tuple[str, ...]
    rows: tuple[Row, ...]
    actions: tuple[Action, ...]
    is_column: bool


@dataclass(frozen=True, slots=True)
class Personal:
    """What the rooms say; `has_failed` when one of them could not look at its records."""

    told: Sequence[Told]
    has_failed: bool


def personal_answer(slug: str, asker: Asker) -> Personal:
    """Ask each room that answers this topic. A room that fails is noted, and the others still answer."""
    told: list[Told] = []
    has_failed = False
    for ask in answers().get(slug, ()):
        try:
            answer = ask(asker)
            told += [_told(answer)] if answer is not None else []
        # Whatever goes wrong in one room, the general answer below must still be read.
        except Exception as trouble:
            has_failed = True
            log.error("help answer failed: %s, %s", slug, type(trouble).__name__)
    return Personal(told, has_failed)


def _told(answer: Answer) -> Told:
    """The answer in this page's language, its paths as addresses; a page that is not here is not linked."""
    language = get_language() or "en"
    rows = tuple(
        Row(str(row.label), str(row.value), row.path and paths.local(row.path, language))
        for row in answer.rows
    )
    actions = ((str(one.words), paths.local(one.path, language)) for one in answer.actions)
    return Told(
        says=tuple(str(sentence) for sentence in answer.says),
        rows=rows,
        actions=tuple(Action(words, path) for words, path in actions if path),
        is_column=all(len(str(row.value)) <= SHORT for row in rows),
    )
