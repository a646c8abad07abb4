"""What is known of refunds, checks, credit and corrections, by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Sum

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.identity.selectors import LoginRow
from hearthside.ledger import selectors as ledger
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.money import ZERO, Money
from hearthside.payments import selectors as payments
from hearthside.payments.selectors import PaymentRow
from hearthside.refunds import terms
from hearthside.refunds.models import (
    OUT,
    CheckRefund,
    CheckState,
    Correction,
    CorrectionState,
    CreditCase,
    CreditState,
    DisputeFile,
    DisputeState,
    Refund,
    RefundState,
    UnclaimedItem,
    UnclaimedState,
)
from hearthside.refunds.rules import Approver, BackTo

RefundRow = Refund
WAITING = (RefundState.ASKED, RefundState.APPROVED)
PAGE = 50
SUPERVISOR = "supervisor"


def refunds() -> QuerySet[Refund]:
    return Refund.objects.select_related("account", "payment", "asked_by", "approved_by")


def refunds_visible_to(actor: Actor) -> QuerySet[Refund]:
    """Every refund this actor may see, newest first."""
    return refunds().filter(account__in=members.accounts_visible_to(actor)).order_by("-asked_at", "-pk")


def refund_with(reference: str) -> Refund | None:
    return refunds().filter(reference=reference).first()


def refund(refund_id: int) -> Refund:
    return refunds().get(pk=refund_id)


def refunds_of(account_id: int, *, most: int = 50) -> list[Refund]:
    return list(refunds_on(account_id)[:most])


def refunds_on(account_id: int) -> QuerySet[Refund]:
    """An account's refunds, newest first."""
    return refunds().filter(account_id=account_id).order_by("-asked_at", "-pk")


def refunds_of_form(key: str) -> list[Refund]:
    """What a form asked for, however often it was sent."""
    return list(refunds().filter(key__startswith=f"{key}:").order_by("pk"))


def refunds_of_payment(reference: str) -> list[Refund]:
    return list(refunds().filter(payment__reference=reference).order_by("pk"))


def waiting_of_payment(payment_id: int) -> Money:
    """What somebody asked back of a payment and has not been sent."""
    return _sum(Refund.objects.filter(payment_id=payment_id, state__in=WAITING))


def waiting_of_credit(account_id: int) -> Money:
    """What somebody asked back of an account's credit and has not been sent."""
    return _sum(Refund.objects.filter(account_id=account_id, of_credit=True, state__in=WAITING))


def _sum(rows: QuerySet[Any]) -> Money:
    return Money(rows.aggregate(cents=Sum("amount_cents"))["cents"] or 0)


def credit_left(account_id: int) -> Money:
    """Credit on the account that nobody has asked back yet."""
    credit = max(ledger.standing(account_id).unapplied, ZERO)
    return max(credit - waiting_of_credit(account_id), ZERO)


def left_of(payment: PaymentRow) -> Money:
    """What is left of a payment: less what went back, and what somebody has asked back."""
    return Money(payment.amount_cents - payment.refunded_cents) - waiting_of_payment(payment.pk)


def back_to(payment: PaymentRow) -> BackTo:
    """A payment as the rules see it."""
    is_online = payment.processor == settings.PROCESSOR and payment.method in ("card", "bank")
    return BackTo(
        payment.reference, payment.method, max(left_of(payment), ZERO), clock.day_of(payment.received_at),
        by_processor=is_online, is_here=payment.state == "received",
    )  # fmt: skip


def payments_back(account_id: int) -> list[BackTo]:
    """Every payment of an account that money may go back to, newest first."""
    return [back_to(payment) for payment in payments.received_of(account_id)]


@dataclass(frozen=True, slots=True)
class Payee:
    """Who a check would be made out to, and where it would go, as on file now."""

    name: str
    address: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return bool(self.name) and len(self.address) >= 2


def payee_of(account_id: int) -> Payee:
    """The name and address on file. Where everybody has died: "Estate of" the first person's name."""
    account = members.account(account_id)
    name = members.recipient_of(account_id)
    if not name:
        people = members.people_of(account_id)
        name = f"Estate of {people[0].name}" if people else ""
    return Payee(name, tuple(account.address_lines))


def approver(login: LoginRow, account: AccountRow) -> Approver:
    """A colleague as the rules see them. Their own money: access, e-mail, phone, or the very name."""
    names = {person.name.casefold() for person in members.people_of(account.pk)}
    is_close = members.is_close_to(account, login_id=login.pk, email=login.email)
    return Approver(
        str(login.pk), is_payee=is_close or login.name.casefold() in names - {""},
        is_supervisor=SUPERVISOR in login.roles,
    )  # fmt: skip


def to_send(at: datetime, *, most: int = 200) -> list[int]:
    """Approved refunds whose time has come, oldest first."""
    rows = Refund.objects.filter(state=RefundState.APPROVED, not_before__lte=at).order_by("not_before", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def to_ask(at: datetime, *, most: int = 200) -> list[int]:
    """Refunds that the processor is to be asked about, longest waiting first."""
    rows = Refund.objects.filter(ask_again_at__lte=at).order_by("ask_again_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def page_of(rows: QuerySet[Any], *, after: int, most: int = PAGE) -> tuple[list[Any], int]:
    """Up to `most` rows after the id `after`, and the id the next page begins after (0: no more).

    Keyset, not offset: the hundredth page costs what the first does.
    """
    found = list(rows.filter(pk__gt=after).order_by("pk")[: most + 1])
    return found[:most], (found[most - 1].pk if len(found) > most else 0)


def checks() -> QuerySet[CheckRefund]:
    return CheckRefund.objects.select_related("account", "refund")


def check_with(number: int) -> CheckRefund | None:
    return checks().filter(number=number).first()


def stale_checks(today: date) -> QuerySet[CheckRefund]:
    """Checks in the mail that a bank need not pay any more."""
    return checks().filter(state=CheckState.LISTED, stale_on__lte=today)


def checks_outstanding() -> Money:
    """What is owed by checks that nobody has cashed."""
    return _sum(CheckRefund.objects.filter(state__in=[CheckState.WRITTEN, CheckState.LISTED]))


def credit_cases(*, is_open: bool = True) -> QuerySet[CreditCase]:
    rows = CreditCase.objects.select_related("account")
    return rows.exclude(state=CreditState.CLOSED) if is_open else rows


def credit_case(account_id: int) -> CreditCase | None:
    return credit_cases().filter(account_id=account_id).first()


def accounts_after(after: int, *, most: int) -> list[int]:
    """Ids of accounts in order, a slice at a time."""
    rows: QuerySet[Any] = (
        CreditCase.account.field.related_model._default_manager.all().filter(pk__gt=after).order_by("pk")
    )
    return list(rows.values_list("pk", flat=True)[:most])


def credit_changes(account_id: int) -> list[tuple[date, Money]]:
    """How an account's credit grew and shrank, oldest first."""
    moves = ledger.movements_after(account_id, 0)
    return [(move.effective_on, -move.amount) for move in moves if move.charge_id is None]


def unclaimed() -> QuerySet[UnclaimedItem]:
    return UnclaimedItem.objects.select_related("account", "check_paper", "credit").filter(
        state__in=[UnclaimedState.WATCHED, UnclaimedState.WRITTEN]
    )


def unclaimed_on(account_id: int) -> QuerySet[UnclaimedItem]:
    """Every sum of an account that nobody claimed for long, the oldest first."""
    return UnclaimedItem.objects.filter(account_id=account_id).order_by("since_on", "pk")


def unclaimed_with(reference: str) -> UnclaimedItem | None:
    rows = UnclaimedItem.objects.select_related("account", "check_paper", "credit")
    return rows.filter(reference=reference).first()


def corrections_waiting() -> QuerySet[Correction]:
    return _corrections().filter(state=CorrectionState.ASKED)


def correction_with(reference: str) -> Correction | None:
    return _corrections().filter(reference=reference).first()


def _corrections() -> QuerySet[Correction]:
    return Correction.objects.select_related("account", "to_account", "payment", "asked_by", "approved_by")


def corrections_of(account_id: int, *, most: int = 50) -> list[Correction]:
    return list(corrections_on(account_id)[:most])


def corrections_on(account_id: int) -> QuerySet[Correction]:
    """Payments of an account that were moved or taken off, or are to be; newest first."""
    return _corrections().filter(account_id=account_id).order_by("-asked_at", "-pk")


def disputed_payments() -> Iterable[PaymentRow]:
    """Payments that their cards' banks hold now."""
    rows: QuerySet[Any] = DisputeFile.payment.field.related_model._default_manager.all()
    return rows.filter(state="disputed").order_by("pk").iterator(chunk_size=500)


def disputes() -> QuerySet[DisputeFile]:
    rows = DisputeFile.objects.select_related("account", "payment")
    return rows.exclude(state=DisputeState.OVER)


def dispute_with(reference: str) -> DisputeFile | None:
    """The newest file of a payment."""
    rows = DisputeFile.objects.select_related("account", "payment").filter(payment__reference=reference)
    return rows.order_by("-turn").first()


@dataclass(frozen=True, slots=True)
class Counted:
    """How much waits, and since when."""

    count: int
    oldest: datetime | date | None


def counted(rows: QuerySet[Any], since: str) -> Counted:
    """Counted in the database."""
    seen = rows.order_by().aggregate(count=Count("pk"), oldest=Min(since))
    return Counted(seen["count"], seen["oldest"])


def is_out(refund: Refund) -> bool:
    """Whether the money of a refund is off the account now."""
    return refund.state in OUT


def states_named(names: Sequence[str]) -> QuerySet[Refund]:
    return refunds().filter(state__in=names)


def failed_unanswered() -> QuerySet[Refund]:
    """Refunds that did not arrive, on accounts where no newer one has been asked for."""
    newer = Refund.objects.filter(account_id=OuterRef("account_id"), asked_at__gt=OuterRef("moved_at"))
    return refunds().filter(~Exists(newer), state=RefundState.FAILED)


def overdue_credits(today: date) -> QuerySet[CreditCase]:
    """Credit old enough to be proposed, that nobody keeps and no refund waits for."""
    told = terms.credits(today)
    begun_by = today - timedelta(days=told.propose_after_days)
    kept = CreditCase.objects.filter(pk=OuterRef("pk"), keep_until__gt=today)
    rows = credit_cases().filter(~Exists(kept), state=CreditState.OPEN, since_on__lt=begun_by)
    return rows.filter(amount_cents__gte=told.propose_least.cents)
