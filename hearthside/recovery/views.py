"""Trouble with signing in: what happened, and what to do. For anyone; nobody learns who is with us."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.guards import addresses
from hearthside.guards import services as guards
from hearthside.identity import services as identity
from hearthside.kept import read_form
from hearthside.organization.selectors import profile
from hearthside.payments.views.steps import see_other
from hearthside.phone.rules.promising import is_open
from hearthside.recovery import errors, flows, forms, matching, progress, rules, selectors, services, wording
from hearthside.recovery.matching import Known, Refused
from hearthside.recovery.models import Recovery, RecoveryState, What
from hearthside.recovery.progress import Progress
from hearthside.recovery.rules import Way

form_page = require_http_methods(["GET", "HEAD", "POST"])
FORMS = {What.SECOND_STEP: forms.ProveForm, What.EMAIL: forms.ProveEmailForm}


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What happened? A list, and the way to pay without any of it."""
    return _page(request, "recovery/help.html", groups=wording.GROUPS)


@require_safe
def what_happened(request: HttpRequest, what: str) -> HttpResponse:
    """One thing that can have happened, on one screen."""
    if what not in wording.SITUATIONS:
        raise Http404
    return _page(request, f"recovery/what/{what}.html", situation=wording.SITUATIONS[what])


def _page(request: HttpRequest, template: str, *, status: int = 200, **facts: Any) -> HttpResponse:
    local = clock.now().astimezone(clock.EASTERN)
    return render(request, template, {"is_open_now": is_open(local, profile().hours), **facts}, status=status)


@sensitive_post_parameters()
@form_page
def prove(request: HttpRequest, what: str) -> HttpResponse:
    """Screen 1: the sign-in and the bill go together. Every wrong answer is the same answer."""
    if what not in FORMS:
        raise Http404
    form = read_form(FORMS[What(what)], request)
    if form.is_bound and form.is_valid():
        found = _match(request, form.cleaned_data)
        if isinstance(found, Known):
            return _known(request, found, what, form.cleaned_data)
        if found.until:
            return _too_many(request, found.until)
        form.add_error(None, _refusal(found))
    return _page(request, "recovery/prove.html", form=form, what=what)


def _match(request: HttpRequest, typed: dict[str, Any]) -> Known | Refused:
    return matching.match_login(
        email=typed["email"], number=typed["account"], pay_code=typed["code"], birth_date=typed["birth_date"],
        address=_address(request), by=_actor(request), at=clock.now(),
    )  # fmt: skip


def _refusal(found: Refused) -> str:
    left = ngettext(
        "You have %(count)s try left today.", "You have %(count)s tries left today.", found.tries_left
    ) % {"count": found.tries_left}
    return (
        _("These do not go together. Check the e-mail address, the numbers and the birth date.") + " " + left
    )


def _known(request: HttpRequest, found: Known, what: str, typed: dict[str, Any]) -> HttpResponse:
    lost = typed["email"] if what == What.EMAIL else ""
    ways = flows.ways_of(found.account_id, lost_email=lost, at=clock.now()) if found.is_only_here else []
    if not ways:
        return _page(request, "recovery/call.html")
    request.session.cycle_key()
    progress.keep(
        request.session,
        Progress(
            what=what, account_id=found.account_id, login_id=found.login_id, key=get_random_string(32),
            lost_email=lost, new_email=typed.get("new_email", ""),
        ),
    )  # fmt: skip
    return see_other("recovery:choose")


@form_page
def choose(request: HttpRequest) -> HttpResponse:
    """Screen 2: where the code goes. Only to what has been on file for 14 days."""
    held = progress.kept(request.session)
    if held is None:
        return redirect("recovery:help")
    ways = flows.ways_of(held.account_id, lost_email=held.lost_email, at=clock.now())
    if request.method == "POST" and "switch_language" not in request.POST:
        return _chosen(request, held, ways)
    return _page(request, "recovery/choose.html", ways=ways, chosen=held.way)


def _chosen(request: HttpRequest, held: Progress, ways: list[Way]) -> HttpResponse:
    try:
        way = flows.way_named(
            held.account_id, request.POST.get("way", ""), lost_email=held.lost_email, at=clock.now()
        )
    except errors.NoWay:
        return _page(request, "recovery/choose.html", ways=ways, status=422, is_missing=True)
    if way.channel == "letter":
        return _ask(request, held, by_letter=True)
    return _send(request, replace(held, way=way.name, shown=way.shown), way)


def _send(request: HttpRequest, held: Progress, way: Way) -> HttpResponse:
    try:
        ticket = flows.send_code(
            way, account_id=held.account_id, language=_language(), by=_actor(request), at=clock.now()
        )
    except errors.TooManyCodes as refusal:
        progress.keep(request.session, held)
        return _too_many(request, refusal.until or clock.now(), is_code=True)
    except (errors.CallRefused, errors.CallUnclear):
        messages.error(request, _("We could not ring that phone now. Choose another way to get the code."))
        return see_other("recovery:choose")
    progress.keep(request.session, replace(held, ticket=ticket))
    return see_other("recovery:code")


@sensitive_post_parameters()
@form_page
def code(request: HttpRequest) -> HttpResponse:
    """Screen 3: the code, and what happens when it is right."""
    held = progress.kept(request.session)
    if held is None or not held.ticket:
        return redirect("recovery:help" if held is None else "recovery:choose")
    form = read_form(forms.CodeForm, request, forgets=("code",))
    if form.is_bound and form.is_valid():
        verdict = identity.check_code(
            ticket=held.ticket, purpose=flows.PURPOSE, typed=form.cleaned_data["code"], at=clock.now()
        )
        if verdict.ok:
            return _ask(request, held)
        form.add_error("code", _code_refusal(verdict.tries_left))
    return _page(request, "recovery/code.html", form=form, held=held)


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
    """The same way once more."""
    held = progress.kept(request.session)
    if held is None:
        return redirect("recovery:help")
    try:
        way = flows.way_named(held.account_id, held.way, lost_email=held.lost_email, at=clock.now())
    except errors.NoWay:
        return redirect("recovery:choose")
    return _send(request, held, way)


def _ask(request: HttpRequest, held: Progress, *, by_letter: bool = False) -> HttpResponse:
    """What was proved becomes a request; what stands against it is said."""
    facts: dict[str, Any] = {
        "login_id": held.login_id, "account_id": held.account_id, "what": held.what,
        "new_email": held.new_email, "language": _language(), "request_key": held.key,
        "by": _actor(request), "at": clock.now(),
    }  # fmt: skip
    try:
        row = (
            services.ask_by_letter(**facts)
            if by_letter
            else services.ask(**facts, proved_by=held.way.partition("-")[0])
        )
    except errors.AnotherIsWaiting as other:
        return _asked(request, other.reference)
    except errors.EmailTaken:
        return _page(request, "recovery/call.html", is_taken=True)
    return _asked(request, row.reference)


def _asked(request: HttpRequest, reference: str) -> HttpResponse:
    progress.note_asked(request.session, reference)
    return see_other("recovery:asked")


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What was asked for and when it happens. Reload and Back show this page, and ask for nothing more."""
    row = selectors.with_reference(progress.asked(request.session))
    if row is None:
        return redirect("recovery:help")
    return _page(request, "recovery/asked.html", row=row, until=_letter_until(row), states=RecoveryState)


def _letter_until(row: Recovery) -> datetime:
    return row.asked_at + rules.LETTER_LENGTH


@sensitive_post_parameters()
@form_page
def letter(request: HttpRequest) -> HttpResponse:
    """The code from a letter. A made-up account number gets the same answer, and counts down alike."""
    form = read_form(forms.LetterForm, request, forgets=("code",))
    if form.is_bound and form.is_valid():
        number, at = form.cleaned_data["account"], clock.now()
        tries = [("pay_code.account", number), ("pay_code.address", _address(request))]
        verdicts = guards.count_all(tries, at=at, by=_actor(request))
        refused = [one.until for one in verdicts if not one.allowed and one.until]
        if refused:
            return _too_many(request, max(refused))
        row = services.confirm_letter(
            reference=selectors.letter_of_account(number), typed=form.cleaned_data["code"],
            by=_actor(request), at=at,
        )  # fmt: skip
        if row is not None:
            for limit, value in tries:
                guards.give_back(limit, value, at=at)
            return _asked(request, row.reference)
        form.add_error(None, _letter_refusal())
    return _page(request, "recovery/letter.html", form=form)


def _letter_refusal() -> str:
    return _(
        "These numbers do not go together. Check them with the letter. A code works for 14 days, and after "
        "three wrong tries you need a new letter."
    )


@form_page
def stop(request: HttpRequest) -> HttpResponse:
    """This was not me. The same answer whether or not there is such a request."""
    form = read_form(forms.StopForm, request)
    if form.is_bound and form.is_valid():
        at = clock.now()
        verdict = guards.count("pay_code.address", _address(request), at=at, by=_actor(request))
        if not verdict.allowed and verdict.until:
            return _too_many(request, verdict.until)
        services.stop(reference=form.cleaned_data["number"], why="not_me", by=_actor(request), at=at)
        return _page(request, "recovery/stopped.html")
    return _page(request, "recovery/stop.html", form=form)


@require_POST
@login_required
def sign_out_all(request: HttpRequest) -> HttpResponse:
    """Someone else got in: every other device is signed out, and the next page asks for a new password."""
    if request.POST.get("devices") != "all":
        return redirect("recovery:what", "someone-else")
    login = services.someone_else_was_in(
        login_id=int(request.user.pk or 0), by=_actor(request), at=clock.now()
    )
    update_session_auth_hash(request, login)
    messages.success(request, _("Every other device is signed out. Now choose a new password."))
    return redirect("account_change_password" if login.has_usable_password() else "account_set_password")


def _too_many(request: HttpRequest, until: datetime, *, is_code: bool = False) -> HttpResponse:
    response = _page(request, "recovery/wait.html", status=429, until=until, is_code=is_code)
    response["Retry-After"] = str(max(1, int((until - clock.now()).total_seconds())))
    return response


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _address(request: HttpRequest) -> str:
    return addresses.limit_prefix(request.META, settings.TRUSTED_PROXY_COUNT)


def _language() -> str:
    return get_language() or "en"
