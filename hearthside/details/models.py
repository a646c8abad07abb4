"""What a member told us about a plan or a name: facts beside the words of its case."""

from django.db import models


class Told(models.Model):
    """One case of this room in the member's own words and days; blank where nothing was typed.

    `answered_at` is when the member was told that there is an answer.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    plan_name = models.CharField(max_length=120, blank=True)
    member_id = models.CharField(max_length=80, blank=True)
    holder = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="told_to_answer", condition=models.Q(answered_at=None))]
