"""Remittances as the plans sent them, and the charges that follow. `states.py` moves them."""

from django.db import models

from hearthside.money import money_in


class RemittanceState(models.TextChoices):
    POSTED = "posted"
    HELD = "held"
    DUPLICATE = "duplicate"


class Remittance(models.Model):
    """One payment of a plan (ST to SE of an 835). `payment_key` is its trace, amount and day: once only."""

    file = models.ForeignKey("intake.StoredFile", on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()
    payer_id = models.CharField(max_length=80)
    payer_name = models.CharField(max_length=200, blank=True)
    trace = models.CharField(max_length=80, blank=True)
    paid_cents = models.BigIntegerField()
    paid_on = models.DateField(null=True)
    method = models.CharField(max_length=10, blank=True)
    payment_key = models.CharField(max_length=64, null=True, unique=True)
    content_hash = models.CharField(max_length=64)
    control = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=RemittanceState)
    reason = models.CharField(max_length=200, blank=True)
    provider_adjustments = models.JSONField(default=list)
    segment = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "ordinal"], name="remittance_once_a_file")]

    paid = money_in("paid_cents")


class ClaimState(models.TextChoices):
    POSTED = "posted"
    HELD = "held"
    PARKED = "parked"
    REVERSED = "reversed"
    REVERSAL = "reversal"
    NO_CHARGE = "no_charge"


class Claim(models.Model):
    """One plan's decision on one claim (loop 2100), as it stands in the file at `offset`."""

    remittance = models.ForeignKey(
        "claims.Remittance", on_delete=models.PROTECT, related_name="claims", db_index=False
    )
    ordinal = models.PositiveIntegerField()
    account = models.ForeignKey(
        "members.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, null=True, related_name="+")
    payer_id = models.CharField(max_length=80)
    number = models.CharField(max_length=80)
    payer_number = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=4)
    filing = models.CharField(max_length=4, blank=True)
    frequency = models.CharField(max_length=2, blank=True)
    charged_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField()
    responsibility_cents = models.BigIntegerField()
    pr_cents = models.BigIntegerField()
    taken_cents = models.BigIntegerField(default=0)
    served_from = models.DateField(null=True)
    served_to = models.DateField(null=True)
    decided_on = models.DateField()
    provider = models.CharField(max_length=200, blank=True)
    patient = models.JSONField(default=dict)
    adjustments = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    references = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ClaimState)
    plan_order = models.PositiveSmallIntegerField(default=1)
    hold_reason = models.CharField(max_length=40, blank=True)
    findings = models.JSONField(default=list)
    reverses = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    segment_first = models.PositiveIntegerField()
    segment_last = models.PositiveIntegerField()
    offset = models.BigIntegerField()
    length = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["remittance", "ordinal"], name="claim_once_a_remittance")
        ]
        indexes = [
            models.Index(fields=["number"], name="claim_by_number"),
            models.Index(fields=["payer_number"], name="claim_by_payer_number"),
            models.Index(fields=["fingerprint"], name="claim_by_fingerprint"),
            models.Index(fields=["account", "served_from"], name="claim_by_account"),
            models.Index(
                fields=["state"], name="claim_waiting", condition=models.Q(state__in=["held", "parked"])
            ),
        ]

    charged = money_in("charged_cents")
    paid = money_in("paid_cents")


class ServiceLine(models.Model):
    """One service on a claim (loop 2110). `adjustments` rows: group, code, cents, quantity, segment."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="lines", db_index=False)
    account = models.ForeignKey(
        "members.Account",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    ordinal = models.PositiveIntegerField()
    qualifier = models.CharField(max_length=4, blank=True)
    procedure = models.CharField(max_length=60, blank=True)
    modifiers = models.JSONField(default=list)
    revenue_code = models.CharField(max_length=20, blank=True)
    units = models.CharField(max_length=20, blank=True)
    charged_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField()
    allowed_cents = models.BigIntegerField(null=True)
    served_from = models.DateField(null=True)
    served_to = models.DateField(null=True)
    control = models.CharField(max_length=80, blank=True)
    adjustments = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    segment = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "ordinal"], name="line_once_a_claim")]

    charged = money_in("charged_cents")
    paid = money_in("paid_cents")


class ChargeKind(models.TextChoices):
    DEDUCTIBLE = "deductible"
    COINSURANCE = "coinsurance"
    COPAY = "copay"


class ChargeState(models.TextChoices):
    FINAL = "final"
    REVERSED = "reversed"  # by the plan
    VOIDED = "voided"  # by us: it should not have been asked for


class Charge(models.Model):
    """What a member owes for one service line and one reason: the unit of debt.

    Its account and person are its claim's, which the database holds; `audit` proves that they agree.
    """

    reference = models.CharField(max_length=12, unique=True)
    account = models.ForeignKey(
        "members.Account", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="charges")
    line = models.ForeignKey(
        "claims.ServiceLine", on_delete=models.PROTECT, null=True, related_name="charges"
    )
    kind = models.CharField(max_length=12, choices=ChargeKind)
    code = models.CharField(max_length=5)
    amount_cents = models.BigIntegerField()
    taken_cents = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ChargeState, default=ChargeState.FINAL)
    final_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="charge_is_positive"),
            models.UniqueConstraint(
                fields=["claim", "line", "code"],
                condition=models.Q(state="final"),
                name="charge_once_a_line_and_reason",
            ),
            models.UniqueConstraint(
                fields=["claim", "code"],
                condition=models.Q(line=None, state="final"),
                name="charge_once_a_claim_and_reason",
            ),
        ]
        indexes = [models.Index(fields=["account", "final_on"], name="charge_by_account")]

    amount = money_in("amount_cents")


class HeldState(models.TextChoices):
    HELD = "held"
    CHARGED = "charged"
    DROPPED = "dropped"


class HeldShare(models.Model):
    """A share that is not final: who is waited for, since when, until when. Never billed while held."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, null=True, related_name="+")
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="held_shares")
    line = models.ForeignKey("claims.ServiceLine", on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=5)
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    held_on = models.DateField()
    wait_until = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=HeldState, default=HeldState.HELD)
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account"], name="held_share_by_account", condition=models.Q(state="held")),
            models.Index(fields=["wait_until"], name="held_share_by_wait", condition=models.Q(state="held")),
        ]

    amount = money_in("amount_cents")


class Task(models.Model):
    """Something about a claim that a person must look at. Once a claim and kind."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=40)
    detail = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "kind", "detail"], name="task_once")]
