"""What search writes: the passages when the texts change, misses, and what editors make of them."""

import hashlib
import re
from datetime import date, datetime
from functools import cache

from django.db import transaction
from django.db.models import F

from hearthside import clock
from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import HearthsideError
from hearthside.helpcenter import library
from hearthside.helpcenter.searching import index, passages, selectors
from hearthside.helpcenter.searching.models import (
    WORDS_LENGTH_MAX,
    Passage,
    PassageEdition,
    SearchMiss,
    SearchSaying,
)
from hearthside.helpcenter.searching.ranking import LANGUAGES
from hearthside.helpcenter.searching.words import plain
from hearthside.helpcenter.services import without_identity

ANSWERED, DISMISSED = "help.miss_answered", "help.miss_dismissed"
names.register(ANSWERED, DISMISSED)

NEW_MISSES_A_DAY_MAX = 500
"""A flood past this is not read by anybody, and is not kept."""
EDITION_ID = 1
_DIGIT = re.compile(r"\d")


class NoSuchTopic(HearthsideError):
    """Words were to be tied to a topic that does not exist."""

    code = "helpcenter.no_such_topic"


def keep_passages_new() -> bool:
    """Write the passages anew if the topics' texts changed since. True when they were written."""
    return selectors.edition() != _fingerprint() and _write_passages()


@transaction.atomic
def _write_passages() -> bool:
    PassageEdition.objects.update_or_create(pk=EDITION_ID, defaults={"fingerprint": _fingerprint()})
    Passage.objects.all().delete()
    Passage.objects.bulk_create(
        Passage(
            slug=slug, language=language, anchor=piece.anchor, place=piece.place, text=piece.text,
            stems=" ".join(passages.stems_to_find(f"{piece.heading} {piece.text}")),
        )
        for language in LANGUAGES
        for slug, topic in library.topics(language).items()
        for piece in passages.pieces_of(topic)
    )  # fmt: skip
    index.fill()
    return True


@cache
def _fingerprint() -> str:
    digest = hashlib.sha256()
    for language in LANGUAGES:
        for slug, topic in library.topics(language).items():
            digest.update(f"{language} {slug} {topic.body}\n".encode())
    return digest.hexdigest()


@transaction.atomic
def note_miss(*, words: str, language: str, on: date) -> bool:
    """Count words that found nothing, for staff to read. False, and nothing kept, past the day's most.

    Digits, e-mail addresses and whatever passes 120 letters are not kept: who searched is not ours to know.
    """
    kept = _without_who(words)
    spelled = _spelled(kept)
    if not spelled:
        return False
    if SearchMiss.objects.filter(spelled=spelled).update(times=F("times") + 1, last_on=on):
        return True
    if SearchMiss.objects.filter(first_on=on).count() >= NEW_MISSES_A_DAY_MAX:
        return False
    SearchMiss.objects.get_or_create(
        spelled=spelled, defaults={"words": kept, "language": language, "first_on": on, "last_on": on}
    )
    return True


@transaction.atomic
def answer_miss(*, miss_id: int, slug: str, by: Actor, at: datetime) -> SearchMiss | None:
    """Tie the missed words to a topic, which then comes first for them. None when there is no such miss.

    Again with another topic changes the tie. Raises NoSuchTopic.
    """
    if slug not in library.slugs():
        raise NoSuchTopic("there is no topic of this name", slug=slug)
    miss = SearchMiss.objects.select_for_update().filter(pk=miss_id).first()
    if miss is None:
        return None
    SearchSaying.objects.update_or_create(
        spelled=miss.spelled, defaults={"slug": slug, "added_on": clock.day_of(at)}
    )
    _settle(miss, slug, by=by, at=at)
    return miss


@transaction.atomic
def dismiss_miss(*, miss_id: int, by: Actor, at: datetime) -> SearchMiss | None:
    """Nothing to do about it; it is counted on and comes back to nobody. None when there is no such miss."""
    miss = SearchMiss.objects.select_for_update().filter(pk=miss_id).first()
    if miss is not None and miss.settled_on is None:
        _settle(miss, "", by=by, at=at)
    return miss


def _settle(miss: SearchMiss, slug: str, *, by: Actor, at: datetime) -> None:
    if miss.settled_on is not None and miss.answered_by == slug:
        return
    miss.settled_on, miss.answered_by = clock.day_of(at), slug
    miss.save(update_fields=["settled_on", "answered_by"])
    audit.record(ANSWERED if slug else DISMISSED, subject=f"miss:{miss.pk}", by=by, at=at)


def _without_who(words: str) -> str:
    return _DIGIT.sub("#", without_identity(words))[:WORDS_LENGTH_MAX].strip()


def _spelled(words: str) -> str:
    """One spelling for what differs in capitals, accents and marks alone."""
    return " ".join(re.findall(r"[^\W_]+|#+", plain(words)))[:WORDS_LENGTH_MAX]
