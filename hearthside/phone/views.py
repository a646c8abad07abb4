"""For anyone: ask for a call, and open a pay link that an agent sent."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from hearthside import clock
from hearthside.guards import addresses
from hearthside.guards import services as guards
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.payments import guest
from hearthside.payments.views.steps import see_other, too_often
from hearthside.phone import services
from hearthside.phone.forms import CallBackForm

OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""
_KEY, _ASKED = "call_back_key", "call_back_asked"


def _account(request: HttpRequest) -> Any:
    """The open account of somebody who signed in; None for everyone else."""
    allowed = members.accounts_visible_to(request.actor)  # type: ignore[attr-defined]
    return allowed.filter(number=request.session.get(OPEN_ACCOUNT)).first() or allowed.first()


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("name", "number", "account")
def call_back(request: HttpRequest) -> HttpResponse:
    """Ask for a call. The answer is the same whether or not there is such an account."""
    account = _account(request)
    knows_number = account is not None and bool(account.phone)
    form = read_form(CallBackForm, request, knows_number=knows_number, is_known=account is not None)
    if form.is_bound and form.is_valid():
        address = addresses.client_address(request.META, trusted_proxies=settings.TRUSTED_PROXY_COUNT)
        held = guards.count("call_back.address", address, at=clock.now())
        return _ask(request, form, account) if held.allowed else too_often(request, held.until)
    request.session.setdefault(_KEY, secrets.token_hex(16))
    facts = {"form": form, "account": account, "knows_number": knows_number}
    return render(request, "phone/call_back.html", facts, status=422 if form.is_bound else 200)


def _ask(request: HttpRequest, form: CallBackForm, account: Any) -> HttpResponse:
    typed = form.cleaned_data
    asked = services.ask_call_back(
        request_key=request.session.pop(_KEY, None) or secrets.token_hex(16),
        account_id=account.pk if account else None, name=typed.get("name", ""),
        account_typed=typed.get("account", ""), number=typed["number"], language=get_language() or "en",
        when=typed["when"], reason=typed["reason"], by=request.actor, at=clock.now(),  # type: ignore[attr-defined]
    )  # fmt: skip
    request.session[_ASKED] = {"reference": asked.reference, "by": asked.promised_by.isoformat()}
    return see_other("phone:call_back_asked")


@require_GET
def call_back_asked(request: HttpRequest) -> HttpResponse:
    """What was promised. Reload and Back show this page again, and ask for nothing more."""
    asked = request.session.get(_ASKED)
    if asked is None:
        return see_other("phone:call_back")
    promised = datetime.fromisoformat(asked["by"])
    return render(
        request, "phone/call_back_asked.html", {"reference": asked["reference"], "promised": promised}
    )


@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A link that an agent sent. It leaves the address bar at once; alone it opens nothing."""
    opened = services.open_link(token=token, at=clock.now())
    if opened is None:
        return render(request, "phone/link_over.html", status=404)
    guest.hold_link(request.session, opened.bill.number, opened.account.number)
    return see_other("payments:zip")
