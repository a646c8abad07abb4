"""Who is asking, in which language, and how a document of ours is sent."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from hearthside.bills import selectors
from hearthside.bills.document.parts import Language
from hearthside.bills.selectors import BillRow
from hearthside.members import selectors as members

OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""


def language_of_page() -> Language:
    return "es" if get_language() == "es" else "en"


def open_account(request: HttpRequest) -> Any:
    """The account that is open, the chosen one or the first; None when this login may see no bills."""
    allowed = list(members.accounts_visible_to(request.actor))  # type: ignore[attr-defined]
    chosen = request.session.get(OPEN_ACCOUNT)
    return next((one for one in allowed if one.number == chosen), allowed[0] if allowed else None)


def bill_or_404(request: HttpRequest, number: str) -> BillRow:
    """The bill, if this login may see it, with `newest_number`; otherwise as if there were no such bill."""
    visible = selectors.bills_visible_to(request.actor)  # type: ignore[attr-defined]
    bill = selectors.with_on_its_way(selectors.with_newest(visible)).filter(number=number).first()
    if bill is None:
        raise Http404
    return bill


def address_of(name: str) -> str:
    """Where another room's page is; "" while this house has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def sent_as_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF of ours, opened in place and kept by no cache. Source: threats.md 3."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
