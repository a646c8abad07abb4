"""Double entry. Postings are written first, then the entry that binds them; after that nothing joins or
changes. Triggers in the database hold both (migrations/0002): an entry that does not sum to zero is refused.
"""

from django.db import models

from hearthside.ledger.holds import HoldReason


class JournalEntry(models.Model):
    """One event in money. `key` says what happened, so that the same thing cannot be entered twice."""

    account = models.ForeignKey(
        "members.Account", on_delete=models.PROTECT, null=True, related_name="entries", db_index=False
    )
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    source = models.CharField(max_length=120, blank=True)
    effective_on = models.DateField()
    posted_at = models.DateTimeField()
    mends = models.ForeignKey(
        "ledger.JournalEntry", on_delete=models.PROTECT, null=True, related_name="mended_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="entry_once_an_account"),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(account=None), name="entry_once_without_account"
            ),
        ]


class Posting(models.Model):
    """One side of an entry. Debit is positive. `book` is a line of the chart of accounts (`books.py`).

    Its account is its entry's, which the database holds; `audit` proves that the two agree.
    """

    entry = models.ForeignKey("ledger.JournalEntry", on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(
        "members.Account",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    book = models.CharField(max_length=40)
    charge_id = models.BigIntegerField(null=True)
    amount_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount_cents=0), name="posting_moves_money"),
            models.CheckConstraint(
                condition=~models.Q(book="receivable") | models.Q(charge_id__isnull=False),
                name="receivable_names_its_charge",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "id"], name="posting_by_account"),
            models.Index(fields=["account"], name="posting_of_credit", condition=models.Q(book="unapplied")),
            models.Index(
                fields=["charge_id"], name="posting_by_charge", condition=models.Q(charge_id__isnull=False)
            ),
        ]


class OpenItem(models.Model):
    """What is still owed on one charge. Kept under the account's lock; `audit` recomputes it."""

    charge_id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(
        "members.Account",
        on_delete=models.PROTECT,
        related_name="open_items",
        db_constraint=False,
        db_index=False,
    )
    opened_on = models.DateField()
    open_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(open_cents__gte=0), name="open_item_not_negative")
        ]
        indexes = [
            models.Index(
                fields=["account"], name="open_item_by_account", condition=models.Q(open_cents__gt=0)
            ),
        ]


class Checkpoint(models.Model):
    """The balance of an account up to and with one posting; a new row every so many postings."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    through_posting = models.BigIntegerField()
    receivable_cents = models.BigIntegerField()
    unapplied_cents = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "through_posting"], name="checkpoint_once")]


class ChargeHold(models.Model):
    """A charge set aside: in no bill's amount, and no payment goes to it by itself. Ended rows stay.

    `source` names what holds it ("dispute:4021187739"), and ends it.
    """

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    charge_id = models.BigIntegerField()
    reason = models.CharField(max_length=20, choices=[(reason.value, reason.value) for reason in HoldReason])
    source = models.CharField(max_length=60)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["charge_id", "source"], condition=models.Q(ended_at=None), name="hold_once_a_source"
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "charge_id"], name="hold_in_force", condition=models.Q(ended_at=None)
            ),
            models.Index(fields=["source"], name="hold_by_source"),
        ]
