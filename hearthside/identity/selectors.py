"""Who can sign in."""

from collections.abc import Iterable

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
