"""What members write to us and what we write back, like letters: a thread, its messages and their files."""

from django.db import models
from django.db.models import Q


class ThreadState(models.TextChoices):
    """`open`: we owe an answer. `answered`: we gave one. `closed`: nobody waits; a reply opens it again."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Area(models.TextChoices):
    """What a thread is about, and so which access grants open it (`selectors.SCOPES`)."""

    MONEY = "money"
    CARE = "care"
    WHOLE = "whole"


class Thread(models.Model):
    """One conversation. `about` names a record ("bill:3184409054",
    "line:<bill>:<charge>", "payment:<number>") or a subject of ours ("paying", "care", "account").

    `waits_since` is when the oldest message came that we have not answered, `due_on` the day by which we
    must. `owner` writes an answer at the moment. `form_key` stands for the form that began it.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=5, choices=Area)
    about = models.CharField(max_length=60)
    language = models.CharField(max_length=2, default="en")
    state = models.CharField(max_length=8, choices=ThreadState, default=ThreadState.OPEN)
    is_urgent = models.BooleanField(default=False)
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    waits_since = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    owner = models.ForeignKey("identity.Login", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    case_number = models.CharField(max_length=10, blank=True)
    form_key = models.CharField(max_length=32, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", waits_since__isnull=False, due_on__isnull=False)
                | (~Q(state="open") & Q(waits_since=None, due_on=None)),
                name="open_thread_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
                name="closed_thread_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-last_at"], name="thread_by_account"),
            models.Index(
                fields=["-is_urgent", "waits_since", "id"], name="thread_to_answer", condition=Q(state="open")
            ),
            models.Index(fields=["closed_at"], name="thread_by_close", condition=Q(state="closed")),
            models.Index(fields=["last_at"], name="thread_quiet", condition=Q(state="answered")),
        ]

    def __str__(self) -> str:
        return f"thread {self.reference}"


class Side(models.TextChoices):
    """Who a message is from. A note is staff's own, and the member may ask to read it."""

    MEMBER = "member"
    STAFF = "staff"
    NOTE = "note"


class Danger(models.TextChoices):
    """What the words of a message may mean. `emergency`: 911; `crisis`: 988 as well."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"


class ThreadMessage(models.Model):
    """One letter of a thread, numbered from 1. `words` are as typed and are never changed.

    `recalled_at`: staff took it back before anybody had read it. `request_key` stands for one press of Send.
    """

    thread = models.ForeignKey("inbox.Thread", on_delete=models.CASCADE, related_name="messages")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()
    at = models.DateTimeField()
    side = models.CharField(max_length=6, choices=Side)
    by = models.CharField(max_length=60)
    words = models.TextField()
    danger = models.CharField(max_length=9, choices=Danger, blank=True)
    recalled_at = models.DateTimeField(null=True)
    request_key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "ordinal"], name="message_number_once_a_thread")
        ]
        indexes = [models.Index(fields=["by", "at"], name="thread_message_by_writer")]


class ScanState(models.TextChoices):
    WAITING = "waiting"
    CLEAN = "clean"
    UNSCANNED = "unscanned"
    REFUSED = "refused"


class ThreadFile(models.Model):
    """A file that came with a message; `message` is empty while the form it was added to is being written.

    `stored_as` is its random name on the disk; empty once its bytes are gone.
    """

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(
        "inbox.ThreadMessage", on_delete=models.CASCADE, null=True, related_name="files"
    )
    form_key = models.CharField(max_length=32)
    reference = models.CharField(max_length=10, unique=True)
    stored_as = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=60)
    state = models.CharField(max_length=9, choices=ScanState, default=ScanState.WAITING)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form_key", "sha256"], condition=Q(gone_at=None), name="file_once_a_form"
            )
        ]
        indexes = [
            models.Index(fields=["added_at"], name="thread_file_to_scan", condition=Q(state="waiting")),
            models.Index(fields=["added_at"], name="thread_file_unsent", condition=Q(message=None)),
        ]


class Seen(models.Model):
    """Up to which message somebody signed in has opened a thread."""

    thread = models.ForeignKey("inbox.Thread", on_delete=models.CASCADE, related_name="seen")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    upto = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "login"], name="seen_once_a_login")]


class Draft(models.Model):
    """What somebody was writing when the page came back, or their session ended. `place` is "new" or the
    thread's number; `form_key` is its form's, so that files already added stay with it."""

    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=10)
    about = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    form_key = models.CharField(max_length=32)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["login", "account", "place"], name="draft_once_a_place")
        ]
        indexes = [models.Index(fields=["kept_at"], name="thread_draft_by_age")]
