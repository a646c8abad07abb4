"""The plans people have, in the order the plans pay."""

from django.db import models


class Plan(models.Model):
    """A health plan, by the id its remittances carry."""

    payer_id = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=20, blank=True)
    second_plan_wait_days = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return self.name


class Coverage(models.Model):
    """One person's policy with one plan, for a span of days."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="coverages")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="coverages")
    plan = models.ForeignKey("coverage.Plan", on_delete=models.PROTECT, related_name="coverages")
    member_id = models.CharField(max_length=80)
    subscriber_id = models.CharField(max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    effective_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "plan", "member_id", "effective_on"], name="coverage_once_a_person"
            )
        ]
        indexes = [
            models.Index(fields=["member_id"], name="coverage_by_member_id"),
            models.Index(fields=["subscriber_id"], name="coverage_by_subscriber_id"),
        ]
