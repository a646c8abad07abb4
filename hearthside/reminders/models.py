"""Each step of reminding somebody of a bill and what became of it; how they want to be reminded; pauses."""

from django.db import models


class ReminderState(models.TextChoices):
    PLANNED = "planned"
    SENT = "sent"
    STOPPED = "stopped"
    PASSED = "passed"


class Reminder(models.Model):
    """One step of one bill, decided once. `message_number` is the mailroom's, once it was queued.

    `stopped_why` is a `rules.Why`. `opened_at`: the bill was opened, signed in, after this went.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    bill = models.ForeignKey("bills.Bill", on_delete=models.PROTECT, related_name="reminders")
    step = models.CharField(max_length=20)
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=ReminderState, default=ReminderState.PLANNED)
    stopped_why = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=6, blank=True)
    message_key = models.CharField(max_length=60, blank=True)
    message_number = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bill", "step"], name="reminder_once_a_bill_and_step"),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | ~models.Q(message_number=""), name="sent_reminder_is_mail"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="stopped") | ~models.Q(stopped_why=""), name="stopped_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-decided_at"], name="reminder_by_account"),
            models.Index(
                fields=["decided_at"], name="reminder_without_address",
                condition=models.Q(state="stopped", stopped_why__in=["no_address", "wrong_address"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"reminder {self.reference}"


class Wish(models.Model):
    """How a member wants to be reminded. Texts need a yes, kept in the words that were read, for one number.

    `channel` is "" where they left it to us.
    """

    account = models.OneToOneField("members.Account", on_delete=models.PROTECT, related_name="reminder_wish")
    channel = models.CharField(max_length=6, blank=True)
    wants_early = models.BooleanField(default=True)
    text_to = models.CharField(max_length=20, blank=True)
    text_words = models.TextField(blank=True)
    text_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(channel="text") | ~models.Q(text_to="") & ~models.Q(text_words=""),
                name="texts_need_a_yes",
            )
        ]

    def __str__(self) -> str:
        return f"wish of account {self.account_id}"


class PauseReason(models.TextChoices):
    ASKED = "asked", "The member asked us to wait"
    HARD_TIME = "hard_time", "Illness, a death or another hard time"
    LOOKING = "looking", "We are looking into something"


class Pause(models.Model):
    """Staff let the reminders of an account rest, until a day. One at a time."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=PauseReason)
    until_on = models.DateField()
    paused_by = models.CharField(max_length=60)
    paused_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(ended_at=None), name="one_pause_an_account"
            )
        ]

    def __str__(self) -> str:
        return f"pause of account {self.account_id}"


class Opening(models.Model):
    """When a bill was last opened by somebody signed in who may see it."""

    bill = models.OneToOneField("bills.Bill", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"bill {self.bill_id} opened"
