"""Whose record is open, and what is found only there."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hearthside.audit.actor import Actor
from hearthside.members.selectors import AccountRow
from hearthside.privacy import selectors
from hearthside.privacy.case_kinds import REQUESTS
from hearthside.privacy.selectors import CopyRow, RequestRow

OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
Facts = dict[str, Any]


class SeeOther(HttpResponseRedirect):
    """303: the browser goes on with GET, so that reload does not send the form again."""

    status_code = 303


def see_other(to: str, *arguments: object) -> HttpResponse:
    return SeeOther(reverse(to, args=arguments))


def actor(request: HttpRequest) -> Actor:
    """Who is asking, as the middleware found out."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def open_account(request: HttpRequest) -> AccountRow | None:
    """The open account, if this login may see anything of it: the chosen one or the first."""
    return _chosen(request, selectors.accounts_opened_by(actor(request)))


def own_account(request: HttpRequest) -> AccountRow:
    """The open account, if this login may use its privacy rights. 404 as for a page that is not there."""
    found = _chosen(request, selectors.accounts_spoken_for_by(actor(request)))
    if found is None:
        raise Http404
    return found


def _chosen(request: HttpRequest, allowed: Any) -> AccountRow | None:
    found: AccountRow | None = (
        allowed.filter(number=request.session.get(OPEN_ACCOUNT, "")).first() or allowed.first()
    )
    return found


def may_speak_for(request: HttpRequest, account: AccountRow) -> bool:
    return selectors.accounts_spoken_for_by(actor(request)).filter(pk=account.pk).exists()


def kind_or_404(kind: str) -> None:
    if kind not in REQUESTS:
        raise Http404


def request_or_404(request: HttpRequest, reference: str) -> RequestRow:
    found = selectors.requests_visible_to(actor(request)).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def copy_or_404(request: HttpRequest, reference: str) -> CopyRow:
    found = selectors.copies_visible_to(actor(request)).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found
