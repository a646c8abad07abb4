"""What search reads: what editors tied to topics, passages to show, and the questions that were missed."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import connection
from django.db.models import Min, QuerySet

from hearthside.helpcenter.searching import index, passages
from hearthside.helpcenter.searching.models import Passage, PassageEdition, SearchMiss, SearchSaying
from hearthside.helpcenter.searching.ranking import Saying


def is_ready() -> bool:
    """Has this home a database with our tables? Search answers without one."""
    return SearchSaying._meta.db_table in connection.introspection.table_names()


def sayings() -> list[Saying]:
    """Everything editors tied to a topic."""
    rows = SearchSaying.objects.order_by("pk").values_list("spelled", "slug")
    return [Saying(words, slug) for words, slug in rows]


def edition() -> str:
    """The fingerprint of the texts that the passages were made of; "" before the first time."""
    return PassageEdition.objects.values_list("fingerprint", flat=True).first() or ""


def best_passages(slugs: Collection[str], language: str, asked: Sequence[str]) -> dict[str, Passage]:
    """For each of these topics the passage that says most of what was asked; none where nothing is said."""
    wanted = [one for one in asked if one not in passages.COMMON]
    rows = Passage.objects.filter(pk__in=index.passages_with(wanted), slug__in=slugs, language=language)
    found: dict[str, dict[int, Passage]] = {}
    for row in rows:
        found.setdefault(row.slug, {})[row.place] = row
    chosen = {
        slug: passages.best_of({place: row.stems for place, row in places.items()}, asked)
        for slug, places in found.items()
    }
    return {slug: found[slug][place] for slug, place in chosen.items() if place is not None}


def misses_waiting() -> QuerySet[SearchMiss]:
    """What nobody has settled, oldest first."""
    return SearchMiss.objects.filter(settled_on=None).order_by("pk")


def miss_with(miss_id: int) -> SearchMiss | None:
    return SearchMiss.objects.filter(pk=miss_id).first()


def tally_of_misses() -> tuple[int, date | None]:
    """How many wait, and the day of the oldest."""
    rows = misses_waiting()
    return rows.count(), rows.aggregate(oldest=Min("first_on"))["oldest"]
