"""Events and the seals that tie them together. Triggers in migration 0002 hold all three append-only."""

from django.db import models

from hearthside.audit.actor import Actor, ActorKind
from hearthside.audit.rules import Entry


class Event(models.Model):
    """One thing that happened. Its fields hold references, codes and names of fields, never values."""

    name = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_ident = models.CharField(max_length=64, blank=True)
    door = models.CharField(max_length=64, blank=True)
    acting_for = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    address_prefix = models.CharField(max_length=64, blank=True)
    subject = models.CharField(max_length=64, blank=True)
    account_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=64)
    changed = models.JSONField(default=list)
    approver = models.CharField(max_length=64, blank=True)
    cents = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(
                fields=["account_id", "at"],
                name="audit_event_by_account",
                condition=models.Q(account_id__isnull=False),
            ),
            models.Index(
                fields=["subject", "at"], name="audit_event_by_subject", condition=~models.Q(subject="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}".strip()

    @property
    def by(self) -> Actor:
        return Actor(
            ActorKind(self.actor_kind), self.actor_ident, self.door, self.acting_for, self.request_id,
            self.address_prefix,
        )  # fmt: skip

    @classmethod
    def of(cls, entry: Entry, digest: str) -> "Event":
        by = entry.by
        return cls(
            name=entry.name, at=entry.at, actor_kind=str(by.kind), actor_ident=by.ident, door=by.door,
            acting_for=by.acting_for, request_id=by.request_id, address_prefix=by.address_prefix,
            subject=entry.subject, account_id=entry.account_id, reason=entry.reason, result=entry.result,
            changed=list(entry.changed), approver=entry.approver, cents=entry.cents, digest=digest,
        )  # fmt: skip


class Seal(models.Model):
    """A numbered link of the chain: it ties its events to each other and to the seal before."""

    no = models.BigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()
    key_name = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"seal {self.no}"


class SealedEvent(models.Model):
    """Which seal an event is in, and where. An event is in one seal only."""

    # No database constraint on the event: on Citus the two tables are spread by different columns.
    # `verify` says so when one is missing.
    event = models.OneToOneField(
        "audit.Event", models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="sealing"
    )
    seal = models.ForeignKey("audit.Seal", models.DO_NOTHING, related_name="sealed", db_index=False)
    place = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "place"], name="audit_one_event_a_place")]

    def __str__(self) -> str:
        return f"event {self.event_id} at place {self.place} of seal {self.seal_id}"


class WaitingEvent(models.Model):
    """An event not sealed yet. A trigger puts every new event here, in its own transaction.

    Without this list the sealer would have to search all history for what is missing: an id above the
    last one sealed is not enough, because transactions commit out of the order of their ids.
    """

    event = models.OneToOneField("audit.Event", models.DO_NOTHING, primary_key=True, db_constraint=False)

    def __str__(self) -> str:
        return f"event {self.event_id}"


class SealerLease(models.Model):
    """The one row a sealer holds while it works."""

    holder = models.CharField(max_length=32, blank=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"sealer until {self.until:%H:%M:%S}"
