"""What readers say about the answers: counts and words, and nothing of who said them."""

from django.db import models

# Django finds a room's tables here; those of search stand beside its code.
from hearthside.helpcenter.searching.models import Passage, PassageEdition, SearchMiss, SearchSaying

__all__ = ["Passage", "PassageEdition", "SearchMiss", "SearchSaying", "TopicVotes", "TopicWords"]


class TopicVotes(models.Model):
    """How often a topic answered, and did not, on one day. `version` is what the topic said then."""

    slug = models.SlugField(max_length=60)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    on = models.DateField()
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "language", "version", "on"], name="votes_once_a_day")
        ]


class TopicWords(models.Model):
    """What somebody still wondered after reading. No name, no account, no time finer than the day."""

    slug = models.SlugField(max_length=60)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    said_on = models.DateField()
    words = models.CharField(max_length=300)
    settled_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["said_on"], name="words_waiting", condition=models.Q(settled_on__isnull=True)
            )
        ]
