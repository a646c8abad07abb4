"""Ana has died, or so it is told. Tom handles her estate. Keisha and Sol work at the desk."""

from datetime import date, datetime, timedelta
from typing import Any

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.cases.tests.cast import PDF, at_desk, make_staff, signed_in
from hearthside.estates import selectors, services
from hearthside.estates.flows import look_at_new
from hearthside.estates.models import Notice, Proof, Told
from hearthside.estates.services import Report
from hearthside.estates.services.contacts import Speaker
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as ledger_services
from hearthside.members.models import Person
from hearthside.money import Money
from hearthside.payments.tests.cast import Ana, make_ana, make_charges
from hearthside.portal.tests.cast import SETTING_THE_TABLE, Cast, make_cast, make_login
from hearthside.references import new_reference

KEISHA = Actor(ActorKind.STAFF, "999002", door="web")
SOL = Actor(ActorKind.STAFF, "999003", door="web")
TOM = Actor(ActorKind.GUEST, "", door="web")
DIED = date(2026, 1, 5)
TOMS = {
    "died_name": "Ana Reyes", "reporter": "Tom Reyes", "relation": "child", "phone": "404-555-0142",
    "email": "tom@mail.example", "address": "9 Oak St\nDayton, OH 45402", "is_executor": "yes",
}  # fmt: skip
__all__ = [
    "DIED", "KEISHA", "PDF", "SETTING_THE_TABLE", "SOL", "TOM", "Ana", "Cast", "at_desk", "credit", "held",
    "in_days", "ledger", "look_at_new", "make_ana", "make_cast", "make_charges", "make_login", "make_staff",
    "new_charge", "person_of", "signed_in", "speaks", "tells", "told", "verified", "with_family",
]  # fmt: skip


def tells(number: str = "", *, key: str = "", at: datetime | None = None, **changes: Any) -> Notice:
    """Tom tells us; nobody has looked yet."""
    facts = {**TOMS, "number_typed": number, "died_on": DIED, **changes}
    return services.report(
        facts=Report(**facts), told=Told.PAGE, language="en", request_key=key or new_reference(), by=TOM,
        at=at or clock.now(),
    )  # fmt: skip


def told(ana: Ana, **changes: Any) -> Notice:
    """Tom told us, and the worker has looked."""
    reference = tells(ana.account.number, **changes).case.reference
    look_at_new(clock.now())
    return again(reference)


def again(reference: str) -> Notice:
    found = selectors.notice_of(reference)
    assert found is not None
    return found


def verified(notice: Notice, *, by: Actor = KEISHA, at: datetime | None = None) -> Notice:
    return services.check(
        reference=notice.case.reference, proof=Proof.CERTIFICATE, died_on=DIED, by=by, at=at or clock.now()
    )


def undone(notice: Notice) -> Notice:
    reference = notice.case.reference
    services.ask_undo(reference=reference, why="She called us.", by=KEISHA, at=clock.now())
    return services.undo(reference=reference, by=SOL, at=clock.now())


def speaks(notice: Notice, *, papers: str = "Letters testamentary", email: str = "tom@mail.example") -> Any:
    speaker = Speaker("Tom Reyes", "child", "404-555-0142", email, "9 Oak St\nDayton, OH 45402", papers)
    return services.set_contact(
        reference=notice.case.reference, speaker=speaker, by=KEISHA, at=clock.now()
    )  # fmt: skip


def person_of(ana: Ana, name: str = "Ana") -> Person:
    return Person.objects.get(account=ana.account, first_name=name)


def with_family(ana: Ana) -> Person:
    """Leo, Ana's son, is on the account too."""
    return Person.objects.create(
        account=ana.account, first_name="Leo", last_name="Reyes", birth_date=date(2001, 2, 3),
        relationship="child",
    )  # fmt: skip


def new_charge(ana: Ana, person: Person, cents: int = 1500) -> int:
    [charge_id] = make_charges(ana.account, person, [cents])
    return charge_id


def held(ana: Ana) -> dict[int, str]:
    """What is set aside now, and why."""
    return {pk: str(hold.reason) for pk, hold in ledger.held_charges(ana.id).items()}


def credit(ana: Ana, cents: int) -> None:
    """More money came than was owed."""
    ledger_services.post_payment(
        account_id=ana.id, amount=Money(cents), key=f"payment:{new_reference()}",
        cash_book=books.cash("check"), effective_on=clock.today(), at=clock.now(),
    )  # fmt: skip


def in_days(days: int) -> datetime:
    return clock.now() + timedelta(days=days)
