"""The bills of an account, one bill, and where a line of it comes from."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.bills import listing, selectors
from hearthside.bills.document.words import WORDINGS
from hearthside.bills.document.words.saying import service_name
from hearthside.bills.retelling import tell
from hearthside.bills.showing import shown
from hearthside.bills.sources import Files, tellings
from hearthside.bills.views.asking import address_of, bill_or_404, language_of_page, open_account

PAY_PAGE = "payments:member_choose"
ASK_PAGE, ASK_BILL_PAGE, NEVER_GOT_PAGE = "cases:ask_line", "cases:ask_bill", "fraud:line"


@require_safe
@login_required
def bill_list(request: HttpRequest) -> HttpResponse:
    """The open bill first, then the ones before it."""
    account = open_account(request)
    bills = selectors.bills_visible_to(request.actor)  # type: ignore[attr-defined]
    mine = selectors.with_on_its_way(bills.filter(account=account)) if account else []
    today = clock.today()
    found = listing.listed(list(mine), today=today)
    facts = {"account": account, "found": found, "pay": address_of(PAY_PAGE)}
    return render(request, "bills/list.html", facts)


@require_safe
@login_required
def bill_page(request: HttpRequest, number: str) -> HttpResponse:
    """One bill: the amount, where the charge went, every line and why it is owed."""
    bill, today = bill_or_404(request, number), clock.today()
    facts = {
        "shown": shown(bill, language_of_page(), today=today),
        "days_left": (bill.due_on - today).days,
        "pay": address_of(PAY_PAGE),
        "ask_about": ASK_PAGE,
        "never_got": NEVER_GOT_PAGE,
        "ask_bill": ASK_BILL_PAGE,
    }
    return render(request, "bills/page.html", facts)


@require_safe
@login_required
def source(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    """What each plan's file says about one line of a bill, each value in words."""
    bill = bill_or_404(request, number)
    told = tell(bill, language_of_page())
    found = next(
        (
            (line, care)
            for line, care in zip(told.document.lines, told.cares, strict=True)
            if care is not None and any(charge.reference == reference for charge in care.charges)
        ),
        None,
    )
    if found is None:
        raise Http404
    line, care = found
    facts = {
        "bill": bill,
        "document": told.document,
        "name": service_name(line.service, WORDINGS[told.document.language], year=bill.made_on.year),
        "tellings": tellings(care, Files(), language=language_of_page()),
    }
    return render(request, "bills/source.html", facts)
