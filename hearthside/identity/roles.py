"""What staff may do. A role is a name; what it may do is said by each room in its `permissions.py`:

    PERMISSIONS = {"refunds.propose": ("billing_agent", "supervisor")}
    WALLED = {"fraud.read"}   # optional: not even the auditor sees these

A new role is a new name in those tables, or nothing but a row: no code of this room knows the list.
"""

from collections.abc import Iterable
from functools import cache

from hearthside.rooms import parts_of_rooms

AUDITOR = "auditor"
"""Sees everything that is not walled, and works nothing."""
STANDING = ("billing_agent", "lockbox_clerk", "supervisor", AUDITOR)
"""Roles every house has, even one whose rooms name none."""


@cache
def holders() -> dict[str, frozenset[str]]:
    """Every permission ("room.verb") and the roles that hold it, gathered from all rooms."""
    found: dict[str, frozenset[str]] = {}
    for module in parts_of_rooms("permissions"):
        for permission, roles in module.PERMISSIONS.items():
            found[permission] = found.get(permission, frozenset()) | frozenset(roles)
    return found


@cache
def walled() -> frozenset[str]:
    """Permissions of which nobody without them may even learn that they exist."""
    return frozenset().union(*(getattr(part, "WALLED", ()) for part in parts_of_rooms("permissions")))


def known_roles() -> list[str]:
    """Every role there is, those of every house first."""
    named = frozenset().union(*holders().values())
    return [*STANDING, *sorted(named.difference(STANDING))]


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """What these roles together may work."""
    held = frozenset(roles)
    return frozenset(permission for permission, holds in holders().items() if holds & held)


def seen_by(roles: Iterable[str]) -> frozenset[str]:
    """What these roles may look at: what they may work, and for an auditor all that is not walled."""
    held = frozenset(roles)
    worked = permissions_of(held)
    return worked | (holders().keys() - walled()) if AUDITOR in held else worked


def role_in_words(role: str) -> str:
    """billing_agent as "billing agent"."""
    return role.replace("_", " ")
