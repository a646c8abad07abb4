"""What the desk itself keeps: who holds which item, notes, marked records and who opened them."""

from django.db import models


class WorkTaken(models.Model):
    """An item in somebody's hands. `since`, `what` and `path` are the item's, to name it again."""

    queue = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    what = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "key"], name="one_holder_an_item")]
        indexes = [models.Index(fields=["login", "at"], name="work_taken_by_login")]

    def __str__(self) -> str:
        return f"{self.queue}:{self.key}"


class WorkPutOff(models.Model):
    """An item that sleeps until a day. It wakes by itself that morning."""

    queue = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateField()
    reason = models.CharField(max_length=40)
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "key"], name="one_sleep_an_item")]

    def __str__(self) -> str:
        return f"{self.queue}:{self.key} until {self.until}"


class WorkNote(models.Model):
    """What one clerk tells the next about an item; it stays when the item changes hands."""

    queue = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["queue", "key", "at"], name="work_note_by_item")]

    def __str__(self) -> str:
        return f"note on {self.queue}:{self.key}"


class AccountNote(models.Model):
    """A fact about an account, for whoever helps next. The member may ask to read it. Never changed."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    request_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "-at"], name="account_note_by_account")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class MarkKind(models.TextChoices):
    KNOWN_PERSON = "known_person"
    FAMILY_OF_STAFF = "family_of_staff"


class AccountMark(models.Model):
    """A record that is opened only with a reason: a known person's, or that of somebody's family here."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=MarkKind)
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(ended_at=None), name="one_live_mark_an_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} on account {self.account_id}"


class Opening(models.Model):
    """A marked record was opened: by whom and why. It waits until a supervisor has looked at it."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()
    reviewed_by = models.ForeignKey("identity.Login", on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="opening_to_review", condition=models.Q(reviewed_at=None)),
            models.Index(fields=["login", "account", "-at"], name="opening_by_login"),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"
