"""Signed in: what becomes of a credit, and money on its way back."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hearthside import clock
from hearthside.errors import HearthsideError
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.money import ZERO, Money
from hearthside.payments import selectors as payments
from hearthside.refunds import rules, selectors, services
from hearthside.refunds.errors import AddressMissing
from hearthside.refunds.forms import CreditForm
from hearthside.refunds.letters import method_of, where_to
from hearthside.refunds.models import Reason
from hearthside.refunds.rules import Way
from hearthside.refunds.services import Wanted

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""
KEY = "credit_key"


def _account(request: HttpRequest) -> Any:
    """The open account, if this login may see its bills. 404 as for a page that is not there."""
    allowed = members.accounts_visible_to(request.actor)  # type: ignore[attr-defined]
    account = allowed.filter(number=request.session.get(OPEN_ACCOUNT)).first() or allowed.first()
    if account is None:
        raise Http404
    return account


@login_required
@GET_OR_POST
def credit(request: HttpRequest) -> HttpResponse:
    """How much credit there is, and the choice: back to me, or for my next bill."""
    account = _account(request)
    left = selectors.credit_left(account.pk)
    form = read_form(CreditForm, request)
    if form.is_bound and form.is_valid() and left > ZERO:
        request.session["credit_choice"] = form.cleaned_data["what"]
        request.session[KEY] = get_random_string(24)
        return redirect("refunds:credit_check", permanent=False)
    return render(
        request, "refunds/credit.html",
        {"form": form, "left": left, "case": selectors.credit_case(account.pk), "account": account,
         "waiting": _told(request, account.pk)},
        status=422 if form.errors else 200,
    )  # fmt: skip


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@GET_OR_POST
def check(request: HttpRequest) -> HttpResponse:
    """Read it once more; then it is asked for, or kept. The same page sent twice asks once."""
    account = _account(request)
    choice, key = request.session.get("credit_choice"), request.session.get(KEY, "")
    if choice not in ("back", "keep") or not key:
        return redirect("refunds:credit")
    left = selectors.credit_left(account.pk)
    trouble = ""
    if request.method == "POST":
        if request.POST.get("key") != key:
            return redirect("refunds:refunds")
        if choice == "keep":
            return _keep(request, account)
        done = selectors.refunds_of_form(f"member-{key}")
        amount = Money(int(request.POST.get("cents", "0")[:12] or 0)) if _is_cents(request) else ZERO
        if not done and amount != left:
            trouble = _("Your credit has changed. Please read it again.")
        else:
            asked = _ask(request, account, left, key)
            if not isinstance(asked, str):
                return asked
            trouble = asked
    if left <= ZERO and choice == "back" and not trouble:
        return redirect("refunds:refunds")
    parts = services.parts_of(_wanted(account, left, key), at=clock.now()) if left > ZERO else []
    return render(
        request, "refunds/credit_check.html",
        {"choice": choice, "left": left, "key": key, "parts": [_part(part) for part in parts],
         "payee": selectors.payee_of(account.pk), "account": account, "trouble": trouble},
        status=409 if trouble else 200,
    )  # fmt: skip


def _is_cents(request: HttpRequest) -> bool:
    typed = request.POST.get("cents", "")
    return typed.isascii() and typed.isdigit()


def _keep(request: HttpRequest, account: Any) -> HttpResponse:
    until = services.keep_credit(account_id=account.pk, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    return render(request, "refunds/credit_kept.html", {"until": until, "account": account})


def _wanted(account: Any, left: Money, key: str) -> Wanted:
    return Wanted(account.pk, left, Reason.MEMBER_ASKED, f"member-{key}")


def _ask(request: HttpRequest, account: Any, left: Money, key: str) -> HttpResponse | str:
    """Ask for the credit; where it cannot be, what to do."""
    assert request.user.is_authenticated
    try:
        made = services.propose(
            wanted=_wanted(account, left, key),
            login=request.user,
            by=request.actor,  # type: ignore[attr-defined]
            at=clock.now(),
        )
    except AddressMissing:
        return _("A check needs a name and an address. Please add your address under Your details first.")
    except HearthsideError:
        return _("Your credit has changed. Please read it again.")
    return redirect("refunds:refund", reference=made[0].reference)


def _part(part: rules.Part) -> dict[str, Any]:
    payment = payments.payment_with(part.payment) if part.payment else None
    return {"amount": part.amount, "is_check": part.way is Way.CHECK, "payment": payment}


def _told(request: HttpRequest, account_id: int) -> list[dict[str, Any]]:
    """The refunds of an account as its members see them."""
    rows = selectors.refunds_visible_to(request.actor).filter(account_id=account_id)  # type: ignore[attr-defined]
    return [_shown(row) for row in rows[:50]]


def _shown(refund: selectors.RefundRow) -> dict[str, Any]:
    at = refund.sent_at or refund.moved_at
    by = rules.money_by(clock.day_of(at), way=Way(refund.way), method=method_of(refund))
    return {
        "refund": refund, "status": rules.public_status(refund.state), "where_to": where_to(refund),
        "there_by": by if refund.sent_at else None, "waits_until": refund.not_before,
        "is_held": refund.not_before > clock.now(), "is_check": refund.way == Way.CHECK,
    }  # fmt: skip


@login_required
@require_GET
def refunds(request: HttpRequest) -> HttpResponse:
    """Money on its way back, newest first."""
    account = _account(request)
    return render(request, "refunds/refunds.html", {"rows": _told(request, account.pk), "account": account})


@login_required
@require_GET
def refund(request: HttpRequest, reference: str) -> HttpResponse:
    """One refund: how much, where to, by when."""
    found = selectors.refunds_visible_to(request.actor).filter(reference=reference).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return render(request, "refunds/refund.html", _shown(found))
