"""The standing cast: the same people in every demo, journey and picture.

Ana owes, Ben may act for her, Cora is a stranger and must see nothing. Keisha, Walt, Sol and Ada work the
staff desk; Dev is staff without a role. Each of the others shows one thing that happens to real accounts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hearthside.cli.demo.plan import catalog
from hearthside.cli.demo.plan.care import Care, Service, Twist, cpap, delivery, pump, visits
from hearthside.cli.demo.plan.months import day_in
from hearthside.cli.demo.plan.people import Habit, Household, Member
from hearthside.cli.demo.plan.products import (
    BIRCH_ADVANTAGE,
    MEADOW_600,
    PRAIRIE_COPAY,
    Product,
)

PASSWORD = "a quiet house beside the river"  # noqa: S105  opens invented accounts on this machine only
CareOf = Callable[[Household, range], Iterator[Care]]


@dataclass(frozen=True, slots=True)
class Part:
    """One account of the cast: who, what care they had, and what they are there to show."""

    household: Household
    shows: str
    care: CareOf | None = None
    login: str = ""

    @property
    def email(self) -> str:
        return f"{self.login}@hearthside.example" if self.login else ""


@dataclass(frozen=True, slots=True)
class Helper:
    """Someone with a login and no account of their own."""

    login: str
    name: str
    shows: str
    helps: str = ""  # the login of the part whose bills they may see
    role: str = ""  # works at the staff desk, as this

    @property
    def email(self) -> str:
        return f"{self.login}@hearthside.example"


def _ana(home: Household, months: range) -> Iterator[Care]:
    """Her deductible runs out with the walker, in the month before last; then her share is 30%."""
    ana, now = home.subscriber, months[-1]
    yield visits(home, ana, [day_in(now - 14, 9), day_in(now - 14, 16)])
    yield visits(home, ana, [day_in(now - 8, 5), day_in(now - 8, 10), day_in(now - 8, 12)])
    yield delivery(home, ana, day_in(now - 6, 11), catalog.DRESSINGS)
    yield delivery(home, ana, day_in(now - 3, 4), catalog.COMMODE)
    yield delivery(home, ana, day_in(now - 1, 2), catalog.WALKER)
    yield visits(home, ana, [day_in(now - 1, 6), day_in(now - 1, 13)])
    yield Care(home, ana, catalog.INFUSION, (Service(day_in(now - 1, 20), catalog.INFUSION_SUPPLIES),))


def _cora(home: Household, months: range) -> Iterator[Care]:
    cora, now = home.subscriber, months[-1]
    for back in (5, 4, 1):
        first = day_in(now - back, 7)
        yield visits(home, cora, [first, first + timedelta(days=3)], catalog.THERAPY)


def _luis(home: Household, months: range) -> Iterator[Care]:
    yield from cpap(home, home.subscriber, months[-1] - 7, months, day=12)


def _mei(home: Household, months: range) -> Iterator[Care]:
    yield pump(home, home.subscriber, day_in(months[-1] - 2, 15))


def _okafor(home: Household, months: range) -> Iterator[Care]:
    """Two children and both parents: the family's deductible ends before each person's."""
    ngozi, chidi, ada, emeka = home.members
    now = months[-1]
    yield from cpap(home, chidi, now - 10, months, day=8)
    yield delivery(home, ada, day_in(now - 9, 20), catalog.NEBULIZER, catalog.NEBULIZER_SET)
    yield delivery(home, ada, day_in(now - 3, 20), catalog.NEBULIZER_SET)
    for back in (5, 4, 3, 2, 1):
        yield delivery(home, emeka, day_in(now - back, 14), catalog.FORMULA)
    yield visits(home, ngozi, [day_in(now - 1, 1), day_in(now - 1, 8)], catalog.THERAPY)


def _gail(home: Household, months: range) -> Iterator[Care]:
    """She paid her share, then the plan decided to pay it all: credit."""
    yield delivery(
        home, home.subscriber, day_in(months[-1] - 5, 6), catalog.BED_MONTH, twist=Twist.PAID_IN_FULL_LATER
    )


def _marcus(home: Household, months: range) -> Iterator[Care]:
    """A price that the plan corrected after he had paid."""
    yield delivery(
        home, home.subscriber, day_in(months[-1] - 4, 3), catalog.OXYGEN_MONTH, twist=Twist.PRICE_CORRECTED
    )
    yield delivery(home, home.subscriber, day_in(months[-1] - 1, 3), catalog.OXYGEN_MONTH)


def _priya(home: Household, months: range) -> Iterator[Care]:
    now = months[-1]
    yield delivery(home, home.subscriber, day_in(now - 6, 9), catalog.WHEELCHAIR_MONTH)
    yield visits(home, home.subscriber, [day_in(now - 1, 19), day_in(now - 1, 22)])


def _ruth(home: Household, months: range) -> Iterator[Care]:
    for month in months[-6:]:
        yield delivery(home, home.subscriber, day_in(month, 3), catalog.OXYGEN_MONTH)


def _teresa(home: Household, months: range) -> Iterator[Care]:
    first = day_in(months[-1] - 2, 2)
    yield visits(home, home.subscriber, [first, first + timedelta(days=4)])


def _walter(home: Household, months: range) -> Iterator[Care]:
    yield visits(home, home.subscriber, [day_in(months[-1] - 13, 6), day_in(months[-1] - 13, 13)])


def _one(
    number: str,
    member_id: str,
    name: str,
    born: date,
    product: Product,
    *,
    address: tuple[str, str, str, str],
    phone: str,
    second_id: str = "",
    is_qmb: bool = False,
    language: str = "en",
    large_print: bool = False,
    habit: Habit = Habit.LATEST_OPEN,
    covered_until: date | None = None,
    others: tuple[Member, ...] = (),
) -> Household:
    first_name, last_name = name.split()
    address1, city, state, zip_code = address
    return Household(
        key=f"cast-{first_name.lower()}",
        number=number,
        product=product,
        members=(Member(member_id, first_name, last_name, born, "self", second_id, is_qmb), *others),
        address1=address1,
        city=city,
        state=state,
        zip=zip_code,
        phone=phone,
        email=f"{first_name.lower()}@hearthside.example",
        language=language,
        large_print=large_print,
        habit=habit,
        pays_by_bank=habit is Habit.BANK_RETURNED,
        covered_until=covered_until,
    )


_CHILDREN = (
    Member("ML40041702", "Chidi", "Okafor", date(1985, 2, 11), "spouse"),
    Member("ML40041703", "Ada", "Okafor", date(2016, 6, 3), "child"),
    Member("ML40041704", "Emeka", "Okafor", date(2019, 10, 28), "child"),
)

CAST: tuple[Part, ...] = (
    Part(
        _one(
            "7122044287", "ML40118201", "Ana Reyes", date(1958, 4, 17), MEADOW_600,
            address=("418 Alder Lane", "Macon", "GA", "31201-4418"), phone="4785550142", second_id="H7731001",
        ),
        "owes $142.50; infusion supplies wait for her second plan", _ana, "ana",
    ),
    Part(
        _one(
            "6309175823", "PS40220701", "Cora Whitfield", date(1971, 9, 2), PRAIRIE_COPAY,
            address=("77 Juniper Court", "Athens", "GA", "30601"), phone="7065550117",
        ),
        "a stranger to Ana: owes copays of her own", _cora, "cora",
    ),
    Part(
        _one(
            "5481902376", "ML40330901", "Luis Marte", date(1963, 12, 8), MEADOW_600,
            address=("1205 Poplar Road", "Tampa", "FL", "33602"), phone="8135550188", language="es",
            large_print=True,
        ),
        "rents a CPAP machine; reads Spanish, in large print", _luis, "luis",
    ),
    Part(
        _one(
            "8820146952", "ML40440301", "Mei Tan", date(1994, 3, 25), MEADOW_600,
            address=("36 Linden Street", "Durham", "NC", "27701"), phone="9195550126",
        ),
        "her breast pump cost her nothing", _mei, "mei",
    ),
    Part(
        _one(
            "3174460927", "ML40041701", "Ngozi Okafor", date(1986, 7, 19), MEADOW_600,
            address=("910 Hickory Avenue", "Nashville", "TN", "37203"), phone="6155550109", others=_CHILDREN,
        ),
        "a family of four on one account", _okafor, "ngozi",
    ),
    Part(
        _one(
            "4096283710", "SB40550201", "Gail Brandt", date(1949, 1, 30), BIRCH_ADVANTAGE,
            address=("52 Maple Drive", "Ocala", "FL", "34470"), phone="3525550134", habit=Habit.PROMPT,
        ),
        "has credit: her plan paid after she did", _gail, "gail",
    ),
    Part(
        _one(
            "9263751845", "SB40660401", "Marcus Bell", date(1952, 5, 14), BIRCH_ADVANTAGE,
            address=("283 Spruce Street", "Mobile", "AL", "36602"), phone="2515550151",
        ),
        "a decision taken back and made again", _marcus, "marcus",
    ),
    Part(
        _one(
            "2745809133", "ML40770801", "Priya Raman", date(1966, 11, 6), MEADOW_600,
            address=("15 Laurel Court", "Knoxville", "TN", "37902"), phone="8655550173", second_id="H7732004",
        ),
        "all of her new care waits for a second plan", _priya, "priya",
    ),
    Part(
        _one(
            "7530942619", "SB40880601", "Ruth Delgado", date(1944, 8, 21), BIRCH_ADVANTAGE,
            address=("640 Chestnut Lane", "Hartford", "CT", "06103"), phone="8605550195", is_qmb=True,
            large_print=True,
        ),
        "a QMB member: her plan's share may not be billed", _ruth, "ruth",
    ),
    Part(
        _one(
            "6617308496", "PS40990101", "Teresa Lindqvist", date(1979, 10, 3), PRAIRIE_COPAY,
            address=("408 Birch Road", "Greenville", "SC", "29601"), phone="8645550160",
            habit=Habit.BANK_RETURNED,
        ),
        "her bank took a payment back", _teresa, "teresa",
    ),
    Part(
        _one(
            "1958624072", "ML41010501", "Walter Hobbs", date(1938, 2, 27), MEADOW_600,
            address=("9 Dogwood Lane", "Asheville", "NC", "28801"), phone="8285550147", habit=Habit.PROMPT,
            covered_until=date(2026, 3, 31),
        ),
        "paid in full and no longer covered: a closed account", _walter, "walter",
    ),
)  # fmt: skip

HELPERS: tuple[Helper, ...] = (
    Helper("ben", "Ben Carver", "helps Ana with her bills, and sees no care", helps="ana"),
    Helper("keisha", "Keisha Boone", "takes calls at the staff desk", role="billing_agent"),
    Helper("walt", "Walt Ericson", "posts the mail at the staff desk", role="lockbox_clerk"),
    Helper("sol", "Sol Ramirez", "approves refunds and write-offs at the staff desk", role="supervisor"),
    Helper("ada", "Ada Whitfield", "sees everything at the staff desk and changes nothing", role="auditor"),
    Helper("sam", "Sam Ortiz", "looks into fraud reports", role="investigator"),
    Helper("imani", "Imani Brooks", "agrees to what Sam closes", role="investigator"),
    Helper("petra", "Petra Novak", "answers privacy requests", role="privacy_officer"),
    Helper("dev", "Dev Patel", "is staff, and may do nothing yet", role="none"),
)
