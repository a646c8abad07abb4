"""Saved cards and accounts: the list, saving one on the processor's page, removing one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hearthside import clock
from hearthside.autopay import drafts, flows, rules, selectors, services, wording
from hearthside.autopay.errors import PageAway, SavingTooOften
from hearthside.autopay.forms import SaveForm
from hearthside.autopay.models import MethodState, SavedMethod
from hearthside.autopay.opened import actor, open_account
from hearthside.kept import read_form
from hearthside.payments.views import steps

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
AFTERWARDS = {"methods": "autopay:methods", "autopay": "autopay:rule", "pay": "autopay:pay"}


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every saved card and account of the open account, and what uses it."""
    account = open_account(request)
    found = selectors.methods_visible_to(actor(request)).filter(account=account)
    rule = selectors.rule_of(account.pk)
    return render(
        request, "autopay/methods.html",
        {"account": account, "methods": [_row(method, rule) for method in found],
         "payable": selectors.payable(account.pk), "least": rules.TAKE_LEAST},
    )  # fmt: skip


def _row(method: SavedMethod, rule: object) -> dict[str, object]:
    return {
        "method": method,
        "says": selectors.method_says(method),
        "pays_autopay": getattr(rule, "method_id", None) == method.pk,
        "expires_soon": rules.expires_soon(method.expires_month, method.expires_year, today=clock.today()),
        "is_usable": method.state == MethodState.ACTIVE,
    }


@steps.check_page_policy
@login_required
@GET_OR_POST
def add(request: HttpRequest) -> HttpResponse:
    """What is to be saved, and the yes to it. Sending it goes to the processor's page."""
    account = open_account(request)
    goes_on_to = request.GET.get("then", "")
    goes_on_to = goes_on_to if goes_on_to in AFTERWARDS else "methods"
    form = read_form(SaveForm, request, initial={"kind": "card"})
    key = drafts.key_of(request.session, drafts.SAVING, account.pk)
    status = 200
    if form.is_bound:
        if form.is_valid():
            wished = services.Wished(
                account_id=account.pk, login_id=int(actor(request).ident), kind=form.cleaned_data["kind"],
                request_key=f"save:{key}:{form.cleaned_data['kind']}", goes_on_to=goes_on_to,
                shown=wording.to_save(),
            )  # fmt: skip
            return _go(request, wished)
        status = 422
    return render(
        request, "autopay/add.html",
        {"form": form, "shown": wording.to_save(), "then": goes_on_to, "back": AFTERWARDS[goes_on_to]},
        status=status,
    )  # fmt: skip


def _go(request: HttpRequest, wished: services.Wished) -> HttpResponse:
    try:
        method = flows.begin_saving(wished=wished, by=actor(request), at=clock.now())
    except SavingTooOften as refusal:
        return steps.too_often(request, refusal.until)
    except PageAway:
        return render(request, "autopay/away.html", {"then": wished.goes_on_to}, status=503)
    if method.state == MethodState.OPEN and method.page_url:
        return steps.SeeOther(method.page_url)
    return _ended(request, method)


def _visible(request: HttpRequest, reference: str) -> SavedMethod:
    method = selectors.savings_visible_to(actor(request)).filter(reference=reference).first()
    if method is None:
        raise Http404
    return method


@login_required
@require_safe
def come_back(request: HttpRequest, reference: str) -> HttpResponse:
    """From the processor's page, after saving, says the address. The processor says whether."""
    method = flows.ask_saving(_visible(request, reference), by=actor(request), at=clock.now())
    return _ended(request, method)


@login_required
@require_safe
def turn_back(request: HttpRequest, reference: str) -> HttpResponse:
    """From the processor's page, without saving."""
    method = flows.give_up_saving(_visible(request, reference), by=actor(request), at=clock.now())
    return _ended(request, method)


def _ended(request: HttpRequest, method: SavedMethod) -> HttpResponse:
    drafts.forget(request.session, drafts.SAVING)
    if method.state == MethodState.ACTIVE:
        messages.success(request, _("Saved: your %(method)s.") % {"method": selectors.method_says(method)})
        return steps.see_other(AFTERWARDS.get(method.goes_on_to, "autopay:methods"))
    if method.state == MethodState.ABANDONED:
        messages.info(request, _("You came back without saving. Nothing was saved."))
    elif method.state in (MethodState.STARTED, MethodState.OPEN):
        messages.info(request, _("We have no answer yet. If you saved it, it shows here within 15 minutes."))
    return steps.see_other("autopay:methods")


@login_required
@GET_OR_POST
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what stops with it, then remove it."""
    method = selectors.methods_visible_to(actor(request)).filter(reference=reference).first()
    if method is None:
        raise Http404
    rule = selectors.rule_of(method.account_id)
    pays_autopay = rule is not None and rule.method_id == method.pk
    if request.method == "POST":
        services.remove_method(method_id=method.pk, by=actor(request), at=clock.now())
        messages.success(request, _("Removed: your %(method)s.") % {"method": selectors.method_says(method)})
        return steps.see_other("autopay:methods")
    return render(
        request, "autopay/remove.html",
        {"method": method, "says": selectors.method_says(method), "pays_autopay": pays_autopay},
    )  # fmt: skip
