"""Everything we sent to an account, with the same words: whoever wonders about a message finds it here."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from hearthside.helpcenter.checking.listing import Listed, listed
from hearthside.helpcenter.checking.papers import sent_as_pdf
from hearthside.mailroom import papers
from hearthside.mailroom import selectors as mailroom
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow

OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""
A_PAGE = 25
WHOLE = tuple(scope for scope in members.MONEY_SCOPES if scope in members.CARE_SCOPES)
"""A letter may speak of care: a helper for money alone sees that it came, and not its words."""


@require_safe
@login_required
def everything(request: HttpRequest) -> HttpResponse:
    """The newest first; older ones by the page."""
    account = _open_account(request)
    if account is None:
        raise Http404
    contacts = mailroom.contacts_of(account.pk, most=A_PAGE + 1, before=_before(request))
    rows = [listed(contact, bill_page=_bill_page(contact)) for contact in contacts[:A_PAGE]]
    older = rows[-1].at.isoformat() if len(contacts) > A_PAGE else ""
    facts = {"account": account, "rows": rows, "older": older, "is_later_page": "before" in request.GET}
    return render(request, "helpcenter/checking/contact_log.html", facts)


@require_safe
@login_required
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """One message, with the words it had."""
    account, row, may_read = _one(request, number)
    facts = {"account": account, "row": row, "may_read": may_read}
    return render(request, "helpcenter/checking/contact.html", facts)


@require_safe
@login_required
def letter_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """A letter as it was printed."""
    _, row, may_read = _one(request, number)
    message = mailroom.message_with_number(number)
    if not may_read or message is None or row.channel != "letter" or not message.to_lines:
        raise Http404
    return sent_as_pdf(papers.pdf_of(message), number)


def _one(request: HttpRequest, number: str) -> tuple[AccountRow, Listed, bool]:
    account = _open_account(request)
    found = mailroom.contact_with_number(account.pk, number) if account is not None else None
    if account is None or found is None:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    is_whole = members.accounts_visible_to(actor, scopes=WHOLE).filter(pk=account.pk).exists()
    may_read = found.channel != "letter" or is_whole
    return account, listed(found, bill_page=_bill_page(found)), may_read


def _open_account(request: HttpRequest) -> Any:
    """The account that is open, the chosen one or the first; None when this login may see none."""
    allowed = list(members.accounts_visible_to(request.actor))  # type: ignore[attr-defined]
    chosen = request.session.get(OPEN_ACCOUNT)
    return next((one for one in allowed if one.number == chosen), allowed[0] if allowed else None)


def _before(request: HttpRequest) -> datetime | None:
    try:
        moment = parse_datetime(request.GET.get("before", "")[:40])
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _bill_page(contact: mailroom.Contact) -> str:
    """Where the bill is that this message is about; "" for anything else."""
    if not contact.kind.startswith("bill") or not contact.reference:
        return ""
    try:
        return reverse("bills:page", args=[contact.reference])
    except NoReverseMatch:
        return ""
