"""Inviting a helper: what and how long (1), who (2), read it once more (3); then the code, once."""

import secrets
from datetime import date, timedelta
from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.errors import HearthsideError
from hearthside.identity.access import SECOND_STEPS
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.people import rules, selectors, services
from hearthside.people.errors import NotOpen
from hearthside.people.forms import WhatForm, WhoForm
from hearthside.people.models import Invitation, InvitationState
from hearthside.people.policy import policy
from hearthside.people.views.opened import (
    GET_OR_POST,
    actor,
    language_of_page,
    login_id,
    own_account,
    see_other,
)
from hearthside.people.wording import GIVES, INVITATIONS, SCOPES, YOU_MAY

DRAFT, CODES = "people_invitation", "people_codes"
"""The session's invitation that is being written, and codes that were not shown yet."""


@GET_OR_POST
@login_required
def what(request: HttpRequest) -> HttpResponse:
    """Step 1: what this person may see, and for how long."""
    account = own_account(request)
    draft = _draft(request) or {}
    form = read_form(WhatForm, request, initial={"until": "usual", **draft})
    if form.is_bound and form.is_valid() and _has_good_day(form):
        said = form.cleaned_data
        day = said["day"].isoformat() if said["until"] == "day" else ""
        key = draft.get("key") if draft.get("account") == account.number else None
        _keep(request, draft | {"account": account.number, "key": key or secrets.token_hex(16),
                                "scope": said["scope"], "until": said["until"], "day": day})  # fmt: skip
        return see_other("people:invite_who")
    held = rules.held_until(
        members.trust_changed_at(account.pk), hold=policy(clock.today()).invitations.contact_hold,
        at=clock.now(),
    )  # fmt: skip
    return render(
        request, "people/invite_what.html",
        {"form": form, "gives": GIVES.items(), "usual_day": _usual_day(), "held": held,
         "is_marked": account.safety_since is not None},
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


def _has_good_day(form: WhatForm) -> bool:
    said, today = form.cleaned_data, clock.today()
    day = said["day"] if said["until"] == "day" else None
    if rules.is_good_last_day(day, today=today, days_most=policy(today).invitations.days_most):
        return True
    form.add_error("day", _("Choose a day from today on, at most 5 years away."))
    return False


def _usual_day() -> date:
    today = clock.today()
    return today + timedelta(days=policy(today).invitations.usual_days)


@GET_OR_POST
@login_required
def who(request: HttpRequest) -> HttpResponse:
    """Step 2: name and e-mail address."""
    own_account(request)
    draft = _draft(request)
    if draft is None:
        return see_other("people:invite")
    form = read_form(WhoForm, request, initial=draft)
    if form.is_bound and form.is_valid():
        _keep(request, draft | {"name": form.cleaned_data["name"], "email": form.cleaned_data["email"]})
        return see_other("people:invite_check")
    return render(
        request, "people/invite_who.html", {"form": form},
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


@GET_OR_POST
@login_required
def check(request: HttpRequest) -> HttpResponse:
    """Step 3: read it once more, then it is sent, once. Care needs a fresh proof that it is the member."""
    account = own_account(request)
    draft = _draft(request)
    if draft is None or "email" not in draft or draft["account"] != account.number:
        return see_other("people:invite")
    if rules.opens_care(draft["scope"]):
        unproved = _prove_first(request)
        if unproved is not None:
            return unproved
    if request.method == "POST":
        return _send(request, account.pk, draft)
    facts = {
        "draft": draft, "ends_on": _last_day(draft), "gives": GIVES[draft["scope"]],
        "sees": YOU_MAY[draft["scope"]], "days": policy(clock.today()).invitations.days,
    }  # fmt: skip
    return render(request, "people/invite_check.html", facts)


def _prove_first(request: HttpRequest) -> HttpResponse | None:
    """A password or passkey again, lately. Who signs in by mailed code alone adds one of these first."""
    user: Any = request.user
    if not (user.has_usable_password() or is_mfa_enabled(user, SECOND_STEPS)):
        messages.info(request, _("To let someone see care, first add a password or a passkey."))
        return redirect("mfa_index")
    if is_reauthentication_required(request, app=""):
        raise ReauthenticationRequired
    return None


def _last_day(draft: dict[str, str]) -> date | None:
    if draft["until"] == "open":
        return None
    return date.fromisoformat(draft["day"]) if draft["until"] == "day" else _usual_day()


def _send(request: HttpRequest, account_id: int, draft: dict[str, str]) -> HttpResponse:
    try:
        made = services.invite(
            account_id=account_id, login_id=login_id(request), name=draft["name"], email=draft["email"],
            scope=draft["scope"], ends_on=_last_day(draft), language=language_of_page(),
            request_key=draft["key"], by=actor(request), at=clock.now(),
        )  # fmt: skip
    except HearthsideError as refusal:
        messages.error(request, SAYS.get(refusal.code, SAYS["people.bad_last_day"])())
        return see_other("people:invite")
    if made.code:
        _remember_code(request, made.invitation.reference, made.code)
    return see_other("people:invitation", made.invitation.reference)


SAYS = {
    "people.contact_too_new": lambda: _(
        "Your contact details changed less than 3 days ago. To keep you safe, nobody can be added before "
        "3 days have passed. Call us if you did not change them."
    ),
    "people.safety_first": lambda: _("To keep you safe, nobody is added here. Call us to add someone."),
    "people.own_invitation": lambda: _("This is your own e-mail address. Type your helper’s."),
    "people.helps_already": lambda: _(
        "This person can see your account already. To change what they see, remove them first."
    ),
    "people.too_many_today": lambda: _("You invited as many people as you can in a day. Go on tomorrow."),
    "people.bad_last_day": lambda: _("Choose a day from today on, at most 5 years away."),
}


@require_safe
@login_required
def invitation(request: HttpRequest, reference: str) -> HttpResponse:
    """One invitation: its code if it was not shown yet, what it gives, and how to take it back."""
    row = _own_invitation(request, reference)
    return render(
        request, "people/invitation.html",
        {"row": row, "scope": SCOPES[row.scope], "state": INVITATIONS[row.state],
         "is_waiting": row.state == InvitationState.WAITING and row.answer_by >= clock.today(),
         "code": _shown_once(request, reference)},
    )  # fmt: skip


@require_POST
@login_required
def new_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Another code; the one before is dead."""
    row = _own_invitation(request, reference)
    try:
        code = services.new_code(reference=row.reference, by=actor(request), at=clock.now())
    except NotOpen:
        messages.error(request, _("This invitation is over. Invite this person again."))
    else:
        _remember_code(request, reference, code)
    return see_other("people:invitation", reference)


@require_POST
@login_required
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """The invitation is dead at once."""
    row = _own_invitation(request, reference)
    services.withdraw(reference=row.reference, by=actor(request), at=clock.now())
    messages.success(request, _("The invitation is withdrawn. Its code does nothing any more."))
    return see_other("people:people")


def _own_invitation(request: HttpRequest, reference: str) -> Invitation:
    row = selectors.invitations_visible_to(actor(request)).filter(reference=reference).first()
    if row is None:
        raise Http404
    return row


def _draft(request: HttpRequest) -> dict[str, str] | None:
    draft: dict[str, str] | None = request.session.get(DRAFT)
    return draft


def _keep(request: HttpRequest, draft: dict[str, str]) -> None:
    request.session[DRAFT] = draft


def _remember_code(request: HttpRequest, reference: str, code: str) -> None:
    request.session[CODES] = {reference: code}
    request.session.pop(DRAFT, None)


def _shown_once(request: HttpRequest, reference: str) -> str:
    """The code of an invitation that was just made; asked again, nothing."""
    codes: dict[str, str] = request.session.get(CODES, {})
    if reference not in codes:
        return ""
    del request.session[CODES]
    return rules.grouped(codes[reference])
