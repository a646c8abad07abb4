"""An account as its member sees it: their pages, in their language, with nothing to press."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.bills import listing
from hearthside.bills import selectors as bills
from hearthside.bills.showing import shown
from hearthside.desk.read_only import read_only, twin_of
from hearthside.desk.views.accounts import opens_record
from hearthside.identity.access import staff_required
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.payments import rules as payment_rules
from hearthside.payments import selectors as payments
from hearthside.portal.recent import recent_payments

RECENT_MOST = 5
Facts = Callable[..., dict[str, Any]]


def _as_member(
    request: HttpRequest, account: AccountRow, page: str, facts: Facts, **asked: str
) -> HttpResponse:
    language = "es" if account.language == "es" else "en"
    with translation.override(language):
        found = {
            "seen_account": account,
            "seen_name": members.recipient_of(account.pk),
            **facts(account, language, **asked),
        }
        response = render(request, page, found)
    response.content = read_only(response.content.decode(), twin_of(account.number))
    return response


@require_safe
@staff_required("desk.see_account")
@opens_record("record.seen_as_member")
def home(request: HttpRequest, account: AccountRow) -> HttpResponse:
    return _as_member(request, account, "desk/as_member/home.html", _home)


def _home(account: AccountRow, language: str) -> dict[str, Any]:
    today, standing = clock.today(), bills.standing(account.pk)
    on_its_way = payments.pending(account.pk)
    attempts = (
        payments.AttemptRow.objects.filter(account_id=account.pk)
        .select_related("payment")
        .order_by("-started_at")
    )
    return {
        "account": account, "today": today, "standing": standing, "on_its_way": on_its_way,
        "has_newer": standing.bill is not None and standing.due > standing.bill.amount_due,
        "payable": payment_rules.payable_now(standing.due, on_its_way),
        "days_left": (standing.bill.due_on - today).days if standing.bill else None,
        "payments": recent_payments(attempts, most=RECENT_MOST),
        "first_name": members.recipient_of(account.pk).partition(" ")[0],
    }  # fmt: skip


@require_safe
@staff_required("desk.see_account")
@opens_record("record.seen_as_member")
def bill_list(request: HttpRequest, account: AccountRow) -> HttpResponse:
    return _as_member(request, account, "desk/as_member/bills.html", _bills)


def _bills(account: AccountRow, language: str) -> dict[str, Any]:
    return {
        "account": account,
        "found": listing.listed(bills.bills_of(account.pk), today=clock.today()),
        "pay": "/account/pay/",
    }


@require_safe
@staff_required("desk.see_account")
@opens_record("record.seen_as_member")
def bill(request: HttpRequest, account: AccountRow, bill: str) -> HttpResponse:
    return _as_member(request, account, "desk/as_member/bill.html", _bill, bill=bill)


def _bill(account: AccountRow, language: str, *, bill: str) -> dict[str, Any]:
    rows = bills.with_newest(bills.BillRow.objects.filter(account_id=account.pk).select_related("account"))
    found, today = rows.filter(number=bill).first(), clock.today()
    if found is None:
        raise Http404
    return {
        "shown": shown(found, language, today=today),  # type: ignore[arg-type]
        "days_left": (found.due_on - today).days, "pay": "/account/pay/",
    }  # fmt: skip
