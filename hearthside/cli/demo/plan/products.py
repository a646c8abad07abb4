"""The plans of the demo: who they are to the outside, and how each shares costs. All invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from hearthside.coverage.cost_sharing import Terms
from hearthside.money import Money


class Kind(StrEnum):
    """What a plan's terms tell apart."""

    VISIT = "visit"
    INFUSION = "infusion"
    EQUIPMENT = "equipment"
    SUPPLY = "supply"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Payer:
    """A company that sends 835s. `remit_days` are the days of a month on which it pays."""

    slug: str
    name: str
    payer_id: str
    trace_payer: str
    filing: str
    claim_prefix: str
    phone: str
    remit_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """One policy: a year's limits and the terms of each kind of care. `None` is no such limit."""

    payer: Payer
    name: str
    deductible: Money
    family_deductible: Money | None
    cap: Money
    family_cap: Money | None
    terms: Mapping[Kind, Terms] = field(hash=False)


FREE = Terms(waives_deductible=True)


def _same_for_all(rate: str) -> dict[Kind, Terms]:
    terms = Terms(Decimal(rate))
    return {
        Kind.VISIT: terms,
        Kind.INFUSION: terms,
        Kind.EQUIPMENT: terms,
        Kind.SUPPLY: terms,
        Kind.FREE: FREE,
    }


MEADOWLARK = Payer(
    "meadowlark", "Meadowlark Health Plan", "MDLRK", "1954401881", "12", "ML", "8005550142", (6, 21)
)
PRAIRIE_STAR = Payer(
    "prairie-star", "Prairie Star HMO", "PRSTR", "1954402662", "HM", "PS", "8005550163", (20,)
)
SILVER_BIRCH = Payer(
    "silver-birch", "Silver Birch Advantage", "SLVBR", "1954403115", "16", "SB", "8005550178", (19,)
)
HARBOR = Payer("harbor", "Harbor Supplement", "HARBR", "1954404907", "12", "HS", "8005550119", (4,))
PRIMARY_PAYERS = (MEADOWLARK, PRAIRIE_STAR, SILVER_BIRCH)

MEADOW_600 = Product(
    MEADOWLARK,
    "Meadow 600",
    Money(600_00),
    Money(1_200_00),
    Money(4_000_00),
    Money(8_000_00),
    _same_for_all("0.30"),
)
# One deductible for the whole family, whoever uses it first (aggregate), as high-deductible plans have.
MEADOW_SAVER = Product(
    MEADOWLARK,
    "Meadow Saver",
    Money(3_400_00),
    Money(3_400_00),
    Money(5_000_00),
    Money(10_000_00),
    _same_for_all("0.20"),
)
PRAIRIE_COPAY = Product(
    PRAIRIE_STAR,
    "Prairie Star Copay",
    Money(250_00),
    Money(500_00),
    Money(3_000_00),
    Money(6_000_00),
    {
        Kind.VISIT: Terms(copay=Money(25_00), waives_deductible=True),
        Kind.INFUSION: Terms(copay=Money(40_00), waives_deductible=True),
        Kind.EQUIPMENT: Terms(Decimal("0.20")),
        Kind.SUPPLY: Terms(Decimal("0.20")),
        Kind.FREE: FREE,
    },
)
BIRCH_ADVANTAGE = Product(
    SILVER_BIRCH,
    "Silver Birch Advantage",
    Money(0),
    None,
    Money(5_000_00),
    None,
    {**_same_for_all("0.20"), Kind.VISIT: FREE},
)
