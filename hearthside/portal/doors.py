"""Who every address of the house is for. Each room says it of its own in `doors.py`; this gathers them.

    DOORS = {"payments:start": "guest", "payments:receipt": "member"}

A name is as `reverse` takes it. tests/test_doors.py walks every address: one that no room classified fails.
A member's page shows bills and is shut to a helper for care alone, unless its room says otherwise:

    SCOPES = {"people:invite": "own", "portal:switch": "any"}

tests/access/test_matrix.py walks every address with every kind of grant and holds it to that.
"""

from collections.abc import Iterator
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver

from hearthside.members import selectors as members
from hearthside.rooms import parts_of_rooms

AUDIENCES = ("public", "guest", "member", "staff", "machine")
"""public: anyone, nothing personal; guest: who matched a bill; member: a login; machine: signed or inner."""

MONEY, CARE, WHOLE, OWN, ANY, LOGIN = "money", "care", "whole", "own", "any", "login"
GRANTS = {
    MONEY: frozenset(members.MONEY_SCOPES),
    CARE: frozenset(members.CARE_SCOPES),
    WHOLE: frozenset(members.MONEY_SCOPES) & frozenset(members.CARE_SCOPES),
    OWN: frozenset(members.OWN_SCOPES),
    ANY: frozenset(members.ANY_SCOPES),
    LOGIN: frozenset(members.ANY_SCOPES),
}
"""What a member's page needs, and the grants that open it. own: whose account it is, no helper; any: some
grant, and the page shows what that one opens; login: about the person signed in, whatever their grants."""

DOORS = {
    **dict.fromkeys(
        ("portal:home", "portal:official", "portal:pay_by_phone", "portal:pay_by_mail",
         "portal:accessibility", "portal:activate", "portal:activate_code", "portal:activate_new_code",
         "portal:activate_password"),
        "public",
    ),
    **dict.fromkeys(("portal:account", "portal:switch"), "member"),
    **dict.fromkeys(("healthz", "readyz"), "machine"),
}  # fmt: skip


ELSEWHERE = {
    "api:stripe_webhook": "machine",
    **dict.fromkeys(
        ("payments:find", "payments:birth_date", "payments:zip", "payments:bill_link", "payments:look_up"),
        "public",
    ),
    **dict.fromkeys(
        ("payments:amount", "payments:check", "payments:guest_return", "payments:guest_cancel",
         "payments:done", "payments:receipt_pdf"),
        "guest",
    ),
    **dict.fromkeys(
        ("payments:member_choose", "payments:member_check", "payments:member_return",
         "payments:member_cancel", "payments:payments", "payments:payment", "payments:payment_pdf"),
        "member",
    ),
}  # fmt: skip
"""Rooms that do not say it themselves yet; what a room's own `doors.py` says counts more."""


def audiences() -> dict[str, str]:
    """Every classified address name and whom it is for, from every room's `doors.py`."""
    found = dict(ELSEWHERE)
    for module in parts_of_rooms("doors"):
        found |= module.DOORS
    return found


SCOPES = {"portal:account": ANY, "portal:switch": ANY, "portal:details": MONEY, "portal:change": MONEY}
SIGNING_IN = ("mfa_", "account_", "usersessions_", "identity:")
"""Pages of whoever is signed in, about how they sign in: no account is shown there."""


@cache
def scopes() -> dict[str, str]:
    """What each member's address needs: its room's SCOPES, else money."""
    said = {
        name: scope for part in parts_of_rooms("doors") for name, scope in getattr(part, "SCOPES", {}).items()
    }
    unknown = {name: scope for name, scope in said.items() if scope not in GRANTS}
    assert not unknown, f"doors.py says scopes that are none of {', '.join(GRANTS)}: {unknown}"
    usual = {name: LOGIN if name.startswith(SIGNING_IN) else MONEY for name in audiences()}
    return {
        name: said.get(name, usual[name]) for name, audience in audiences().items() if audience == "member"
    }


def opens(name: str) -> frozenset[str]:
    """The grants that open the page of this name; for a page of another audience, any."""
    return GRANTS[scopes().get(name, ANY)]


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the house: its name with its namespace ("" when it has none), and its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner)
        else:
            yield (f"{space}{entry.name}" if entry.name else "", entry)
