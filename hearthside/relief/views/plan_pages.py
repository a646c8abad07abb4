"""A payment plan: choose, check, start; see it; change its day, add a bill, pay it, stop it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.kept import read_form
from hearthside.money import Money, total
from hearthside.payments import errors as payment_errors
from hearthside.payments import flows as payment_flows
from hearthside.payments import rules as payment_rules
from hearthside.payments import selectors as payments
from hearthside.payments import services as payment_services
from hearthside.payments.views.steps import check_page_policy, too_often
from hearthside.relief import selectors
from hearthside.relief.errors import (
    BalanceChanged,
    NoPlanForThis,
    NothingToAdd,
    PlanEnded,
    PlanLate,
    PlanStands,
)
from hearthside.relief.forms import DayForm, MethodForm, PlanForm
from hearthside.relief.models import LIVE, STANDING, Plan, PlanState
from hearthside.relief.policy import policy
from hearthside.relief.rules import plans as rules
from hearthside.relief.services import plans
from hearthside.relief.views.opened import GET_OR_POST, SeeOther, account_of, plan_of, see_other

_CHOSEN = "relief_plan"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the check page shows. `key` stands for this one form: it can start one plan, ever."""

    account_id: int
    count: int
    day: int
    cents: int
    key: str


def _chosen(request: HttpRequest, account_id: int) -> Chosen | None:
    held = request.session.get(_CHOSEN)
    found = Chosen(**held) if held else None
    return found if found is not None and found.account_id == account_id else None


@login_required
@GET_OR_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Step 2: in how many parts, and on which day."""
    account, today = account_of(request), clock.today()
    standing = selectors.standing_plan(account.pk)
    if standing is not None:
        return see_other("relief:plan", standing.reference)
    usual = selectors.usual_day(today)
    offers = selectors.offers(account.pk, today=today, day=usual)
    before = _chosen(request, account.pk)
    form = read_form(
        PlanForm, request, counts=[offer.count for offer in offers], days=policy(today).plans.days_of_month,
        initial={"count": before.count if before else None, "day": before.day if before else usual},
    )  # fmt: skip
    owed = total(row.open for row in selectors.plannable(account.pk, on=today))
    if form.is_bound and form.is_valid():
        request.session[_CHOSEN] = {
            "account_id": account.pk, "count": form.cleaned_data["count"], "day": form.cleaned_data["day"],
            "cents": owed.cents, "key": secrets.token_hex(16),
        }  # fmt: skip
        return see_other("relief:check")
    return render(
        request, "relief/plan_choose.html",
        {"form": form, "offers": offers, "owed": owed, "terms": policy(today).plans},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@login_required
@GET_OR_POST
def check(request: HttpRequest) -> HttpResponse:
    """Step 3: read it once more. Sending it starts the plan."""
    account, today = account_of(request), clock.today()
    chosen = _chosen(request, account.pk)
    if chosen is None:
        return see_other("relief:choose")
    if request.method == "POST":
        return _start(request, chosen)
    owed = total(row.open for row in selectors.plannable(account.pk, on=today))
    if owed.cents != chosen.cents:
        standing = selectors.standing_plan(account.pk)
        return see_other("relief:plan", standing.reference) if standing else _choose_again(request)
    terms = policy(today).plans
    dues = rules.schedule(
        owed, count=chosen.count, day=chosen.day, today=today, first_due_days=terms.first_due_days
    )
    return render(
        request, "relief/plan_check.html",
        {"chosen": chosen, "owed": owed, "dues": dues, "disclosure": rules.disclosure(dues),
         "grace_days": terms.grace_days},
    )  # fmt: skip


def _start(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    if request.POST.getlist("key") != [chosen.key]:
        messages.info(request, _("This page was not the newest one. Please read it again."))
        return see_other("relief:check")
    try:
        plan = plans.start(
            account_id=chosen.account_id, count=chosen.count, day=chosen.day, expected=Money(chosen.cents),
            key=chosen.key, by=request.actor, at=clock.now(),  # type: ignore[attr-defined]
        )  # fmt: skip
    except PlanStands as standing:
        return see_other("relief:plan", standing.reference)
    except (BalanceChanged, NoPlanForThis):
        return _choose_again(request)
    return see_other("relief:plan", plan.reference)


def _choose_again(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("What you owe has changed since you chose. Please choose again."))
    return see_other("relief:choose")


@login_required
@require_safe
def plan_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan as the ledger says it stands."""
    plan = plan_of(request, reference)
    today = clock.today()
    extra = total(row.open for row in selectors.plannable(plan.account_id, on=today))
    return render(
        request, "relief/plan.html",
        {"plan": plan, "picture": selectors.picture(plan), "is_live": plan.state in LIVE, "extra": extra,
         "due": selectors.installment_due(plan.account_id) if plan.state in STANDING else None,
         "pending": payments.pending(plan.account_id), "grace_days": policy(today).plans.grace_days},
    )  # fmt: skip


def _back_to(plan: Plan, request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return see_other("relief:plan", plan.reference)


def _only_live(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that changes a plan: one that has ended is shown instead."""

    def guarded(request: HttpRequest, reference: str) -> HttpResponse:
        plan = plan_of(request, reference)
        if plan.state not in LIVE:
            return see_other("relief:plan", reference)
        try:
            return view(request, plan)
        except PlanEnded:
            return see_other("relief:plan", reference)

    return login_required(GET_OR_POST(guarded))


@_only_live
def change_day(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Another day of the month; what would change is read first."""
    today = clock.today()
    days = tuple(day for day in policy(today).plans.days_of_month if day != plan.day_of_month)
    form = read_form(DayForm, request, days=days)
    if not form.is_bound or not form.is_valid():
        return render(
            request, "relief/plan_day.html", {"form": form, "plan": plan},
            status=422 if form.is_bound else 200,
        )  # fmt: skip
    day = form.cleaned_data["day"]
    try:
        dues = plans.days_moved(plan, day=day, today=today)
        if "sure" in request.POST:
            plans.change_day(reference=plan.reference, day=day, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
            return _back_to(plan, request, _("Your plan has a new day."))
    except PlanLate:
        messages.info(request, _("A payment is late. Pay it first, then change the day. Or call us."))
        return see_other("relief:plan", plan.reference)
    shown = [due for due in dues if due.amount]
    return render(request, "relief/plan_day_check.html", {"plan": plan, "day": day, "dues": shown})


@_only_live
def add_bills(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Take what else is owed into the plan; the new payments are read first."""
    today = clock.today()
    more = total(row.open for row in selectors.plannable(plan.account_id, on=today))
    if request.method == "POST":
        try:
            asked = Money(int(request.POST.get("cents", "")))
        except ValueError:
            return see_other("relief:add", plan.reference)
        try:
            plans.add_bills(reference=plan.reference, expected=asked, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
        except BalanceChanged:
            messages.info(request, _("What you owe has changed. Please read it again."))
            return see_other("relief:add", plan.reference)
        return _back_to(plan, request, _("Your plan has the new bill."))
    try:
        dues = plans.with_bills_added(plan, more, today=today)
    except NothingToAdd:
        return see_other("relief:plan", plan.reference)
    shown = [due for due in dues if due.amount]
    return render(request, "relief/plan_add.html", {"plan": plan, "more": more, "dues": shown})


@_only_live
def stop(request: HttpRequest, plan: Plan) -> HttpResponse:
    """End the plan; what follows is said before."""
    if request.method == "POST":
        plans.stop(reference=plan.reference, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
        return _back_to(plan, request, _("Your plan has ended."))
    return render(request, "relief/plan_stop.html", {"plan": plan, "picture": selectors.picture(plan)})


@login_required
@GET_OR_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """An offer our staff made: read it, and start it."""
    plan = plan_of(request, reference)
    if plan.state != PlanState.OFFERED:
        return see_other("relief:plan", reference)
    if request.method == "POST":
        try:
            plans.accept(reference=reference, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
        except PlanEnded:
            messages.info(request, _("This offer is over. Call us, and we make a new one."))
        return see_other("relief:plan", reference)
    dues = [one.due for one in selectors.picture(plan).placed]
    return render(
        request, "relief/plan_accept.html",
        {"plan": plan, "dues": dues, "disclosure": rules.disclosure(dues),
         "grace_days": policy(clock.today()).plans.grace_days},
    )  # fmt: skip


_PAYING = "relief_paying"


@check_page_policy
@login_required
@GET_OR_POST
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """Pay what the plan asks for now: card or checking account, on the payment company's page."""
    plan, at = plan_of(request, reference), clock.now()
    due = selectors.installment_due(plan.account_id)
    if plan.state not in STANDING or due is None or not due.amount:
        return see_other("relief:plan", reference)
    amount = due.amount if due.remaining - due.amount >= payment_rules.PROCESSOR_LEAST else due.remaining
    cards_open = not payment_rules.cards_are_closed(payments.declines_today(plan.account_id, at=at))
    key = _form_key(request, plan, amount)
    form = read_form(
        MethodForm, request, cards_open=cards_open,
        initial={"method": "card" if cards_open else "bank", "key": key},
    )  # fmt: skip
    if form.is_bound and form.is_valid() and form.cleaned_data["key"] == key:
        wanted = payment_services.Wanted(
            account_id=plan.account_id, bill_id=None,
            choice=payment_rules.Choice(payment_rules.How.PART, amount, due.pays_for),
            method=form.cleaned_data["method"], request_key=key, door="member",
            language=get_language() or "en",
        )  # fmt: skip
        return _begin(request, plan, wanted)
    return render(
        request, "relief/plan_pay.html",
        {"form": form, "plan": plan, "due": due, "amount": amount, "left": due.remaining - amount, "key": key,
         "cards_open": cards_open},
        status=422 if form.is_bound and not form.is_valid() else 200,
    )  # fmt: skip


def _form_key(request: HttpRequest, plan: Plan, amount: Money) -> str:
    """One key for one form: the same until its try ended without a payment, or the amount changed."""
    held: dict[str, Any] = request.session.get(_PAYING, {})
    before = held.get("key", "")
    is_same = held.get("plan") == plan.reference and held.get("cents") == amount.cents
    attempt = payments.attempt_of_form(plan.account_id, before) if before and is_same else None
    if not is_same or (attempt is not None and attempt.state in ("declined", "expired")):
        request.session[_PAYING] = {
            "plan": plan.reference, "cents": amount.cents, "key": secrets.token_hex(16),
        }  # fmt: skip
    return str(request.session[_PAYING]["key"])


def _begin(request: HttpRequest, plan: Plan, wanted: payment_services.Wanted) -> HttpResponse:
    try:
        begun = payment_flows.begin(wanted=wanted, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    except payment_errors.AttemptEnded:
        request.session.pop(_PAYING, None)
        return see_other("relief:pay", plan.reference)
    except payment_errors.AmountChanged:
        messages.info(request, _("What you owe has changed. Please read it again. Nothing was paid."))
        return see_other("relief:plan", plan.reference)
    except payment_errors.CardsClosed:
        messages.info(request, _("Cards are closed for today. Use a checking account, or call us."))
        return see_other("relief:pay", plan.reference)
    except payment_errors.TooOften as refusal:
        return too_often(request, refusal.until)
    except payment_errors.StillChecking as refusal:
        return see_other("payments:payment", refusal.reference)
    except payment_errors.ProcessorAway:
        messages.error(request, _("The payment company does not answer right now. Nothing was paid. "
                                  "Please try again in a few minutes."))  # fmt: skip
        return see_other("relief:plan", plan.reference)
    return SeeOther(begun.url) if begun.url else see_other("payments:payment", begun.attempt.reference)
