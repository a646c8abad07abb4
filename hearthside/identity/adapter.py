"""How allauth signs people in here: our limits, our letters, our audit trail."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import Login as SigningIn
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import ActorKind
from hearthside.guards import services as guards
from hearthside.identity.access import SECOND_STEPS
from hearthside.identity.models import Login
from hearthside.mailroom import services as mailroom
from hearthside.organization.selectors import profile

QUIET = frozenset(f"account/messages/{name}.txt" for name in ("logged_in", "login_code_sent",
                  "email_confirmation_sent", "phone_verification_sent"))  # fmt: skip
CODE_LETTERS = frozenset(f"account/email/{name}" for name in ("login_code", "password_reset_code",
                         "unknown_account", "email_confirmation"))  # fmt: skip


class AccountAdapter(DefaultAccountAdapter):
    """Our house's rules where allauth asks."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This sign-in is closed. Please call us."),
        "email_password_mismatch": _("The e-mail address and the password do not go together. Check both."),
        "enter_current_password": _("Type the password you use now."),
        "incorrect_code": _("This is not the code we sent last. Look for the newest e-mail."),
        "incorrect_password": _("This is not your password. Check it and type it again."),
        "too_many_login_attempts": _(
            "There were too many tries. You can still sign in with a code or a passkey, "
            "or pay without signing in."
        ),
        "same_as_current": _("This is what we have now. Type a new one, or go back."),
        "rate_limited": _("That was quick. Wait a minute before you do it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """A login is made from a bill (`/activate/`) or by staff; there is no open sign-up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        email = str(credentials.get("email", ""))
        verdict = guards.count("password.login", email, at=clock.now(), by=request.actor)  # type: ignore[attr-defined]
        if not verdict.allowed:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        login = super().authenticate(request, **credentials)
        if login is not None:
            guards.give_back("password.login", str(credentials.get("email", "")), at=clock.now())
        return login

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        audit.record("identity.sign_in_failed", reason="password", result="refused", by=request.actor)  # type: ignore[attr-defined]

    def is_login_by_code_required(self, login: SigningIn) -> bool:
        """A password alone opens nothing on a new device: a code goes to the e-mail, unless a stronger
        second step (an app or a passkey) is set up and will be asked."""
        if super().is_login_by_code_required(login):
            return True
        methods = [record["method"] for record in get_authentication_records(self.request, login.user)]
        return methods[-1:] == ["password"] and not is_mfa_enabled(login.user, SECOND_STEPS)

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.TrustStage": "hearthside.identity.stages.RememberDevice"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: Login, **facts: Any) -> HttpResponse:  # type: ignore[override]
        response = super().post_login(request, user, **facts)
        signed_in(request, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            audit.record("identity.session_ended", subject=str(request.user.pk), by=request.actor)  # type: ignore[attr-defined]
        super().logout(request)
        request.signed_out = True  # type: ignore[attr-defined]

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """The page itself says that someone signed in; only changes and signing out are announced."""
        if message_template not in QUIET:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the letter in the outbox. A code is limited, whether or not the address is known."""
        at, request = clock.now(), self.request
        kind = template_prefix.rsplit("/", 1)[-1]
        if template_prefix in CODE_LETTERS:
            self._count_code(request, email)
            audit.record("identity.code_sent", reason=kind, by=request.actor, at=at)
        facts = {"org": profile(), "email": email, **context}
        mailroom.queue_email(
            key=f"{kind}:{secrets.token_hex(16)}", kind=kind, account_id=None, to=email,
            language=get_language() or "en",
            subject=" ".join(render_to_string(f"{template_prefix}_subject.txt", facts).split()),
            body=render_to_string(f"{template_prefix}_message.txt", facts).strip() + "\n", at=at,
        )  # fmt: skip

    def _count_code(self, request: HttpRequest, email: str) -> None:
        verdict = guards.count("send_code.contact", email, at=clock.now(), by=request.actor)  # type: ignore[attr-defined]
        if not verdict.allowed:
            raise ImmediateHttpResponse(_wait(request, verdict.until))


def _wait(request: HttpRequest, until: datetime | None) -> HttpResponse:
    response = render(request, "portal/errors/429.html", {"until": until, "is_code": True}, status=429)
    if until:
        response["Retry-After"] = str(max(1, int((until - clock.now()).total_seconds())))
    return response


def signed_in(request: HttpRequest, login: Login) -> None:
    """From here on this request acts as `login`; the audit trail says so."""
    kind = ActorKind.STAFF if login.is_staff else ActorKind.LOGIN
    request.actor = replace(request.actor, kind=kind, ident=str(login.pk))  # type: ignore[attr-defined]
    audit.record("identity.signed_in", subject=str(login.pk), by=request.actor)  # type: ignore[attr-defined]
