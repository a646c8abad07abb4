"""Paying without signing in: find the bill, say how much, check, pay. No care is ever shown."""

import hmac
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.guards import services as guards
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.payments import flows, guest, selectors, services, standing
from hearthside.payments.endings import ending_of
from hearthside.payments.forms import BirthDateForm, EmailForm, FindBillForm, ZipForm
from hearthside.payments.models import Attempt
from hearthside.payments.views import steps

DOOR = steps.Door(name="guest", choose="payments:amount", check="payments:check", done="payments:done")
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@sensitive_post_parameters("account", "code", "zip")
def find_bill(request: HttpRequest) -> HttpResponse:
    """Step 1: the two numbers on the bill."""
    at = clock.now()
    typed = request.POST.get("account", "")
    asks_zip = guards.brake_is_on(at=at) or not guards.peek("pay_code.account", typed, at=at).allowed
    form = read_form(FindBillForm, request, forgets=("code",), asks_zip=asks_zip)
    if not form.is_bound:
        return render(request, "payments/find_bill.html", {"form": form})
    if not form.is_valid():
        form.forget_code()
        return render(request, "payments/find_bill.html", {"form": form}, status=422)
    return _try(request, form, form.cleaned_data["account"], at=at)


def _try(request: HttpRequest, form: FindBillForm, account: str, *, at: datetime) -> HttpResponse:
    """One guess at a pay code, counted before the code is looked at and given back if it was right."""
    template, address = "payments/find_bill.html", steps.client_address(request)
    if not (held := guards.count("pay_code.address", address, at=at)).allowed:
        return steps.too_often(request, held.until)
    code_life = selectors.code_life(account)
    life = guards.count("pay_code.code", code_life, at=at)
    today = guards.count("pay_code.account", account, at=at)
    bill = bills.find_open_bill(account, form.cleaned_data["code"]) if life.allowed else None
    form.forget_code()
    if not today.allowed and "zip" not in form.fields:
        return render(request, template, {"form": form.with_zip(), "asks_zip_now": True}, status=422)
    typed_zip = form.cleaned_data.get("zip")
    # Asked whether or not the code was right: the questions must not tell which of the two was wrong.
    zip_fits = typed_zip is None or _zip_fits(account, typed_zip)
    if bill is None or not zip_fits:
        guards.note_wrong_code(at=at)
        # After today's five, tries go on with the ZIP code until the code itself is used up.
        left = today.tries_left or life.tries_left
        if not today.tries_left:
            asks_now = "zip" not in form.fields
            return _no_match(request, form.with_zip(), template, tries_left=left, asks_zip_now=asks_now)
        return _no_match(request, form, template, tries_left=left)
    guards.give_back("pay_code.account", account, at=at)
    guards.give_back("pay_code.code", code_life, at=at)
    guards.give_back("pay_code.address", address, at=at)
    return _matched(request, bill, at=at)


def _zip_fits(number: str, typed: str) -> bool:
    """Whether this is the account's ZIP code. A made-up account asks the same of us."""
    account = members.account_with_number(number)
    ours = account.zip[:5] if account else ""
    return hmac.compare_digest(ours.encode(), typed.encode()) and bool(ours)


def _no_match(
    request: HttpRequest, form: Any, template: str, *, tries_left: int | None, asks_zip_now: bool = False
) -> HttpResponse:
    """One answer for every cause: wrong number, wrong code, paid, replaced, never there."""
    facts = {"form": form, "no_match": True, "tries_left": tries_left, "asks_zip_now": asks_zip_now}
    return render(request, template, facts, status=422)


def _matched(request: HttpRequest, bill: Any, *, at: datetime) -> HttpResponse:
    guest.open_match(request.session, guest.Match(bill.account_id, bill.number), at=at)
    return steps.see_other("payments:amount")


@GET_OR_POST
@sensitive_post_parameters("account", "birth_date_0", "birth_date_1", "birth_date_2", "zip")
def by_birth_date(request: HttpRequest) -> HttpResponse:
    """Step 1 without a pay code. A weaker key, so far fewer tries."""
    template, at = "payments/birth_date.html", clock.now()
    form = read_form(BirthDateForm, request)
    if not form.is_bound:
        return render(request, template, {"form": form})
    if not form.is_valid():
        return render(request, template, {"form": form}, status=422)
    account, address = form.cleaned_data["account"], steps.client_address(request)
    if not (held := guards.count("pay_code.address", address, at=at)).allowed:
        return steps.too_often(request, held.until)
    tries = guards.count("birth_date.account", account, at=at)
    bill = bills.find_by_birth_date(account, form.cleaned_data["birth_date"], form.cleaned_data["zip"])
    if not tries.allowed or bill is None:
        return _no_match(request, form, template, tries_left=tries.tries_left)
    guards.give_back("birth_date.account", account, at=at)
    guards.give_back("pay_code.address", address, at=at)
    return _matched(request, bill, at=at)


@require_GET
def bill_link(request: HttpRequest, token: str) -> HttpResponse:
    """The square on the bill. The token leaves the address bar at once; alone it opens nothing."""
    bill = bills.find_by_token(token)
    counted_as = members.account(bill.account_id).number if bill else token
    guest.hold_link(request.session, bill.number if bill else "", counted_as)
    return steps.see_other("payments:zip")


@GET_OR_POST
@sensitive_post_parameters("zip")
def link_zip(request: HttpRequest) -> HttpResponse:
    """The ZIP code that goes with a link from a bill."""
    template, at = "payments/link_zip.html", clock.now()
    held_link = guest.held_link(request.session)
    if held_link is None:
        return steps.see_other("payments:find")
    form = read_form(ZipForm, request)
    if not form.is_bound:
        return render(request, template, {"form": form})
    if not form.is_valid():
        return render(request, template, {"form": form}, status=422)
    number, counted_as = held_link
    address = steps.client_address(request)
    if not (held := guards.count("pay_code.address", address, at=at)).allowed:
        return steps.too_often(request, held.until)
    tries = guards.count("pay_code.account", counted_as, at=at)
    bill = bills.bill_with_number(number)
    zip_fits = _zip_fits(counted_as, form.cleaned_data["zip"])
    if not tries.allowed or bill is None or bill.state != "open" or not zip_fits:
        return _no_match(request, form, template, tries_left=tries.tries_left)
    guards.give_back("pay_code.account", counted_as, at=at)
    guards.give_back("pay_code.address", address, at=at)
    return _matched(request, bill, at=at)


def _standing(request: HttpRequest) -> standing.Standing | None:
    at = clock.now()
    match = guest.matched(request.session, at=at)
    if match is None:
        return None
    bill = bills.bill_with_number(match.bill_number)
    if bill is None or bill.state == "replaced":
        guest.forget_match(request.session)
        return None
    return standing.of_bill(match.account_id, bill, at=at)


def _start_again(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("To keep the bill private, this page closes after 15 minutes. Nothing was paid. "
                             "Please find your bill again."))  # fmt: skip
    return steps.see_other("payments:find")


@GET_OR_POST
def amount(request: HttpRequest) -> HttpResponse:
    """Step 2: how much, and by what."""
    seen = _standing(request)
    if seen is None:
        return _start_again(request)
    if not seen.payable and (paid := _just_paid(request, seen)):
        return steps.see_other(DOOR.done, paid.reference)
    form = steps.amount_form(request, seen, with_lines=False)
    status = 200
    if form.is_bound:
        if form.is_valid():
            return steps.choose(request, seen, form, DOOR)
        status = 422
    return render(request, "payments/amount.html", _page(seen) | {"form": form}, status=status)


def _just_paid(request: HttpRequest, seen: standing.Standing) -> Attempt | None:
    """The payment that this session made of the bill: Back shows its receipt, never the form."""
    chosen = guest.chosen(request.session, seen.account.pk)
    attempt = selectors.attempt_of_form(seen.account.pk, chosen.key) if chosen else None
    return _mine(request, attempt.reference) if attempt else None


def _page(seen: standing.Standing) -> dict[str, Any]:
    return {
        "standing": seen,
        "initials": seen.initials,
        "days_left": (seen.bill.due_on - clock.today()).days,
        "door": DOOR,
    }


@steps.check_page_policy
@GET_OR_POST
def check(request: HttpRequest) -> HttpResponse:
    """Step 3: read once more. Sending it goes to the card page."""
    seen = _standing(request)
    if seen is None:
        return _start_again(request)
    if request.method == "POST":
        return steps.go(request, seen, DOOR)
    return steps.check_page(request, seen, DOOR, _page(seen) | {"is_guest": True})


def _mine(request: HttpRequest, reference: str) -> Attempt | None:
    if not guest.holds_receipt(request.session, reference, at=clock.now()):
        return None
    return selectors.attempt_with(reference)


@require_GET
def come_back(request: HttpRequest, reference: str) -> HttpResponse:
    """From the card page, after paying, says the address. The processor says whether."""
    attempt = _mine(request, reference)
    if attempt is None:
        return _to_look_up(request, reference)
    return steps.came_back(request, attempt, DOOR)


@require_GET
def turn_back(request: HttpRequest, reference: str) -> HttpResponse:
    """From the card page, without paying."""
    attempt = _mine(request, reference)
    if attempt is None:
        return steps.see_other("payments:find")
    return steps.turned_back(request, attempt, DOOR)


def _to_look_up(request: HttpRequest, reference: str) -> HttpResponse:
    """A session that ended meanwhile, or an address made by hand: the look-up asks for a ZIP code."""
    attempt = selectors.attempt_with(reference)
    if attempt is not None:
        flows.ask_again(attempt, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    request.session["look_up"] = reference
    return steps.see_other("payments:look_up")


@GET_OR_POST
def done(request: HttpRequest, reference: str) -> HttpResponse:
    """Step 4: what became of it. Reload and Back show this page, never the form."""
    attempt = _mine(request, reference)
    if attempt is None:
        return _to_look_up(request, reference)
    attempt = flows.ask_again(attempt, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    form, mailed = EmailForm(request.POST if request.method == "POST" else None), False
    if request.method == "POST" and form.is_valid():
        mailed = services.send_receipt_to(
            attempt_id=attempt.pk, email=form.cleaned_data["email"], at=clock.now()
        )
        if mailed:
            messages.success(request, _("We sent the receipt. It can take a few minutes."))
            return steps.see_other("payments:done", reference)
        form.add_error(
            "email", _("We already sent this receipt to three addresses. Save the PDF, or call us.")
        )
    left = standing.left_after(attempt, at=clock.now())
    status = 422 if form.errors else 200
    return render(
        request, "payments/done.html",
        {"ending": ending_of(attempt, left=left), "form": form, "door": DOOR, "is_guest": True},
        status=status,
    )  # fmt: skip
