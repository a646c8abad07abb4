"""The days of a clock, one box each, where an SVG wants them."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from hearthside.cases.rules import share

DAYS_MOST = 62
"""More boxes than this are too thin to see on a phone."""


@dataclass(frozen=True, slots=True)
class Box:
    """One day: `kind` is past, today or left; places are percents as text, or pixels."""

    kind: str
    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Ruler:
    """The days from the first to the last; `says` is the same in words, `middle` is where today stands."""

    boxes: tuple[Box, ...]
    says: str
    middle: str
    day_number: int


def ruler(first: date, last: date, *, today: date) -> Ruler | None:
    """The ruler of a clock that runs; None before its first day, after its last, or when it is too long."""
    days = (last - first).days
    if not 0 < days <= DAYS_MOST or not first <= today <= last:
        return None
    now = min((today - first).days, days - 1)
    kinds = ["past"] * now + ["today"] + ["left"] * (days - now - 1)
    says = _("A line of %(days)s boxes, one for each day. %(past)s days have passed. %(left)s days are left.")
    facts = {"days": days, "past": (today - first).days, "left": (last - today).days}
    return Ruler(
        boxes=tuple(_box(kind, place, days) for place, kind in enumerate(kinds)),
        says=says % facts,
        middle=share(2 * now + 1, 2 * days),
        day_number=(today - first).days + 1,
    )


def _box(kind: str, place: int, days: int) -> Box:
    # A twentieth of each day's room is left free on both sides.
    is_today = kind == "today"
    return Box(
        kind, share(20 * place + 1, 20 * days), share(18, 20 * days), 28 if is_today else 34,
        32 if is_today else 20,
    )  # fmt: skip
