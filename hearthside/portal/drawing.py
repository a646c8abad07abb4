"""Lengths of drawings, as percents that an SVG attribute can hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hearthside.money import Money

LABEL_FROM = Decimal(20)  # below this share of the bar, a label inside would not fit a phone


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a charge: `kind` is discount, plan, second or you."""

    kind: str
    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part with where it stands: `start`, `width` and `middle` are percents of the whole, as text."""

    kind: str
    label: str
    amount: Money
    start: str
    width: str
    middle: str
    has_room: bool


def bar(parts: Sequence[Part]) -> list[Drawn]:
    """The parts laid side by side. What is zero or negative has no length and is left out."""
    drawn: list[Drawn] = []
    kept = [part for part in parts if part.amount.cents > 0]
    whole = Decimal(sum(part.amount.cents for part in kept))
    before = 0
    for part in kept:
        start, width = (Decimal(cents) * 100 / whole for cents in (before, part.amount.cents))
        drawn.append(
            Drawn(
                part.kind,
                part.label,
                part.amount,
                f"{start:.2f}%",
                f"{width:.2f}%",
                f"{start + width / 2:.2f}%",
                width >= LABEL_FROM,
            )
        )
        before += part.amount.cents
    return drawn
