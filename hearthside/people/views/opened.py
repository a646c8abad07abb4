"""Whose record is open, what is found only there, and how pages of this room go on."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from hearthside.audit.actor import Actor, ActorKind
from hearthside.members.selectors import AccountRow
from hearthside.people import selectors

OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header reads it."""
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


def login_id(request: HttpRequest) -> int:
    return int(actor(request).ident)


def language_of_page() -> str:
    return "es" if get_language() == "es" else "en"


def own_account(request: HttpRequest) -> AccountRow:
    """The open account, which is this login's own. 404 for a helper, as for a page that is not there."""
    found = selectors.own_account(actor(request), request.session.get(OPEN_ACCOUNT, ""))
    if found is None:
        raise Http404
    return found


def member_only(request: HttpRequest) -> None:
    """A staff login helps nobody as a member: whoever does both has two logins. 404 for staff."""
    if actor(request).kind is not ActorKind.LOGIN:
        raise Http404
