""" "Is it really you?" answered for anyone: a bill, a message, a caller. Match or no match, nothing more."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hearthside import clock
from hearthside.guards.addresses import client_address
from hearthside.helpcenter.checking import flows
from hearthside.helpcenter.checking.forms import CheckBillForm, CheckMessageForm, CompareForm
from hearthside.helpcenter.checking.truth import compare, true_list
from hearthside.kept import SWITCH, read_form
from hearthside.organization.selectors import profile

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@sensitive_post_parameters("account", "code", "amount", "zip")
def check_bill(request: HttpRequest) -> HttpResponse:
    """Account number, pay code and amount: is there such a bill?"""
    at, template = clock.now(), "helpcenter/checking/check_bill.html"
    asks_zip = flows.asks_zip(request.POST.get("account", ""), at=at)
    form = read_form(CheckBillForm, request, forgets=("code", "zip"), asks_zip=asks_zip)
    if not form.is_bound:
        return render(request, template, {"form": form, "ours": true_list(profile())})
    if not form.is_valid():
        form.data = {name: form.data[name] for name in form.data if name not in ("code", "zip")}
        return _page(request, template, form, status=422)
    typed = form.cleaned_data
    answer = flows.check_bill(
        account=typed["account"], code=typed["code"], amount=typed["amount"], zip_code=typed.get("zip"),
        address=_address(request), at=at,
    )  # fmt: skip
    if answer.is_shut:
        return _too_often(request, answer)
    if answer.matches:
        return _page(request, template, CheckBillForm(), reply=answer)
    return _page(
        request, template, form.emptied(asks_zip=answer.asks_zip or asks_zip), reply=answer, status=422
    )


@GET_OR_POST
@sensitive_post_parameters("number", "proof", "seen")
def check_message(request: HttpRequest) -> HttpResponse:
    """A message number, or the phone number or address that somebody saw. Two forms, one page."""
    template = "helpcenter/checking/check_message.html"
    if request.method == "POST" and "seen" in request.POST and SWITCH not in request.POST:
        return _compared(request, template)
    form = read_form(CheckMessageForm, request)
    if not form.is_bound:
        return _page(request, template, form, seen_form=CompareForm(auto_id="id_%s"))
    if not form.is_valid():
        return _page(request, template, form, seen_form=CompareForm(), status=422)
    answer = flows.check_message(
        number=form.cleaned_data["number"], proof=form.cleaned_data["proof"], address=_address(request),
        at=clock.now(),
    )  # fmt: skip
    if answer.is_shut:
        return _too_often(request, answer)
    fresh = CheckMessageForm(initial={} if answer.matches else {"number": form.cleaned_data["number"]})
    status = 200 if answer.matches else 422
    return _page(request, template, fresh, seen_form=CompareForm(), reply=answer, status=status)


def _compared(request: HttpRequest, template: str) -> HttpResponse:
    """What was seen beside the list of what is ours. Nothing typed is kept."""
    seen_form = CompareForm(request.POST)
    ours = true_list(profile())
    found = compare(seen_form.cleaned_data["seen"], ours) if seen_form.is_valid() else None
    status = 200 if found is not None and found.is_ours else 422
    return _page(
        request, template, CheckMessageForm(), seen_form=seen_form, verify_form=seen_form, found=found,
        status=status,
    )  # fmt: skip


def _page(request: HttpRequest, template: str, form: Any, *, status: int = 200, **facts: Any) -> HttpResponse:
    request.keeps_form = "kept-form"  # type: ignore[attr-defined]
    return render(request, template, {"form": form, "ours": true_list(profile()), **facts}, status=status)


def _address(request: HttpRequest) -> str:
    return client_address(request.META, trusted_proxies=settings.TRUSTED_PROXY_COUNT)


def _too_often(request: HttpRequest, answer: flows.Answer) -> HttpResponse:
    response = render(
        request, "helpcenter/checking/too_often.html", {"until": answer.waits_until}, status=429
    )  # fmt: skip
    if answer.waits_until is not None:
        seconds = (answer.waits_until - clock.now()).total_seconds()
        response["Retry-After"] = str(max(1, int(seconds)))
    return response
