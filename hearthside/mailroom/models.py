"""Every message we send, kept with the words that were sent, and who does not want any."""

from django.db import models
from django.db.models import Q


class Channel(models.TextChoices):
    EMAIL = "email"
    LETTER = "letter"
    TEXT = "text"
    CALL = "call"


class MessageState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    STOPPED = "stopped"  # it will not go: no address, not wanted, refused
    RETURNED = "returned"  # it went, and came back


class Message(models.Model):
    """One contact. The row is the truth: a message was sent when `sent_at` says so, and never twice.

    `number` is printed in the message, and proves to whoever got it that it is ours. `to` is an e-mail
    address, a phone number as +1…, or the name on the envelope; `to_mark` is what a screen shows of it.
    `paper` names who sets a letter that is more than words (a bill), `reference` what it is about.
    """

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=10, unique=True)
    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=6, choices=Channel)
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.WAITING)
    language = models.CharField(max_length=2, default="en")
    large_print = models.BooleanField(default=False)
    to = models.CharField(max_length=320)
    to_mark = models.CharField(max_length=120)
    to_lines = models.JSONField(default=list)
    to_zip = models.CharField(max_length=5, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    paper = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=64, blank=True)
    segments = models.PositiveSmallIntegerField(default=0)
    sheets = models.PositiveSmallIntegerField(default=0)
    batch = models.ForeignKey(
        "mailroom.LetterBatch", on_delete=models.PROTECT, null=True, related_name="letters"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, state__in=["waiting", "stopped"])
                | Q(sent_at__isnull=False, state__in=["sent", "returned"]),
                name="message_is_sent_when_it_says_so",
            )
        ]
        indexes = [
            models.Index(fields=["channel", "made_at"], name="message_to_send", condition=Q(state="waiting")),
            models.Index(fields=["account", "-sent_at"], name="message_by_account"),
            models.Index(fields=["channel", "to", "-sent_at"], name="message_by_address"),
            models.Index(fields=["reference"], name="message_by_reference", condition=~Q(reference="")),
            models.Index(
                fields=["state", "made_at"], name="message_for_staff",
                condition=Q(state__in=["stopped", "returned"], settled_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.channel} {self.number}"


class LetterBatch(models.Model):
    """Letters for the mail house, with what it must count. `written_at` is empty until all its files are."""

    number = models.CharField(max_length=10, unique=True)
    made_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    folder = models.CharField(max_length=400)
    letter_count = models.PositiveIntegerField(default=0)
    account_count = models.PositiveIntegerField(default=0)
    sheet_count = models.PositiveIntegerField(default=0)
    manifest_sha256 = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"batch {self.number}"


class OptOut(models.Model):
    """An address or number that gets no more of one channel: its owner said so, or it does not work."""

    channel = models.CharField(max_length=6, choices=Channel)
    to = models.CharField(max_length=320)
    reason = models.CharField(max_length=10, choices=[("stop", "stop"), ("bounce", "bounce")])
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "to"], condition=Q(ended_at=None), name="one_live_opt_out_an_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.reason}"


class TextDay(models.Model):
    """How many text segments went out on one day. The daily stop is kept here, exactly."""

    day = models.DateField(primary_key=True)
    segments = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}: {self.segments}"


class HeardText(models.Model):
    """A text that came in, by the provider's id: the same one told twice is heard once. No words are kept."""

    provider_id = models.CharField(max_length=64, unique=True)
    asked = models.CharField(max_length=5)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.asked} {self.at:%Y-%m-%d}"
