"""The people of the demo. Every name, street, phone and mailbox is invented."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from hearthside.cli.demo.plan.products import (
    BIRCH_ADVANTAGE,
    MEADOW_600,
    MEADOW_SAVER,
    PRAIRIE_COPAY,
    Product,
)
from hearthside.references import luhn_digit


class Habit(StrEnum):
    """How a household pays its bills."""

    PROMPT = "prompt"
    EVERY_FOURTH = "every_fourth"
    HALF = "half"
    NEVER = "never"
    LATEST_OPEN = "latest_open"
    BANK_RETURNED = "bank_returned"


@dataclass(frozen=True, slots=True)
class Member:
    """One covered person. `second_id` is their id with the second plan, where they have one."""

    member_id: str
    first_name: str
    last_name: str
    birth_date: date
    relationship: str
    second_id: str = ""
    is_qmb: bool = False


@dataclass(frozen=True, slots=True)
class Household:
    """The people of one account, their plan and how they pay."""

    key: str
    number: str
    product: Product
    members: tuple[Member, ...]
    address1: str
    city: str
    state: str
    zip: str
    phone: str
    email: str = ""
    language: str = "en"
    large_print: bool = False
    habit: Habit = Habit.PROMPT
    pays_by_bank: bool = False
    covered_until: date | None = None

    @property
    def subscriber(self) -> Member:
        return self.members[0]

    @property
    def name(self) -> str:
        return f"{self.subscriber.first_name} {self.subscriber.last_name}"


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words(
    """
    Abel Adela Alma Amos Anita Arlo Beata Bram Bruno Carla Cecil Clara Dalia Daphne Delmar Dora Edith
    Elio Elsa Emil Enid Esther Fabio Faye Fern Flora Gideon Gloria Greta Hazel Hector Helen Hugo Ida
    Imani Inez Irving Isaac Jasper Joelle Jonah Judith Kaya Kenji Lara Leland Leona Linus Lorna Lucio
    Mabel Marta Milo Mina Nadia Nestor Nina Noor Odell Olive Omar Opal Orson Paloma Percy Petra Quentin
    Ramona Rhea Roland Rosa Rufus Sadie Selma Silas Simone Tessa Theo Thora Ursula Vera Vernon Viola
    Wanda Warren Wilma Yara Yusuf Zelda Zora
    """
)
LAST = _words(
    """
    Abernath Alcott Amador Arden Ashby Baptist Barlow Belcourt Bellamy Birdsong Bonner Bracken Calloway
    Carden Castell Chandry Cordell Corliss Crane Dalloway Darrow Deluca Draper Duval Eastman Ellery
    Escobal Fairbank Falcone Farrow Fenwick Galindo Garrow Gatewood Goss Grantham Hadley Halvor Harker
    Hawthorn Hollis Ibarra Iverly Jessup Kaminsk Keating Kettle Kimball Landry Larkin Ledger Lindell
    Lomax Madrigal Marlow Mercado Merritt Montrose Mosely Nakano Navarre Nolan Oakes Olmsted Ortega
    Paxton Pellar Perrin Pickett Quill Quimby Radford Rendell Ridley Romero Rosell Rourke Sandoval
    Sayers Sheffel Solano Sterling Stroud Tadlock Talbot Tanaka Thorne Tierney Trujano Underhill Valdera
    Vance Varga Vickers Walden Wexford Whitlow Winslow Wooten Yarrow Yoder Zamora Zeller
    """
)
STREETS = _words(
    """
    Alder Birch Cedar Chestnut Dogwood Elm Hickory Juniper Laurel Linden Maple Mulberry Poplar Spruce
    """
)
ROADS = ("Lane", "Street", "Avenue", "Court", "Drive", "Road")
PLACES = (
    ("Macon", "GA", "31201", "478"), ("Athens", "GA", "30601", "706"), ("Savannah", "GA", "31401", "912"),
    ("Ocala", "FL", "34470", "352"), ("Tampa", "FL", "33602", "813"), ("Greenville", "SC", "29601", "864"),
    ("Columbia", "SC", "29201", "803"), ("Durham", "NC", "27701", "919"), ("Asheville", "NC", "28801", "828"),
    ("Nashville", "TN", "37203", "615"), ("Knoxville", "TN", "37902", "865"),
    ("Mobile", "AL", "36602", "251"),
    ("Hartford", "CT", "06103", "860"), ("Manchester", "CT", "06040", "860"),
)  # fmt: skip
PRODUCTS = (MEADOW_600, MEADOW_SAVER, PRAIRIE_COPAY, BIRCH_ADVANTAGE)
PRODUCT_WEIGHTS = (40, 20, 25, 15)
HABITS = (Habit.PROMPT, Habit.EVERY_FOURTH, Habit.HALF, Habit.NEVER)
HABIT_WEIGHTS = (14, 62, 6, 18)
SIZES, SIZE_WEIGHTS = (1, 2, 3, 4), (45, 25, 15, 15)


def make_households(
    chance: Random, *, members: int, anchor: date, taken_names: set[str], taken_numbers: set[str]
) -> list[Household]:
    """Households that add up to `members` people; nobody shares a name, and no account a number."""
    made: list[Household] = []
    left = members
    while left > 0:
        product = chance.choices(PRODUCTS, PRODUCT_WEIGHTS)[0]
        size = 1 if product is BIRCH_ADVANTAGE else chance.choices(SIZES, SIZE_WEIGHTS)[0]
        size = min(size, left)
        made.append(_household(chance, len(made), product, size, anchor, taken_names, taken_numbers))
        left -= size
    return made


def _household(
    chance: Random, index: int, product: Product, size: int, anchor: date, names: set[str], numbers: set[str]
) -> Household:
    last_name = chance.choice(LAST)
    city, state, zip_code, area = chance.choice(PLACES)
    base = f"{product.payer.claim_prefix}{chance.randrange(10**6):06d}{index:03d}"
    people = tuple(_member(chance, base, place, last_name, product, anchor, names) for place in range(size))
    self_, *others = people
    has_second = size == 1 and chance.random() < 0.12
    if has_second:
        self_ = replace(self_, second_id=f"H{chance.randrange(10**7):07d}{index:03d}")
    street = f"{chance.randrange(10, 990)} {chance.choice(STREETS)} {chance.choice(ROADS)}"
    mailbox = f"{self_.first_name}.{last_name}".lower()
    return Household(
        key=f"demo-{index:04d}",
        number=_number(chance, numbers),
        product=product,
        members=(self_, *others),
        address1=street,
        city=city,
        state=state,
        zip=zip_code,
        phone=f"{area}55501{chance.randrange(100):02d}",
        email=f"{mailbox}@mail.example" if chance.random() < 0.5 else "",
        language="es" if chance.random() < 0.15 else "en",
        large_print=chance.random() < 0.08,
        habit=chance.choices(HABITS, HABIT_WEIGHTS)[0],
        pays_by_bank=chance.random() < 0.2,
    )


def _member(
    chance: Random, base: str, place: int, last_name: str, product: Product, anchor: date, names: set[str]
) -> Member:
    while (name := f"{(first := chance.choice(FIRST))} {last_name}") in names:
        last_name = chance.choice(LAST)
    names.add(name)
    if product is BIRCH_ADVANTAGE:
        years = chance.randrange(66, 90)
    else:
        years = chance.randrange(24, 63) if place < 2 else chance.randrange(1, 18)
    born = anchor - timedelta(days=years * 365 + chance.randrange(365))
    relationship = ("self", "spouse")[place] if place < 2 else "child"
    return Member(f"{base}{place + 1:02d}", first, last_name, born, relationship)


def _number(chance: Random, taken: set[str]) -> str:
    """Ten digits drawn at random, the last a check digit; none that is taken."""
    while True:
        body = str(chance.randrange(10**8, 10**9))
        number = body + luhn_digit(body)
        if number not in taken:
            taken.add(number)
            return number
