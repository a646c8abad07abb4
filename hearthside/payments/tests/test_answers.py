"""What the help center says of a person's payments is what became of them."""

from datetime import timedelta
from typing import Any

import pytest

from hearthside import clock, references
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.helpcenter.registry import Answer, Asker
from hearthside.ledger import books
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.payments import answers, services
from hearthside.payments.rules import PublicStatus
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.portal.tests.cast import make_login

pytestmark = pytest.mark.django_db
BY = job("tests")


@pytest.fixture
def ana() -> Ana:
    return make_ana()


def asker(ana: Ana, scope: str = "self", account_id: int | None = None) -> Asker:
    login = make_login(f"{scope}@mail.example", "Reader")
    members.grant_access(login_id=login.pk, account_id=ana.id, scope=scope, by=BY, at=clock.now())
    return Asker(Actor(ActorKind.LOGIN, str(login.pk), door="web"), account_id or ana.id, clock.now())


def receive(ana: Ana, cents: int, number: str = "1") -> Any:
    at = clock.now() - timedelta(minutes=1)
    return services.receive(
        account_id=ana.id, amount=Money(cents), method="check", processor="lockbox", processor_id=number,
        received_at=at, cash_book=books.cash("lockbox"), by=BY, at=at,
    )  # fmt: skip


def rows(answer: Answer | None) -> list[str]:
    assert answer is not None
    return [str(row.value) for row in answer.rows]


def test_the_open_bill_and_what_is_left_of_it(ana: Ana) -> None:
    who = asker(ana)
    answer = answers.pay_online(who)
    assert answer is not None and str(answer.says[0]) == "You can pay $142.50 now."
    assert rows(answer)[0] == "$142.50" and answer.actions[0].path == "/account/pay/"
    receive(ana, 14000)
    assert str(answers.pay_online(who).says[0]) == "You can pay $2.50 now."  # type: ignore[union-attr]


def test_a_paid_bill_asks_for_nothing(ana: Ana) -> None:
    receive(ana, 14250)
    answer = answers.pay_online(asker(ana))
    assert answer is not None and "$" not in str(answer.says[0])
    assert "/account/pay/" not in [action.path for action in answer.actions]


def test_what_became_of_each_payment(ana: Ana) -> None:
    who = asker(ana)
    assert "no payment" in str(answers.payment_confirmation(who).says[0])  # type: ignore[union-attr]
    first, second = receive(ana, 1000), receive(ana, 2000, "2")
    services.take_back(reference=first.reference, why="R01", by=BY, at=clock.now())
    answer = answers.payment_confirmation(who)
    said = dict(zip([row.path for row in answer.rows], rows(answer), strict=True))  # type: ignore[union-attr]
    assert said == {
        f"/account/payments/{first.reference}/":
            f"Returned by the bank. Confirmation number {references.spoken(first.reference)}.",
        f"/account/payments/{second.reference}/":
            f"Received. Confirmation number {references.spoken(second.reference)}.",
    }  # fmt: skip


def test_every_status_has_words() -> None:
    assert set(answers.SAYS) == set(PublicStatus)


@pytest.mark.parametrize("slug", sorted(answers.ANSWERS))
def test_care_helpers_and_strangers_get_no_answer(ana: Ana, slug: str) -> None:
    receive(ana, 1000)
    other = make_ana(email="other@mail.example")
    assert answers.ANSWERS[slug](asker(ana, "care")) is None
    assert answers.ANSWERS[slug](asker(ana, "money", other.id)) is None
