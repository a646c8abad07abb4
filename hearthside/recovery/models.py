"""Somebody asked to come back in without what they lost."""

from django.db import models


class What(models.TextChoices):
    """What is lost."""

    SECOND_STEP = "phone", "The phone, app or passkey"
    EMAIL = "email", "The e-mail address"


class RecoveryState(models.TextChoices):
    """`letter`: its code is in the mail. `call`: a second person must call back. `waiting`: everybody was
    told, and it happens at `ready_at` unless someone says no."""

    LETTER = "letter"
    CALL = "call"
    WAITING = "waiting"
    DONE = "done"
    STOPPED = "stopped"


LIVE = (RecoveryState.LETTER, RecoveryState.CALL, RecoveryState.WAITING)


class Recovery(models.Model):
    """One request. `asked_by` and `confirmed_by` are actors ("staff:12"): at the desk never the same.

    `proved_by` is how it was shown to be them. `new_email` is blank unless the e-mail address is lost, and
    once it is over. `request_key` stands for the form that made it. The mailed code is kept nowhere.
    """

    reference = models.CharField(max_length=10, unique=True)
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=5, choices=What)
    new_email = models.EmailField(blank=True)
    state = models.CharField(max_length=7, choices=RecoveryState)
    proved_by = models.CharField(max_length=9, blank=True)
    language = models.CharField(max_length=2, default="en")
    asked_by = models.CharField(max_length=64)
    confirmed_by = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=12, blank=True)
    letter_number = models.CharField(max_length=10, blank=True)
    letter_tries = models.PositiveSmallIntegerField(default=0)
    call_tries = models.PositiveSmallIntegerField(default=0)
    request_key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["login"],
                condition=models.Q(state__in=["letter", "call", "waiting"]),
                name="one_live_recovery_a_login",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by="") | ~models.Q(confirmed_by=models.F("asked_by")),
                name="recovery_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="waiting") | models.Q(ready_at__isnull=False),
                name="waiting_recovery_says_until",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | ~models.Q(proved_by=""), name="done_recovery_was_proved"
            ),
        ]
        indexes = [
            models.Index(fields=["ready_at"], name="recovery_to_finish", condition=models.Q(state="waiting")),
            models.Index(fields=["asked_at", "id"], name="recovery_call", condition=models.Q(state="call")),
            models.Index(fields=["account", "-asked_at"], name="recovery_by_account"),
        ]

    def __str__(self) -> str:
        return f"recovery {self.reference}"
