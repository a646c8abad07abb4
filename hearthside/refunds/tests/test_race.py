"""Several people and workers at once. On both databases. Drill 24: a refund twice at once is one."""

import pytest

from hearthside import clock
from hearthside.payments.models import Payment
from hearthside.payments.processing import processor
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.payments.tests.conftest import Payer
from hearthside.payments.tests.test_race import all_at_once
from hearthside.refunds import flows, services
from hearthside.refunds.errors import TooMuch
from hearthside.refunds.models import CheckRefund, Refund, RefundState
from hearthside.refunds.tests.cast import Desk, acting, agreed, asked, make_desk, pays, sends_check
from hearthside.refunds.tests.test_refunds import books_add_up

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 5


@pytest.fixture
def racing(transactional_db: None) -> tuple[Ana, Desk]:
    return make_ana(), make_desk()


def given_back(payment: Payment) -> list[int]:
    attempt = payment.attempt
    assert attempt is not None
    outcome = processor().find(attempt=attempt.reference, page_id=attempt.page_id)
    return [one.amount.cents for one in outcome.refunds]


def test_one_refund_sent_by_many_at_once(racing: tuple[Ana, Desk], payer: Payer) -> None:
    ana, desk = racing
    payment = pays(ana, payer)
    (refund,) = asked(ana, desk.keisha, 2000, payment=payment)
    sending = lambda: flows.send(refund, by=acting(desk.keisha), at=clock.now())  # noqa: E731
    answers = all_at_once(*[sending, lambda: flows.sweep(at=clock.now())] * 3)
    assert not [one for one in answers if isinstance(one, Exception)], answers
    assert given_back(payment) == [2000]
    assert Refund.objects.get().state == RefundState.SENT
    books_add_up()


def test_two_refunds_race_past_the_sum(racing: tuple[Ana, Desk], payer: Payer) -> None:
    """Threat 36: each is less than the payment, both together are more."""
    ana, desk = racing
    payment = pays(ana, payer)
    asking = [lambda key=key: asked(ana, desk.keisha, 9000, payment=payment, key=key) for key in "abcde"]
    answers = all_at_once(*asking)
    refused = [one for one in answers if isinstance(one, Exception)]
    assert {type(one) for one in refused} == {TooMuch} and len(refused) == PEOPLE - 1
    refund = Refund.objects.get()
    all_at_once(*[lambda who=who: agreed(refund, who) for who in (desk.omar, desk.sol)])
    all_at_once(*[lambda: flows.send(Refund.objects.get(), by=acting(desk.sol), at=clock.now())] * PEOPLE)
    assert given_back(payment) == [9000]
    assert Payment.objects.get().refunded_cents == 9000
    books_add_up()


def test_one_form_sent_many_times_at_once(racing: tuple[Ana, Desk], payer: Payer) -> None:
    ana, desk = racing
    payment = pays(ana, payer)
    made = all_at_once(*[lambda: asked(ana, desk.keisha, 5000, payment=payment, key="one")] * PEOPLE)
    assert {tuple(row.reference for row in one) for one in made} == {(Refund.objects.get().reference,)}


def test_stopping_and_cashing_a_check_at_once_leaves_one(racing: tuple[Ana, Desk]) -> None:
    ana, desk = racing
    sends_check(ana, 20000)
    (refund,) = asked(ana, desk.keisha, 5750)
    agreed(refund, desk.sol)
    flows.sweep(at=clock.now())
    check = CheckRefund.objects.get()
    sol, at = acting(desk.sol), clock.now()
    answers = all_at_once(
        lambda: services.void_check(number=check.number, why="lost", by=sol, at=at),
        lambda: services.check_cashed(
            number=check.number, amount=check.amount, paid_on=clock.today(), by=sol, at=at
        ),
    )
    assert sum(isinstance(one, Exception) for one in answers) == 1, answers
    books_add_up()


def test_a_refund_that_is_agreed_to_and_rejected_at_once(racing: tuple[Ana, Desk], payer: Payer) -> None:
    ana, desk = racing
    (refund,) = asked(ana, desk.keisha, 9000, payment=pays(ana, payer))
    all_at_once(
        lambda: agreed(refund, desk.sol),
        lambda: services.reject(
            reference=refund.reference, why="wrong_amount", by=acting(desk.omar), at=clock.now()
        ),
    )
    assert Refund.objects.get().state in (RefundState.APPROVED, RefundState.VOIDED)
    books_add_up()
