"""Ana owes $300.00 in three charges and cannot pay it at once. Dev and Sol work the desk."""

from datetime import datetime, timedelta

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.bills import selectors as bills
from hearthside.claims import selectors as claims
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as ledger_services
from hearthside.money import Money, total
from hearthside.payments.tests.cast import Ana, make_ana, make_charges
from hearthside.references import new_reference
from hearthside.relief import selectors
from hearthside.relief.models import Plan
from hearthside.relief.services import plans

TESTS = job("tests")
ANA = Actor(ActorKind.LOGIN, "999001", door="web")
DEV = Actor(ActorKind.STAFF, "999002", door="web")
SOL = Actor(ActorKind.STAFF, "999003", door="web")


def make_owing(*cents: int) -> Ana:
    return make_ana(*(cents or (10000, 10000, 10000)))


def make_plan(ana: Ana, *, count: int = 4, day: int = 5, at: datetime | None = None) -> Plan:
    """A plan over all that Ana owes, started now."""
    moment = at or clock.now()
    owed = total(row.open for row in selectors.plannable(ana.id, on=clock.day_of(moment)))
    return plans.start(
        account_id=ana.id, count=count, day=day, expected=owed, key=new_reference(), by=ANA, at=moment
    )


def more_charges(ana: Ana, *cents: int) -> list[int]:
    """New care that became due."""
    person = claims.charges(ana.charge_ids)[ana.charge_ids[0]].person
    return make_charges(ana.account, person, cents)


def pay(
    ana: Ana, cents: int, *, names: tuple[int, ...] = (), key: str = "", at: datetime | None = None
) -> str:
    """Money arrives in the ledger; a check names no charge."""
    moment = at or clock.now()
    key = key or f"payment:{new_reference()}"
    ledger_services.post_payment(
        account_id=ana.id, amount=Money(cents), key=key, cash_book=books.cash("check"),
        effective_on=clock.day_of(moment), at=moment, apply_first=names,
    )  # fmt: skip
    return key


def take_back(ana: Ana, key: str, *, at: datetime | None = None) -> None:
    """The bank sends a payment back."""
    moment = at or clock.now()
    ledger_services.reverse_entry(
        account_id=ana.id, key_of=key, key=f"back:{key}", kind="payment_returned",
        effective_on=clock.day_of(moment), at=moment,
    )  # fmt: skip


def note(ana: Ana, at: datetime | None = None) -> Plan | None:
    return plans.note_money(account_id=ana.id, by=TESTS, at=at or clock.now())


def owed_in_all(ana: Ana) -> Money:
    return total(row.open for row in ledger.open_charges(ana.id))


def due(ana: Ana) -> Money:
    return bills.due(ana.id)


def in_days(days: int) -> datetime:
    return clock.now() + timedelta(days=days)
