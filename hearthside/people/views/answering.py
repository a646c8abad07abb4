"""Who was invited: the code (1), a sign-in or a new login, then yes or no.

An invitation that is over, used, withdrawn or made up is answered with the same sentence.
"""

from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as open_session
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hearthside import clock
from hearthside.errors import HearthsideError
from hearthside.guards import services as guards
from hearthside.guards.addresses import limit_prefix
from hearthside.identity import rules as identity_rules
from hearthside.identity import selectors as logins
from hearthside.identity import services as identity
from hearthside.identity.adapter import signed_in
from hearthside.identity.errors import CodeNotSent, LoginExists
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.people import selectors, services
from hearthside.people.errors import OwnInvitation
from hearthside.people.forms import AnswerCodeForm, MailedCodeForm, NewPasswordForm, YesNoForm
from hearthside.people.letters import short_name
from hearthside.people.models import Invitation
from hearthside.people.views.opened import (
    GET_OR_POST,
    OPEN_ACCOUNT,
    actor,
    language_of_page,
    login_id,
    member_only,
    see_other,
)
from hearthside.people.wording import YOU_MAY

HELD = "people_answering"
"""The session's invitation whose code was typed right, and how far its new login is."""
PURPOSE = "invitation"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def code(request: HttpRequest) -> HttpResponse:
    """The e-mail address and the code."""
    form = read_form(AnswerCodeForm, request, forgets=("code",))
    if form.is_bound and form.is_valid():
        until = _too_often(request)
        if until is not None:
            response = render(request, "portal/errors/429.html", {"until": until}, status=429)
            response["Retry-After"] = str(max(1, int((until - clock.now()).total_seconds())))
            return response
        reference = services.try_code(
            email=form.cleaned_data["email"], typed=form.cleaned_data["code"], by=actor(request),
            at=clock.now(),
        )  # fmt: skip
        if reference:
            guards.give_back("pay_code.address", _address(request), at=clock.now())
            request.session[HELD] = {"reference": reference}
            return see_other("people:answer" if request.user.is_authenticated else "people:answer_account")
        form.add_error(None, NOT_OPEN())
    return render(
        request, "people/answer_code.html", {"form": form},
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


def NOT_OPEN() -> str:
    return _(
        "This e-mail address and code do not open an invitation. Check both with the person who asked you. "
        "A code works for 14 days, and not after a few wrong tries."
    )


def _address(request: HttpRequest) -> str:
    return limit_prefix(request.META, settings.TRUSTED_PROXY_COUNT)


def _too_often(request: HttpRequest) -> datetime | None:
    """Until when this address must wait; None when it may try. One count with the codes on bills."""
    at = clock.now()
    verdict = guards.count("pay_code.address", _address(request), at=at, by=actor(request))
    return None if verdict.allowed else verdict.until or at


@form_page
def account(request: HttpRequest) -> HttpResponse:
    """Sign in, or make a login with the address that was invited: a code goes there."""
    row = _held(request)
    if row is None:
        return see_other("people:answer_code")
    if request.user.is_authenticated:
        return see_other("people:answer")
    if request.method == "POST":
        return _mail_code(request, row)
    return render(request, "people/answer_account.html", {"email": identity_rules.masked_email(row.email)})


def _mail_code(request: HttpRequest, row: Invitation) -> HttpResponse:
    try:
        ticket = identity.send_code(
            purpose=PURPOSE, to=row.email, account_id=None, language=language_of_page(), by=actor(request),
            at=clock.now(),
        )  # fmt: skip
    except CodeNotSent:
        messages.error(request, _("We sent a code a moment ago. Wait a minute, then ask again."))
        return see_other("people:answer_mailed" if "ticket" in request.session[HELD] else
                         "people:answer_account")  # fmt: skip
    request.session[HELD] = {"reference": row.reference, "ticket": ticket}
    return see_other("people:answer_mailed")


@form_page
def mailed(request: HttpRequest) -> HttpResponse:
    """The six digits that prove the mailbox."""
    row, held = _held(request), request.session.get(HELD, {})
    if row is None or "ticket" not in held:
        return see_other("people:answer_code")
    form = read_form(MailedCodeForm, request, forgets=("code",))
    if form.is_bound and form.is_valid():
        verdict = identity.check_code(
            ticket=held["ticket"], purpose=PURPOSE, typed=form.cleaned_data["code"], at=clock.now()
        )
        if verdict.ok:
            request.session[HELD] = {"reference": row.reference, "is_proved": True}
            return see_other("people:answer_password")
        form.add_error("code", _("This is not the code we sent, or it is too old. Ask for a new one below."))
    return render(
        request, "people/answer_mailed.html",
        {"form": form, "email": identity_rules.masked_email(row.email)},
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


@form_page
def password(request: HttpRequest) -> HttpResponse:
    """A first password, and the login is made; or the news that there is one already."""
    row, held = _held(request), request.session.get(HELD, {})
    if row is None or not held.get("is_proved"):
        return see_other("people:answer_code")
    if logins.login_with_email(row.email) is not None:
        return render(request, "people/answer_exists.html", {"email": row.email})
    form = read_form(NewPasswordForm, request, forgets=("password",))
    if form.is_bound and form.is_valid():
        try:
            made = identity.create_login(
                email=row.email, password=form.cleaned_data["password"], name=row.name, verified=True,
                by=actor(request), at=clock.now(),
            )  # fmt: skip
        except LoginExists:
            return render(request, "people/answer_exists.html", {"email": row.email})
        open_session(request, cast(Any, made), backend=BACKEND)
        signed_in(request, made)
        request.session[HELD] = {"reference": row.reference}
        return see_other("people:answer")
    return render(
        request, "people/answer_password.html", {"form": form, "email": row.email},
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


@GET_OR_POST
@login_required
def answer(request: HttpRequest) -> HttpResponse:
    """What is asked, in plain words: yes or no."""
    member_only(request)
    row = _held(request)
    if row is None:
        return see_other("people:answer_code")
    form = YesNoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _say(request, row, is_yes=form.cleaned_data["answer"] == "yes")
    facts = {
        "row": row, "name": short_name(members.recipient_of(row.account_id)), "sees": YOU_MAY[row.scope],
        "form": form,
    }  # fmt: skip
    return render(request, "people/answer.html", facts, status=422 if form.errors else 200)


def _say(request: HttpRequest, row: Invitation, *, is_yes: bool) -> HttpResponse:
    acts: dict[str, Any] = {"reference": row.reference, "by": actor(request), "at": clock.now()}
    try:
        if is_yes:
            grant = services.accept(login_id=login_id(request), **acts)
        else:
            services.decline(**acts)
    except OwnInvitation:
        messages.error(request, _("This account is your own. You see it already."))
        return see_other("people:people")
    except HearthsideError:
        request.session.pop(HELD, None)
        messages.error(request, NOT_OPEN())
        return see_other("people:answer_code")
    request.session.pop(HELD, None)
    if not is_yes:
        messages.success(request, _("You said no. You see nothing, and there is nothing more to do."))
        return see_other("people:people")
    request.session[OPEN_ACCOUNT] = grant.account.number
    messages.success(request, _("Thank you. You can help from now on."))
    return see_other("portal:account")


def _held(request: HttpRequest) -> Invitation | None:
    """The invitation whose code was typed right in this session, while it can be answered."""
    held = request.session.get(HELD)
    return selectors.invitation_to_answer(held["reference"]) if held else None
