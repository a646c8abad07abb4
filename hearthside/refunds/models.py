"""Money on its way back, credit that waits, and what staff undo.

The ledger's key of a refund is `refund:<reference>`; of what undoes it, `refund_back:<reference>`.
"""

from django.db import models

from hearthside.money import Money, money_in
from hearthside.refunds.rules import Way


class Reason(models.TextChoices):
    OVERPAID = "overpaid"
    DUPLICATE = "duplicate"
    WRONG_AMOUNT = "wrong_amount"
    NOT_OWED = "not_owed"
    WRONG_PERSON = "wrong_person"
    MEMBER_ASKED = "member_asked"
    CREDIT_WAITS = "credit_waits"
    ESTATE = "estate"


class RefundState(models.TextChoices):
    ASKED = "asked"
    APPROVED = "approved"
    SENDING = "sending"
    UNCLEAR = "unclear"
    SENT = "sent"
    FAILED = "failed"
    VOIDED = "voided"


OUT = (RefundState.SENDING, RefundState.UNCLEAR, RefundState.SENT)
"""In these states the money is off the account: the ledger entry stands and the payment counts it."""


class Refund(models.Model):
    """Money somebody should get back, written down before anybody is asked to send it.

    Without a payment it is credit that goes by check. `key` is what the processor and a twice-sent form
    know it by. `payee` and `address` are what stood on file when it was proposed.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="refunds")
    payment = models.ForeignKey(
        "payments.Payment", on_delete=models.PROTECT, null=True, related_name="refunds"
    )
    amount_cents = models.BigIntegerField()
    of_credit = models.BooleanField()
    way = models.CharField(max_length=10, choices=[(way.value, way.value) for way in Way])
    reason = models.CharField(max_length=20, choices=Reason)
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=RefundState, default=RefundState.ASKED)
    key = models.CharField(max_length=64, unique=True)
    payee = models.CharField(max_length=200)
    address = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        "identity.Login", on_delete=models.PROTECT, null=True, related_name="refunds_asked"
    )
    by_staff = models.BooleanField()
    second = models.JSONField(default=list)
    approved_by = models.ForeignKey(
        "identity.Login", on_delete=models.PROTECT, null=True, related_name="refunds_approved"
    )
    approved_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField()
    moved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=40, blank=True)
    processor_id = models.CharField(max_length=255, blank=True)
    has_arrived = models.BooleanField(default=False)
    times_asked = models.PositiveSmallIntegerField(default=0)
    ask_again_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="refund_is_positive"),
            models.CheckConstraint(
                condition=models.Q(way="check") | models.Q(payment__isnull=False),
                name="refund_to_card_names_its_payment",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | models.Q(asked_by=None)
                | ~models.Q(approved_by=models.F("asked_by")),
                name="refund_approved_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="refund_by_state"),
            models.Index(fields=["account", "-asked_at"], name="refund_by_account"),
            models.Index(
                fields=["ask_again_at"], name="refund_to_ask", condition=models.Q(ask_again_at__isnull=False)
            ),
        ]

    amount = money_in("amount_cents")


class CheckState(models.TextChoices):
    WRITTEN = "written"
    LISTED = "listed"
    CASHED = "cashed"
    VOIDED = "voided"
    TURNED_OVER = "turned_over"


class CheckRefund(models.Model):
    """A check we wrote; `number` is printed on it. What it owes is on refunds payable until it is cashed."""

    number = models.BigIntegerField(unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="refund_checks")
    refund = models.OneToOneField("refunds.Refund", on_delete=models.PROTECT, related_name="check_paper")
    amount_cents = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=CheckState, default=CheckState.WRITTEN)
    issued_on = models.DateField()
    listed_at = models.DateTimeField(null=True)
    cashed_on = models.DateField(null=True)
    voided_on = models.DateField(null=True)
    void_listed_at = models.DateTimeField(null=True)
    stale_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="check_is_positive")
        ]
        indexes = [models.Index(fields=["state", "number"], name="check_by_state")]

    amount = money_in("amount_cents")


class CreditState(models.TextChoices):
    OPEN = "open"
    PROPOSED = "proposed"
    CLOSED = "closed"


class CreditCase(models.Model):
    """Credit on an account, and how old it is. One open case an account."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="credit_cases")
    state = models.CharField(max_length=10, choices=CreditState, default=CreditState.OPEN)
    amount_cents = models.BigIntegerField()
    since_on = models.DateField()
    seen_at = models.DateTimeField()
    keep_until = models.DateField(null=True)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(state__in=["open", "proposed"]),
                name="one_open_credit_an_account",
            )
        ]
        indexes = [models.Index(fields=["state", "since_on", "id"], name="credit_by_age")]

    amount = money_in("amount_cents")


class UnclaimedState(models.TextChoices):
    WATCHED = "watched"
    WRITTEN = "written"
    CLAIMED = "claimed"
    TURNED_OVER = "turned_over"


class UnclaimedItem(models.Model):
    """Money whose owner does not answer: credit, or a check that nobody cashed. Kept from its letter on."""

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="unclaimed_items")
    check_paper = models.OneToOneField(
        "refunds.CheckRefund", on_delete=models.PROTECT, null=True, related_name="unclaimed"
    )
    credit = models.ForeignKey(
        "refunds.CreditCase", on_delete=models.PROTECT, null=True, related_name="unclaimed"
    )
    amount_cents = models.BigIntegerField()
    last_state = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=12, choices=UnclaimedState, default=UnclaimedState.WATCHED)
    since_on = models.DateField()
    dormant_on = models.DateField()
    letter_on = models.DateField(null=True)
    turned_over_on = models.DateField(null=True)
    turned_over_by = models.ForeignKey(
        "identity.Login", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit"],
                condition=models.Q(state__in=["watched", "written"]),
                name="one_unclaimed_item_a_credit",
            )
        ]
        indexes = [models.Index(fields=["state", "dormant_on", "id"], name="unclaimed_by_day")]

    amount = money_in("amount_cents")


class CorrectionKind(models.TextChoices):
    MOVE = "move"
    VOID = "void"


class CorrectionState(models.TextChoices):
    ASKED = "asked"
    DONE = "done"
    REJECTED = "rejected"


class Correction(models.Model):
    """A payment posted by mistake: moved to the right account, or taken off because it never was."""

    reference = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=4, choices=CorrectionKind)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="corrections")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="corrections")
    to_account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=CorrectionState, default=CorrectionState.ASKED)
    key = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    second = models.JSONField(default=list)
    approved_by = models.ForeignKey("identity.Login", on_delete=models.PROTECT, null=True, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("asked_by")),
                name="correction_approved_by_another",
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=models.Q(state="asked"),
                name="one_correction_waits_a_payment",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="correction_by_state")]

    amount = money_in("amount_cents")


class DisputeState(models.TextChoices):
    OPEN = "open"
    ANSWERED = "answered"
    OVER = "over"


class DisputeFile(models.Model):
    """A payment that its card's bank took back, and what we answer. One a turn: it may be lost again."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="dispute_files")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="dispute_files")
    turn = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=DisputeState, default=DisputeState.OPEN)
    opened_at = models.DateTimeField()
    evidence_by = models.DateField()
    is_day_known = models.BooleanField(default=False)
    ended = models.CharField(max_length=10, blank=True)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "turn"], name="one_dispute_file_a_turn"),
        ]
        indexes = [models.Index(fields=["state", "evidence_by", "id"], name="dispute_by_day")]

    @property
    def amount(self) -> Money:
        payment = self.payment
        return Money(payment.amount_cents - payment.refunded_cents)


class DisputeNote(models.Model):
    """What somebody wrote about a dispute: facts only."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("refunds.DisputeFile", on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
