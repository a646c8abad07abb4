"""What every personal page needs: who is asking, and nothing kept by a browser or a cache."""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from hearthside.audit.actor import Actor, ActorKind
from hearthside.guards.addresses import audit_prefix

if TYPE_CHECKING:
    Next = Callable[[HttpRequest], HttpResponse]

PUBLIC_STARTS = ("/static/", "/help/", "/es/help/")
INDEXED = ("/", "/es/")


class PersonalPages:
    """No page but static files and signed-out help may be stored; only home and help may be indexed."""

    def __init__(self, next_step: "Next") -> None:
        self.next_step = next_step

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.next_step(request)
        is_public = request.path.startswith(PUBLIC_STARTS)
        if not is_public:
            add_never_cache_headers(response)
            if request.path not in INDEXED:
                response["X-Robots-Tag"] = "noindex"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = (
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
            "publickey-credentials-get=(self), publickey-credentials-create=(self)"
        )
        return response


class WhoIsAsking:
    """Puts `request.actor` on every request: a login, a staff login, or a guest."""

    def __init__(self, next_step: "Next") -> None:
        self.next_step = next_step

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = secrets.token_hex(8)
        login = request.user
        kind, ident = ActorKind.GUEST, ""
        if login.is_authenticated:
            kind = ActorKind.STAFF if login.is_staff else ActorKind.LOGIN
            ident = str(login.pk)
        request.actor = Actor(  # type: ignore[attr-defined]
            kind=kind, ident=ident, door="web", request_id=request_id,
            address_prefix=audit_prefix(request.META, settings.TRUSTED_PROXY_COUNT),
        )  # fmt: skip
        response = self.next_step(request)
        response["X-Request-Id"] = request_id
        return response
