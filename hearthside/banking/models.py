"""The bank's own word, line by line, what each line was found to be, and the proof of each day."""

from django.db import models

from hearthside.banking.rules import SourceKind
from hearthside.money import money_in


class StatementState(models.TextChoices):
    READING = "reading"
    POSTED = "posted"
    HELD = "held"  # its totals do not hold: its lines wait for a person
    OUTDATED = "outdated"  # a later word about this day was here before it
    REPLACED = "replaced"  # a later word about this day came
    TEST = "test"
    SET_ASIDE = "set_aside"


class Statement(models.Model):
    """One account on one day as one file says it. The account's number is not kept: a keyed hash and its end.

    `lines`, `in_cents` and `out_cents` are what was read. Balances are the bank's own, where it gives them.
    """

    reference = models.CharField(max_length=10, unique=True)
    file = models.ForeignKey("intake.StoredFile", on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()
    bank = models.CharField(max_length=40, blank=True)
    bank_account_mark = models.CharField(max_length=64)
    bank_account_last4 = models.CharField(max_length=4, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    as_of = models.DateField()
    group_status = models.CharField(max_length=1)
    modifier = models.CharField(max_length=1, blank=True)
    state = models.CharField(max_length=10, choices=StatementState)
    reason = models.CharField(max_length=300, blank=True)
    opening_cents = models.BigIntegerField(null=True)
    closing_cents = models.BigIntegerField(null=True)
    lines = models.PositiveIntegerField(default=0)
    in_cents = models.BigIntegerField(default=0)
    out_cents = models.BigIntegerField(default=0)
    came_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "ordinal"], name="statement_once_a_file")]
        indexes = [
            models.Index(fields=["bank_account_mark", "as_of"], name="statement_by_account"),
            models.Index(fields=["-as_of", "-id"], name="statement_by_day"),
            models.Index(fields=["came_at", "id"], name="statement_held", condition=models.Q(state="held")),
        ]

    def __str__(self) -> str:
        return f"statement {self.reference}"

    opening = money_in("opening_cents")
    closing = money_in("closing_cents")
    money_came = money_in("in_cents")
    money_left = money_in("out_cents")


class Match(models.Model):
    """Lines that are these sources: one and one mostly, or one sum for several. Undone ones stay.

    `how` is the ground: a reference, a sum, or a person.
    """

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in SourceKind])
    how = models.CharField(max_length=20)
    matched_by = models.CharField(max_length=80)
    matched_at = models.DateTimeField()
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)


class MatchedSource(models.Model):
    """Something of ours that a match explains. `key` names it within its kind; it is matched once."""

    match = models.ForeignKey("banking.Match", on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    on = models.DateField()
    amount_cents = models.BigIntegerField()
    is_live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(is_live=True), name="source_matched_once"
            )
        ]
        indexes = [models.Index(fields=["on"], name="matched_source_by_day")]

    amount = money_in("amount_cents")


class LineState(models.TextChoices):
    HELD = "held"
    WAITING = "waiting"
    MATCHED = "matched"
    EXPLAINED = "explained"
    DROPPED = "dropped"  # a later word about the day does not hold it


COUNTED = (LineState.WAITING, LineState.MATCHED, LineState.EXPLAINED)
"""Lines that are the bank's word now."""


class Why(models.TextChoices):
    """Why a line waits for a person."""

    NO_SOURCE = "no_source"
    SEVERAL = "several"
    NO_DIRECTION = "no_direction"
    RETURNED_CHECK = "returned_check"
    CHECK_UNKNOWN = "check_unknown"
    CHECK_AMOUNT = "check_amount"
    CHECK_STOPPED = "check_stopped"
    CURRENCY = "currency"


class Meaning(models.TextChoices):
    """What a person found a line to be that no record of ours brought about."""

    BANK_FEE = "bank_fee"
    PROCESSOR_FEE = "processor_fee"
    INTEREST = "interest"
    TRANSFER = "transfer"
    PLAN_MONEY = "plan_money"
    NOT_OURS = "not_ours"
    BANK_ERROR = "bank_error"
    OTHER = "other"


class BankLine(models.Model):
    """One line of a statement. `amount_cents` is signed: money in above zero; 0 where the bank's code says no
    direction (`said_cents` is as written).

    `essence` and `occurrence` say which line it is: the third of three alike, in whatever file. `seen_in` is
    the newest statement that holds it. `turn` counts changes: a page opened before the last changes nothing.
    """

    reference = models.CharField(max_length=10, unique=True)
    statement = models.ForeignKey("banking.Statement", on_delete=models.PROTECT, related_name="+")
    seen_in = models.ForeignKey("banking.Statement", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    type = models.CharField(max_length=3)
    amount_cents = models.BigIntegerField()
    said_cents = models.BigIntegerField()
    bank_reference = models.CharField(max_length=80, blank=True)
    customer_reference = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    record = models.PositiveIntegerField()
    essence = models.CharField(max_length=64)
    occurrence = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=LineState)
    why = models.CharField(max_length=20, choices=Why, blank=True)
    match = models.ForeignKey("banking.Match", on_delete=models.PROTECT, null=True, related_name="lines")
    meaning = models.CharField(max_length=20, choices=Meaning, blank=True)
    note = models.CharField(max_length=500, blank=True)
    worked_by = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField()
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["essence", "occurrence"],
                condition=models.Q(state__in=["waiting", "matched", "explained"]),
                name="bank_line_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="matched", match__isnull=False)
                | (~models.Q(state="matched") & models.Q(match=None)),
                name="matched_line_names_its_match",
            ),
        ]
        indexes = [
            models.Index(fields=["as_of", "id"], name="bank_line_by_day"),
            models.Index(
                fields=["since", "id"], name="bank_line_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["seen_in", "id"], name="bank_line_by_statement"),
        ]

    def __str__(self) -> str:
        return f"bank line {self.reference}"

    amount = money_in("amount_cents")
    said = money_in("said_cents")


class DayState(models.TextChoices):
    DIFFERS = "differs"
    BALANCED = "balanced"
    SIGNED = "signed"


class CashDay(models.Model):
    """The proof of one day. `channels` rows: name, bank, records and ledger in cents."""

    on = models.DateField(unique=True)
    state = models.CharField(max_length=10, choices=DayState)
    bank_cents = models.BigIntegerField(default=0)
    records_cents = models.BigIntegerField(default=0)
    channels = models.JSONField(default=list)
    workers = models.JSONField(default=list)
    proven_at = models.DateTimeField()
    signed_by = models.CharField(max_length=80, blank=True)
    signed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"proof of {self.on}"

    bank = money_in("bank_cents")
    records = money_in("records_cents")


class Difference(models.Model):
    """One thing that does not agree on a day. `key` is the same each time the day is proven."""

    day = models.ForeignKey("banking.CashDay", on_delete=models.PROTECT, related_name="differences")
    key = models.CharField(max_length=140)
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    amount_cents = models.BigIntegerField()
    what = models.CharField(max_length=200)
    line = models.ForeignKey("banking.BankLine", on_delete=models.PROTECT, null=True, related_name="+")
    meaning = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=500, blank=True)
    explained_by = models.CharField(max_length=80, blank=True)
    explained_at = models.DateTimeField(null=True)
    explained_cents = models.BigIntegerField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "key"], name="difference_once_a_day")]

    amount = money_in("amount_cents")

    @property
    def is_explained(self) -> bool:
        """A person explained it as it is now: another amount needs another word."""
        return bool(self.explained_by) and self.explained_cents == self.amount_cents
