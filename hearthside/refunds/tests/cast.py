"""Ana paid, and some of it goes back. Keisha proposes, Sol agrees; both work at the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.crypto import get_random_string

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.identity import services as identity
from hearthside.ledger import books
from hearthside.money import Money
from hearthside.payments import flows as paying
from hearthside.payments import services as payments
from hearthside.payments.models import Method, Payment
from hearthside.payments.tests.cast import GUEST, Ana, wanted
from hearthside.payments.tests.conftest import Payer
from hearthside.portal.tests.cast import SETTING_THE_TABLE, make_login
from hearthside.refunds import services
from hearthside.refunds.models import Reason, Refund


@dataclass(frozen=True, slots=True)
class Desk:
    """Two billing agents and a supervisor."""

    keisha: Any
    omar: Any
    sol: Any


def make_desk() -> Desk:
    roles = {"keisha": "billing_agent", "omar": "billing_agent", "sol": "supervisor"}
    made = {}
    for name, role in roles.items():
        made[name] = make_login(f"{name}@desk.example", name.title(), is_staff=True)
        identity.give_role(login_id=made[name].pk, role=role, by=SETTING_THE_TABLE, at=clock.now())
    return Desk(**made)


def acting(login: Any) -> Actor:
    kind = ActorKind.STAFF if login.is_staff else ActorKind.LOGIN
    return Actor(kind, str(login.pk), door="web")


def pays(ana: Ana, payer: Payer, cents: int | None = None, *, number: str = "4242424242424242") -> Payment:
    """Ana pays at the hosted page by card; the processor says so."""
    begun = paying.begin(wanted=wanted(ana, cents), by=GUEST, at=clock.now())
    payer.pays_by_card(begun.url, number)
    attempt = paying.ask(begun.attempt, by=GUEST, at=clock.now())
    return Payment.objects.get(attempt=attempt)


def sends_check(ana: Ana, cents: int, *, days_ago: int = 20) -> Payment:
    """A check of Ana's arrived in the mail."""
    return payments.receive(
        account_id=ana.id, amount=Money(cents), method=Method.CHECK, processor="lockbox",
        processor_id=get_random_string(12), received_at=clock.now() - timedelta(days=days_ago),
        cash_book=books.cash("lockbox"), by=SETTING_THE_TABLE, at=clock.now(),
    )  # fmt: skip


def asked(
    ana: Ana,
    login: Any,
    cents: int,
    *,
    payment: Payment | None = None,
    key: str = "",
    reason: Reason = Reason.DUPLICATE,
    at: datetime | None = None,
) -> list[Refund]:
    """Somebody proposes that `cents` go back: of a payment, or of the credit."""
    proposal = services.Wanted(
        ana.id, Money(cents), reason, key or get_random_string(20), payment.reference if payment else ""
    )
    return services.propose(
        wanted=proposal, login=login, by=acting(login) if login else SETTING_THE_TABLE, at=at or clock.now()
    )


def agreed(refund: Refund, login: Any, *, at: datetime | None = None) -> Refund:
    return services.approve(reference=refund.reference, login=login, by=acting(login), at=at or clock.now())
