"""What care each person had: the claims that went to their plan, before any decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from hearthside.cli.demo.plan import catalog
from hearthside.cli.demo.plan.catalog import Item
from hearthside.cli.demo.plan.months import day_in, history
from hearthside.cli.demo.plan.people import Household, Member
from hearthside.cli.demo.plan.products import Kind

CPAP_MONTHS = 13  # after the 13th paid month the machine is the member's


class Twist(StrEnum):
    """What goes wrong, or otherwise, with one claim."""

    NONE = ""
    PRICE_CORRECTED = "price_corrected"
    PAID_IN_FULL_LATER = "paid_in_full_later"
    UNBALANCED = "unbalanced"
    FOR_NOBODY = "for_nobody"


@dataclass(frozen=True, slots=True)
class Service:
    """One line: what, and on which day; rentals run until `until`."""

    on: date
    item: Item
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """One claim as the provider sent it."""

    household: Household
    member: Member
    provider: str
    services: tuple[Service, ...]
    twist: Twist = Twist.NONE

    @property
    def ends_on(self) -> date:
        return max(service.on for service in self.services)


def care_of(chance: Random, household: Household, anchor: date) -> Iterator[Care]:
    """Eighteen months of care for one household, by each person's age and luck."""
    months = history(anchor)
    for member in household.members:
        years = (anchor - member.birth_date).days // 365
        yield from _episode(chance, household, member, years, months)


def _episode(
    chance: Random, household: Household, member: Member, years: int, months: range
) -> Iterator[Care]:
    draw = chance.random()
    start = months[chance.randrange(len(months) - 1)]
    if years < 18:
        if draw < 0.25:
            yield from _breathing(chance, household, member, start, months)
    elif draw < 0.26:
        yield from cpap(household, member, start, months, day=chance.randrange(2, 27))
    elif draw < 0.50:
        yield from _home_health(chance, household, member, start)
    elif draw < 0.60:
        yield from _infusion(chance, household, member, start)
    elif draw < 0.70 and 22 <= years <= 42:
        yield pump(household, member, day_in(start, chance.randrange(1, 28)))
    elif draw < 0.84:
        yield from _equipment(chance, household, member, start, months)
    elif draw < 0.95:
        yield from _supplies(chance, household, member, start, months)


def cpap(household: Household, member: Member, start: int, months: range, *, day: int) -> Iterator[Care]:
    """A machine rented by the month until it is owned, and new parts every third month."""
    for month in range(start, months[-1] + 1):
        on, nth = day_in(month, day), month - start + 1
        if nth <= CPAP_MONTHS:
            rent = Service(
                on, catalog.rental_month(catalog.CPAP_MONTH, nth), day_in(month + 1, day) - timedelta(days=1)
            )
            first = (Service(on, catalog.HUMIDIFIER),) if nth == 1 else ()
            yield Care(household, member, catalog.SLEEP, (rent, *first))
        if nth % 3 == 1:
            parts = (catalog.MASK, catalog.TUBE, catalog.FILTERS)
            yield Care(household, member, catalog.SLEEP, tuple(Service(on, part) for part in parts))


def visits(household: Household, member: Member, days: list[date], item: Item = catalog.NURSE) -> Care:
    return Care(household, member, catalog.NURSING, tuple(Service(day, item) for day in days))


def delivery(household: Household, member: Member, on: date, *items: Item, twist: Twist = Twist.NONE) -> Care:
    return Care(household, member, catalog.SUPPLY, tuple(Service(on, item) for item in items), twist)


def pump(household: Household, member: Member, on: date) -> Care:
    return Care(
        household, member, catalog.MOTHERS, (Service(on, catalog.PUMP), Service(on, catalog.MILK_BAGS))
    )


def _home_health(chance: Random, household: Household, member: Member, start: int) -> Iterator[Care]:
    first = day_in(start, chance.randrange(1, 20))
    for week in range(chance.randrange(2, 5)):
        monday = first + timedelta(weeks=week)
        kinds = [catalog.NURSE, chance.choice((catalog.THERAPY, catalog.AIDE, catalog.NURSE))]
        services = tuple(
            Service(monday + timedelta(days=3 * place), item) for place, item in enumerate(kinds)
        )
        yield Care(household, member, catalog.NURSING, services)


def _infusion(chance: Random, household: Household, member: Member, start: int) -> Iterator[Care]:
    first = day_in(start, chance.randrange(1, 20))
    for week in range(chance.randrange(2, 6)):
        day = first + timedelta(weeks=week)
        items = (catalog.ANTIBIOTIC_WEEK, catalog.INFUSION_NURSE, catalog.INFUSION_SUPPLIES)
        yield Care(household, member, catalog.INFUSION, tuple(Service(day, item) for item in items))


def _equipment(
    chance: Random, household: Household, member: Member, start: int, months: range
) -> Iterator[Care]:
    on = day_in(start, chance.randrange(1, 28))
    item = chance.choice((catalog.WALKER, catalog.COMMODE, catalog.BED_MONTH, catalog.WHEELCHAIR_MONTH))
    if chance.random() < 0.3:
        item = catalog.plus_a_fifth(item)
    if "RR" not in item.modifiers:
        yield delivery(household, member, on, item)
        return
    for month in range(start, min(start + chance.randrange(2, 7), months[-1] + 1)):
        day = day_in(month, on.day)
        yield delivery(household, member, day, catalog.rental_month(item, month - start + 1))


def _supplies(
    chance: Random, household: Household, member: Member, start: int, months: range
) -> Iterator[Care]:
    item = chance.choice((catalog.DRESSINGS, catalog.SUGAR_STRIPS))
    day = chance.randrange(1, 28)
    for month in range(start, min(start + chance.randrange(3, 8), months[-1] + 1)):
        yield delivery(household, member, day_in(month, day), item)


def _breathing(
    chance: Random, household: Household, member: Member, start: int, months: range
) -> Iterator[Care]:
    day = chance.randrange(1, 28)
    yield delivery(household, member, day_in(start, day), catalog.NEBULIZER, catalog.NEBULIZER_SET)
    for month in range(start + 3, min(start + 10, months[-1] + 1), 3):
        yield delivery(household, member, day_in(month, day), catalog.NEBULIZER_SET)


def is_free(care: Care) -> bool:
    return all(service.item.kind is Kind.FREE for service in care.services)
