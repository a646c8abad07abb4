"""Bills without paper: the yes, a code that shows the address works, and the way back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hearthside import clock
from hearthside.autopay import drafts, selectors, services, wording
from hearthside.autopay.errors import EmailMissing
from hearthside.autopay.forms import AgreeForm, CodeForm
from hearthside.autopay.opened import actor, open_account
from hearthside.identity import rules as identity_rules
from hearthside.identity import services as identity
from hearthside.identity.errors import CodeNotSent
from hearthside.kept import read_form
from hearthside.members.selectors import AccountRow
from hearthside.payments.views import steps

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PURPOSE = "paperless"


@login_required
@GET_OR_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Step 1: what it means, and the box. A code goes to the address on file."""
    account = open_account(request)
    if not selectors.wants_paper(account.pk):
        return steps.see_other("autopay:overview")
    shown = wording.to_paperless(account.email)
    form = read_form(AgreeForm, request)
    if form.is_bound and form.is_valid() and account.email:
        return _send_code(request, account)
    return render(
        request, "autopay/paperless.html", {"form": form, "account": account, "shown": shown},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def _send_code(request: HttpRequest, account: AccountRow) -> HttpResponse:
    try:
        ticket = identity.send_code(
            purpose=PURPOSE, to=account.email, account_id=account.pk, language=get_language() or "en",
            by=actor(request), at=clock.now(),
        )  # fmt: skip
    except CodeNotSent as refusal:
        return steps.too_often(request, refusal.until)
    drafts.keep(request.session, drafts.PAPERLESS, account.pk, {"ticket": ticket, "email": account.email})
    return steps.see_other("autopay:paperless_code")


@login_required
@GET_OR_POST
def code(request: HttpRequest) -> HttpResponse:
    """Step 2: the code from the e-mail. It shows that our e-mails arrive and can be read."""
    account = open_account(request)
    held = drafts.held(request.session, drafts.PAPERLESS, account.pk)
    if held is None:
        return steps.see_other("autopay:paperless")
    form = read_form(CodeForm, request)
    if form.is_bound and form.is_valid():
        verdict = identity.check_code(
            ticket=held["ticket"], purpose=PURPOSE, typed=form.cleaned_data["code"], at=clock.now()
        )
        if verdict.ok:
            return _start(request, account, held["email"])
        form.add_error("code", _refusal(verdict.tries_left))
    return render(
        request, "autopay/paperless_code.html",
        {"form": form, "masked": identity_rules.masked_email(held["email"])},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def _start(request: HttpRequest, account: AccountRow, email: str) -> HttpResponse:
    drafts.forget(request.session, drafts.PAPERLESS)
    try:
        services.go_paperless(
            account_id=account.pk, login_id=int(actor(request).ident), confirmed_email=email,
            shown=wording.to_paperless(email), by=actor(request), at=clock.now(),
        )  # fmt: skip
    except EmailMissing:
        messages.info(request, _("Your e-mail address has changed meanwhile. Please start again."))
        return steps.see_other("autopay:paperless")
    messages.success(
        request, _("Done. Your next bill comes without paper. We write to you when it is ready.")
    )
    return steps.see_other("autopay:overview")


def _refusal(tries_left: int) -> str:
    if not tries_left:
        return _("This code does not work any more. Go back and ask for a new one.")
    return ngettext(
        "This is not the code we sent. You have %(count)s try left.",
        "This is not the code we sent. You have %(count)s tries left.",
        tries_left,
    ) % {"count": tries_left}


@login_required
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """Bills on paper again, at once."""
    account = open_account(request)
    if services.back_to_paper(account_id=account.pk, why="asked", by=actor(request), at=clock.now()):
        messages.success(request, _("Done. Your next bill comes on paper."))
    return steps.see_other("autopay:overview")
