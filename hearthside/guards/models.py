"""Counters of tries, in a table of their own: a flooded cache forgets, and forgetting lets a guesser in."""

from django.db import models
from django.db.models import Q


class Counter(models.Model):
    """How often one thing was tried in one window of one limit. One row a typed value, none shared by all."""

    key = models.CharField(max_length=64, primary_key=True)
    door = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    count = models.PositiveBigIntegerField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["door", "window_start"], name="guards_counter_by_age")]

    def __str__(self) -> str:
        return f"{self.door}: {self.count}"


class SiteMinute(models.Model):
    """What happened on the whole site in one minute, in several rows so that no payer waits for another."""

    minute = models.DateTimeField()
    shard = models.PositiveSmallIntegerField()
    answers = models.PositiveIntegerField(default=0)
    declines = models.PositiveIntegerField(default=0)
    wrong_codes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minute", "shard"], name="guards_one_row_a_minute_shard")
        ]

    def __str__(self) -> str:
        return f"{self.minute:%H:%M} {self.shard}"


class Brake(models.Model):
    """One time the site brake was on. At most one a cause is open; it ends by itself at `until`."""

    cause = models.CharField(max_length=32)
    on_at = models.DateTimeField()
    until = models.DateTimeField()
    off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause"], condition=Q(off_at__isnull=True), name="guards_one_brake_a_cause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cause} since {self.on_at:%Y-%m-%d %H:%M}"
