"""What members ask about their facts, what was told to others, copies, restrictions, breaches, purges."""

from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """A request being written: kept until it is sent, or for as long as the retention table says."""

    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    facts = models.JSONField(default=dict)
    key = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["login", "account", "kind"], name="privacy_draft_once")
        ]
        indexes = [models.Index(fields=["made_at"], name="privacy_draft_by_age")]


class Request(models.Model):
    """What was asked, beside its case. `facts` are the answers of the form; `login` is who asked.

    `is_private`: only who asked sees it, because others on the account must not learn of it.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10)
    facts = models.JSONField(default=dict)
    is_private = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-asked_at"], name="privacy_request_by_account")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class CopyState(models.TextChoices):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    GONE = "gone"


class Copy(models.Model):
    """A copy of what we hold, as one file. `parts` are those that its asker may see.

    Made by the worker under a lease. `stored_as` is its random name on the disk, empty when it is not there.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey("privacy.Request", on_delete=models.PROTECT, null=True, related_name="copies")
    parts = models.JSONField(default=list)
    language = models.CharField(max_length=2, default="en")
    state = models.CharField(max_length=8, choices=CopyState, default=CopyState.WAITING)
    key = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=80, blank=True)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    stored_as = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.BigIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    downloads = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(stored_as="") & Q(expires_at__isnull=False)),
                name="ready_copy_is_there",
            )
        ]
        indexes = [
            models.Index(fields=["account", "-asked_at"], name="copy_by_account"),
            models.Index(fields=["asked_at"], name="copy_to_make", condition=Q(state="waiting")),
            models.Index(fields=["expires_at"], name="copy_to_drop", condition=Q(state="ready")),
        ]

    def __str__(self) -> str:
        return f"copy {self.reference}"


class Disclosure(models.Model):
    """Facts of an account that went to somebody outside. Written once, and never changed.

    Source: 45 CFR 164.528(b)(2): the day, who got them and where, what, and why.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField()
    to = models.CharField(max_length=200)
    to_address = models.CharField(max_length=300, blank=True)
    what = models.CharField(max_length=500)
    why = models.CharField(max_length=500)
    basis = models.CharField(max_length=20)
    noted_by = models.CharField(max_length=60)
    noted_at = models.DateTimeField()
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        indexes = [models.Index(fields=["account", "told_on"], name="disclosure_by_account")]

    def __str__(self) -> str:
        return f"disclosure {self.reference}"


class Restriction(models.Model):
    """A limit on whom we tell, agreed to. It holds until somebody ends it."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField("privacy.Request", on_delete=models.PROTECT, related_name="restriction")
    about = models.CharField(max_length=10)
    words = models.TextField(blank=True)
    is_owed = models.BooleanField()
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account"], name="live_restriction", condition=Q(ended_at=None)),
        ]


class OtherContact(models.Model):
    """The only way somebody may be reached. `before` is what stood on the account, for whoever ends it."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField("privacy.Request", on_delete=models.PROTECT, related_name="contact")
    way = models.CharField(max_length=5)
    in_danger = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="one_live_contact_an_account"
            )
        ]


class Breach(models.Model):
    """Facts that got out, beside the case. `people` counts those concerned by state, `factors` is the
    four-factor assessment. It is about many accounts, so it carries none."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=10, unique=True)
    discovered_on = models.DateField()
    happened_on = models.DateField(null=True)
    what = models.TextField()
    people = models.JSONField(default=dict)
    factors = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    is_encrypted = models.BooleanField(default=False)
    for_plan = models.BooleanField(default=True)
    people_told_on = models.DateField(null=True)
    government_told_on = models.DateField(null=True)
    media_told_on = models.DateField(null=True)
    plan_told_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"breach {self.reference}"


class LegalHold(models.Model):
    """Nothing of an account (or, without one, nothing at all) is removed while this stands."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=10, unique=True)
    reason = models.CharField(max_length=300)
    placed_by = models.CharField(max_length=60)
    placed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)


class Purge(models.Model):
    """One run over one line of the retention table: what went, as a count and a digest of the ids.

    `held`: what is old enough and stayed, because of a legal hold.
    """

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    cutoff = models.DateField()
    count = models.PositiveIntegerField()
    held = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="purge_by_day")]
