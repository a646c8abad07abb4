"""For staff: what is set on an account, and stopping it while the member is on the phone. No adding."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.autopay import rules, selectors, services
from hearthside.autopay.opened import actor
from hearthside.identity.access import staff_required
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.payments.views import steps


def _account(request: HttpRequest, number: str) -> AccountRow:
    """The account; not one's own, nor a relative's or a housemate's. Source: threats.md 2, row 32."""
    account = members.account_with_number(number)
    if account is None:
        raise Http404
    login = request.user
    assert login.is_authenticated, "staff_required lets nobody else in"
    if members.is_close_to(account, login_id=login.pk, email=login.email):
        raise PermissionDenied
    return account


@require_safe
@staff_required("autopay.see")
def account(request: HttpRequest, number: str) -> HttpResponse:
    """The rule, the saved methods by their last four, what comes next, and every yes that was given."""
    found = _account(request, number)
    audit.record(
        "record.viewed", subject=found.number, account_id=found.pk, by=actor(request), reason="autopay"
    )
    rule = selectors.rule_of(found.pk)
    return render(
        request, "autopay/desk.html",
        {"account": found, "name": members.recipient_of(found.pk), "rule": rule,
         "says": selectors.rule_says(rule) if rule else "",
         "methods": [(one, selectors.method_says(one)) for one in selectors.methods_of(found.pk)],
         "takings": selectors.takings_of(found.pk), "consents": selectors.consents_of(found.pk),
         "wants_paper": selectors.wants_paper(found.pk)},
    )  # fmt: skip


@require_POST
@staff_required("autopay.stop")
def stop(request: HttpRequest, number: str) -> HttpResponse:
    """The member says stop on the phone: it is off before the call ends, and they get it in writing."""
    found = _account(request, number)
    rule = services.stop(account_id=found.pk, why=rules.Stop.BY_PHONE, by=actor(request), at=clock.now())
    messages.success(request, "Autopay is off." if rule else "There was no autopay to stop.")
    return steps.see_other("autopay:desk", found.number)


@require_POST
@staff_required("autopay.stop")
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """Bills on paper again, as the member asks on the phone."""
    found = _account(request, number)
    services.back_to_paper(account_id=found.pk, why="by_phone", by=actor(request), at=clock.now())
    messages.success(request, "The next bill goes on paper.")
    return steps.see_other("autopay:desk", found.number)


@require_POST
@staff_required("autopay.stop")
def remove(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    """Remove a saved method, as the member asks on the phone; autopay that uses it stops."""
    found = _account(request, number)
    one = next((each for each in selectors.methods_of(found.pk) if each.reference == reference), None)
    if one is None:
        raise Http404
    services.remove_method(method_id=one.pk, by=actor(request), at=clock.now())
    messages.success(request, "Removed. If autopay used it, autopay is off.")
    return steps.see_other("autopay:desk", found.number)
