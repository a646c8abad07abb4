"""What somebody agreed to, the ways to pay they saved, their autopay rule, and what it does with bills."""

from django.db import models

from hearthside.money import Money, money_in


class ConsentKind(models.TextChoices):
    SAVE = "save"
    AUTOPAY = "autopay"
    PAPERLESS = "paperless"


class Consent(models.Model):
    """A yes in the words that were shown, and how it came. Never changed; ended once."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ConsentKind)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    text = models.TextField()
    given_at = models.DateTimeField()
    door = models.CharField(max_length=10)
    address_prefix = models.CharField(max_length=45, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_door = models.CharField(max_length=10, blank=True)
    keep_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "kind", "-given_at"], name="consent_by_account")]


class MethodState(models.TextChoices):
    STARTED = "started"
    OPEN = "open"
    ACTIVE = "active"
    EXPIRED = "expired"
    DISABLED = "disabled"
    REMOVED = "removed"
    ABANDONED = "abandoned"


class SavedMethod(models.Model):
    """A card or bank account that the processor keeps: one visit to its page, and what came of it.

    `reference` is what the processor is told. `token` is all that charges it; no number is here but the
    last four digits. `released_at`: the processor has let go of it.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="saved_methods")
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey("autopay.Consent", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=MethodState, default=MethodState.STARTED)
    kind = models.CharField(max_length=4)
    processor = models.CharField(max_length=20)
    request_key = models.CharField(max_length=64, unique=True)
    page_id = models.CharField(max_length=255, blank=True)
    page_url = models.TextField(blank=True)
    page_ends_at = models.DateTimeField()
    language = models.CharField(max_length=2)
    goes_on_to = models.CharField(max_length=10, default="methods")
    token = models.CharField(max_length=255, blank=True)
    brand = models.CharField(max_length=40, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    expires_month = models.PositiveSmallIntegerField(null=True)
    expires_year = models.PositiveSmallIntegerField(null=True)
    decline_mark = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["processor", "token"], condition=~models.Q(token=""), name="saved_token_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["active", "expired", "disabled"]) | ~models.Q(token=""),
                name="saved_method_has_token",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "state"], name="saved_method_by_account"),
            models.Index(
                fields=["started_at"], name="saving_waits",
                condition=models.Q(state__in=["started", "open"]),
            ),
            models.Index(
                fields=["removed_at"], name="saved_method_to_release",
                condition=models.Q(removed_at__isnull=False, released_at=None) & ~models.Q(token=""),
            ),
            models.Index(
                fields=["expires_year", "expires_month"], name="saved_method_by_end",
                condition=models.Q(state="active"),
            ),
        ]  # fmt: skip


class AutopayState(models.TextChoices):
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Autopay(models.Model):
    """The one rule of an account: what is taken from what, when, and at most how much of a bill."""

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="autopays")
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    method = models.ForeignKey("autopay.SavedMethod", on_delete=models.PROTECT, related_name="autopays")
    consent = models.ForeignKey("autopay.Consent", on_delete=models.PROTECT, related_name="+")
    request_key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=6, choices=AutopayState, default=AutopayState.ACTIVE)
    cap_cents = models.BigIntegerField()
    days_before = models.PositiveSmallIntegerField(default=0)
    notice_days = models.PositiveSmallIntegerField()
    tells_amount = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    why = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(cap_cents__gt=0), name="autopay_limit_is_positive"),
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(state__in=["active", "paused"]),
                name="one_autopay_an_account",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="autopay_by_state")]

    cap = money_in("cap_cents")


class TakingState(models.TextChoices):
    PLANNED = "planned"
    ASKING = "asking"
    SKIPPED = "skipped"
    CHARGING = "charging"
    SENT = "sent"
    PAID = "paid"
    RETRYING = "retrying"
    FAILED = "failed"
    CANCELED = "canceled"


class Taking(models.Model):
    """What autopay does about one bill: told on a day, taken on another, at most the amount that was told.

    One a bill, by a unique constraint; each try has its own attempt and its own key.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    autopay = models.ForeignKey("autopay.Autopay", on_delete=models.PROTECT, related_name="takings")
    bill = models.OneToOneField("bills.Bill", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=TakingState, default=TakingState.PLANNED)
    amount_cents = models.BigIntegerField()
    told_at = models.DateTimeField()
    take_on = models.DateField()
    allowed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    attempt = models.OneToOneField(
        "payments.Attempt", on_delete=models.PROTECT, null=True, related_name="taking"
    )
    method = models.ForeignKey("autopay.SavedMethod", on_delete=models.PROTECT, null=True, related_name="+")
    consent = models.ForeignKey("autopay.Consent", on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=40, blank=True)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="taking_is_positive"),
            models.CheckConstraint(
                condition=models.Q(tries=0) | models.Q(attempt__isnull=False, consent__isnull=False),
                name="no_try_without_consent",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-told_at"], name="taking_by_account"),
            models.Index(
                fields=["take_on"], name="taking_to_do",
                condition=models.Q(state__in=["planned", "retrying"]),
            ),
            models.Index(
                fields=["moved_at"], name="taking_to_follow",
                condition=models.Q(state__in=["charging", "sent"]),
            ),
        ]  # fmt: skip

    amount = money_in("amount_cents")

    @property
    def told(self) -> Money:
        """The most that may be taken: what the notice was about."""
        return Money(self.amount_cents)


class PaperlessState(models.TextChoices):
    ON = "on"
    ENDED = "ended"


class Paperless(models.Model):
    """Bills without paper: a confirmed e-mail address hears of each bill, until somebody goes back."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    login = models.ForeignKey("identity.Login", on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey("autopay.Consent", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=5, choices=PaperlessState, default=PaperlessState.ON)
    email = models.EmailField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(state="on"), name="one_paperless_an_account"
            )
        ]
