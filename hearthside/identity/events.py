"""What allauth announces, written to the audit trail. These are its only hooks for second steps."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.guards import services as guards

names.register(
    "identity.login_made", "identity.password_changed", "identity.email_changed", "identity.renamed"
)


def listen() -> None:
    """Called once, when the room is ready."""
    mfa_signals.authenticator_added.connect(_factor_added, dispatch_uid="identity.factor_added")
    mfa_signals.authenticator_removed.connect(_factor_removed, dispatch_uid="identity.factor_removed")
    mfa_signals.authentication_failed.connect(_second_step_failed, dispatch_uid="identity.second_step_failed")
    account_signals.login_code_rejected.connect(_code_refused, dispatch_uid="identity.code_refused")
    account_signals.password_reset.connect(_recovered, dispatch_uid="identity.recovered")
    account_signals.password_changed.connect(_password_changed, dispatch_uid="identity.password_changed")
    account_signals.password_set.connect(_password_changed, dispatch_uid="identity.password_set")
    account_signals.email_changed.connect(_email_changed, dispatch_uid="identity.email_changed")
    account_signals.authentication_step_completed.connect(_proved_again, dispatch_uid="identity.proved_again")


def _write(name: str, request: HttpRequest, user: Any, **facts: Any) -> None:
    audit.record(name, subject=str(user.pk), by=request.actor, **facts)  # type: ignore[attr-defined]


def _factor_added(request: HttpRequest, user: Any, authenticator: Any, **_more: Any) -> None:
    _write("identity.factor_added", request, user, reason=str(authenticator.type))


def _factor_removed(request: HttpRequest, user: Any, authenticator: Any, **_more: Any) -> None:
    _write("identity.factor_removed", request, user, reason=str(authenticator.type))


def _second_step_failed(request: HttpRequest, user: Any, **_more: Any) -> None:
    _write("identity.sign_in_failed", request, user, reason="second_step", result="refused")


def _code_refused(request: HttpRequest, user: Any, **_more: Any) -> None:
    _write("identity.sign_in_failed", request, user, reason="code", result="refused")


def _recovered(request: HttpRequest, user: Any, **_more: Any) -> None:
    _write("identity.recovered", request, user)
    guards.clear("password.login", user.email)


def _password_changed(request: HttpRequest, user: Any, **_more: Any) -> None:
    _write("identity.password_changed", request, user, changed=["password"])


def _email_changed(request: HttpRequest, user: Any, **_more: Any) -> None:
    _write("identity.email_changed", request, user, changed=["email"])


def _proved_again(request: HttpRequest, user: Any, reauthenticated: bool = False, **_more: Any) -> None:
    """Whoever proves again that it is them goes on under a new session key: one that somebody copied before
    must not open what this opens. Source: threats 2, row 19."""
    if not reauthenticated:
        return
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
