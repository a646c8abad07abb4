"""Who can sign in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core import signing

from hearthside.identity import roles
from hearthside.identity.models import Login, StaffRole
from hearthside.identity.services import DEMO_SALT, demo_is_on


def login_of_demo_link(token: str) -> Login | None:
    """The login a demo link names; None for a false link, and always None outside the demo."""
    if not demo_is_on():
        return None
    try:
        email = signing.loads(token, salt=DEMO_SALT)
    except signing.BadSignature:
        return None
    return Login.objects.filter(email=email, is_active=True).first()


def login_with_email(email: str) -> Login | None:
    return Login.objects.filter(email=email.strip().lower()).first()


@dataclass(frozen=True, slots=True)
class SecondSteps:
    """What a login is asked for after its password. `used_at` is when one of them was last used."""

    has_app: bool
    passkeys: int
    recovery_codes_left: int
    used_at: datetime | None

    @property
    def any(self) -> bool:
        return self.has_app or bool(self.passkeys)


def second_steps(login_id: int) -> SecondSteps:
    """The second steps of a login, as its page about signing in lists them."""
    rows = list(Authenticator.objects.filter(user_id=login_id))
    kinds = [row.type for row in rows]
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    used = [row.last_used_at for row in rows if row.last_used_at]
    return SecondSteps(
        has_app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        recovery_codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        used_at=max(used, default=None),
    )


def login(login_id: int) -> Login:
    return Login.objects.get(pk=login_id)


def member_with_email(email: str) -> Login | None:
    """The open login of a member that this address opens; never one of staff."""
    return Login.objects.filter(email=email.strip().lower(), is_active=True, is_staff=False).first()


def staff_logins() -> list[tuple[Login, list[str]]]:
    """Everyone who works at the desk, by name, with the roles they have now."""
    held: dict[int, list[str]] = {}
    for login_id, role in StaffRole.objects.filter(ended_at=None).values_list("login_id", "role"):
        held.setdefault(login_id, []).append(role)
    rows = Login.objects.filter(is_staff=True).order_by("name", "pk")
    return [(row, sorted(held.get(row.pk, []))) for row in rows]


def staff_names(login_ids: Iterable[int]) -> dict[int, str]:
    """What colleagues call these logins."""
    rows = Login.objects.filter(pk__in=set(login_ids)).values_list("pk", "name", "email")
    return {pk: name or email for pk, name, email in rows}


def staff_login(login_id: int) -> Login | None:
    """A staff login that is open."""
    return Login.objects.filter(pk=login_id, is_staff=True, is_active=True).first()


def staff_who_may(permission: str) -> list[Login]:
    """Open staff logins whose roles may work `permission`, by name."""
    holding = roles.holders().get(permission, frozenset())
    rows = Login.objects.filter(
        is_staff=True, is_active=True, staff_roles__role__in=holding, staff_roles__ended_at=None
    )
    return list(rows.distinct().order_by("name", "pk"))


LoginRow = Login
"""The row as other rooms may name it in types; they read it, and never query or write it."""
