"""Doors for staff: a permission, and two ways to prove it is you."""

from collections.abc import Callable
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hearthside.identity.services import demo_is_on

View = Callable[..., HttpResponse]
DEMO_SESSION = "demo_sign_in"
SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def staff_required(permission: str, *, only_looks: bool = False) -> Callable[[View], View]:
    """Open the view to staff who hold `permission` and came in by two steps.

    Signed out: the sign-in page, and back. Without a second step: the page that adds one. A member, or
    staff without the permission: 403. An auditor may look (GET, HEAD) at whatever is not walled, and may
    change nothing; `only_looks` says that a POST of this view changes nothing either, as in a search.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not _may(request, permission, only_looks=only_looks):
                raise PermissionDenied
            if not came_in_two_steps(request):
                return redirect("mfa_index")
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def _may(request: HttpRequest, permission: str, *, only_looks: bool) -> bool:
    login = request.user
    if not login.is_staff:
        return False
    is_look = only_looks or request.method in ("GET", "HEAD")
    return login.may_see(permission) if is_look else login.has_perm(permission)


def came_in_two_steps(request: HttpRequest) -> bool:
    """This session was opened with an app's code, a recovery code or a passkey; or by a demo link."""
    if demo_is_on() and request.session.get(DEMO_SESSION):
        return True
    records = get_authentication_records(request)
    return is_mfa_enabled(request.user, SECOND_STEPS) and any(
        record.get("method") == "mfa" for record in records
    )
