"""The signed-in home, and whose account is open."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.members import selectors as members
from hearthside.payments import rules as payment_rules
from hearthside.payments import selectors as payments
from hearthside.portal import viewing as viewings
from hearthside.portal.forms import SwitchForm
from hearthside.portal.recent import recent_payments

RECENT_MOST = 5


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To do first; nothing to do is said too."""
    viewing = viewings.viewing(request)
    if viewing is None:
        return render(request, "portal/account/empty.html")
    if not viewing.opens_money:
        return render(request, "portal/account/care_only.html", {"seen": _whose_care(request, viewing)})
    today = clock.today()
    standing = bills.standing(viewing.account.pk)
    on_its_way = payments.pending(viewing.account.pk)
    paid = payments.payments_visible_to(request.actor).filter(account_id=viewing.account.pk)
    facts = {
        "account": viewing.account,
        "today": today,
        "standing": standing,
        "on_its_way": on_its_way,
        "has_newer": standing.bill is not None and standing.due > standing.bill.amount_due,
        "payable": payment_rules.payable_now(standing.due, on_its_way),
        "days_left": (standing.bill.due_on - today).days if standing.bill else None,
        "payments": recent_payments(paid, most=RECENT_MOST),
        "first_name": (request.user.name or "").partition(" ")[0],
    }
    return render(request, "portal/account/home.html", facts)


def _whose_care(request: HttpRequest, viewing: viewings.Viewing) -> list[str]:
    actor = request.actor  # type: ignore[attr-defined]
    return [one.name for one in members.people_whose_care_is_visible_to(actor, viewing.account.pk)]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def switch(request: HttpRequest) -> HttpResponse:
    """Open another account that this login may see."""
    form = SwitchForm(request.POST or None)
    if form.is_valid() and viewings.choose(request, form.cleaned_data["account"]):
        return redirect("portal:account")
    viewing = viewings.viewing(request)
    choices = [
        (account, members.recipient_of(account.pk)) for account in (viewing.choices if viewing else ())
    ]
    return render(request, "portal/account/switch.html", {"choices": choices})
