"""Pay with a saved method in two steps: choose, check."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hearthside import clock
from hearthside.autopay import drafts, flows, selectors
from hearthside.autopay.errors import MethodGone
from hearthside.autopay.forms import PayForm
from hearthside.autopay.opened import actor, open_account
from hearthside.kept import read_form
from hearthside.money import Money
from hearthside.payments import errors, standing
from hearthside.payments import selectors as payments
from hearthside.payments.views import steps

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@GET_OR_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Step 1: with what, and how much."""
    account = open_account(request)
    seen = standing.of_account(account.pk, at=clock.now())
    methods = selectors.usable(actor(request), account.pk)
    held = drafts.held(request.session, drafts.PAYMENT, account.pk) or {}
    form = read_form(
        PayForm, request, methods=methods, payable=seen.payable, smallest_part=seen.smallest_part,
        parts_open=seen.parts_open,
        initial={"method": held.get("method") or (methods[0].reference if methods else ""), "how": "all"},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        choice = form.cleaned_data["choice"]
        drafts.keep(
            request.session, drafts.PAYMENT, account.pk,
            {"method": form.cleaned_data["method"], "cents": choice.amount.cents, "how": choice.how},
        )  # fmt: skip
        return steps.see_other("autopay:pay_check")
    return render(
        request, "autopay/pay.html",
        {"form": form, "standing": seen,
         "methods": [(method.reference, selectors.method_says(method)) for method in methods]},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@login_required
@GET_OR_POST
def check(request: HttpRequest) -> HttpResponse:
    """Step 2: read once more. Sending it takes the money."""
    account = open_account(request)
    held = drafts.held(request.session, drafts.PAYMENT, account.pk)
    if held is None:
        return steps.see_other("autopay:pay")
    before = payments.attempt_of_form(account.pk, f"saved:{held['key']}")
    if before is not None:
        return steps.see_other("payments:payment", before.reference)
    if request.method == "POST":
        return _send(request, account.pk, held)
    return _check_page(request, account, held)


def _check_page(request: HttpRequest, account: Any, held: dict[str, Any]) -> HttpResponse:
    seen = standing.of_account(account.pk, at=clock.now())
    amount = Money(held["cents"])
    method = selectors.methods_visible_to(actor(request)).filter(reference=held["method"]).first()
    if method is None or amount > seen.payable or (held["how"] == "all" and amount != seen.payable):
        messages.info(request, _("What you owe has changed since you chose. Please choose again."))
        return steps.see_other("autopay:pay")
    return render(
        request, "autopay/pay_check.html",
        {"account": account, "amount": amount, "says": selectors.method_says(method), "kind": method.kind,
         "is_all": held["how"] == "all", "left": seen.payable - amount, "key": held["key"],
         "standing": seen},
    )  # fmt: skip


def _send(request: HttpRequest, account_id: int, held: dict[str, Any]) -> HttpResponse:
    if request.POST.getlist("key") != [held["key"]]:
        messages.info(request, _("This page was not the newest one. Please read it again. Nothing was paid."))
        return steps.see_other("autopay:pay_check")
    method = selectors.methods_visible_to(actor(request)).filter(reference=held["method"]).first()
    bill = standing.of_account(account_id, at=clock.now()).bill
    wish = flows.Pay(
        account_id=account_id, method_id=method.pk if method else 0, amount=Money(held["cents"]),
        bill_id=bill.pk if bill else None, request_key=f"saved:{held['key']}",
        language=get_language() or "en",
    )  # fmt: skip
    try:
        attempt = flows.pay(wish, by=actor(request), at=clock.now())
    except (MethodGone, errors.AmountChanged, errors.AttemptEnded) as refusal:
        messages.info(request, _words(refusal))
        return steps.see_other("autopay:pay")
    except errors.CardsClosed:
        messages.info(request, _("Cards are closed for this bill today. Use a checking account, or call us."))
        return steps.see_other("autopay:pay")
    except errors.TooOften as refusal:
        return steps.too_often(request, refusal.until)
    except errors.StillChecking as refusal:
        return steps.see_other("payments:payment", refusal.reference)
    return steps.see_other("payments:payment", attempt.reference)


def _words(refusal: Exception) -> str:
    if isinstance(refusal, MethodGone):
        return _("This card or account cannot be used any more. Choose another.")
    if isinstance(refusal, errors.AmountChanged):
        return _("What you owe has changed since you chose. Please choose again.")
    return _("This payment was tried before. Please choose again.")
