"""For staff: why a reminder went or did not, a pause, and another try once there is an address."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.bills import selectors as bills
from hearthside.identity.access import staff_required
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.payments.views import steps
from hearthside.reminders import selectors, services, wording
from hearthside.reminders.errors import NothingToTry, PauseTooLong
from hearthside.reminders.forms import PauseForm
from hearthside.reminders.models import PauseReason, ReminderState
from hearthside.reminders.policy import policy

BILLS_SHOWN = 3


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
@staff_required("reminders.see")
def account(request: HttpRequest, number: str) -> HttpResponse:
    """Every step of the newest bills with what became of it, and what keeps the rest back."""
    return _page(request, _account(request, number), PauseForm(), status=200)


def _page(request: HttpRequest, found: AccountRow, form: PauseForm, *, status: int) -> HttpResponse:
    audit.record(
        "record.viewed", subject=found.number, account_id=found.pk, by=request.actor, reason="reminders"  # type: ignore[attr-defined]
    )  # fmt: skip
    return render(
        request, "reminders/desk.html",
        {"account": found, "name": members.recipient_of(found.pk), "form": form,
         "pause": selectors.pause_of(found.pk), "wish": selectors.wish_of(found.pk),
         "told": [_told(bill) for bill in bills.bills_of(found.pk)[:BILLS_SHOWN]],
         "days_most": policy(clock.today()).pause_days_most},
        status=status,
    )  # fmt: skip


def _told(bill: bills.BillRow) -> dict[str, object]:
    found = selectors.why(bill)
    return {
        "bill": bill, "lines": [wording.desk_line(line) for line in found.lines],
        "stopped": wording.DESK_WHY.get(found.stopped or "", ""),
        "waits": wording.DESK_WHY.get(found.waits or "", ""),
        "upcoming": wording.desk_line(found.upcoming) if found.upcoming else None, "channel": found.channel,
    }  # fmt: skip


@require_POST
@staff_required("reminders.pause")
def pause(request: HttpRequest, number: str) -> HttpResponse:
    """Let the reminders rest, with a reason and a last day."""
    found, form = _account(request, number), PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        services.pause(
            account_id=found.pk, reason=PauseReason(form.cleaned_data["reason"]), at=clock.now(),
            until_on=form.cleaned_data["until_on"], by=request.actor,  # type: ignore[attr-defined]
        )  # fmt: skip
    except PauseTooLong as refusal:
        form.add_error("until_on", f"Choose a day from today up to {refusal.facts['days_most']} days ahead.")
        return _page(request, found, form, status=422)
    messages.success(request, "No reminder goes until the pause is over. The bill is still owed: say so.")
    return steps.see_other("reminders:desk", found.number)


@require_POST
@staff_required("reminders.pause")
def end_pause(request: HttpRequest, number: str) -> HttpResponse:
    found = _account(request, number)
    ended = services.end_pause(account_id=found.pk, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "Reminders go on." if ended else "There was no pause to end.")
    return steps.see_other("reminders:desk", found.number)


@require_POST
@staff_required("reminders.pause")
def try_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody found the address: the same rules decide once more."""
    row = selectors.reminder_with(reference)
    if row is None:
        raise Http404
    found = _account(request, row.account.number)
    try:
        again = services.try_again(reference=reference, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    except NothingToTry:
        messages.info(request, "This reminder does not wait for an address any more.")
        return steps.see_other("reminders:desk", found.number)
    if again.state == ReminderState.SENT:
        messages.success(request, f"It goes by {again.channel}.")
    else:
        why = wording.DESK_WHY.get(again.stopped_why, "it waits for a decent hour or for next week")
        messages.info(request, f"It did not go: {why}.")
    return steps.see_other("reminders:desk", found.number)
