"""Which topic answers a question, best first. Needs no database.

Two opinions are added. The learned one (`model.py`) knows how people ask; it was fitted to sample questions.
The read one is BM25F over the topics as they are today: a word counts by its field, by how rare it is, and a
long text gains nothing by its length. A topic written this morning is found by the second alone.
What an editor said a question means (`Saying`) is heard above both.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from hearthside.helpcenter import library
from hearthside.helpcenter.library import Topic
from hearthside.helpcenter.searching.features import features_of
from hearthside.helpcenter.searching.model import Model, as_shares, learned, vocabulary
from hearthside.helpcenter.searching.spelling import Speller
from hearthside.helpcenter.searching.words import stems, tokens, whole_tokens

LANGUAGES = ("en", "es")
READ_SHARE = 2.0
"""How loud the read opinion is, beside the learned one's logarithm. Found by cross-validation."""
UNLEARNED_BEHIND = 1.0
"""A topic nobody wrote samples for starts this far behind the likeliest one."""
SAYING_SHARE = 6.0
SAYING_ALIKE_LEAST = 0.6

TITLE, KEYWORDS, SHORT, HEADINGS, BODY = 4.0, 3.0, 2.5, 2.0, 1.0
SATURATION, LENGTH_SHARE = 6.0, 0.75

WEAK_BELOW = 0.2
"""A best answer below this share is a guess: the page says so, and staff hear of the question."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic and its share of certainty; all topics' shares together are 1."""

    topic: str
    score: float


@dataclass(frozen=True, slots=True)
class Saying:
    """Words that an editor tied to a topic."""

    words: str
    topic: str


class Reader:
    """BM25F over the topics in all languages at once, so that a question may mix them."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._counts: dict[str, dict[str, float]] = {}
        self._lengths: dict[str, float] = {}
        for topic in topics:
            for text, weight in _fields(topic):
                self._take(topic.slug, stems(whole_tokens(text)), weight)
        self._usual_length = sum(self._lengths.values()) / max(1, len(self._lengths))

    def _take(self, slug: str, found: Sequence[str], weight: float) -> None:
        for stem in found:
            counts = self._counts.setdefault(stem, {})
            counts[slug] = counts.get(slug, 0.0) + weight
            self._lengths[slug] = self._lengths.get(slug, 0.0) + weight

    @property
    def topics(self) -> list[str]:
        return sorted(self._lengths)

    def shares(self, stemmed: Sequence[str]) -> dict[str, float]:
        """Each topic that has any of the words, the best one at 1."""
        sums: dict[str, float] = {}
        for stem in set(stemmed):
            having = self._counts.get(stem) or {}
            rare = math.log(1 + (len(self._lengths) - len(having) + 0.5) / (len(having) + 0.5))
            for slug, count in having.items():
                sums[slug] = sums.get(slug, 0.0) + rare * count / (count + self._saturation(slug))
        best = max(sums.values(), default=1.0)
        return {slug: value / best for slug, value in sums.items()}

    def _saturation(self, slug: str) -> float:
        return SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * self._lengths[slug] / self._usual_length)


def _fields(topic: Topic) -> Iterable[tuple[str, float]]:
    yield topic.title, TITLE
    yield " ".join(topic.keywords), KEYWORDS
    yield topic.short, SHORT
    yield " ".join(section.heading for section in topic.sections), HEADINGS
    yield topic.body, BODY


class Ranker:
    """Ranks every topic for a question. Build one a process; it keeps no question."""

    def __init__(self, reader: Reader, model: Model, speller: Speller) -> None:
        self._reader, self._model, self._speller = reader, model, speller
        self._topics = reader.topics

    def stems_of(self, question: str) -> list[str]:
        """The question's words put right and in one form."""
        return stems(self._speller.mend(tokens(question)))

    def rank(self, question: str, sayings: Iterable[Saying] = ()) -> list[Ranked]:
        """Every topic, best first; nothing at all for a question in which no word is known."""
        stemmed = self.stems_of(question)
        learned_says = self._model.log_likelihoods(features_of(stemmed))
        read_says = self._reader.shares(stemmed)
        told = self._told(stemmed, sayings)
        if learned_says is None and not read_says and not told:
            return []
        known = learned_says or {}
        start = max(known.values(), default=0.0) - UNLEARNED_BEHIND
        sums = [
            known.get(slug, start)
            + READ_SHARE * read_says.get(slug, 0.0)
            + SAYING_SHARE * told.get(slug, 0.0)
            for slug in self._topics
        ]
        ranked = map(Ranked, self._topics, as_shares(sums))
        return sorted(ranked, key=lambda one: (-one.score, one.topic))

    def _told(self, stemmed: Sequence[str], sayings: Iterable[Saying]) -> Mapping[str, float]:
        """How alike the question is to an editor's words, from SAYING_ALIKE_LEAST to 1, by topic."""
        asked, found = set(stemmed), dict[str, float]()
        for saying in sayings:
            said = set(self.stems_of(saying.words))
            alike = len(asked & said) / math.sqrt(len(asked) * len(said)) if asked and said else 0.0
            if alike >= SAYING_ALIKE_LEAST:
                found[saying.topic] = max(alike, found.get(saying.topic, 0.0))
        return found


@cache
def ranker() -> Ranker:
    """This process's ranker, of the topics' files and what was learned."""
    topics = [topic for language in LANGUAGES for topic in library.topics(language).values()]
    words = Counter(vocabulary())
    for topic in topics:
        for text, _ in _fields(topic):
            words.update(whole_tokens(text))
    return Ranker(Reader(topics), learned(), Speller.of_counts(words))
