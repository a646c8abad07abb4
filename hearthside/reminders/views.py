"""The member's page: the reminders of the bill, and how they want to be reminded."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.payments.views import steps
from hearthside.reminders import letters, selectors, services, wording
from hearthside.reminders.errors import NoNumberForTexts
from hearthside.reminders.forms import BEST, WishForm
from hearthside.reminders.models import Wish
from hearthside.reminders.policy import policy
from hearthside.reminders.rules import TEXT, texts_a_bill

OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """What was sent about the bill, what comes next, and the choices."""
    account = _open_account(request)
    wish, number = selectors.wish_of(account.pk), selectors.number_for_texts(account.pk)
    is_stopped = selectors.texts_are_stopped(account.pk)
    yes = letters.yes_to_texts(number, most=texts_a_bill(policy(clock.today()))) if number else ""
    form = read_form(
        WishForm, request, texts_open=bool(number) and not is_stopped,
        has_agreed=wish is not None and wish.text_to == number != "", initial=_before(wish),
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        return _choose(request, account, form, yes)
    return render(
        request, "reminders/reminders.html",
        {"form": form, "account": account, "told": _told(account.pk), "yes": yes, "number": number,
         "is_stopped": is_stopped, "wish": wish, "agreed_at": wish.text_at if wish else None},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def _open_account(request: HttpRequest) -> AccountRow:
    """The open account, if this login may see its bills. 404 as for a page that is not there."""
    allowed = members.accounts_visible_to(request.actor)  # type: ignore[attr-defined]
    found = allowed.filter(number=request.session.get(OPEN_ACCOUNT)).first() or allowed.first()
    if found is None:
        raise Http404
    return found


def _before(wish: Wish | None) -> dict[str, Any]:
    if wish is None:
        return {"channel": BEST, "early": True}
    return {"channel": wish.channel or BEST, "early": wish.wants_early}


def _choose(request: HttpRequest, account: AccountRow, form: WishForm, yes: str) -> HttpResponse:
    channel = form.cleaned_data["channel"]
    try:
        services.choose(
            account_id=account.pk, channel="" if channel == BEST else channel, by=request.actor,  # type: ignore[attr-defined]
            wants_early=form.cleaned_data["early"], text_words=yes if channel == TEXT else "", at=clock.now(),
        )  # fmt: skip
    except NoNumberForTexts:
        problem = _("We have no number for texts. Add one under Your details, then choose again.")
        messages.info(request, problem)
    else:
        messages.success(request, _("We saved how to remind you."))
    return steps.see_other("reminders:reminders")


def _told(account_id: int) -> dict[str, Any] | None:
    """The newest bill with its reminders, as the page shows it; None before the first bill."""
    bill = bills.newest_bill(account_id)
    if bill is None:
        return None
    found = selectors.why(bill)
    return {
        "bill": bill,
        "lines": [(line, wording.step_words(line.code), wording.became_words(line)) for line in found.lines],
        "stopped": wording.why_words(found.stopped) if found.stopped else "",
        "upcoming": found.upcoming, "channel": wording.channel_words(found.channel),
    }  # fmt: skip
