"""What is known of attempts and payments, by name."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.clock import EASTERN
from hearthside.members import selectors as members
from hearthside.money import Money
from hearthside.payments import rules
from hearthside.payments.models import LIVE, Attempt, AttemptState, Method, Notice, Payment
from hearthside.rooms import parts_of_rooms


def code_life(number: str) -> str:
    """What the tries of a pay code count by, at every door: its bill and serial.

    A made-up account number asks the same of the database, and has a life of its own.
    """
    account = members.account_with_number(number)
    bill = bills.open_bill(account.pk if account else 0)
    return f"{number}:{bill.number}:{bill.code_serial}" if bill else f"{number}::"


def payments_visible_to(actor: Actor) -> QuerySet[Attempt]:
    """Every payment this actor may see, newest first: started, on its way, received, gone back."""
    return _payments().filter(account__in=members.accounts_visible_to(actor))


def payments_of(account_id: int) -> list[Attempt]:
    """An account's payments, newest first, without tries that came to nothing."""
    return list(_payments().filter(account_id=account_id).exclude(state__in=_CAME_TO_NOTHING))


_CAME_TO_NOTHING = (AttemptState.EXPIRED, AttemptState.DECLINED)


def _payments() -> QuerySet[Attempt]:
    return Attempt.objects.select_related("payment", "bill", "account").order_by("-started_at", "-pk")


def received_on(account_id: int) -> QuerySet[Payment]:
    """Money that arrived for an account, the newest first, whatever became of it."""
    return Payment.objects.filter(account_id=account_id).order_by("-received_at", "-pk")


def received_of(account_id: int, since: datetime | None = None) -> list[Payment]:
    """Money that arrived on an account, newest first."""
    rows = Payment.objects.filter(account_id=account_id)
    return list((rows.filter(received_at__gte=since) if since else rows).order_by("-received_at", "-pk"))


def attempt(attempt_id: int) -> Attempt:
    return _payments().get(pk=attempt_id)


def attempt_of_notice(reference: str, payment_id: str) -> Attempt | None:
    """The attempt a webhook is about: by our own reference, or by the processor's number of the payment."""
    found = _payments().filter(reference=reference).first() if reference else None
    if found is None and payment_id:
        found = _payments().filter(payment__processor_id=payment_id).first()
    return found


def attempt_with(reference: str) -> Attempt | None:
    return _payments().filter(reference=reference).first()


def attempt_for_return(reference: str, *, account_ids: Sequence[int]) -> Attempt | None:
    """The attempt somebody comes back from, if it is on an account that this session paid for."""
    return _payments().filter(reference=reference, account_id__in=account_ids).first()


def attempt_of_form(account_id: int, request_key: str) -> Attempt | None:
    """The attempt that a check page started, however often it was sent."""
    return _payments().filter(account_id=account_id, request_key=request_key).first()


def live_attempt(account_id: int) -> Attempt | None:
    return _payments().filter(account_id=account_id, state__in=LIVE).first()


def pending(account_id: int) -> Money:
    """Money that may already have left somebody: on its way at the bank, or in doubt on a page they saw.

    Whichever room sends it; each says so in its `on_its_way.py`.
    """
    parts = [module.cents_on_its_way("pk") for module in parts_of_rooms("on_its_way")]
    on_the_way = sum((Coalesce(part, 0) for part in parts), Value(0))
    found = members.account_itself(account_id).annotate(cents=on_the_way).values_list("cents", flat=True)
    return Money(found.first() or 0)


def pending_cents(account_id: int) -> int:
    return pending(account_id).cents


def openings(account_id: int, *, at: datetime) -> list[datetime]:
    """When hosted pages were asked for in the last day."""
    rows = Attempt.objects.filter(account_id=account_id, started_at__gt=at - timedelta(days=1))
    return list(rows.values_list("started_at", flat=True))


def declines_today(account_id: int, *, at: datetime) -> int:
    """Cards refused on this account in the organization's day."""
    rows = Attempt.objects.filter(account_id=account_id, method=Method.CARD, started_at__gte=_day_start(at))
    return rows.aggregate(count=Sum("declines"))["count"] or 0


def _day_start(at: datetime) -> datetime:
    return at.astimezone(EASTERN).replace(hour=0, minute=0, second=0, microsecond=0)


def paid_today(account_id: int, *, at: datetime) -> list[Attempt]:
    """Payments of the same day: what a second payment should make somebody stop and think about."""
    rows = _payments().filter(account_id=account_id, started_at__gte=_day_start(at))
    return list(rows.filter(state__in=(AttemptState.SETTLED, AttemptState.PROCESSING)))


def status_of(attempt: Attempt) -> rules.PublicStatus:
    """An attempt and its payment in the words that people see."""
    payment = payment_of(attempt)
    return rules.public_status(attempt.state, payment.state if payment else "")


def payment_of(attempt: Attempt) -> Payment | None:
    return getattr(attempt, "payment", None)


def to_ask(at: datetime, *, most: int = 200) -> list[int]:
    """Ids of attempts whose time to be asked about has come, longest waiting first."""
    rows = Attempt.objects.filter(ask_again_at__lte=at).order_by("ask_again_at")
    return list(rows.values_list("pk", flat=True)[:most])


def notices_waiting(at: datetime, *, most: int = 200) -> list[Notice]:
    """Notices whose handling was cut off, older than a minute."""
    rows = Notice.objects.filter(handled_at=None, received_at__lte=at - timedelta(minutes=1))
    return list(rows.order_by("received_at")[:most])


def totals() -> tuple[int, int]:
    """Payments received and their cents, whatever became of them since; for `hearthside audit`."""
    seen = Payment.objects.aggregate(count=Count("pk"), cents=Sum("amount_cents"))
    return seen["count"], seen["cents"] or 0


def payment_with_reference(reference: str) -> Payment | None:
    """The payment with this confirmation number, with its account and attempt."""
    rows = Payment.objects.select_related("account", "attempt", "moved_from")
    return rows.filter(reference=reference).first()


def origin_of(payment: Payment) -> Payment:
    """The payment as it first arrived: one that was put on another account came from there."""
    while payment.moved_from is not None:
        payment = payment.moved_from
    return payment


def payment_with(reference: str) -> Payment | None:
    """The payment with this confirmation number, if its money arrived."""
    return Payment.objects.filter(reference=reference).first()


PaymentRow = Payment
AttemptRow = Attempt
"""The rows as other rooms may name them in types; they read them, and never query or write them."""
