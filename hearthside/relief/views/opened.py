"""Whose record is open, and what is found only there."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hearthside.members import selectors as members
from hearthside.relief import selectors
from hearthside.relief.models import Application, Plan

OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


class SeeOther(HttpResponseRedirect):
    """303: the browser goes on with GET, so that reload does not send the form again."""

    status_code = 303


def see_other(to: str, *arguments: object) -> HttpResponse:
    return SeeOther(reverse(to, args=arguments))


def account_of(request: HttpRequest) -> Any:
    """The open account, if this login may see its bills. 404 as for a page that is not there."""
    allowed = members.accounts_visible_to(request.actor)  # type: ignore[attr-defined]
    account = allowed.filter(number=request.session.get(OPEN_ACCOUNT)).first() or allowed.first()
    if account is None:
        raise Http404
    return account


def plan_of(request: HttpRequest, reference: str) -> Plan:
    plan = selectors.plans_visible_to(request.actor).filter(reference=reference).first()  # type: ignore[attr-defined]
    if plan is None:
        raise Http404
    return plan


def application_of(request: HttpRequest, reference: str) -> Application:
    found = selectors.applications_visible_to(request.actor).filter(reference=reference).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found
