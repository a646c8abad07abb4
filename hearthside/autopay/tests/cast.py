"""Ana owes and may sign in; she saves a card on the processor's page and sets a rule."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.crypto import get_random_string

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.autopay import flows, selectors, services, wording
from hearthside.autopay.models import Autopay, SavedMethod, Taking
from hearthside.identity.models import Login
from hearthside.members.models import Scope
from hearthside.members.services import grant_access
from hearthside.money import Money
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.payments.tests.conftest import Payer

PAYS, SAVED_THEN_DECLINED, BANK_PAYS = "4242424242424242", "4000000000000341", "000123456789"
SHOWN = wording.Shown("I agree.", "en")


@dataclass(frozen=True, slots=True)
class Saver:
    """Ana with her login, her bill and the way to pay that she saved."""

    ana: Ana
    login: Any
    method: SavedMethod

    @property
    def id(self) -> int:
        return self.ana.id

    @property
    def actor(self) -> Actor:
        return actor_of(self.login)


def actor_of(login: Any) -> Actor:
    return Actor(ActorKind.LOGIN, str(login.pk), door="web", address_prefix="192.0.2.0/24")


def make_login(name: str, account_id: int | None = None, scope: Scope = Scope.SELF) -> Any:
    login = Login.objects.create_user(f"{name}@example.org", name=name.title())
    if account_id is not None:
        grant_access(login_id=login.pk, account_id=account_id, scope=scope, by=job("test"),
                     at=clock.now() - timedelta(days=400))  # fmt: skip
    return login


def make_saver(payer: Payer, *, card: str = PAYS, bank: str = "", ana: Ana | None = None) -> Saver:
    ana = ana or make_ana()
    login = make_login(f"ana{ana.id}", ana.id)
    return Saver(ana, login, save_method(payer, ana.id, login, card=card, bank=bank))


def wish(account_id: int, login: Any, *, kind: str = "card", key: str = "") -> services.Wished:
    return services.Wished(
        account_id=account_id, login_id=login.pk, kind=kind, request_key=key or get_random_string(32),
        goes_on_to="methods", shown=wording.to_save(),
    )  # fmt: skip


def save_method(
    payer: Payer, account_id: int, login: Any, *, card: str = PAYS, bank: str = ""
) -> SavedMethod:
    by = actor_of(login)
    wished = wish(account_id, login, kind="bank" if bank else "card")
    method = flows.begin_saving(wished=wished, by=by, at=clock.now())
    answer = payer.pays_by_bank(method.page_url, bank) if bank else payer.pays_by_card(method.page_url, card)
    assert answer.status_code == 303, answer.text
    return flows.ask_saving(method, by=by, at=clock.now())


def set_rule(
    saver: Saver, *, cents: int = 20_000, key: str = "", method: SavedMethod | None = None, **terms: Any
) -> Autopay:
    return services.set_autopay(
        account_id=saver.id, login_id=saver.login.pk, request_key=key or get_random_string(32), shown=SHOWN,
        terms=services.Terms(method_id=(method or saver.method).pk, limit=Money(cents), **terms),
        by=saver.actor, at=clock.now(),
    )  # fmt: skip


def planned(saver: Saver, **terms: Any) -> Taking:
    """Ana's rule and what it plans for her bill."""
    set_rule(saver, **terms)
    flows.plan_due(at=clock.now())
    return newest(saver)


def newest(saver: Saver) -> Taking:
    return selectors.takings_of(saver.id)[0]


def on(day_of: Taking, *, days: int = 0) -> datetime:
    """Noon, at the desk, of the day something is to be taken."""
    return datetime(
        day_of.take_on.year, day_of.take_on.month, day_of.take_on.day, 17, tzinfo=UTC
    ) + timedelta(days=days)
