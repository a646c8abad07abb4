"""What readers say about answers is counted and kept, apart from who said it."""

import re
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from hearthside import clock
from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.helpcenter.library import Topic
from hearthside.helpcenter.models import TopicVotes, TopicWords

WORDS_LENGTH_MAX = 300
WORDS_A_DAY_MAX = 200
"""Kept for one topic and day; a flood past this is not read by anybody, and is not kept."""

SETTLED = "help.words_settled"
names.register(SETTLED)

_DIGITS = re.compile(r"\d(?:[\s.\-/()]?\d){3,}")
_ADDRESS = re.compile(r"\S+@\S+")


@transaction.atomic
def vote(*, topic: Topic, answered: bool, on: date) -> None:
    """Count one reader of this version whose question was answered, or was not."""
    row, _ = TopicVotes.objects.get_or_create(
        slug=topic.slug, language=topic.language, version=topic.version, on=on
    )
    counted = "yes" if answered else "no"
    TopicVotes.objects.filter(pk=row.pk).update(**{counted: F(counted) + 1})


@transaction.atomic
def keep_words(*, topic: Topic, words: str, on: date) -> bool:
    """Keep what a reader still wonders, for staff to read. False, and nothing kept, past the day's most.

    Numbers of four digits or more and e-mail addresses are covered: who wrote it is not ours to know.
    """
    rows = TopicWords.objects.filter(slug=topic.slug, said_on=on)
    said = without_identity(words)[:WORDS_LENGTH_MAX]
    if not said or rows.count() >= WORDS_A_DAY_MAX:
        return False
    TopicWords.objects.create(
        slug=topic.slug, language=topic.language, version=topic.version, said_on=on, words=said
    )
    return True


@transaction.atomic
def settle_words(*, words_id: int, by: Actor, at: datetime) -> bool:
    """A person has read it and done what it needs. Twice changes nothing; False when there is no such row."""
    row = TopicWords.objects.select_for_update().filter(pk=words_id).first()
    if row is None:
        return False
    if row.settled_on is None:
        row.settled_on = clock.day_of(at)
        row.save(update_fields=["settled_on"])
        audit.record(SETTLED, subject=f"help:{row.slug}", by=by, at=at)
    return True


def without_identity(words: str) -> str:
    """One line of text, with numbers and addresses that could name somebody covered."""
    plain = " ".join("".join(mark if mark.isprintable() else " " for mark in words).split())
    return _ADDRESS.sub("[address]", _DIGITS.sub("[number]", plain))
