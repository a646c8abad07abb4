"""The portal's writes: a login from a bill, and opening an account to a login."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.identity import services as identity
from hearthside.members import services as members_services
from hearthside.recovery.matching import Matched


@transaction.atomic
def open_account_to(*, login_id: int, matched: Matched, by: Actor, at: datetime) -> None:
    """Let a login see the account whose bill and code it proved."""
    members_services.grant_access(
        login_id=login_id, account_id=matched.account_id, scope=matched.scope, by=by, at=at
    )


@transaction.atomic
def make_login(*, email: str, password: str | None, matched: Matched, by: Actor, at: datetime) -> Any:
    """A new login for who proved the bill, its code and this mailbox. Raises LoginExists."""
    login = identity.create_login(
        email=email, password=password, name=matched.name, verified=True, by=by, at=at
    )
    open_account_to(login_id=login.pk, matched=matched, by=by, at=at)
    return login
