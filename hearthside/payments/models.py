"""Attempts at a processor, and the payments that came of them."""

from django.db import models

from hearthside.money import money_in


class AttemptState(models.TextChoices):
    STARTED = "started"
    OPEN = "open"
    UNCLEAR = "unclear"
    PROCESSING = "processing"
    SETTLED = "settled"
    DECLINED = "declined"
    EXPIRED = "expired"
    RETURNED = "returned"


LIVE = (AttemptState.STARTED, AttemptState.OPEN, AttemptState.UNCLEAR)


WITHOUT_PAGE = ("saved", "autopay", "phone")
"""Doors whose attempts have no page: their charge may be under way, though no page is known."""


class Method(models.TextChoices):
    CARD = "card"
    BANK = "bank"
    CHECK = "check"
    CASH = "cash"
    ACH = "ach"


ONLINE = (Method.CARD, Method.BANK)
"""What can be paid with on the hosted page."""


class Attempt(models.Model):
    """One try to pay, written before the processor is asked. `reference` becomes the confirmation number.

    Money that came by another way than a processor (a check, our own debit) is a try that has arrived:
    `services.receive` writes it settled.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="attempts")
    bill = models.ForeignKey("bills.Bill", on_delete=models.PROTECT, null=True, related_name="attempts")
    amount_cents = models.BigIntegerField()
    pays_for = models.JSONField(default=list)
    method = models.CharField(max_length=5, choices=Method)
    state = models.CharField(max_length=10, choices=AttemptState, default=AttemptState.STARTED)
    request_key = models.CharField(max_length=64, unique=True)
    processor = models.CharField(max_length=20)
    page_id = models.CharField(max_length=255, blank=True)
    page_url = models.TextField(blank=True)
    language = models.CharField(max_length=2, default="en")
    door = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    ask_again_at = models.DateTimeField(null=True)
    times_asked = models.PositiveIntegerField(default=0)
    declines = models.PositiveSmallIntegerField(default=0)
    decline_code = models.CharField(max_length=40, blank=True)
    decline_mark = models.CharField(max_length=255, blank=True)
    email_to = models.EmailField(blank=True)
    mails = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="attempt_is_positive"),
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(state__in=["started", "open", "unclear"]),
                name="one_live_attempt_an_account",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ask_again_at"], name="attempt_to_ask", condition=models.Q(ask_again_at__isnull=False)
            ),
            models.Index(fields=["account", "-started_at"], name="attempt_by_account"),
            models.Index(fields=["started_at"], name="attempt_by_start"),
            models.Index(fields=["page_id"], name="attempt_by_page", condition=~models.Q(page_id="")),
        ]

    amount = money_in("amount_cents")


class PaymentState(models.TextChoices):
    RECEIVED = "received"
    RETURNED = "returned"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    MOVED = "moved"
    TAKEN_OFF = "taken_off"


GONE = (PaymentState.RETURNED, PaymentState.DISPUTED, PaymentState.MOVED, PaymentState.TAKEN_OFF)
"""The payment's money is not on its account; it may come back only from a dispute."""


class Payment(models.Model):
    """Money that arrived. Same reference as its attempt; the ledger entry's key is `payment:<reference>`."""

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="payments")
    attempt = models.OneToOneField(
        "payments.Attempt", on_delete=models.PROTECT, null=True, related_name="payment"
    )
    amount_cents = models.BigIntegerField()
    refunded_cents = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=PaymentState, default=PaymentState.RECEIVED)
    method = models.CharField(max_length=10)
    brand = models.CharField(max_length=40, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    processor = models.CharField(max_length=20)
    processor_id = models.CharField(max_length=255)
    received_at = models.DateTimeField()
    times_gone = models.PositiveSmallIntegerField(default=0)
    gone_back_at = models.DateTimeField(null=True)
    moved_from = models.OneToOneField(
        "payments.Payment", on_delete=models.PROTECT, null=True, related_name="moved_to"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="payment_is_positive"),
            models.CheckConstraint(
                condition=models.Q(refunded_cents__gte=0)
                & models.Q(refunded_cents__lte=models.F("amount_cents")),
                name="refund_within_payment",
            ),
            models.UniqueConstraint(fields=["processor", "processor_id"], name="processor_payment_once"),
        ]
        indexes = [models.Index(fields=["account", "-received_at"], name="payment_by_account")]

    amount = money_in("amount_cents")


class Notice(models.Model):
    """A webhook that was signed and is new. Its facts are not used: the processor is asked."""

    processor = models.CharField(max_length=20)
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=60)
    attempt_reference = models.CharField(max_length=20, blank=True)
    payment_id = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["processor", "event_id"], name="notice_once")]
        indexes = [
            models.Index(fields=["received_at"], name="notice_waiting", condition=models.Q(handled_at=None))
        ]
