"""Files received. The bytes are kept by their own hash; a row here says what became of them."""

from django.db import models


class FileStatus(models.TextChoices):
    RECEIVED = "received"
    POSTED = "posted"
    PARTLY = "partly"
    HELD = "held"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


class StoredFile(models.Model):
    """One run of bytes, kept once however often it arrives."""

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.BigIntegerField()
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, choices=FileStatus, default=FileStatus.RECEIVED)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    finished_at = models.DateTimeField(null=True)
    units_done = models.BigIntegerField(default=0)
    report = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"file {self.sha256[:12]}"


class Arrival(models.Model):
    """Each time those bytes came in, under whatever name."""

    file = models.ForeignKey("intake.StoredFile", on_delete=models.PROTECT, related_name="arrivals")
    name = models.CharField(max_length=255)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
