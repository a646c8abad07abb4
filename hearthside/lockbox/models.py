"""Mail money: deposits, the checks in them, where each went, and letters found in payment envelopes."""

from django.db import models

from hearthside.money import money_in


class BatchState(models.TextChoices):
    KEYING = "keying"  # a clerk types it in; nothing is in the ledger yet
    REVIEW = "review"  # its totals do not hold; nothing is in the ledger until someone says so
    POSTING = "posting"
    POSTED = "posted"
    SET_ASIDE = "set_aside"  # not ours, or came again; never in the ledger


class Batch(models.Model):
    """One deposit of one lockbox. `told_...` is what the bank says, the others what was read or keyed."""

    reference = models.CharField(max_length=10, unique=True)
    file = models.ForeignKey("intake.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    ordinal = models.PositiveIntegerField(default=1)
    layout = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=20, blank=True)
    lockbox = models.CharField(max_length=20, blank=True)
    deposit_on = models.DateField()
    told_count = models.PositiveIntegerField(null=True)
    told_cents = models.BigIntegerField(null=True)
    count = models.PositiveIntegerField(default=0)
    cents = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=BatchState)
    why = models.CharField(max_length=300, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    twin_of = models.ForeignKey("lockbox.Batch", on_delete=models.PROTECT, null=True, related_name="+")
    request_key = models.CharField(max_length=32, unique=True, null=True)
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "ordinal"], condition=models.Q(file__isnull=False), name="batch_once_a_file"
            ),
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=models.Q(twin_of=None) & ~models.Q(fingerprint=""),
                name="batch_contents_once",
            ),
        ]
        indexes = [
            models.Index(fields=["-deposit_on", "-id"], name="batch_by_day"),
            models.Index(fields=["opened_at"], name="batch_to_review", condition=models.Q(state="review")),
        ]

    def __str__(self) -> str:
        return f"batch {self.reference}"

    @property
    def name(self) -> str:
        """What people call it: the bank's number where it has one."""
        return self.number or self.reference

    told = money_in("told_cents")
    amount = money_in("cents")


class ItemState(models.TextChoices):
    RECEIVED = "received"  # read, its batch not in the ledger yet
    POSTED = "posted"
    SUSPENSE = "suspense"  # in the bank, and nobody knows whose
    PROPOSED = "proposed"  # one clerk said what to do, a second must agree
    RETURNED = "returned"
    BOUNCED = "bounced"  # the bank took it back
    ROUTED = "routed"  # no money in it: a letter
    SET_ASIDE = "set_aside"


WAITING = (ItemState.SUSPENSE, ItemState.PROPOSED)


class Why(models.TextChoices):
    """Why a check waits for a person."""

    NO_NUMBER = "no_number"
    BAD_NUMBER = "bad_number"
    NO_SUCH_ACCOUNT = "no_such_account"
    NAME_DIFFERS = "name_differs"
    TWO_ANSWERS = "two_answers"
    SEVERAL_COUPONS = "several_coupons"
    DOUBLE = "double"
    UNSIGNED = "unsigned"
    POST_DATED = "post_dated"
    FOREIGN = "foreign"
    THIRD_PARTY = "third_party"
    PAID_IN_FULL = "paid_in_full"
    ESTATE = "estate"
    LETTER = "letter"
    KEYED_WRONG = "keyed_wrong"
    UNPOSTED = "unposted"


class Item(models.Model):
    """One check. Its bank account is never kept: `payer_mark` is a keyed hash, `payer_last4` its end.

    `check_mark` is the same for the same check, so that a second one is seen (`double_of`). `turn` counts
    changes: a page that was opened before the last one changes nothing. `is_waiting` says of the state what
    an index can use on every database.
    """

    batch = models.ForeignKey("lockbox.Batch", on_delete=models.PROTECT, related_name="items")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="checks")
    ordinal = models.PositiveIntegerField()
    number = models.CharField(max_length=10, blank=True)
    amount_cents = models.BigIntegerField()
    check_number = models.CharField(max_length=20, blank=True)
    written_on = models.DateField(null=True)
    remitter = models.CharField(max_length=80, blank=True)
    payee = models.CharField(max_length=80, blank=True)
    said = models.JSONField(default=list)
    payer_mark = models.CharField(max_length=64, blank=True)
    payer_last4 = models.CharField(max_length=4, blank=True)
    check_mark = models.CharField(max_length=64, null=True)
    double_of = models.ForeignKey("lockbox.Item", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ItemState)
    why = models.CharField(max_length=20, choices=Why, blank=True)
    is_waiting = models.BooleanField(default=False)
    since = models.DateTimeField()
    turn = models.PositiveIntegerField(default=0)
    owner = models.CharField(max_length=64, blank=True)
    line = models.PositiveIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    length = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "ordinal"], name="item_once_a_batch"),
            models.UniqueConstraint(
                fields=["check_mark"],
                condition=models.Q(double_of=None) & models.Q(check_mark__isnull=False),
                name="check_once",
            ),
            models.CheckConstraint(condition=models.Q(amount_cents__gte=0), name="item_not_negative"),
            models.CheckConstraint(
                condition=models.Q(is_waiting=True, state__in=["suspense", "proposed"])
                | (models.Q(is_waiting=False) & ~models.Q(state__in=["suspense", "proposed"])),
                name="item_waits_as_its_state_says",
            ),
        ]
        indexes = [
            models.Index(
                fields=["since", "id", "amount_cents"],
                name="item_waiting",
                condition=models.Q(is_waiting=True),
            ),
            models.Index(
                fields=["check_number"], name="item_by_number", condition=~models.Q(check_number="")
            ),
            models.Index(
                fields=["payer_mark", "id"], name="item_by_payer", condition=~models.Q(payer_mark="")
            ),
        ]

    def __str__(self) -> str:
        return f"check {self.ordinal} of batch {self.batch_id}"

    amount = money_in("amount_cents")


class Part(models.Model):
    """Money of a check on one account; most checks have one. The payment is found by its reference."""

    item = models.ForeignKey("lockbox.Item", on_delete=models.PROTECT, related_name="parts")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="check_parts")
    ordinal = models.PositiveIntegerField()
    amount_cents = models.BigIntegerField()
    how = models.CharField(max_length=20)
    payment_reference = models.CharField(max_length=10)
    posted_by = models.CharField(max_length=64)
    posted_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "ordinal"], name="part_once_an_item"),
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="part_moves_money"),
        ]
        indexes = [models.Index(fields=["payment_reference"], name="part_by_payment")]

    amount = money_in("amount_cents")


class Deed(models.TextChoices):
    """What a second clerk can be asked to agree to."""

    ASSIGN = "assign"
    RETURN = "return"
    UNPOST = "unpost"


class Proposal(models.Model):
    """What one clerk wants done with a check, and what the second said. `shares` are [account id, cents]."""

    item = models.ForeignKey("lockbox.Item", on_delete=models.PROTECT, related_name="proposals")
    deed = models.CharField(max_length=10, choices=Deed)
    shares = models.JSONField(default=list)
    how = models.CharField(max_length=20, blank=True)
    doubt = models.CharField(max_length=20)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(decided_at=None), name="one_open_proposal_an_item"
            )
        ]


class LetterKind(models.TextChoices):
    ADDRESS_CHANGE = "address_change"
    DISPUTE = "dispute"
    INSURANCE = "insurance"
    OTHER = "other"


class LetterState(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"


class Letter(models.Model):
    """Paper that came in a payment envelope and is not a payment: who must read it, and since when."""

    reference = models.CharField(max_length=10, unique=True)
    item = models.ForeignKey("lockbox.Item", on_delete=models.PROTECT, related_name="letters")
    account = models.ForeignKey(
        "members.Account", on_delete=models.PROTECT, null=True, related_name="letters_in_mail"
    )
    kind = models.CharField(max_length=20, choices=LetterKind)
    state = models.CharField(max_length=10, choices=LetterState)
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    done_by = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "kind"], name="letter_once_an_item_and_kind")]
        indexes = [
            models.Index(
                fields=["opened_at", "id"], name="letter_waiting", condition=models.Q(state="waiting")
            )
        ]
