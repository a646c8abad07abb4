"""What search keeps: passages to show, questions nobody could answer, and what editors tied to a topic.

None of these rows holds who asked, and no time finer than the day.
"""

from django.db import models

WORDS_LENGTH_MAX = 120


class Passage(models.Model):
    """A piece of a topic's text, as an excerpt to show. `stems` is what full text search looks through."""

    slug = models.SlugField(max_length=60)
    language = models.CharField(max_length=2)
    anchor = models.CharField(max_length=120, blank=True)
    place = models.PositiveIntegerField()
    text = models.TextField()
    stems = models.TextField()

    class Meta:
        app_label = "helpcenter"
        constraints = [
            models.UniqueConstraint(fields=["slug", "language", "place"], name="passage_has_one_place")
        ]


class PassageEdition(models.Model):
    """One row: the fingerprint of the texts that the passages were made of."""

    fingerprint = models.CharField(max_length=64)

    class Meta:
        app_label = "helpcenter"


class SearchMiss(models.Model):
    """Words that were searched for and not answered. `spelled` is their one spelling, which counts them."""

    spelled = models.CharField(max_length=WORDS_LENGTH_MAX, unique=True)
    words = models.CharField(max_length=WORDS_LENGTH_MAX)
    language = models.CharField(max_length=2)
    times = models.PositiveIntegerField(default=1)
    first_on = models.DateField()
    last_on = models.DateField()
    settled_on = models.DateField(null=True)
    answered_by = models.SlugField(max_length=60, blank=True)

    class Meta:
        app_label = "helpcenter"
        indexes = [
            models.Index(
                fields=["first_on"], name="misses_waiting", condition=models.Q(settled_on__isnull=True)
            )
        ]


class SearchSaying(models.Model):
    """Words that an editor tied to a topic: who searches for them gets it first."""

    spelled = models.CharField(max_length=WORDS_LENGTH_MAX, unique=True)
    slug = models.SlugField(max_length=60)
    added_on = models.DateField()

    class Meta:
        app_label = "helpcenter"
