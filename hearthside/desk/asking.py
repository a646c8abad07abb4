"""Who asks, as a staff view may trust it: `staff_required` has looked already."""

from typing import cast

from django.http import HttpRequest

from hearthside.audit.actor import Actor
from hearthside.identity.selectors import LoginRow


def clerk(request: HttpRequest) -> LoginRow:
    """The staff login that is signed in."""
    return cast(LoginRow, request.user)


def actor(request: HttpRequest) -> Actor:
    """The same person, as the audit trail names them."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]
