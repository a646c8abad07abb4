"""Asking: what it is about, read once more, sent. Two screens and the proof."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from hearthside import clock
from hearthside.cases.rules import due_on
from hearthside.kept import read_form
from hearthside.privacy import selectors, services, wording
from hearthside.privacy.forms import FORMS
from hearthside.privacy.policy import policy
from hearthside.privacy.views.opened import (
    GET_OR_POST,
    actor,
    kind_or_404,
    own_account,
    see_other,
)


@GET_OR_POST
@login_required
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """What it is about. What was typed is kept, and is there again when somebody comes back."""
    account, login_id = own_account(request), int(actor(request).ident)
    kind_or_404(kind)
    draft = selectors.draft_of(login_id, account.pk, kind)
    form = read_form(FORMS[kind], request, initial=draft.facts if draft else {})
    if form.is_bound and form.is_valid():
        kept = services.keep_draft(
            login_id=login_id, account_id=account.pk, kind=kind, facts=form.cleaned_data, at=clock.now()
        )
        return see_other("privacy:check", kept.key)
    return render(
        request, "privacy/ask.html",
        {"form": form, "kind": kind, "title": wording.TITLES[kind], "does": wording.DOES[kind]},
        status=422 if form.errors else 200,
    )  # fmt: skip


@GET_OR_POST
@login_required
def check(request: HttpRequest, key: str) -> HttpResponse:
    """Read it once more, then send it. Sent twice it is one request."""
    sent = selectors.request_of_draft(key)
    if sent is not None and sent.login_id == int(actor(request).ident):
        return see_other("privacy:request", sent.reference)
    draft = _draft_or_404(request, key)
    if request.method == "POST":
        asked = services.ask(
            draft_key=key, language=get_language() or "en", by=actor(request), at=clock.now()
        )
        return see_other("privacy:request", asked.reference) if asked else see_other("privacy:mine")
    today = clock.today()
    return render(
        request, "privacy/check.html",
        {"draft": draft, "told": wording.told(draft.kind, draft.facts), "title": wording.TITLES[draft.kind],
         "due_on": due_on(today, policy(today).requests[draft.kind].clock)},
    )  # fmt: skip


def _draft_or_404(request: HttpRequest, key: str) -> Any:
    """A draft of this login's own, on an account it may still speak for."""
    draft = selectors.draft_with_key(key, int(actor(request).ident))
    allowed = selectors.accounts_spoken_for_by(actor(request))
    if draft is None or not allowed.filter(pk=draft.account_id).exists():
        raise Http404
    return draft
