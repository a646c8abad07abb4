"""Help with signing in at the desk: one person asks, another calls back the number on file."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.identity import selectors as logins
from hearthside.identity.access import staff_required
from hearthside.identity.selectors import LoginRow
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.payments.views.steps import see_other
from hearthside.recovery import errors, forms, rules, selectors, services, wording
from hearthside.recovery.models import Recovery, RecoveryState

ASK, CALL_BACK = "recovery.ask", "recovery.call_back"


@require_GET
@staff_required(CALL_BACK)
def recoveries(request: HttpRequest) -> HttpResponse:
    """Calls back that are owed, the oldest first."""
    rows = list(selectors.to_call().select_related("account")[:200])
    return render(request, "recovery/desk/list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(ASK)
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a caller who cannot sign in. Nothing begins before a colleague has called back."""
    account = _account(request, number)
    choices = [(one.login_id, rules.masked_email(one.login.email)) for one in members.own_grants(account.pk)]
    form = forms.AskForm(request.POST if request.method == "POST" else None, logins=choices)
    if form.is_bound and form.is_valid():
        found = _asked(request, account, form)
        if found is not None:
            return see_other("recovery:desk_one", found)
    key = request.POST.get("key", "")[:32] or get_random_string(32)
    facts = {"account": account, "form": form, "choices": choices, "key": key}
    return render(request, "recovery/desk/new.html", facts, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, account: AccountRow, form: forms.AskForm) -> str | None:
    """The number of the request, or None with what stands against it in the form."""
    typed = form.cleaned_data
    try:
        row = services.ask_at_desk(
            login_id=typed["login"], account_id=account.pk, what=typed["what"],
            new_email=typed["new_email"] if typed["what"] == "email" else "", language=account.language,
            request_key=f"desk:{request.user.pk}:{request.POST.get('key', '')[:32]}", by=_actor(request),
            at=clock.now(),
        )  # fmt: skip
    except errors.AnotherIsWaiting as other:
        messages.info(request, "A request for this sign-in is open already. Here it is.")
        return other.reference
    except errors.EmailTaken:
        form.add_error("new_email", "This address opens another sign-in. Ask for another one.")
        return None
    messages.success(request, "Asked. A colleague now calls back the number on file; you cannot.")
    return row.reference


@require_GET
@staff_required(CALL_BACK)
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One request. The number to call is shown to who may call it."""
    row = _request(request, reference)
    phones = services.phones_to_call(row)
    contacts = members.contacts_of(row.account)
    on_file = sum(one.kind in ("phone", "home_phone") for one in contacts)
    facts = {
        "row": row, "name": members.recipient_of(row.account_id), "phones": phones,
        "new_phones": on_file - len(phones),
        "may_call": row.state == RecoveryState.CALL and services.who(_actor(request)) != row.asked_by,
        "steps": logins.second_steps(row.login_id), "masked": rules.masked_email(row.login.email),
        "state": wording.STATES[row.state], "why_ended": wording.WHY_ENDED.get(row.ended_why, ""),
    }  # fmt: skip
    return render(request, "recovery/desk/one.html", facts)


@require_POST
@staff_required(CALL_BACK)
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """How the call went."""
    row = _request(request, reference)
    verb = _MOVES.get(request.POST.get("how", ""))
    if verb is None:
        raise Http404
    try:
        messages.success(request, verb(row.reference, _actor(request)))
    except errors.NotConfirmable:
        messages.error(request, "Another person must call back: not who asked, and nobody for their own.")
    except IllegalMove:
        messages.error(request, "A colleague was quicker. This is how it stands now.")
    return see_other("recovery:desk_one", reference)


def _is_them(reference: str, by: Actor) -> str:
    row = services.confirm_call(reference=reference, by=by, at=clock.now())
    assert row.ready_at is not None
    local = row.ready_at.astimezone(clock.EASTERN)
    return f"Confirmed. Every contact is told, and it happens on {local:%B %-d at %-I:%M %p} Eastern."


def _not_them(reference: str, by: Actor) -> str:
    services.stop(reference=reference, why="refused", by=by, at=clock.now())
    return "Stopped. Nothing was changed, every device is signed out, and the contacts are told."


def _nobody_answered(reference: str, by: Actor) -> str:
    row = services.not_reached(reference=reference, by=by, at=clock.now())
    if row.state == RecoveryState.STOPPED:
        return "Nobody answered three times, so this request is over."
    return "Noted. Try again later: after three tries the request ends."


_MOVES: dict[str, Callable[[str, Actor], str]] = {
    "is_them": _is_them,
    "not_them": _not_them,
    "not_reached": _nobody_answered,
}


def _request(request: HttpRequest, reference: str) -> Recovery:
    row = selectors.with_reference(reference)
    if row is None:
        raise Http404
    _look(request, row.account)
    return row


def _account(request: HttpRequest, number: str) -> AccountRow:
    account = members.account_with_number(number)
    if account is None:
        raise Http404
    _look(request, account)
    return account


def _look(request: HttpRequest, account: AccountRow) -> None:
    """Each view of a record is recorded; nobody sees their own."""
    login = _staff(request)
    if members.is_close_to(account, login_id=login.pk, email=login.email):
        audit.record(
            "record.refused", account_id=account.pk, reason="own", result="refused", by=_actor(request),
            at=clock.now(),
        )  # fmt: skip
        raise PermissionDenied
    audit.record("record.viewed", subject=account.number, account_id=account.pk, by=_actor(request))


def _staff(request: HttpRequest) -> LoginRow:
    assert request.user.is_authenticated
    return request.user


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
