"""Who every address of the house is for. Each room says it of its own in `doors.py`; this gathers them.

    DOORS = {"payments:start": "guest", "payments:receipt": "member"}

A name is as `reverse` takes it. tests/test_doors.py walks every address: one that no room classified fails.
"""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from hearthside.rooms import parts_of_rooms

AUDIENCES = ("public", "guest", "member", "staff", "machine")
"""public: anyone, nothing personal; guest: who matched a bill; member: a login; machine: signed or inner."""

DOORS = {
    **dict.fromkeys(
        ("portal:home", "portal:official", "portal:pay_by_phone", "portal:pay_by_mail", "portal:contact",
         "portal:accessibility", "portal:activate", "portal:activate_code", "portal:activate_new_code",
         "portal:activate_password"),
        "public",
    ),
    **dict.fromkeys(("portal:account", "portal:switch", "portal:details", "portal:change"), "member"),
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


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the house: its name with its namespace ("" when it has none), and its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner)
        else:
            yield (f"{space}{entry.name}" if entry.name else "", entry)
