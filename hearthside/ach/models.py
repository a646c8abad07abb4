"""Bank accounts people gave us, what they allowed, what we sent, and what came back."""

from django.db import models

from hearthside.money import money_in


class BankState(models.TextChoices):
    NEW = "new"
    PRENOTED = "prenoted"
    USABLE = "usable"
    DISABLED = "disabled"


class BankKind(models.TextChoices):
    CHECKING = "checking"
    SAVINGS = "savings"


class BankAccount(models.Model):
    """A member's bank account. The number is locked (`numbers.py`); screens know its last four digits."""

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="bank_accounts")
    kind = models.CharField(max_length=8, choices=BankKind)
    routing = models.CharField(max_length=9)
    number_locked = models.TextField()
    key_id = models.CharField(max_length=16)
    fingerprint = models.CharField(max_length=64)
    last4 = models.CharField(max_length=4)
    holder = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=BankState, default=BankState.NEW)
    why = models.CharField(max_length=40, blank=True)
    entered_at = models.DateTimeField()
    usable_on = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "fingerprint", "kind"],
                condition=models.Q(removed_at=None),
                name="ach_bank_account_once",
            ),
            models.CheckConstraint(condition=models.Q(routing__regex=r"^[0-9]{9}$"), name="ach_routing_nine"),
        ]
        indexes = [
            models.Index(fields=["key_id"], name="ach_bank_by_key"),
            models.Index(fields=["fingerprint"], name="ach_bank_by_print"),
            models.Index(fields=["state"], name="ach_bank_by_state", condition=~models.Q(state="usable")),
        ]

    def __str__(self) -> str:
        return f"bank account {self.reference}"

    @property
    def code_for_debit(self) -> str:
        return "27" if self.kind == BankKind.CHECKING else "37"

    @property
    def code_for_prenote(self) -> str:
        return "28" if self.kind == BankKind.CHECKING else "38"


class How(models.TextChoices):
    WEB = "web"
    PHONE = "phone"
    PAPER = "paper"


class Authorization(models.Model):
    """What a person allowed, in the words they were shown. Kept until two years after it ended or was used.

    `amount_cents` is the amount of a single debit and the most of a recurring one; `least_cents` the least
    of an agreed range. `proof` is an address prefix, a recording's id, or the id of a scanned paper.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    bank_account = models.ForeignKey(
        "ach.BankAccount", on_delete=models.PROTECT, related_name="authorizations"
    )
    sec = models.CharField(max_length=3)
    words = models.TextField()
    language = models.CharField(max_length=2)
    is_recurring = models.BooleanField(default=False)
    amount_cents = models.BigIntegerField()
    least_cents = models.BigIntegerField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    how = models.CharField(max_length=5, choices=How)
    proof = models.CharField(max_length=64)
    given_by = models.CharField(max_length=80)
    given_at = models.DateTimeField()
    request_key = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=20, blank=True)
    keep_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="ach_allowed_is_positive")
        ]

    amount = money_in("amount_cents")
    least = money_in("least_cents")

    @property
    def is_single(self) -> bool:
        return not self.is_recurring


class DebitState(models.TextChoices):
    DUE = "due"
    IN_FILE = "in_file"
    APPROVED = "approved"
    SENT = "sent"
    SETTLED = "settled"
    RETURNED = "returned"
    CANCELED = "canceled"


UNSENT = (DebitState.DUE, DebitState.IN_FILE, DebitState.APPROVED)
ON_ITS_WAY = (*UNSENT, DebitState.SENT)


class Debit(models.Model):
    """Money we will take, take, or took. Its reference becomes the payment's confirmation number.

    `settles_on` is the day its newest entry asked for; `first_sent_on` begins the 180 days in which a
    debit that bounced may be tried again. `why` is a return code, or why it was canceled.
    """

    reference = models.CharField(max_length=10, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="ach_debits")
    bank_account = models.ForeignKey("ach.BankAccount", on_delete=models.PROTECT, related_name="debits")
    authorization = models.ForeignKey("ach.Authorization", on_delete=models.PROTECT, related_name="debits")
    amount_cents = models.BigIntegerField()
    pays_for = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=DebitState, default=DebitState.DUE)
    why = models.CharField(max_length=40, blank=True)
    not_before = models.DateField()
    request_key = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    first_sent_on = models.DateField(null=True)
    settles_on = models.DateField(null=True)
    payment_reference = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_cents__gt=0), name="ach_debit_is_positive"),
            models.CheckConstraint(condition=models.Q(tries__lte=3), name="ach_tried_three_times_at_most"),
        ]
        indexes = [
            models.Index(fields=["account", "-made_at"], name="ach_debit_by_account"),
            models.Index(fields=["not_before"], name="ach_debit_due", condition=models.Q(state="due")),
            models.Index(fields=["settles_on"], name="ach_debit_sent", condition=models.Q(state="sent")),
        ]

    amount = money_in("amount_cents")


class FileState(models.TextChoices):
    MADE = "made"
    APPROVED = "approved"
    SENT = "sent"
    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    VOID = "void"


class OutFile(models.Model):
    """A file for the bank: its figures and the SHA-256 of its bytes. The bytes are made again when it goes
    out, and must be the same ones; they are not kept, for they hold account numbers."""

    reference = models.CharField(max_length=10, unique=True)
    state = models.CharField(max_length=9, choices=FileState, default=FileState.MADE)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    modifier = models.CharField(max_length=1)
    sha256 = models.CharField(max_length=64)
    entries = models.PositiveIntegerField()
    entry_hash = models.CharField(max_length=10)
    debit_cents = models.BigIntegerField()
    credit_cents = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=40, blank=True)
    echo = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="ach_file_by_day")]

    debits = money_in("debit_cents")


class Approval(models.Model):
    """One person read a file's count, sum and hash, and let it go."""

    file = models.ForeignKey("ach.OutFile", on_delete=models.PROTECT, related_name="approvals")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "by"], name="ach_approved_once_a_person")]


class Entry(models.Model):
    """One line of one file: a try of a debit, or a prenote (no debit). Never changed afterwards.

    `turn` tells trace numbers apart once all ten million were used.
    """

    file = models.ForeignKey("ach.OutFile", on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    bank_account = models.ForeignKey("ach.BankAccount", on_delete=models.PROTECT, related_name="entries")
    debit = models.ForeignKey("ach.Debit", on_delete=models.PROTECT, null=True, related_name="entries")
    trace = models.CharField(max_length=15)
    turn = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=2)
    amount_cents = models.BigIntegerField()
    sec = models.CharField(max_length=3)
    description = models.CharField(max_length=10)
    single = models.BooleanField(default=True)
    settles_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trace", "turn"], name="ach_trace_once")]

    amount = money_in("amount_cents")

    @property
    def is_prenote(self) -> bool:
        return self.debit_id is None


class TraceCounter(models.Model):
    """The last trace number used at a bank. Taken once a file, not once a debit."""

    odfi = models.CharField(max_length=8, primary_key=True)
    turn = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)


class Standing(models.TextChoices):
    """What became of something the bank told us."""

    APPLIED = "applied"
    WAITING = "waiting"
    DONE = "done"


class Answer(models.Model):
    """What a return and a change share: where it stands in the bank's file, and what became of it."""

    source = models.ForeignKey("intake.StoredFile", on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField()
    offset = models.BigIntegerField()
    length = models.PositiveIntegerField()
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey("ach.Entry", on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=3)
    original_trace = models.CharField(max_length=15)
    trace = models.CharField(max_length=15)
    state = models.CharField(max_length=7, choices=Standing)
    why = models.CharField(max_length=40, blank=True)
    came_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    done_how = models.CharField(max_length=20, blank=True)

    class Meta:
        abstract = True


class Return(Answer):
    """An entry that came back. One return undoes one entry once; a second one of the same waits.

    A return may have undone its entry and wait for a person all the same: `why` says for what.
    """

    amount_cents = models.BigIntegerField(null=True)
    died_on = models.DateField(null=True)
    action = models.CharField(max_length=20)
    undoes_entry = models.BooleanField(default=False)
    undid_payment = models.BooleanField(default=False)
    to_tell = models.BooleanField(default=False)
    dishonor = models.CharField(max_length=3, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "line"], name="ach_return_line_once"),
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(undoes_entry=True), name="ach_entry_undone_once"
            ),
        ]
        indexes = [
            models.Index(fields=["came_at"], name="ach_return_waits", condition=models.Q(state="waiting")),
            models.Index(fields=["came_at"], name="ach_return_came"),
            models.Index(
                fields=["came_at"], name="ach_return_to_tell",
                condition=models.Q(told_at=None, to_tell=True),
            ),
            models.Index(fields=["account"], name="ach_return_by_account"),
        ]  # fmt: skip

    amount = money_in("amount_cents")


class Change(Answer):
    """A notification of change. What the bank says is locked as the account number itself is."""

    corrected_locked = models.TextField()
    key_id = models.CharField(max_length=16)
    bank_account = models.ForeignKey(
        "ach.BankAccount", on_delete=models.PROTECT, null=True, related_name="changes"
    )
    changed = models.JSONField(default=list)
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "line"], name="ach_change_line_once")]
        indexes = [
            models.Index(fields=["came_at"], name="ach_change_waits", condition=models.Q(state="waiting")),
            models.Index(fields=["key_id"], name="ach_change_by_key"),
        ]


BankAccountRow = BankAccount
"""The rows as other rooms may name them in types; they read them, and never query or write them."""
DebitRow = Debit
AuthorizationRow = Authorization
