"""Itemized receipts: choose, look, print. And the number that stands on everything we send."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.bills import receipts, selectors
from hearthside.bills.document.receipt import ReceiptDocument
from hearthside.bills.document.words import WORDINGS
from hearthside.bills.document.words.saying import method_name, rental_month, service_name
from hearthside.bills.forms import ReceiptForm
from hearthside.bills.paper import render_receipt
from hearthside.bills.views.asking import language_of_page, open_account, sent_as_pdf
from hearthside.members import selectors as members
from hearthside.money import Money


def _form(account: Any, data: Any) -> ReceiptForm:
    people = [(person.pk, person.name) for person in members.people_of(account.pk)]
    return ReceiptForm(data, last_year=clock.today().year, people=people)


@require_safe
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Screen 1: which care, and whose."""
    account = open_account(request)
    if account is None:
        return render(request, "bills/receipts.html", {"account": None})
    return _choose_page(request, account, _form(account, None))


def _choose_page(request: HttpRequest, account: Any, form: ReceiptForm, status: int = 200) -> HttpResponse:
    facts = {
        "account": account,
        "form": form,
        "years": [str(year) for year in receipts.years_of_care(account.pk)],
        "bills": selectors.bills_of(account.pk),
        "people": [(str(place), name) for place, (_pk, name) in enumerate(form.people, 1)],
    }
    return render(request, "bills/receipts.html", facts, status=status)


@require_safe
@login_required
def itemized(request: HttpRequest) -> HttpResponse:
    """Screen 2: the receipt on screen, with its paper one press away."""
    account = open_account(request)
    if account is None:
        raise Http404
    form = _form(account, request.GET)
    if not form.is_valid():
        return _choose_page(request, account, form, status=422)
    document = receipts.itemized(account, form.wanted(), language=language_of_page(), made_on=clock.today())
    facts = {"document": document, "asked": request.GET.urlencode(), **(_rows(document) if document else {})}
    return render(request, "bills/itemized.html", facts)


@require_safe
@login_required
def itemized_pdf(request: HttpRequest) -> HttpResponse:
    """The same receipt as PDF."""
    account = open_account(request)
    form = _form(account, request.GET) if account else None
    if form is None or not form.is_valid():
        raise Http404
    document = receipts.itemized(account, form.wanted(), language=language_of_page(), made_on=clock.today())
    if document is None:
        raise Http404
    return sent_as_pdf(render_receipt(document), document.receipt_number)


@require_safe
@login_required
def account_number(request: HttpRequest) -> HttpResponse:
    """The number of each account this login may see, and the bills it stands on."""
    accounts = list(members.accounts_visible_to(request.actor))  # type: ignore[attr-defined]
    account = open_account(request)
    bills = selectors.bills_of(account.pk) if account else []
    facts = {"account": account, "others": [one for one in accounts if one != account], "bills": bills}
    return render(request, "bills/number.html", facts)


def _rows(document: ReceiptDocument) -> dict[str, Any]:
    wording = WORDINGS[document.language]
    return {
        "lines": [
            {
                "name": service_name(line.service, wording, year=0),
                "line": line,
                "month": rental_month(line.service.rental, wording) if line.service.rental else "",
                "charged": Money(line.shares.charged_cents),
                "taken_off": Money(-(line.shares.discount_cents + line.shares.other_cents)),
                "plans_paid": Money(-line.shares.plans_paid_cents),
                "your_share": Money(line.your_share_cents),
                "paid": Money(-line.shares.already_paid_cents),
                "left": Money(line.shares.you_owe_cents),
            }
            for line in document.lines
        ],
        "payments": [
            {
                "on": payment.paid_on,
                "how": method_name(payment.method, payment.ending, wording),
                "payment": payment,
                "amount": Money(payment.signed_cents),
            }
            for payment in document.payments
        ],
        "paid": Money(document.paid_cents),
        "balance": Money(document.balance_cents),
    }
