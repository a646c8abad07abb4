"""What a member pays of one service: copay, deductible, coinsurance, under the year's limits. Pure.

Source: docs/rules/cost-sharing.md, whose worked table is also the test.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from hearthside.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class CostShare:
    """One member's part of one service, by the reason a plan's file gives for it."""

    deductible: Money = ZERO
    coinsurance: Money = ZERO
    copay: Money = ZERO

    @property
    def total(self) -> Money:
        return self.deductible + self.coinsurance + self.copay


@dataclass(frozen=True, slots=True)
class Terms:
    """How a plan shares the cost of one kind of service. `coinsurance_rate` 0.20 is 20%."""

    coinsurance_rate: Decimal = Decimal(0)
    copay: Money = ZERO
    copay_comes_first: bool = True
    waives_deductible: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.coinsurance_rate <= 1:
            raise ValueError(f"a coinsurance rate is from 0 to 1, not {self.coinsurance_rate}")
        if self.copay < ZERO:
            raise ValueError(f"a copay is not below zero: {self.copay}")


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a year's limits; `None` is no such limit. The family's count for each member."""

    deductible: Money = ZERO
    cap: Money | None = None
    family_deductible: Money | None = None
    family_cap: Money | None = None

    def after(self, share: CostShare) -> Self:
        """The same limits once `share` is paid. Copay and coinsurance do not run the deductible down."""
        return replace(
            self,
            deductible=self.deductible - share.deductible,
            cap=_less(self.cap, share.total),
            family_deductible=_less(self.family_deductible, share.deductible),
            family_cap=_less(self.family_cap, share.total),
        )

    @property
    def deductible_now(self) -> Money:
        return _smallest(self.deductible, self.family_deductible)

    def within_caps(self, amount: Money) -> Money:
        return _smallest(amount, self.cap, self.family_cap)


def member_share(allowed: Money, terms: Terms, left: Left) -> CostShare:
    """What the member pays of one allowed amount, from 0 to `allowed` and never past a cap.

    Copay, then deductible on the rest, then coinsurance on what is left after both (half a cent goes up).
    What passes the cap is taken off the coinsurance first, then the copay, then the deductible.
    """
    if allowed < ZERO:
        raise ValueError(f"an allowed amount is not below zero: {allowed}")
    deductible_left = ZERO if terms.waives_deductible else max(left.deductible_now, ZERO)
    if terms.copay_comes_first:
        copay = min(terms.copay, allowed)
        deductible = min(allowed - copay, deductible_left)
    else:
        deductible = min(allowed, deductible_left)
        copay = min(terms.copay, allowed - deductible)
    coinsurance = (allowed - copay - deductible).portion(terms.coinsurance_rate)
    room = max(left.within_caps(copay + deductible + coinsurance), ZERO)
    deductible = min(deductible, room)
    copay = min(copay, room - deductible)
    return CostShare(deductible, min(coinsurance, room - deductible - copay), copay)


@dataclass(frozen=True, slots=True)
class Priced:
    """One service, shared out: `charged` is `discount` + `plan_pays` + `share.total`, to the cent."""

    charged: Money
    discount: Money
    share: CostShare
    plan_pays: Money

    @property
    def allowed(self) -> Money:
        return self.charged - self.discount


def price(charged: Money, fee: Money, terms: Terms, left: Left) -> Priced:
    """Share out one charge under a contract whose price is `fee`, or the charge where that is less."""
    allowed = min(charged, fee)
    share = member_share(allowed, terms, left)
    return Priced(charged, charged - allowed, share, allowed - share.total)


def _less(limit: Money | None, used: Money) -> Money | None:
    return None if limit is None else limit - used


def _smallest(amount: Money, *limits: Money | None) -> Money:
    return min([amount, *(limit for limit in limits if limit is not None)])
