"""Plans to pay over time, applications for hardship help, and what we give up of a balance."""

from django.db import models

from hearthside.money import money_in


class PlanState(models.TextChoices):
    OFFERED = "offered"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    BROKEN = "broken"
    CANCELLED = "cancelled"


LIVE = (PlanState.ACTIVE, PlanState.PAUSED)
STANDING = (PlanState.OFFERED, *LIVE)


class Plan(models.Model):
    """An agreement to pay charges over time. Which installments are paid is nowhere kept: the ledger says.

    `amount_cents` is the sum of its charges' parts and of its installments. `request_key` stands for the
    form that made it.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.OFFERED)
    amount_cents = models.BigIntegerField()
    day_of_month = models.PositiveSmallIntegerField()
    request_key = models.CharField(max_length=64, unique=True)
    offered_at = models.DateTimeField()
    offer_ends_on = models.DateField()
    started_at = models.DateTimeField(null=True)
    paused_until = models.DateField(null=True)
    pause_reason = models.CharField(max_length=20, blank=True)
    was_paused = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    through_posting = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gte=0), name="plan_not_negative"),
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(state__in=["offered", "active", "paused"]),
                name="one_standing_plan_an_account",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state"],
                name="plan_to_watch",
                condition=models.Q(state__in=["offered", "active", "paused"]),
            ),
            models.Index(fields=["account", "-offered_at"], name="plan_by_account"),
        ]

    amount = money_in("amount_cents")


class Installment(models.Model):
    """One part of a plan and its day. `noticed_at`: when we wrote that its day had passed."""

    plan = models.ForeignKey("relief.Plan", on_delete=models.PROTECT, related_name="installments")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount_cents = models.BigIntegerField()
    noticed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="installment_once_a_plan"),
            models.CheckConstraint(condition=models.Q(amount_cents__gte=0), name="installment_not_negative"),
        ]

    amount = money_in("amount_cents")


class PlanCharge(models.Model):
    """How much of a charge a plan covers: what was open of it, less what was taken off since."""

    plan = models.ForeignKey("relief.Plan", on_delete=models.PROTECT, related_name="charges")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    charge_id = models.BigIntegerField()
    amount_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "charge_id"], name="charge_once_a_plan"),
            models.CheckConstraint(condition=models.Q(amount_cents__gte=0), name="plan_charge_not_negative"),
        ]
        indexes = [models.Index(fields=["charge_id"], name="plan_charge_by_charge")]

    amount = money_in("amount_cents")


class ApplicationState(models.TextChoices):
    STARTED = "started"
    SENT = "sent"
    PROPOSED = "proposed"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OPEN_APPLICATIONS = (ApplicationState.STARTED, ApplicationState.SENT, ApplicationState.PROPOSED)


class DeclineReason(models.TextChoices):
    """Why hardship help was not given; the letter words it."""

    ABOVE_LIMIT = "above_limit"
    PAPERS_MISSING = "papers_missing"
    NOTHING_OWED = "nothing_owed"


class Application(models.Model):
    """Somebody asks us to lower what they owe. `times_sent` grows when they ask us to look again; `not_by`
    is who said no before, and does not answer twice.

    The guideline, percents and source are those that decided, kept so that the answer can be explained.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.STARTED)
    language = models.CharField(max_length=2, default="en")
    people = models.PositiveSmallIntegerField(null=True)
    income_cents = models.BigIntegerField(null=True)
    income_is_monthly = models.BooleanField(default=True)
    asked_by = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    times_sent = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)
    not_by = models.CharField(max_length=40, blank=True)
    decided_income_cents = models.BigIntegerField(null=True)
    guideline_cents = models.BigIntegerField(null=True)
    guideline_source = models.CharField(max_length=40, blank=True)
    percent_of_guideline = models.PositiveIntegerField(null=True)
    forgives_percent = models.PositiveSmallIntegerField(null=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(state__in=["started", "sent", "proposed"]),
                name="one_open_application_an_account",
            ),
            models.CheckConstraint(
                condition=models.Q(income_cents=None) | models.Q(income_cents__gte=0),
                name="income_not_negative",
            ),
        ]
        indexes = [
            models.Index(
                fields=["sent_at"],
                name="application_to_decide",
                condition=models.Q(state__in=["sent", "proposed"]),
            ),
            models.Index(fields=["account", "-started_at"], name="application_by_account"),
        ]

    income = money_in("income_cents")
    decided_income = money_in("decided_income_cents")
    guideline = money_in("guideline_cents")


class ScanState(models.TextChoices):
    WAITING = "waiting"
    CLEAN = "clean"
    UNSCANNED = "unscanned"
    REFUSED = "refused"


class Paper(models.Model):
    """A file sent with an application. `stored_as` is its random name; empty once its bytes are gone."""

    application = models.ForeignKey("relief.Application", on_delete=models.PROTECT, related_name="papers")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
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
                fields=["application", "sha256"],
                condition=models.Q(gone_at=None),
                name="paper_once_an_application",
            )
        ]
        indexes = [
            models.Index(fields=["added_at"], name="paper_to_scan", condition=models.Q(state="waiting"))
        ]


class WriteOffKind(models.TextChoices):
    """What is given up, and so in which book it stands."""

    SMALL_BALANCE = "small_balance"
    ASSISTANCE = "assistance"
    BAD_DEBT = "bad_debt"


class WriteOffState(models.TextChoices):
    PROPOSED = "proposed"
    POSTED = "posted"
    TURNED_DOWN = "turned_down"
    UNDONE = "undone"


class WriteOff(models.Model):
    """What we give up of an account. The ledger's key is `given_up:<reference>`. Three people: who asks,
    who agrees, whose account it is.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=WriteOffKind)
    state = models.CharField(max_length=12, choices=WriteOffState, default=WriteOffState.PROPOSED)
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    application = models.ForeignKey(
        "relief.Application", on_delete=models.PROTECT, null=True, related_name="write_offs"
    )
    plan = models.ForeignKey("relief.Plan", on_delete=models.PROTECT, null=True, related_name="write_offs")
    proposed_by = models.CharField(max_length=40)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="write_off_is_positive"),
            models.UniqueConstraint(
                fields=["account", "kind"],
                condition=models.Q(state="proposed"),
                name="one_proposed_write_off_an_account_and_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["proposed_at"], name="write_off_to_decide", condition=models.Q(state="proposed")
            ),
            models.Index(fields=["account", "-proposed_at"], name="write_off_by_account"),
        ]

    amount = money_in("amount_cents")


class WriteOffPart(models.Model):
    """How much of one charge is given up."""

    write_off = models.ForeignKey("relief.WriteOff", on_delete=models.PROTECT, related_name="parts")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    charge_id = models.BigIntegerField()
    amount_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["write_off", "charge_id"], name="charge_once_a_write_off"),
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="part_is_positive"),
        ]

    amount = money_in("amount_cents")


class CollectionNotice(models.Model):
    """The letter that says what happens next if nothing is paid, and how to get help. One standing a time."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    noticed_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(ended_at=None), name="one_standing_notice_an_account"
            )
        ]


class CollectionList(models.Model):
    """A list that was written for another company, with the hash of its file."""

    reference = models.CharField(max_length=10, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)


class CollectionRow(models.Model):
    """An account on a list, and until when: `taken_off_at` ends it."""

    made_on_list = models.ForeignKey("relief.CollectionList", on_delete=models.PROTECT, related_name="rows")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    amount_cents = models.BigIntegerField()
    first_bill_on = models.DateField()
    noticed_on = models.DateField()
    taken_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(taken_off_at=None), name="account_once_on_lists"
            )
        ]

    amount = money_in("amount_cents")
