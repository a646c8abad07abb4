"""What readers said about answers."""

from datetime import date

from django.db.models import Count, Min, QuerySet, Sum

from hearthside.helpcenter.models import TopicVotes, TopicWords


def words_waiting() -> QuerySet[TopicWords]:
    """What readers still wondered and nobody has settled, oldest first."""
    return TopicWords.objects.filter(settled_on=None).order_by("said_on", "pk")


def words_with(words_id: int) -> TopicWords | None:
    return TopicWords.objects.filter(pk=words_id).first()


def tally_of_words() -> tuple[int, date | None]:
    """How many wait, and the day of the oldest."""
    found = words_waiting().aggregate(count=Count("pk"), oldest=Min("said_on"))
    return found["count"], found["oldest"]


def votes() -> dict[tuple[str, int], tuple[int, int]]:
    """How many readers said yes and no, in every language, by topic and version."""
    sums = TopicVotes.objects.values_list("slug", "version").annotate(Sum("yes"), Sum("no"))
    return {(slug, version): (yes, no) for slug, version, yes, no in sums}
