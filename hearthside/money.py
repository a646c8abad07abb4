"""Money as whole cents: the only way an amount is carried in this house."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from hearthside.errors import UnreadableAmount

MINUS = "\N{MINUS SIGN}"
CENTS_LIMIT = 10**15
_DOLLARS = re.compile(r"([+-]?)([0-9]{0,13})(?:\.([0-9]*))?")


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An exact amount of US dollars, held as whole cents. May be negative."""

    cents: int

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError(f"Money is made of whole cents, not {type(self.cents).__name__}")

    @classmethod
    def parse_dollars(cls, text: str) -> Self:
        """Read "12.5", "-3", "1200.00" as dollars. Source: X12 data element type R.

        Raises UnreadableAmount for anything else, for a part of a cent, and past ten trillion.
        """
        match = _DOLLARS.fullmatch(text)
        if match is None:
            raise UnreadableAmount(text)
        sign, dollars, part = match.groups()
        part = part or ""
        if (not dollars and not part) or part[2:].strip("0"):
            raise UnreadableAmount(text)
        cents = int(dollars or 0) * 100 + int(part[:2].ljust(2, "0"))
        return cls(-cents if sign == "-" else cents)

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.cents - other.cents)

    def __neg__(self) -> "Money":
        return Money(-self.cents)

    def __bool__(self) -> bool:
        return self.cents != 0

    def __str__(self) -> str:
        """As a person reads it: $1,234.56, with a real minus sign."""
        dollars, cents = divmod(abs(self.cents), 100)
        return f"{MINUS if self.cents < 0 else ''}${dollars:,}.{cents:02d}"

    @property
    def dollars_text(self) -> str:
        """As a file wants it: -12.50."""
        dollars, cents = divmod(abs(self.cents), 100)
        return f"{'-' if self.cents < 0 else ''}{dollars}.{cents:02d}"

    def portion(self, rate: Decimal) -> "Money":
        """This amount times `rate` (0.20 is 20%), half a cent going away from zero."""
        exact = Decimal(self.cents) * rate
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)))

    def split(self, parts: int) -> list["Money"]:
        """Near-equal shares, largest first, that add up to exactly this amount."""
        each, left_over = divmod(self.cents, parts)
        return [Money(each + (index < left_over)) for index in range(parts)]


ZERO = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    return Money(sum(amount.cents for amount in amounts))


def money_in(field: str) -> property:
    """A model's `..._cents` column, read and set as Money."""

    def read(row: object) -> Money | None:
        cents = getattr(row, field)
        return None if cents is None else Money(cents)

    def write(row: object, amount: Money) -> None:
        setattr(row, field, amount.cents)

    return property(read, write)
