"""What every personal page needs: who is asking, how long they stay, and nothing kept by a browser."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from hearthside import references
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, ActorKind
from hearthside.guards.addresses import audit_prefix
from hearthside.portal import session_clock

if TYPE_CHECKING:
    Next = Callable[[HttpRequest], HttpResponse]

PUBLIC_STARTS = ("/static/", "/help/", "/es/help/")
INDEXED = ("/", "/es/")
SIGNED_OUT = '"cache", "storage"'


class PersonalPages:
    """No page but static files and signed-out help may be stored; only home and help may be indexed.

    After signing out the browser is told to forget what it kept, so that Back shows nothing.
    """

    def __init__(self, next_step: "Next") -> None:
        self.next_step = next_step

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.next_step(request)
        is_personal = not request.path.startswith(PUBLIC_STARTS) or _is_signed_in(request)
        if is_personal:
            add_never_cache_headers(response)
            if request.path not in INDEXED:
                response["X-Robots-Tag"] = "noindex"
        if getattr(request, "signed_out", False):
            response["Clear-Site-Data"] = SIGNED_OUT
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = (
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
            "publickey-credentials-get=(self), publickey-credentials-create=(self)"
        )
        return response


class WhoIsAsking:
    """Puts `request.actor` on every request: a login, a staff login, or a guest. Ends long sessions."""

    def __init__(self, next_step: "Next") -> None:
        self.next_step = next_step

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request)  # type: ignore[attr-defined]
        response = _kept_waiting(request) or self.next_step(request)
        response["X-Request-Id"] = request.actor.request_id  # type: ignore[attr-defined]
        return response


def _actor(request: HttpRequest) -> Actor:
    login = request.user
    kind, ident = ActorKind.GUEST, ""
    if login.is_authenticated:
        kind = ActorKind.STAFF if login.is_staff else ActorKind.LOGIN
        ident = str(login.pk)
    return Actor(
        kind=kind, ident=ident, door="web", request_id=references.new_reference(),
        address_prefix=audit_prefix(request.META, settings.TRUSTED_PROXY_COUNT),
    )  # fmt: skip


def _kept_waiting(request: HttpRequest) -> HttpResponse | None:
    """The way back in, when the session lasted too long; None when it goes on."""
    login = request.user
    if not login.is_authenticated:
        return None
    at = session_clock.now()
    if not session_clock.is_over(request.session, is_staff=login.is_staff, at=at):
        session_clock.touch(request.session, at=at)
        return None
    audit.record("identity.session_ended", subject=str(login.pk), reason="idle", by=request.actor)  # type: ignore[attr-defined]
    _keep_what_was_typed(request)
    logout(request)
    request.signed_out = True  # type: ignore[attr-defined]
    messages.info(
        request, _("To keep you safe, we signed you out. Sign in, and you come back to the same page.")
    )
    back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    return redirect_to_login(back, login_url=reverse("account_login"))


def _keep_what_was_typed(request: HttpRequest) -> None:
    """A page of long words brings `keep_typed`: it keeps a draft, and nothing is sent or judged."""
    if request.method != "POST":
        return
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return
    keep = getattr(view, "keep_typed", None)
    if keep is not None:
        keep(request)


def _is_signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
