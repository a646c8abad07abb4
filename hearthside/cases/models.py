"""What people asked for, what was said about it, and the files that came with it."""

from django.db import models


class CaseState(models.TextChoices):
    """What we keep. Members see fewer: `wording.public_state`."""

    OPEN = "open"
    WORKING = "working"
    WAITING = "waiting"
    FIXING = "fixing"
    CLOSED = "closed"


LIVE = (CaseState.OPEN, CaseState.WORKING, CaseState.WAITING, CaseState.FIXING)
TO_ANSWER = (CaseState.OPEN, CaseState.WORKING, CaseState.WAITING)


class Case(models.Model):
    """Something a person asked for. `kind` names its rules (`kinds.py`); `subject` what it is about
    ("bill:3184409054"). `received_on` starts the clock: the day a letter came, not the day it was typed in.

    `asked_on` is set while we wait for the person. `request_key` stands for the form that made it.
    """

    reference = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=30)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=30, blank=True)
    stage = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=2, default="en")
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    outcome = models.CharField(max_length=30, blank=True)
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    received_on = models.DateField()
    due_on = models.DateField(null=True)
    times_extended = models.PositiveSmallIntegerField(default=0)
    times_reopened = models.PositiveSmallIntegerField(default=0)
    asked_on = models.DateField(null=True)
    owner = models.ForeignKey("identity.Login", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)
    is_walled = models.BooleanField(default=False)
    request_key = models.CharField(max_length=64, unique=True, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at=None)),
                name="closed_case_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | ~models.Q(outcome=""), name="closed_case_says_how"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-opened_at"], name="case_by_account"),
            models.Index(
                fields=["kind", "due_on", "id"], name="case_to_work", condition=~models.Q(state="closed")
            ),
            models.Index(fields=["opened_by"], name="case_by_opener"),
        ]

    def __str__(self) -> str:
        return f"case {self.reference}"


class CaseCharge(models.Model):
    """A charge that a case is about. While the case lives no other of its kind can be about the same.

    A charge that we took back ourselves says who decided it and who did it: two people.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="charges")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    charge_id = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    asked_cents = models.BigIntegerField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=60, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "charge_id"],
                condition=models.Q(ended_at=None),
                name="charge_once_a_live_case",
            ),
            models.UniqueConstraint(fields=["case", "charge_id"], name="charge_once_a_case"),
            models.CheckConstraint(
                condition=models.Q(voided_at=None) | ~models.Q(voided_by=models.F("decided_by")),
                name="voided_by_a_second_person",
            ),
        ]


class EventKind(models.TextChoices):
    """What a row of a case's story is."""

    OPENED = "opened"
    SAID = "said"
    ASKED = "asked"
    NOTE = "note"
    TAKEN = "taken"
    HANDED_OVER = "handed_over"
    STAGE = "stage"
    EXTENDED = "extended"
    FILE = "file"
    FILE_GONE = "file_gone"
    FOLLOWED = "followed"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


class CaseEvent(models.Model):
    """One thing that happened or was said in a case. Written once, never changed.

    `is_visible`: the person may read it. `words` are what somebody typed; `code` is ours.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="events")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=EventKind)
    by = models.CharField(max_length=60)
    is_visible = models.BooleanField()
    words = models.TextField(blank=True)
    code = models.CharField(max_length=60, blank=True)
    request_key = models.CharField(max_length=80, unique=True, null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="event_by_case")]


class ScanState(models.TextChoices):
    WAITING = "waiting"
    CLEAN = "clean"
    UNSCANNED = "unscanned"
    REFUSED = "refused"


class CaseFile(models.Model):
    """A file that came with a case. `stored_as` is its random name; empty once its bytes are gone."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="files")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=10, unique=True)
    stored_as = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=60)
    is_visible = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=ScanState, default=ScanState.WAITING)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "sha256"], condition=models.Q(gone_at=None), name="file_once_a_case"
            )
        ]
        indexes = [
            models.Index(fields=["added_at"], name="case_file_to_scan", condition=models.Q(state="waiting"))
        ]


class Draft(models.Model):
    """A question that is being written: kept until it is sent, or for as long as the policy says.

    `line` is the one it was begun from, empty for the whole bill; `lines` are those chosen: charge
    references with commas between. `key` names it in addresses and stands for the form.
    """

    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    bill_number = models.CharField(max_length=10)
    line = models.CharField(max_length=10, blank=True)
    lines = models.TextField()
    why = models.CharField(max_length=30)
    words = models.TextField(blank=True)
    key = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["login", "bill_number", "line"], name="draft_once_a_login_and_line"
            )
        ]
        indexes = [models.Index(fields=["made_at"], name="draft_by_age")]
