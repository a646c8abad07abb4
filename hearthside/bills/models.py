"""Bills: a picture of an account on a day. The picture is kept as data and never changes."""

from django.db import models

from hearthside.money import money_in


class BillState(models.TextChoices):
    OPEN = "open"
    PAID = "paid"
    REPLACED = "replaced"


class Bill(models.Model):
    """One statement. `twin` is the bill as canonical JSON and `content_hash` its SHA-256.

    The pay code and the QR token are derived (`rules.py`) and never stored; `code_serial` renews them.
    """

    number = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="bills")
    made_on = models.DateField()
    due_on = models.DateField()
    amount_due_cents = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=BillState, default=BillState.OPEN)
    code_serial = models.PositiveSmallIntegerField(default=1)
    code_dead = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    through_posting = models.BigIntegerField(default=0)
    twin = models.TextField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(state="open"), name="one_open_bill_an_account"
            ),
            models.UniqueConstraint(fields=["account", "made_on"], name="one_bill_an_account_and_day"),
        ]
        indexes = [models.Index(fields=["account", "-made_on"], name="bill_by_account")]

    amount_due = money_in("amount_due_cents")


class BillLine(models.Model):
    """A charge as it stood on a bill."""

    bill = models.ForeignKey("bills.Bill", on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    charge_id = models.BigIntegerField()
    open_cents = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bill", "charge_id"], name="charge_once_a_bill")]
        indexes = [models.Index(fields=["charge_id"], name="bill_line_by_charge")]
