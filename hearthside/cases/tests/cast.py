"""Ana owes three lines and asks about one. Keisha answers, Sol agrees, Cora is a stranger."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.cases.asked_about import lines_of_bill
from hearthside.cases.models import Case
from hearthside.cases.services import disputes
from hearthside.desk.tests.cast import BACKEND, at_desk, make_staff
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as ledger_services
from hearthside.money import Money, total
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.portal.tests.cast import Cast, make_cast
from hearthside.references import new_reference

ANA = Actor(ActorKind.LOGIN, "999001", door="web")
DEV = Actor(ActorKind.STAFF, "999002", door="web")
SOL = Actor(ActorKind.STAFF, "999003", door="web")
PDF = b"%PDF-1.7\n1 0 obj"
__all__ = [
    "ANA", "DEV", "PDF", "SOL", "Ana", "Cast", "asks", "at_desk", "held", "in_days", "ledger", "line_of",
    "make_ana", "make_cast", "make_staff", "owed", "pays", "signed_in",
]  # fmt: skip


def asks(
    ana: Ana, *charge_ids: int, why: str = "not_received", words: str = "", key: str = "",
    at: datetime | None = None, language: str = "en",
) -> Case:  # fmt: skip
    """Ana asks about these charges, or about the first one."""
    return disputes.ask_about_lines(
        account_id=ana.id, bill_number=ana.bill.number, charge_ids=charge_ids or ana.charge_ids[:1], why=why,
        words=words, language=language, request_key=key or new_reference(), by=ANA, at=at or clock.now(),
    )  # fmt: skip


def signed_in(login: Any, client: Client | None = None) -> Client:
    client = client or Client()
    client.force_login(login, backend=BACKEND)
    return client


def line_of(ana: Ana, place: int = 0) -> str:
    """The charge number in the address of a line of Ana's bill."""
    return lines_of_bill(ana.bill, "en")[place].reference


def pays(ana: Ana, cents: int, *, names: Sequence[int] = (), key: str = "") -> str:
    """Money arrives in the ledger."""
    key = key or f"payment:{new_reference()}"
    ledger_services.post_payment(
        account_id=ana.id, amount=Money(cents), key=key, cash_book=books.cash("check"),
        effective_on=clock.today(), at=clock.now(), apply_first=list(names),
    )  # fmt: skip
    return key


def held(ana: Ana) -> set[int]:
    return set(ledger.held_charges(ana.id))


def owed(ana: Ana) -> Money:
    return total(row.open for row in ledger.open_charges(ana.id))


def in_days(days: int) -> datetime:
    return clock.now() + timedelta(days=days)
