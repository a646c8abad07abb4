"""Reports of fraud, behind their wall. What anybody typed is locked (`sealing.py`); no row says who sent one.

Nothing here names an address or a session; a login only where it is staff's, an account only where whoever
reported chose to be known.
"""

from django.db import models
from django.db.models import F, Q


class TipState(models.TextChoices):
    NEW = "new"
    WORKING = "working"
    SECOND = "second"
    CLOSED = "closed"


class Tip(models.Model):
    """One report. `facts_locked` holds all that was told; `form_mark` knows the form again that sent it.

    `charge_ids` are those of the bill line it began from, only of a known reporter. `has_news`: the reporter
    added something that nobody has looked at. `about_staff`: it is about our own people.
    """

    reference = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=20)
    facts_locked = models.TextField(blank=True)
    language = models.CharField(max_length=2, default="en")
    is_known = models.BooleanField(default=False)
    about_staff = models.BooleanField(default=False)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    charge_ids = models.JSONField(default=list)
    form_mark = models.CharField(max_length=64, unique=True)
    pin_mark = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=TipState, default=TipState.NEW)
    outcome = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    owner = models.ForeignKey("identity.Login", on_delete=models.PROTECT, null=True, related_name="+")
    has_news = models.BooleanField(default=False)
    decided_by = models.CharField(max_length=60, blank=True)
    agreed_by = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_known=True) | Q(account=None), name="unnamed_tip_no_account"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_at=None),
                name="closed_tip_says_how",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by="") | ~Q(agreed_by=F("decided_by")), name="tip_agreed_by_another"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="tip_to_work", condition=~Q(state="closed")),
            models.Index(fields=["closed_at"], name="tip_by_end", condition=Q(forgotten_at=None)),
        ]

    def __str__(self) -> str:
        return f"report {self.reference}"


class EventKind(models.TextChoices):
    """What a row of a report's story is."""

    RECEIVED = "received"
    SAID = "said"
    REPLIED = "replied"
    FILE = "file"
    NOTE = "note"
    TAKEN = "taken"
    HANDED_OVER = "handed_over"
    LINKED = "linked"
    UNLINKED = "unlinked"
    KEPT_FROM = "kept_from"
    HELD = "held"
    RELEASED = "released"
    PROPOSED = "proposed"
    SENT_BACK = "sent_back"
    CLOSED = "closed"
    REOPENED = "reopened"
    EVIDENCE = "evidence"


class TipEvent(models.Model):
    """One thing that happened or was said. Written once; `by` is "tipster" or "staff:12".

    `is_visible`: whoever has the number and the PIN may read it.
    """

    tip = models.ForeignKey("fraud.Tip", on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=EventKind)
    by = models.CharField(max_length=60)
    is_visible = models.BooleanField(default=False)
    words_locked = models.TextField(blank=True)
    code = models.CharField(max_length=60, blank=True)
    request_key = models.CharField(max_length=90, unique=True, null=True)

    class Meta:
        indexes = [models.Index(fields=["tip", "id"], name="tip_event_by_tip")]


class ScanState(models.TextChoices):
    WAITING = "waiting"
    CLEAN = "clean"
    UNSCANNED = "unscanned"
    REFUSED = "refused"


class TipFile(models.Model):
    """A file that came with a report. `stored_as` is its random name; empty once its bytes are gone."""

    tip = models.ForeignKey("fraud.Tip", on_delete=models.PROTECT, related_name="files")
    reference = models.CharField(max_length=10, unique=True)
    stored_as = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ScanState, default=ScanState.WAITING)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tip", "sha256"], condition=Q(gone_at=None), name="file_once_a_tip"
            )
        ]
        indexes = [models.Index(fields=["added_at"], name="tip_file_to_scan", condition=Q(state="waiting"))]


class TipMark(models.Model):
    """A fact of a report that another may share, as an HMAC: found again, and telling nothing."""

    tip = models.ForeignKey("fraud.Tip", on_delete=models.PROTECT, related_name="marks")
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark", "tip"], name="mark_once_a_tip")]


class TipLink(models.Model):
    """Two reports that somebody found to belong together. Ended, not removed."""

    first = models.ForeignKey("fraud.Tip", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("fraud.Tip", on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(ended_at=None), name="two_tips_linked_once"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="link_in_order"),
        ]


class TipBar(models.Model):
    """A person of our own from whom a report is kept: for them there is no such report.

    `why` is "named" (it speaks of them), "own" (it is about their account) or "close" (a colleague said so).
    """

    tip = models.ForeignKey("fraud.Tip", on_delete=models.PROTECT, related_name="bars")
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tip", "login"], name="kept_once_from_a_login")]


class TipHold(models.Model):
    """Charges that wait while a report is looked into. The ledger knows it by `reference` alone."""

    tip = models.ForeignKey("fraud.Tip", on_delete=models.PROTECT, related_name="holds")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=10, unique=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tip"], condition=Q(ended_at=None), name="one_live_hold_a_tip")
        ]


class Bundle(models.Model):
    """Evidence to hand out: asked for by one person, agreed to by another, then frozen as one manifest."""

    tip = models.ForeignKey("fraud.Tip", on_delete=models.PROTECT, related_name="bundles")
    key = models.CharField(max_length=32, unique=True)
    why_locked = models.TextField()
    with_name = models.BooleanField()
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=60, blank=True)
    agreed_at = models.DateTimeField(null=True)
    manifest_locked = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by="") | ~Q(agreed_by=F("asked_by")), name="bundle_agreed_by_another"
            )
        ]
