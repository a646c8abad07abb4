"""Invitations to help, papers that let somebody act, permissions given by voice, and the safety mark."""

from django.db import models

from hearthside.members.selectors import SCOPE_CHOICES


class InvitationState(models.TextChoices):
    """What became of an invitation."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DEAD = "dead"


class Invitation(models.Model):
    """Somebody is asked to help. `code_hash` is a keyed hash of the code that the member gives by voice;
    `tries` counts wrong ones. `ends_on` is the last day of the help, None for one without an end.

    `paper` is the case whose papers it rests on. `request_key` stands for the form that made it.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey("identity.Login", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    email = models.EmailField()
    scope = models.CharField(max_length=10, choices=SCOPE_CHOICES)
    ends_on = models.DateField(null=True)
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=14)
    paper = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=2, default="en")
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.WAITING)
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    answer_by = models.DateField()
    answered_at = models.DateTimeField(null=True)
    grant = models.ForeignKey("members.AccessGrant", on_delete=models.PROTECT, null=True, related_name="+")
    request_key = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(grant__isnull=False),
                name="accepted_invitation_has_its_grant",
            )
        ]
        indexes = [
            models.Index(fields=["account", "-made_at"], name="invitation_by_account"),
            models.Index(
                fields=["email"], name="invitation_to_answer", condition=models.Q(state="waiting")
            ),
            models.Index(
                fields=["answer_by"], name="invitation_by_last_day", condition=models.Q(state="waiting")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"invitation {self.reference}"


class AuthorityState(models.TextChoices):
    """Where papers stand: to read, agreed by one person where two are needed, and how it ended."""

    TO_READ = "to_read"
    PROPOSED = "proposed"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Authority(models.Model):
    """Papers that let somebody act for a member: what was sent, what staff saw in it, and what came of it.

    `case` is the case that holds clock, files and messages. `account` is empty until staff find whom a
    helper means by what was typed (`asked_number`, `asked_name`). `helper` is the login that asks, empty
    where the member asks for somebody without one (`helper_name`, `helper_email`). `ticked` are the codes
    of the checklist that staff saw; `proposed_by` and `decided_by` are two people where two are needed.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14)
    state = models.CharField(max_length=10, choices=AuthorityState, default=AuthorityState.TO_READ)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, null=True, related_name="+")
    helper = models.ForeignKey("identity.Login", on_delete=models.PROTECT, null=True, related_name="+")
    helper_name = models.CharField(max_length=100)
    helper_email = models.EmailField(blank=True)
    asked_number = models.CharField(max_length=10, blank=True)
    asked_name = models.CharField(max_length=120, blank=True)
    scope = models.CharField(max_length=10, choices=SCOPE_CHOICES)
    ends_on = models.DateField(null=True)
    ticked = models.JSONField(default=list)
    reason = models.CharField(max_length=20, blank=True)
    proposed_by = models.CharField(max_length=60, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proposed_by="") | ~models.Q(proposed_by=models.F("decided_by")),
                name="papers_agreed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="granted") | models.Q(account__isnull=False),
                name="granted_papers_have_an_account",
            ),
        ]

    def __str__(self) -> str:
        return f"papers {self.case_id}"


class SpokenPermission(models.Model):
    """The member told us on the phone that we may talk with somebody. It opens no page, and ends by itself.

    Source: 45 CFR 164.510(b).
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=10, choices=SCOPE_CHOICES)
    given_at = models.DateTimeField()
    ends_on = models.DateField()
    logged_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)
    request_key = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-given_at"], name="spoken_by_account")]

    def __str__(self) -> str:
        return f"spoken permission {self.reference}"


class SafetyMark(models.Model):
    """Someone may not be safe. At most one stands an account; two people take one away."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()
    clearing_asked_by = models.CharField(max_length=60, blank=True)
    clearing_asked_at = models.DateTimeField(null=True)
    cleared_by = models.CharField(max_length=60, blank=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(cleared_at=None), name="one_safety_mark_an_account"
            ),
            models.CheckConstraint(
                condition=models.Q(cleared_at=None) | ~models.Q(cleared_by=models.F("clearing_asked_by")),
                name="safety_mark_cleared_by_a_second",
            ),
        ]

    def __str__(self) -> str:
        return f"safety mark {self.pk}"
