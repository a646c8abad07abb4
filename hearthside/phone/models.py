"""Calls and what came of them: on the keypad line and with an agent."""

from django.db import models

from hearthside.money import money_in


class CallKind(models.TextChoices):
    LINE = "line"
    AGENT = "agent"


class CallState(models.TextChoices):
    OPEN = "open"
    ENDED = "ended"


class Outcome(models.TextChoices):
    """What came of a call."""

    PAID = "paid", "paid"
    SENT = "sent", "sent to the bank"
    CHECKING = "checking", "no answer yet"
    DECLINED = "declined", "not accepted by the bank"
    CANCELLED = "cancelled", "cancelled, nothing charged"
    HUNG_UP = "hung_up", "hung up, nothing charged"
    TO_PERSON = "to_person", "passed on to a person"
    NOTHING_DUE = "nothing_due", "nothing was due"
    ANSWERED = "answered", "question answered"
    LINK_SENT = "link_sent", "pay link sent"
    CALL_BACK = "call_back", "we call back"
    MESSAGE = "message", "message taken"
    NOT_VERIFIED = "not_verified", "not verified"


class Reason(models.TextChoices):
    """Why somebody called."""

    PAY = "pay", "Wants to pay"
    UNDERSTAND = "understand", "Question about a bill"
    PAYMENT = "payment", "Question about a payment"
    COVERAGE = "coverage", "Question about the health plan"
    CONTACT = "contact", "Address or phone"
    REAL_BILL = "real_bill", "Is this bill real?"
    OTHER = "other", "Another question"


class Call(models.Model):
    """One call. `held` is what the line must remember for a step or two, sealed; blank once it is over."""

    reference = models.CharField(max_length=10, unique=True)
    sid = models.CharField(max_length=64, unique=True, null=True)
    kind = models.CharField(max_length=5, choices=CallKind)
    state = models.CharField(max_length=5, choices=CallState, default=CallState.OPEN)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    bill = models.ForeignKey("bills.Bill", on_delete=models.PROTECT, null=True, related_name="+")
    agent = models.ForeignKey("identity.Login", on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=2, default="en")
    door = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=12, blank=True)
    step = models.PositiveIntegerField(default=0)
    turn = models.PositiveSmallIntegerField(default=0)
    held = models.TextField(blank=True)
    amount_cents = models.BigIntegerField(default=0)
    takes_all = models.BooleanField(default=True)
    method = models.CharField(max_length=4, blank=True)
    brand = models.CharField(max_length=40, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    payment_reference = models.CharField(max_length=10, blank=True)
    relation = models.CharField(max_length=6, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-started_at"], name="call_by_account"),
            models.Index(fields=["moved_at"], name="call_open", condition=models.Q(state="open")),
        ]

    amount = money_in("amount_cents")


class CallStep(models.Model):
    """One request of the phone company, used up. What was keyed is not kept, only what it meant."""

    call = models.ForeignKey("phone.Call", on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=12)
    event = models.CharField(max_length=14, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="phone_step_once")]


class Verification(models.Model):
    """One thing that an agent asked, and whether the answer was right. The answer itself is kept nowhere."""

    call = models.ForeignKey("phone.Call", on_delete=models.CASCADE, related_name="checks")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    item = models.CharField(max_length=12)
    passed = models.BooleanField()
    at = models.DateTimeField()


class SpokenConsent(models.Model):
    """A bank payment that somebody allowed on the phone: the words they heard, and how they said yes.

    Kept two years from settlement. Source: Nacha's rule for a single TEL entry (a recording, or written
    notice before it settles); the bank and the organization may keep it longer.
    """

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey("phone.Call", on_delete=models.PROTECT, related_name="consents")
    payment_reference = models.CharField(max_length=10, unique=True)
    amount_cents = models.BigIntegerField()
    last4 = models.CharField(max_length=4)
    language = models.CharField(max_length=2)
    words = models.TextField()
    said_by = models.CharField(max_length=5, choices=[("key", "key"), ("voice", "voice")])
    recording_id = models.CharField(max_length=64, blank=True)
    said_at = models.DateTimeField()

    amount = money_in("amount_cents")


class HandoverState(models.TextChoices):
    WAITING = "waiting"
    CAPTURING = "capturing"
    CAPTURED = "captured"
    CHARGED = "charged"
    ENDED = "ended"


class Handover(models.Model):
    """A caller sent by an agent to the keypad line, to key a card that nobody hears.

    `code_hash` is of six digits that the agent reads to the caller; they open one payment, once, for
    fifteen minutes. The agent sees dots, brand and last four.
    """

    call = models.ForeignKey("phone.Call", on_delete=models.CASCADE, related_name="handovers")
    line_call = models.ForeignKey("phone.Call", on_delete=models.SET_NULL, null=True, related_name="+")
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=HandoverState, default=HandoverState.WAITING)
    amount_cents = models.BigIntegerField()
    takes_all = models.BooleanField()
    method = models.CharField(max_length=4)
    brand = models.CharField(max_length=40, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    held = models.TextField(blank=True)
    turn = models.PositiveSmallIntegerField(default=0)
    payment_reference = models.CharField(max_length=10, blank=True)
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code_hash"], condition=models.Q(state="waiting"), name="handover_code_once"
            )
        ]

    amount = money_in("amount_cents")


class PayLink(models.Model):
    """A link that an agent sent: it opens the pay page of one bill once, and the ZIP code is still asked."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    bill = models.ForeignKey("bills.Bill", on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey("phone.Call", on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=5, choices=[("email", "email"), ("text", "text")])
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class CallBackState(models.TextChoices):
    WAITING = "waiting"
    TAKEN = "taken"
    DONE = "done"
    GIVEN_UP = "given_up"


class When(models.TextChoices):
    """The part of the day that suits whoever asked."""

    ANY = "any", "Any time we are open"
    MORNING = "morning", "In the morning"
    AFTERNOON = "afternoon", "In the afternoon"
    EVENING = "evening", "In the evening"


class CallBack(models.Model):
    """A call that we promised. `number` is what was asked for; blank is the number on file."""

    reference = models.CharField(max_length=10, unique=True)
    request_key = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    call = models.ForeignKey("phone.Call", on_delete=models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey("identity.Login", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100, blank=True)
    account_typed = models.CharField(max_length=10, blank=True)
    number = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="en")
    when = models.CharField(max_length=9, choices=When, default=When.ANY)
    reason = models.CharField(max_length=10, choices=Reason, default=Reason.OTHER)
    state = models.CharField(max_length=8, choices=CallBackState, default=CallBackState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    promised_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["promised_by", "id"], name="call_back_to_make",
                condition=models.Q(state__in=["waiting", "taken"]),
            ),
            models.Index(fields=["account", "-asked_at"], name="call_back_by_account"),
        ]  # fmt: skip
