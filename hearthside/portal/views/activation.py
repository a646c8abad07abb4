"""Make an account from a bill: the bill, the code, the password. Each step checks the one before."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as open_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hearthside import clock
from hearthside.guards import addresses
from hearthside.identity import rules as identity_rules
from hearthside.identity import selectors as logins
from hearthside.identity import services as identity
from hearthside.identity.adapter import signed_in
from hearthside.identity.errors import CodeNotSent, LoginExists
from hearthside.identity.views import BACKEND
from hearthside.kept import read_form
from hearthside.members import selectors as members
from hearthside.portal import activation, services
from hearthside.portal.activation import Progress
from hearthside.portal.forms import ActivationForm, CodeForm, PasswordForm
from hearthside.portal.views.errors import too_many
from hearthside.recovery import matching
from hearthside.recovery.matching import Matched, Refused

PURPOSE = "activation"
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def bill(request: HttpRequest) -> HttpResponse:
    """Step 1: the account number, the pay code and a birth date agree."""
    form = read_form(ActivationForm, request)
    if form.is_bound and form.is_valid():
        address = addresses.limit_prefix(request.META, settings.TRUSTED_PROXY_COUNT)
        found = matching.match_bill(
            number=form.cleaned_data["account"], pay_code=form.cleaned_data["code"],
            birth_date=form.cleaned_data["birth_date"], address=address, by=request.actor, at=clock.now(),
        )  # fmt: skip
        if isinstance(found, Matched):
            return _matched(request, found)
        if found.until:
            return too_many(request, found.until)
        form.add_error(None, _refusal(found))
    return render(request, "portal/activate/bill.html", {"form": form})


def _refusal(found: Refused) -> str:
    left = ngettext(
        "You have %(count)s try left today.", "You have %(count)s tries left today.", found.tries_left
    ) % {"count": found.tries_left}
    return (
        _("These do not go together. Check the account number, the pay code and the birth date.") + " " + left
    )


def _matched(request: HttpRequest, found: Matched) -> HttpResponse:
    account = members.account(found.account_id)
    can_receive = identity_rules.can_receive_code(
        email=account.email, changed_at=account.contact_changed_at, at=clock.now()
    )
    if not can_receive:
        return render(request, "portal/activate/call.html")
    request.session.cycle_key()
    return _send(request, Progress(found, account.email))


def _send(request: HttpRequest, progress: Progress) -> HttpResponse:
    try:
        ticket = identity.send_code(
            purpose=PURPOSE, to=progress.email, account_id=progress.matched.account_id,
            language=get_language() or "en", by=request.actor, at=clock.now(),
        )  # fmt: skip
    except CodeNotSent as refusal:
        activation.keep(request.session, progress)
        return too_many(request, refusal.until or clock.now(), is_code=True)
    activation.keep(request.session, replace(progress, ticket=ticket, is_proved=False))
    return redirect("portal:activate_code")


@form_page
def code(request: HttpRequest) -> HttpResponse:
    """Step 2: the code that went to the address on file."""
    progress = activation.kept(request.session)
    if progress is None:
        return redirect("portal:activate")
    form = read_form(CodeForm, request)
    if form.is_bound and form.is_valid():
        verdict = identity.check_code(
            ticket=progress.ticket, purpose=PURPOSE, typed=form.cleaned_data["code"], at=clock.now()
        )
        if verdict.ok:
            activation.keep(request.session, replace(progress, is_proved=True))
            return redirect("portal:activate_password") if request.user.is_anonymous else _link(request)
        form.add_error("code", _code_refusal(verdict.tries_left))
    facts = {"form": form, "masked": identity_rules.masked_email(progress.email)}
    return render(request, "portal/activate/code.html", facts)


def _code_refusal(tries_left: int) -> str:
    if not tries_left:
        return _("This code does not work any more. Ask for a new one below.")
    return ngettext(
        "This is not the code we sent. You have %(count)s try left.",
        "This is not the code we sent. You have %(count)s tries left.",
        tries_left,
    ) % {"count": tries_left}


@require_POST
def new_code(request: HttpRequest) -> HttpResponse:
    progress = activation.kept(request.session)
    return _send(request, progress) if progress else redirect("portal:activate")


@form_page
def password(request: HttpRequest) -> HttpResponse:
    """Step 3: a password, and the account is open."""
    progress = activation.kept(request.session)
    if progress is None or not progress.is_proved:
        return redirect("portal:activate")
    if logins.login_with_email(progress.email):
        return render(request, "portal/activate/exists.html", {"email": progress.email})
    form = read_form(PasswordForm, request)
    if form.is_bound and form.is_valid():
        try:
            login = services.make_login(
                email=progress.email, password=form.cleaned_data["password"], matched=progress.matched,
                by=request.actor, at=clock.now(),
            )  # fmt: skip
        except LoginExists:
            return render(request, "portal/activate/exists.html", {"email": progress.email})
        activation.forget(request.session)
        open_session(request, login, backend=BACKEND)
        signed_in(request, login)
        messages.success(request, _("Your account is open. Next time, sign in with your e-mail address."))
        return redirect("portal:account")
    return render(request, "portal/activate/password.html", {"form": form, "email": progress.email})


def _link(request: HttpRequest) -> HttpResponse:
    """Someone already signed in adds one more account."""
    progress = activation.kept(request.session)
    if progress is None or not progress.is_proved:
        return redirect("portal:activate")
    services.open_account_to(
        login_id=request.user.pk, matched=progress.matched, by=request.actor, at=clock.now()
    )
    activation.forget(request.session)
    messages.success(request, _("The account is added."))
    return redirect("portal:account")
