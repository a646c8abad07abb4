"""One account: who, what happened, what to do."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthside import clock
from hearthside.desk import account_screen, gathering, opening, reading, services, showing
from hearthside.desk.asking import actor, clerk
from hearthside.desk.errors import NotInYourHands, OwnRecord, ReasonNeeded
from hearthside.desk.forms import MARKS, MarkForm, NoteForm, ReasonForm
from hearthside.desk.models import Opening
from hearthside.desk.registry import Subject
from hearthside.identity.access import View, staff_required
from hearthside.members.selectors import AccountRow

ROWS = 25
ROWS_MOST = 500


def account_or_404(number: str) -> AccountRow:
    account = opening.account_with(number)
    if account is None:
        raise Http404
    return account


def opens_record(name: str) -> Callable[[View], View]:
    """The view gets the account, if this person may open it; it is recorded either way as `name`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, number: str, **more: Any) -> HttpResponse:
            account = account_or_404(number)
            try:
                opening.open_record(request, account, name=name)
            except OwnRecord:
                return render(request, "desk/refused.html", status=403)
            except ReasonNeeded:
                return redirect("desk:reason", number)
            return view(request, account, **more)

        return opened

    return decorate


@require_safe
@staff_required("desk.see_account")
@opens_record("record.viewed")
def account(request: HttpRequest, account: AccountRow) -> HttpResponse:
    """Left who and alerts, middle what is owed and what happened, right what can be done."""
    return render(request, "desk/account.html", _facts(request, account))


def _facts(request: HttpRequest, account: AccountRow, note: NoteForm | None = None) -> dict[str, Any]:
    most, subject = _rows_asked(request), Subject(account.pk, account.number)
    found = gathering.read(subject, most + 1, account_screen.PEOPLE, account_screen.OPEN_BILL)
    people, bills = found.get(account_screen.PEOPLE, ()), found.get(account_screen.OPEN_BILL, ())
    owed = showing.owed(account.pk, today=clock.today(), bill=bills[0] if bills else None)
    subject = replace(subject, owed=owed.due, credit=owed.unapplied)
    brought, rows = reading.told(found, subject, most + 1)
    alerts = [*account_screen.who_they_are(account, people), *brought, *account_screen.credit(subject)]
    return {
        "account": account, "people": people, "owed": owed, "alerts": gathering.gravest_first(alerts),
        "rows": [(row, showing.amount_of(row)) for row in rows[:most]],
        "more": min(most + ROWS * 4, ROWS_MOST) if len(rows) > most and most < ROWS_MOST else 0,
        "first_new": most - ROWS * 4 if most > ROWS else 0,
        "actions": gathering.actions(subject, clerk(request)),
        "form": note, "request_key": get_random_string(32),
        "days_left": (owed.bill.due_on - clock.today()).days if owed.bill else None,
        "may_note": clerk(request).has_perm("desk.add_note"),
        "may_mark": clerk(request).has_perm("desk.mark_account"),
    }  # fmt: skip


def _rows_asked(request: HttpRequest) -> int:
    asked = request.GET.get("rows", "")
    return min(int(asked), ROWS_MOST) if asked.isascii() and asked.isdigit() and len(asked) < 5 else ROWS


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("desk.see_account", only_looks=True)
def reason(request: HttpRequest, number: str) -> HttpResponse:
    """Why must this record be opened? Asked of marked ones, good for half an hour."""
    account = account_or_404(number)
    if opening.is_close(account, clerk(request)) or opening.mark_of(account.pk) is None:
        return redirect("desk:account", number)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        services.open_marked(
            account_id=account.pk, reason=form.cleaned_data["reason"], login=clerk(request),
            by=actor(request), at=clock.now(),
        )  # fmt: skip
        return redirect("desk:account", number)
    facts = {"account": account, "form": form, "choices": opening.REASONS}
    return render(request, "desk/reason.html", facts, status=422 if form.is_bound else 200)


@require_POST
@staff_required("desk.add_note")
@opens_record("record.viewed")
def note(request: HttpRequest, account: AccountRow) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render(request, "desk/account.html", _facts(request, account, form), status=422)
    services.write_note(
        account_id=account.pk, text=form.cleaned_data["text"], request_key=form.cleaned_data["request_key"],
        login=clerk(request), by=actor(request), at=clock.now(),
    )  # fmt: skip
    messages.success(request, "The note is kept.")
    return redirect("desk:account", account.number)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("desk.mark_account")
def mark(request: HttpRequest, number: str) -> HttpResponse:
    """A supervisor says that a record is opened only with a reason, or takes that back."""
    account = account_or_404(number)
    if opening.is_close(account, clerk(request)):
        return render(request, "desk/refused.html", status=403)
    form = MarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.mark_account(
            account_id=account.pk, kind=form.cleaned_data["kind"] or None, login=clerk(request),
            by=actor(request), at=clock.now(),
        )  # fmt: skip
        messages.success(request, "The mark is kept.")
        return redirect("desk:account", number)
    live = opening.mark_of(account.pk)
    return render(
        request, "desk/mark.html", {"account": account, "kind": live.kind if live else "", "choices": MARKS}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("desk.review_openings")
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """A supervisor looks at one opening of a marked record."""
    one = Opening.objects.select_related("account", "login", "reviewed_by").filter(pk=pk).first()
    if one is None:
        raise Http404
    if request.method == "POST":
        try:
            services.review_opening(opening_id=pk, login=clerk(request), by=actor(request), at=clock.now())
        except NotInYourHands:
            messages.error(request, "This is your own opening. Another supervisor must look at it.")
            return redirect("desk:opening", pk)
        messages.success(request, "Looked at. Thank you.")
        return redirect("desk:queue", "opened-records")
    return render(request, "desk/opening.html", {"one": one, "why": dict(opening.REASONS)[one.reason]})
