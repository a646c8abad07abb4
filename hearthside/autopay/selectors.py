"""Saved methods, rules, what is planned, and who gets paper: by what others need of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from hearthside.audit.actor import Actor, ActorKind
from hearthside.autopay import rules, wording
from hearthside.autopay.models import (
    Autopay,
    AutopayState,
    Consent,
    MethodState,
    Paperless,
    PaperlessState,
    SavedMethod,
    Taking,
    TakingState,
)
from hearthside.bills import selectors as bills
from hearthside.ledger import selectors as ledger
from hearthside.mailroom import selectors as mailroom
from hearthside.members import selectors as members
from hearthside.money import ZERO, Money
from hearthside.payments import rules as paying
from hearthside.payments import selectors as payments

LISTED = (MethodState.ACTIVE, MethodState.EXPIRED, MethodState.DISABLED)
TAKEN_BACK_DAYS = 180
"""How long after a payment its return is looked for: a card's owner has 120 days, and a dispute lasts."""
SAVING_DAYS = 2


def methods_visible_to(actor: Actor) -> QuerySet[SavedMethod]:
    """The cards and accounts this login saved itself, on accounts it may pay for now, newest first.

    A helper's own card is the helper's: nobody else sees it in a list, or pays with it.
    """
    if actor.kind is not ActorKind.LOGIN:
        return SavedMethod.objects.none()
    rows = SavedMethod.objects.filter(
        login_id=int(actor.ident), account__in=members.accounts_visible_to(actor), state__in=LISTED
    )
    return rows.order_by("-saved_at", "-pk")


def savings_visible_to(actor: Actor) -> QuerySet[SavedMethod]:
    """Every visit to the processor's page by this login, whatever came of it."""
    if actor.kind is not ActorKind.LOGIN:
        return SavedMethod.objects.none()
    return SavedMethod.objects.filter(
        login_id=int(actor.ident), account__in=members.accounts_visible_to(actor)
    )


def usable(actor: Actor, account_id: int) -> list[SavedMethod]:
    """What this login can pay this account's bills with today."""
    return list(methods_visible_to(actor).filter(account_id=account_id, state=MethodState.ACTIVE))


def methods_of(account_id: int) -> list[SavedMethod]:
    """Every card and account saved for an account, whoever saved it, newest first. For staff."""
    return list(
        SavedMethod.objects.filter(account_id=account_id, state__in=LISTED).order_by("-saved_at", "-pk")
    )


def method(method_id: int) -> SavedMethod:
    return SavedMethod.objects.get(pk=method_id)


def rules_visible_to(actor: Actor) -> QuerySet[Autopay]:
    """The live rules of accounts whose bills this actor may see, whoever set them."""
    rows = Autopay.objects.filter(account__in=members.accounts_visible_to(actor))
    return rows.exclude(state=AutopayState.ENDED).select_related("method", "consent")


def rule_of(account_id: int) -> Autopay | None:
    """The rule that runs or is paused."""
    return rules_on(account_id).select_related("method", "consent").first()


def rules_on(account_id: int) -> QuerySet[Autopay]:
    """That rule as a query; at most one there is."""
    return Autopay.objects.filter(account_id=account_id).exclude(state=AutopayState.ENDED)


def rules_ever(account_id: int) -> QuerySet[Autopay]:
    """Every rule there was, the newest first, each with its card or account."""
    rows = Autopay.objects.filter(account_id=account_id).select_related("method")
    return rows.order_by("-started_at", "-pk")


def paperless_ever(account_id: int) -> QuerySet[Paperless]:
    """Every choice of no paper, the newest first."""
    return Paperless.objects.filter(account_id=account_id).order_by("-started_at", "-pk")


def takings_visible_to(actor: Actor) -> QuerySet[Taking]:
    """What autopay does about the bills that this actor may see, newest first."""
    rows = Taking.objects.filter(account__in=members.accounts_visible_to(actor))
    return rows.select_related("bill", "autopay__method", "method", "attempt").order_by("-told_at", "-pk")


def taking(taking_id: int) -> Taking:
    return Taking.objects.select_related("attempt", "method").get(pk=taking_id)


def takings_of(account_id: int, *, most: int = 12) -> list[Taking]:
    return list(takings_on(account_id).select_related("bill", "autopay", "attempt")[:most])


def takings_on(account_id: int) -> QuerySet[Taking]:
    """What autopay does about an account's bills, the newest first."""
    return Taking.objects.filter(account_id=account_id).order_by("-told_at", "-pk")


def next_taking(account_id: int) -> Taking | None:
    """What comes next: planned, asked about, or to be tried again."""
    waiting = (TakingState.PLANNED, TakingState.ASKING, TakingState.RETRYING)
    rows = Taking.objects.filter(account_id=account_id, state__in=waiting).select_related("bill", "autopay")
    return rows.order_by("take_on").first()


def payable(account_id: int) -> Money:
    """All that is due and not on its way; never below zero."""
    return paying.payable_now(max(bills.due(account_id), ZERO), payments.pending(account_id))


def facts(rule: Autopay) -> rules.Facts:
    """What is true today of the account that a rule pays for."""
    login = Actor(ActorKind.LOGIN, str(rule.login_id))
    holds = {str(hold.reason) for hold in ledger.held_charges(rule.account_id).values()}
    return rules.Facts(
        somebody_died=any(person.died_on for person in members.people_of(rule.account_id)),
        is_closed=members.account(rule.account_id).closed_on is not None,
        login_may_pay=members.accounts_visible_to(login).filter(pk=rule.account_id).exists(),
        method_state=rule.method.state,
        holds=frozenset(holds),
    )


@dataclass(frozen=True, slots=True)
class First:
    """The first payment of a rule that is about to be set: of which bill, how much, on which day."""

    bill: bills.BillRow
    amount: Money
    take_on: date
    is_over_limit: bool


def first_payment(
    account_id: int, *, limit: Money, days_before: int, notice_days: int, today: date
) -> First | None:
    """What the rule would do about the bill that is open now; None when there is none, or it is planned."""
    bill = bills.open_bill(account_id)
    if bill is None or Taking.objects.filter(bill_id=bill.pk).exists():
        return None
    amount = min(bills.left_to_pay(bill), payable(account_id))
    if not rules.is_worth_taking(amount):
        return None
    day = rules.take_on(bill.due_on, days_before=days_before, told_on=today, notice_days=notice_days)
    return First(bill, amount, day, rules.is_over_limit(amount, limit=limit))


def to_plan(*, after: int = 0, most: int = 500) -> list[int]:
    """Ids of running rules whose account has an open bill that nothing is planned for, ascending."""
    open_bill = FilteredRelation("account__bills", condition=Q(account__bills__state="open"))
    planned = Taking.objects.filter(bill_id=OuterRef("open_bill__pk"))
    rows = Autopay.objects.annotate(open_bill=open_bill).filter(open_bill__isnull=False)
    rows = rows.filter(~Exists(planned), state=AutopayState.ACTIVE, pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])


def to_take(today: date, *, after: int = 0, most: int = 500) -> list[int]:
    """Ids of plans whose day has come, ascending."""
    states = (TakingState.PLANNED, TakingState.RETRYING)
    return _some(Taking.objects.filter(state__in=states, take_on__lte=today), after, most)


def to_follow(*, after: int = 0, most: int = 500) -> list[int]:
    """Ids of tries without an end yet, ascending."""
    states = (TakingState.CHARGING, TakingState.SENT)
    return _some(Taking.objects.filter(state__in=states), after, most)


def gone_back(at: datetime, *, after: int = 0, most: int = 500) -> list[int]:
    """Ids of plans that were paid and whose payment has gone back since, ascending."""
    gone = Q(attempt__state="returned") | Q(attempt__payment__state__in=("returned", "disputed"))
    since = at - timedelta(days=TAKEN_BACK_DAYS)
    return _some(Taking.objects.filter(gone, state=TakingState.PAID, moved_at__gte=since), after, most)


def never_answered(today: date, *, after: int = 0, most: int = 500) -> list[int]:
    """Ids of bills over the limit whose day passed without a yes, or that are open no longer, ascending."""
    over = Q(take_on__lt=today) | ~Q(bill__state="open")
    return _some(Taking.objects.filter(over, state=TakingState.ASKING), after, most)


def savings_open(at: datetime, *, after: int = 0, most: int = 200) -> list[int]:
    """Ids of visits to the processor's page that have no end yet, ascending."""
    states = (MethodState.STARTED, MethodState.OPEN)
    since = at - timedelta(days=SAVING_DAYS)
    return _some(SavedMethod.objects.filter(state__in=states, started_at__gte=since), after, most)


def to_release(*, after: int = 0, most: int = 200) -> list[int]:
    """Ids of removed methods that the processor still keeps, ascending."""
    rows = SavedMethod.objects.filter(removed_at__isnull=False, released_at=None).exclude(token="")
    return _some(rows, after, most)


def cards_ending(today: date, *, after: int = 0, most: int = 500) -> list[int]:
    """Ids of active cards in their last month or past it, ascending."""
    soon = today + timedelta(days=rules.EXPIRY_NOTICE_DAYS)
    by_month = Q(expires_year__lt=soon.year) | Q(expires_year=soon.year, expires_month__lte=soon.month)
    return _some(SavedMethod.objects.filter(by_month, state=MethodState.ACTIVE), after, most)


def paperless_ids(*, after: int = 0, most: int = 500) -> list[int]:
    """Ids of accounts that chose no paper, ascending."""
    rows = Paperless.objects.filter(state=PaperlessState.ON, account_id__gt=after).order_by("account_id")
    return list(rows.values_list("account_id", flat=True)[:most])


def _some(rows: QuerySet[Any], after: int, most: int) -> list[int]:
    return list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


def wants_paper(account_id: int) -> bool:
    """Whether a bill goes by mail: always, unless somebody chose otherwise and that address is still good."""
    paperless = paperless_of(account_id)
    return paperless is None or not _still_works(paperless)


def paperless_of(account_id: int) -> Paperless | None:
    rows = Paperless.objects.filter(account_id=account_id, state=PaperlessState.ON)
    return rows.select_related("account", "consent").first()


def _still_works(paperless: Paperless) -> bool:
    return why_paper_again(paperless) == ""


def why_paper_again(paperless: Paperless) -> str:
    """Why a choice of no paper no longer reaches anybody: email_changed, bounced; "" while it does."""
    if paperless.account.email.lower() != paperless.email.lower():
        return "email_changed"
    came_back = mailroom.messages_to_account(paperless.account_id).filter(
        channel="email", to__iexact=paperless.email, state__in=("returned", "stopped"),
        made_at__gte=paperless.started_at,
    )  # fmt: skip
    return "bounced" if came_back.exists() else ""


def consents_of(account_id: int) -> list[Consent]:
    """Every yes that was given on an account, newest first, ended ones as well."""
    return list(Consent.objects.filter(account_id=account_id).order_by("-given_at", "-pk"))


def method_says(method: SavedMethod) -> str:
    """Visa ending in 4242, in the page's language."""
    return wording.method_in_words(method.kind, method.brand, method.last4)


def rule_says(rule: Autopay) -> str:
    """The rule in one sentence, in the page's language."""
    return wording.rule_in_words(
        method_says(rule.method), limit=rule.cap, days_before=rule.days_before, notice_days=rule.notice_days
    )
