"""A question's results as a page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from hearthside.helpcenter import library
from hearthside.helpcenter.facts import facts_of, fill
from hearthside.helpcenter.library import Topic
from hearthside.helpcenter.searching import selectors
from hearthside.helpcenter.searching.models import Passage
from hearthside.helpcenter.searching.passages import Said, marked
from hearthside.helpcenter.searching.ranking import WEAK_BELOW, Ranked, ranker
from hearthside.organization.selectors import profile

SHOWN_MOST = 6
SHOWN_LEAST = 3
SHARE_LEAST = 0.02
WEAK_SHOWN = 3
TYPED_SHOWN = 5
TOP_TASKS = (
    "pay-online", "understand-bill", "when-bill", "home-health-orders", "equipment-problem", "login-trouble",
    "contact-us",
)  # fmt: skip
"""What most people come for, when we do not know what this one does."""


@dataclass(frozen=True, slots=True)
class Result:
    """One topic that may answer: its page, its title and short answer, and a passage in runs, maybe none."""

    path: str
    title: str
    short: str
    passage: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """Best first. `is_weak`: these are guesses, or there is nothing at all."""

    found: tuple[Result, ...]
    is_weak: bool


def results_of(question: str, language: str) -> Results:
    """What the page shows for a question, in this language; the question may be in another."""
    ranked = ranker().rank(question, selectors.sayings())
    is_weak = not ranked or ranked[0].score < WEAK_BELOW
    slugs = [one.topic for one in _shown(ranked, is_weak=is_weak)]
    asked = ranker().stems_of(question)
    passages = selectors.best_passages(slugs, language, asked)
    facts = facts_of(profile(), language)
    found = (_result(topic, facts, passages.get(topic.slug), asked) for topic in _topics(slugs, language))
    return Results(tuple(found), is_weak)


def while_typing(question: str, language: str) -> tuple[Result, ...]:
    """The titles to offer before the question is finished."""
    ranked = ranker().rank(question, selectors.sayings())[:TYPED_SHOWN]
    return _plain_results([one.topic for one in ranked if one.score >= SHARE_LEAST], language)


def top_tasks(language: str) -> tuple[Result, ...]:
    return _plain_results(TOP_TASKS, language)


def _shown(ranked: Sequence[Ranked], *, is_weak: bool) -> Sequence[Ranked]:
    if is_weak:
        return ranked[:WEAK_SHOWN]
    good = [one for one in ranked[:SHOWN_MOST] if one.score >= SHARE_LEAST]
    return good if len(good) >= SHOWN_LEAST else ranked[:SHOWN_LEAST]


def _plain_results(slugs: Sequence[str], language: str) -> tuple[Result, ...]:
    facts = facts_of(profile(), language)
    return tuple(_plain(topic, facts) for topic in _topics(slugs, language))


def _topics(slugs: Sequence[str], language: str) -> list[Topic]:
    topics = library.topics(language)
    return [topics[slug] for slug in slugs if slug in topics]


def _result(topic: Topic, facts: Mapping[str, str], row: Passage | None, asked: Sequence[str]) -> Result:
    """A topic with the passage that says most; its link leads to the heading above that."""
    plain = _plain(topic, facts)
    if row is None:
        return plain
    path = f"{plain.path}#{row.anchor}" if row.anchor else plain.path
    return replace(plain, path=path, passage=tuple(marked(fill(row.text, facts), asked)))


def _plain(topic: Topic, facts: Mapping[str, str]) -> Result:
    path = reverse("helpcenter:topic", args=[topic.slug])
    return Result(path, fill(topic.title, facts), fill(topic.short, facts))
