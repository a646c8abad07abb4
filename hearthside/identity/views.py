"""The demo's way in, and a second step that may be gone. The rest of signing in is allauth's."""

from allauth.account.internal import stagekit
from allauth.mfa.base import views as mfa
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import login as open_session
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from hearthside.identity import selectors
from hearthside.identity.access import DEMO_SESSION, SECOND_STEPS
from hearthside.identity.adapter import signed_in

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def second_step(request: HttpRequest) -> HttpResponse:
    """allauth's own page; or, when the second step was taken off meanwhile, the start of signing in: a
    browser that was left open on this page would else be sent to and fro."""
    stage = stagekit.get_pending_stage(request)
    is_gone = stage is not None and stage.key == AuthenticateStage.key
    if is_gone and not is_mfa_enabled(stage.login.user, SECOND_STEPS):
        stagekit.clear_login(request)
        return redirect("account_login")
    answer: HttpResponse = mfa.authenticate(request)
    return answer


@require_safe
def make_account(request: HttpRequest) -> HttpResponse:
    """allauth's word for it; here an account is made from a bill."""
    return redirect(reverse("portal:activate"))


@require_http_methods(["GET", "HEAD", "POST"])
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """One of the demo's cast signs in by a link. 404 outside the demo and for a false link."""
    login = selectors.login_of_demo_link(token)
    if login is None:
        raise Http404
    if request.method != "POST":
        return render(request, "identity/demo_sign_in.html", {"cast": login})
    open_session(request, login, backend=BACKEND)
    request.session[DEMO_SESSION] = True
    signed_in(request, login)
    to_desk = login.is_staff and is_valid_path("/desk/")
    return redirect("/desk/" if to_desk else reverse("portal:account"))
