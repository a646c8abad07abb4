"""Every message we send, kept with the words that were sent."""

from django.db import models


class Channel(models.TextChoices):
    EMAIL = "email"
    LETTER = "letter"
    TEXT = "text"


class Message(models.Model):
    """The outbox row is the truth: a message is sent when `sent_at` says so, and never twice."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=6, choices=Channel)
    language = models.CharField(max_length=2, default="en")
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="message_to_send", condition=models.Q(sent_at=None))]
