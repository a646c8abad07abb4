"""Whose account is open, for the pages of this room."""

from typing import Any

from django.http import Http404, HttpRequest

from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow

OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""


def open_account(request: HttpRequest) -> AccountRow:
    """The open account, if this login may see its bills. 404 as for a page that is not there."""
    allowed = members.accounts_visible_to(actor(request))
    found = allowed.filter(number=request.session.get(OPEN_ACCOUNT)).first() or allowed.first()
    if found is None:
        raise Http404
    return found


def actor(request: HttpRequest) -> Any:
    """Who is asking, as the middleware found out."""
    return request.actor  # type: ignore[attr-defined]
