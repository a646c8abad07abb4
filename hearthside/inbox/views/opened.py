"""Whose record is open, what is found only there, and typed words that outlive a session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from hearthside import clock
from hearthside.cases.views.opened import actor, login_id
from hearthside.inbox import formkeys, selectors, services
from hearthside.inbox.formkeys import FormKey
from hearthside.inbox.models import Thread
from hearthside.members.selectors import AccountRow

OPEN_ACCOUNT = "account_number"
"""The session's key for whose record is open; the portal's header sets it."""
NEW = "new"
View = Callable[..., HttpResponse]


def open_account(request: HttpRequest) -> AccountRow | None:
    """The account that is open, the chosen one or the first that this login may write about."""
    allowed = selectors.accounts_open_to(actor(request))
    chosen = allowed.filter(number=request.session.get(OPEN_ACCOUNT, "")).first()
    return chosen or allowed.first()


def thread_or_404(request: HttpRequest, reference: str) -> Thread:
    """The thread, if this login may read it; otherwise as if there were no such thread."""
    thread = selectors.threads_visible_to(actor(request)).filter(reference=reference).first()
    if thread is None:
        raise Http404
    return thread


def form_key(request: HttpRequest, account_id: int, place: str) -> tuple[FormKey, bool]:
    """The key of the form that came, or of the one to show; and whether the one that came is still good."""
    came = formkeys.opened(request.POST.get("key", "")) if request.method == "POST" else None
    if came is not None and came.is_at(login_id(request), account_id, place):
        return came, True
    draft = selectors.draft_at(login_id(request), account_id, place)
    begun = draft.form_key if draft else ""
    return formkeys.new_form(login_id(request), account_id, place, key=begun), False


def keep_typed(request: HttpRequest) -> bool:
    """Keep the words of a form whose sender's session has ended, for the one it was made for.

    Whether there was something to keep. Nothing is read or sent: the sealed key only lets a draft be left.
    """
    came = formkeys.opened(request.POST.get("key", ""))
    if came is None or not request.POST.get("words", "").strip():
        return False
    keep(request, came)
    return True


def keep(request: HttpRequest, key: FormKey) -> None:
    """Keep what was typed while the form cannot be sent yet."""
    services.keep_draft(
        login_id=key.login_id, account_id=key.account_id, place=key.place,
        about=request.POST.get("about", "")[:60], words=request.POST.get("words", "").replace("\0", ""),
        form_key=key.key, at=clock.now(),
    )  # fmt: skip


def carry_key(form: Form, key: FormKey) -> None:
    """A form that is shown again carries its key on, or a new one where the old was not good."""
    form.data = {**{name: form.data.get(name) for name in form.data}, "key": key.sealed()}


def keeps_typed(view: View) -> View:
    """For a page with words to type: signed out meanwhile, they wait behind the sign-in page."""

    @wraps(view)
    @sensitive_post_parameters("words", "key")
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            if keep_typed(request):
                messages.info(request, _("You were signed out. What you typed is kept: sign in to go on."))
            return redirect_to_login(request.path)
        return view(request, *arguments, **named)

    guarded.keep_typed = keep_typed  # type: ignore[attr-defined]
    return guarded
