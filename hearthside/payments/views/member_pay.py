"""Paying signed in, and every payment of an account."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from hearthside import clock
from hearthside.members import selectors as members
from hearthside.payments import flows, selectors, standing
from hearthside.payments.endings import ending_of
from hearthside.payments.models import Attempt
from hearthside.payments.views import steps

DOOR = steps.Door(
    name="member", choose="payments:member_choose", check="payments:member_check", done="payments:payment",
    shows_all=True,
)  # fmt: skip
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""


def _account(request: HttpRequest) -> Any:
    """The open account, if this login may see its bills. 404 as for a page that is not there."""
    allowed = members.accounts_visible_to(request.actor)  # type: ignore[attr-defined]
    account = allowed.filter(number=request.session.get(OPEN_ACCOUNT)).first() or allowed.first()
    if account is None:
        raise Http404
    return account


def _standing(request: HttpRequest) -> standing.Standing:
    return standing.of_account(_account(request).pk, at=clock.now())


@login_required
@GET_OR_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Step 1: all of it, some lines, or another amount; card or bank."""
    seen = _standing(request)
    form = steps.amount_form(request, seen, with_lines=True)
    status = 200
    if form.is_bound:
        if form.is_valid():
            return steps.choose(request, seen, form, DOOR)
        status = 422
    due_on = seen.bill.due_on if seen.bill else None
    return render(
        request, "payments/member_choose.html",
        {"standing": seen, "form": form, "lines": seen.lines, "due_on": due_on,
         "days_left": (due_on - clock.today()).days if due_on else None},
        status=status,
    )  # fmt: skip


@steps.check_page_policy
@login_required
@GET_OR_POST
def check(request: HttpRequest) -> HttpResponse:
    """Step 2: read once more. Sending it goes to the card page."""
    seen = _standing(request)
    if request.method == "POST":
        return steps.go(request, seen, DOOR)
    return steps.check_page(request, seen, DOOR, {"is_guest": False})


def _visible(request: HttpRequest, reference: str) -> Attempt:
    attempt = selectors.payments_visible_to(request.actor).filter(reference=reference).first()  # type: ignore[attr-defined]
    if attempt is None:
        raise Http404
    return attempt


@login_required
@require_GET
def come_back(request: HttpRequest, reference: str) -> HttpResponse:
    """From the card page, after paying, says the address. The processor says whether."""
    return steps.came_back(request, _visible(request, reference), DOOR)


@login_required
@require_GET
def turn_back(request: HttpRequest, reference: str) -> HttpResponse:
    """From the card page, without paying."""
    return steps.turned_back(request, _visible(request, reference), DOOR)


@login_required
@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    """Every payment of the open account, newest first."""
    account = _account(request)
    rows = [ending_of(attempt, left=None) for attempt in selectors.payments_of(account.pk)]
    return render(request, "payments/payments.html", {"endings": rows, "account": account})


@login_required
@require_GET
def payment(request: HttpRequest, reference: str) -> HttpResponse:
    """One payment: what became of it and what happens next."""
    attempt = flows.ask_again(_visible(request, reference), by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    left = standing.left_after(attempt, at=clock.now())
    return render(
        request, "payments/done.html",
        {"ending": ending_of(attempt, left=left), "door": DOOR, "is_guest": False},
    )  # fmt: skip
