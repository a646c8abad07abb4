"""Autopay: what it does for this account, setting it in three steps, skipping, saying yes, stopping."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hearthside import clock
from hearthside.autopay import drafts, rules, selectors, services, wording
from hearthside.autopay.errors import MethodGone, TooLate
from hearthside.autopay.forms import AgreeForm, RuleForm
from hearthside.autopay.models import Autopay, SavedMethod, Taking
from hearthside.autopay.opened import actor, open_account
from hearthside.kept import read_form
from hearthside.money import Money
from hearthside.payments.views import steps

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
LIMIT_AT_FIRST = Money(20_000)


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Autopay and paper on one page: what is so, what comes next, and how to change it."""
    account = open_account(request)
    rule = selectors.rules_visible_to(actor(request)).filter(account=account).first()
    coming = selectors.next_taking(account.pk)
    return render(
        request, "autopay/overview.html",
        {"account": account, "rule": rule, "says": selectors.rule_says(rule) if rule else "",
         "coming": coming, "last_day": rules.last_day_to_stop(coming.take_on) if coming else None,
         "takings": [one for one in selectors.takings_of(account.pk) if one.pk != getattr(coming, "pk", 0)],
         "wants_paper": selectors.wants_paper(account.pk), "paperless": selectors.paperless_of(account.pk),
         "today": clock.today()},
    )  # fmt: skip


@login_required
@GET_OR_POST
def rule(request: HttpRequest) -> HttpResponse:
    """Step 1: with what, when, at most how much."""
    account = open_account(request)
    methods = selectors.usable(actor(request), account.pk)
    form = read_form(RuleForm, request, methods=methods, initial=_first_values(request, account.pk, methods))
    if form.is_bound and form.is_valid():
        drafts.keep(request.session, drafts.RULE, account.pk, _draft(form))
        return steps.see_other("autopay:check")
    return render(
        request, "autopay/rule.html",
        {"form": form, "methods": [(one.reference, selectors.method_says(one)) for one in methods],
         "days": [(str(days), wording.when_in_words(days)) for days in rules.DAYS_BEFORE_CHOICES]},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def _draft(form: RuleForm) -> dict[str, Any]:
    chosen = form.cleaned_data
    return {
        "method": chosen["method"], "days_before": chosen["days_before"], "cents": chosen["limit"].cents,
        "notice_days": chosen["notice_days"], "tells_amount": chosen["tells_amount"],
    }  # fmt: skip


def _first_values(request: HttpRequest, account_id: int, methods: list[SavedMethod]) -> dict[str, Any]:
    """What was chosen a moment ago; else the rule as it stands; else what most people want."""
    held = drafts.held(request.session, drafts.RULE, account_id)
    if held is not None:
        return {**held, "limit": Money(held["cents"]).dollars_text}
    running = selectors.rule_of(account_id)
    first = methods[0].reference if methods else ""
    if running is None:
        return {
            "method": first, "days_before": 0, "limit": LIMIT_AT_FIRST.dollars_text,
            "notice_days": rules.NOTICE_DAYS, "tells_amount": False,
        }  # fmt: skip
    known = {one.pk: one.reference for one in methods}
    return {
        "method": known.get(running.method_id, first), "days_before": running.days_before,
        "limit": running.cap.dollars_text, "notice_days": running.notice_days,
        "tells_amount": running.tells_amount,
    }  # fmt: skip


@login_required
@GET_OR_POST
def check(request: HttpRequest) -> HttpResponse:
    """Step 2: the rule in one sentence, its first payment, and the box."""
    account = open_account(request)
    held = drafts.held(request.session, drafts.RULE, account.pk)
    method = _method(request, held, account.pk)
    if held is None or method is None:
        return steps.see_other("autopay:rule")
    says = wording.rule_in_words(
        selectors.method_says(method), limit=Money(held["cents"]), days_before=held["days_before"],
        notice_days=held["notice_days"],
    )  # fmt: skip
    shown = wording.to_autopay(says)
    form = read_form(AgreeForm, request)
    status = 200
    if form.is_bound:
        if form.is_valid():
            return _set(request, account.pk, held, method, shown)
        status = 422
    first = selectors.first_payment(
        account.pk, limit=Money(held["cents"]), days_before=held["days_before"],
        notice_days=held["notice_days"], today=clock.today(),
    )  # fmt: skip
    return render(
        request, "autopay/check.html",
        {"form": form, "shown": shown, "says": says, "held": held, "limit": Money(held["cents"]),
         "when": wording.when_in_words(held["days_before"]), "method": selectors.method_says(method),
         "first": first, "is_change": selectors.rule_of(account.pk) is not None},
        status=status,
    )  # fmt: skip


def _method(request: HttpRequest, held: dict[str, Any] | None, account_id: int) -> SavedMethod | None:
    usable = selectors.usable(actor(request), account_id)
    return next((one for one in usable if held and one.reference == held["method"]), None)


def _set(
    request: HttpRequest, account_id: int, held: dict[str, Any], method: SavedMethod, shown: wording.Shown
) -> HttpResponse:
    if request.POST.getlist("key") != [held["key"]]:
        messages.info(request, _("This page was not the newest one. Please read it again."))
        return steps.see_other("autopay:check")
    terms = services.Terms(
        method_id=method.pk, limit=Money(held["cents"]), days_before=held["days_before"],
        notice_days=held["notice_days"], tells_amount=held["tells_amount"],
    )  # fmt: skip
    try:
        services.set_autopay(
            account_id=account_id, login_id=int(actor(request).ident), terms=terms,
            request_key=f"rule:{held['key']}", shown=shown, by=actor(request), at=clock.now(),
        )  # fmt: skip
    except MethodGone:
        messages.info(request, _("This card or account cannot be used any more. Choose another."))
        return steps.see_other("autopay:rule")
    return steps.see_other("autopay:done")


@login_required
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Step 3: what was agreed to, and what happens next."""
    account = open_account(request)
    running = selectors.rules_visible_to(actor(request)).filter(account=account).first()
    if running is None:
        return steps.see_other("autopay:overview")
    first = selectors.first_payment(
        account.pk, limit=running.cap, days_before=running.days_before, notice_days=running.notice_days,
        today=clock.today(),
    )  # fmt: skip
    return render(
        request, "autopay/done.html",
        {"rule": running, "says": selectors.rule_says(running), "account": account, "first": first,
         "coming": selectors.next_taking(account.pk)},
    )  # fmt: skip


@login_required
@GET_OR_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Say what happens, then stop. Anyone who may pay for the account may stop it."""
    account = open_account(request)
    running: Autopay | None = selectors.rules_visible_to(actor(request)).filter(account=account).first()
    if running is None:
        return steps.see_other("autopay:overview")
    if request.method == "POST":
        services.stop(account_id=account.pk, by=actor(request), at=clock.now())
        messages.success(request, _("Autopay is off. We will take nothing more by autopay."))
        return steps.see_other("autopay:overview")
    return render(
        request, "autopay/stop.html",
        {"says": selectors.rule_says(running), "coming": selectors.next_taking(account.pk)},
    )  # fmt: skip


def _taking(request: HttpRequest, reference: str) -> Taking:
    taking = selectors.takings_visible_to(actor(request)).filter(reference=reference).first()
    if taking is None:
        raise Http404
    return taking


@login_required
@GET_OR_POST
def skip(request: HttpRequest, reference: str) -> HttpResponse:
    """Leave this one bill alone, after a page that says by when to pay it."""
    taking = _taking(request, reference)
    if request.method == "POST":
        try:
            services.skip(taking_id=taking.pk, by=actor(request), at=clock.now())
        except TooLate:
            messages.info(request, _("This payment has already begun, so it can no longer be skipped."))
        else:
            messages.success(request, _("We skip this one. Please pay this bill another way."))
        return steps.see_other("autopay:overview")
    return render(
        request, "autopay/skip.html", {"taking": taking, "last": rules.last_day_to_stop(taking.take_on)}
    )


@login_required
@GET_OR_POST
def allow(request: HttpRequest, reference: str) -> HttpResponse:
    """A yes to one bill that is over the limit."""
    taking = _taking(request, reference)
    if request.method == "POST":
        try:
            services.allow(taking_id=taking.pk, by=actor(request), at=clock.now())
        except TooLate:
            messages.info(request, _("We no longer ask about this bill. Please see your bills."))
        else:
            messages.success(request, _("Thank you. We will take this one on its day."))
        return steps.see_other("autopay:overview")
    return render(
        request, "autopay/allow.html",
        {"taking": taking, "says": selectors.method_says(taking.autopay.method)},
    )  # fmt: skip
