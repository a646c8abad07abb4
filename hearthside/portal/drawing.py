"""Lengths of drawings, as percents that an SVG attribute can hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from hearthside.money import ZERO, Money, total

HALF, DECIMAL = Decimal("0.5"), Context(prec=12)
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
    kept = [part for part in parts if part.amount.cents > 0]
    whole = total(part.amount for part in kept)
    drawn, before = [], ZERO
    for part in kept:
        start, end = _percent(before, whole), _percent(before + part.amount, whole)
        middle = (start + end) * HALF
        has_room = end - start >= LABEL_FROM
        drawn.append(
            Drawn(
                part.kind,
                part.label,
                part.amount,
                f"{start:.2f}%",
                f"{end - start:.2f}%",
                f"{middle:.2f}%",
                has_room,
            )
        )
        before = before + part.amount
    return drawn


def _percent(amount: Money, whole: Money) -> Decimal:
    return DECIMAL.divide(Decimal(amount.cents * 100), Decimal(whole.cents))
