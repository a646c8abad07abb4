"""The room's proofs see what they are there to see: each is broken once, by hand, and says so."""

from collections.abc import Callable

import pytest

from hearthside import clock
from hearthside.ledger import books
from hearthside.ledger import services as ledger
from hearthside.lockbox.models import Batch, BatchState, Item, ItemState, Part
from hearthside.lockbox.tests.cast import arrive, check, faults, make_owing
from hearthside.money import Money

pytestmark = pytest.mark.django_db


def lost_check() -> None:
    Item.objects.filter(ordinal=2).update(amount_cents=501)


def friend() -> None:
    Part.objects.update(amount_cents=1)


def unjudged() -> None:
    Batch.objects.update(state=BatchState.REVIEW)


def forgotten() -> None:
    Item.objects.filter(ordinal=2).update(state=ItemState.ROUTED, is_waiting=False)


def money_from_nowhere() -> None:
    ledger.post_suspense(
        key="strange",
        amount=Money(5),
        cash_book=books.cash("bank"),
        effective_on=clock.today(),
        at=clock.now(),
    )


def cash_from_nowhere() -> None:
    ledger.post_suspense(
        key="strange", amount=Money(5), cash_book=books.cash("lockbox"), effective_on=clock.today(),
        at=clock.now(),
    )  # fmt: skip


BREAKS: list[tuple[Callable[[], None], set[str]]] = [
    (lost_check, {"each batch is", "entered once", "suspense holds", "cash is"}),
    (friend, {"stands on accounts for it", "as large in the ledger"}),
    (unjudged, {"do not hold"}),
    (forgotten, {"suspense holds", "cash is"}),
    (money_from_nowhere, {"suspense holds"}),
    (cash_from_nowhere, {"suspense holds", "cash is"}),
]


@pytest.mark.parametrize(("breaks", "seen"), BREAKS, ids=[pair[0].__name__ for pair in BREAKS])
def test_what_is_broken_by_hand_is_seen(breaks: Callable[[], None], seen: set[str]) -> None:
    ruth = make_owing()
    arrive(check(8640, ruth.scan_line()), check(500))
    assert faults() == {}
    breaks()
    found = set(faults())
    assert {word for word in seen if any(word in name for name in found)} == seen
    assert len(found) == len(seen), found
