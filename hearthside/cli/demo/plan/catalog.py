"""What was done or delivered in the demo: HCPCS code, the provider's charge, the plans' price."""

from dataclasses import dataclass, replace

from hearthside.cli.demo.plan.products import Kind
from hearthside.money import Money


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a claim before a plan decides it. `fee` is the plans' agreed price, for all units."""

    code: str
    charged: Money
    fee: Money
    kind: Kind
    modifiers: tuple[str, ...] = ()
    units: int = 1


NURSING = "Willow Creek Home Nursing"
SUPPLY = "Lakeside Medical Supply"
SLEEP = "Clear Night Sleep Care"
INFUSION = "Cedar Valley Home Infusion"
MOTHERS = "First Light Mother Care"


def _item(code: str, charged: int, fee: int, kind: Kind, *modifiers: str, units: int = 1) -> Item:
    return Item(code, Money(charged), Money(fee), kind, modifiers, units)


NURSE = _item("G0299", 210_00, 145_00, Kind.VISIT)
THERAPY = _item("G0151", 195_00, 132_00, Kind.VISIT)
AIDE = _item("G0156", 96_00, 61_50, Kind.VISIT)

WALKER = _item("E0143", 139_00, 84_50, Kind.EQUIPMENT, "NU")
COMMODE = _item("E0163", 98_00, 58_00, Kind.EQUIPMENT, "NU")
NEBULIZER = _item("E0570", 112_00, 71_25, Kind.EQUIPMENT, "NU")
BED_MONTH = _item("E0260", 310_00, 128_40, Kind.EQUIPMENT, "RR")
WHEELCHAIR_MONTH = _item("K0001", 120_00, 48_35, Kind.EQUIPMENT, "RR")
OXYGEN_MONTH = _item("E1390", 340_00, 162_70, Kind.EQUIPMENT, "RR")

CPAP_MONTH = _item("E0601", 250_00, 95_00, Kind.EQUIPMENT, "RR")
HUMIDIFIER = _item("E0562", 260_00, 118_20, Kind.EQUIPMENT, "NU")
MASK = _item("A7034", 185_00, 88_60, Kind.SUPPLY)
TUBE = _item("A7037", 48_00, 21_15, Kind.SUPPLY)
FILTERS = _item("A7038", 24_00, 11_30, Kind.SUPPLY, units=6)

ANTIBIOTIC_WEEK = _item("S9500", 1_330_00, 742_00, Kind.INFUSION, units=7)
INFUSION_NURSE = _item("99601", 225_00, 148_00, Kind.INFUSION)
INFUSION_SUPPLIES = _item("A4221", 165_00, 92_50, Kind.INFUSION)

DRESSINGS = _item("A6212", 54_00, 22_50, Kind.SUPPLY, units=10)
SUGAR_STRIPS = _item("A4253", 66_00, 31_80, Kind.SUPPLY, units=2)
NEBULIZER_SET = _item("A7003", 16_00, 6_45, Kind.SUPPLY, units=2)
FORMULA = _item("B4150", 420_00, 266_90, Kind.SUPPLY, units=300)

PUMP = _item("E0603", 312_00, 168_00, Kind.FREE, "NU")
MILK_BAGS = _item("A4287", 38_00, 19_40, Kind.FREE, units=100)


def rental_month(item: Item, month: int) -> Item:
    """The `month`th month (1 to 13) of renting: KH is the first, KI the second and third, KJ the rest."""
    phase = "KH" if month == 1 else "KI" if month <= 3 else "KJ"
    return replace(item, modifiers=(*item.modifiers, phase))


def plus_a_fifth(item: Item) -> Item:
    """The same item at another provider's price."""
    return replace(
        item,
        charged=item.charged + Money(item.charged.cents // 5),
        fee=item.fee + Money(item.fee.cents // 5),
    )
