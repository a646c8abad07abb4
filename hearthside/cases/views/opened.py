"""Whose record is open, what is found only there, and how pages of this room go on."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.bills.document.parts import Language
from hearthside.bills.selectors import BillRow
from hearthside.cases import keeping, selectors
from hearthside.cases.models import Case, CaseFile, Draft, ScanState
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow

OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
ENDINGS = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "heic": ".heic"}


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


def language_of_page() -> Language:
    return "es" if get_language() == "es" else "en"


def open_account(request: HttpRequest) -> AccountRow | None:
    """The account that is open, the chosen one or the first; None when this login may see no bills."""
    allowed = members.accounts_visible_to(actor(request))
    chosen = allowed.filter(number=request.session.get(OPEN_ACCOUNT, "")).first()
    return chosen or allowed.first()


def bill_or_404(request: HttpRequest, number: str) -> BillRow:
    bill = bills.bills_visible_to(actor(request)).filter(number=number).first()
    if bill is None:
        raise Http404
    return bill


def case_or_404(request: HttpRequest, reference: str) -> Case:
    """The case, if this login may see it; otherwise as if there were no such case."""
    case = selectors.cases_visible_to(actor(request)).filter(reference=reference).first()
    if case is None:
        raise Http404
    return case


def draft_or_404(request: HttpRequest, key: str) -> Draft:
    """A draft of this login's own, on an account it may still see."""
    draft = selectors.draft_with_key(key, login_id(request))
    if draft is None or not members.accounts_visible_to(actor(request)).filter(pk=draft.account_id).exists():
        raise Http404
    return draft


def sent_as_attachment(file: CaseFile) -> FileResponse:
    """A file somebody sent, to be saved and not shown: nothing in it runs here. Source: threats.md 3."""
    if file.state == ScanState.WAITING or not file.stored_as:
        raise Http404
    response = FileResponse(
        keeping.path_of(file.stored_as).open("rb"), as_attachment=True,
        filename=f"{file.reference}{ENDINGS[file.kind]}", content_type="application/octet-stream",
    )  # fmt: skip
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


Facts = dict[str, Any]
