"""Several workers, tabs and people at once: one charge, one rule, one saved card. On both databases."""

import pytest

from hearthside import clock
from hearthside.autopay import flows, proofs, services
from hearthside.autopay.errors import TooLate
from hearthside.autopay.models import Autopay, SavedMethod, Taking
from hearthside.autopay.tests.cast import Saver, actor_of, make_saver, newest, on, planned, set_rule, wish
from hearthside.ledger import selectors as ledger
from hearthside.money import Money
from hearthside.payments import flows as paying
from hearthside.payments import proofs as payment_proofs
from hearthside.payments.errors import AmountChanged, StillChecking
from hearthside.payments.models import Attempt, Payment
from hearthside.payments.tests import cast as guests
from hearthside.payments.tests.conftest import Payer
from hearthside.payments.tests.test_race import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4


@pytest.fixture
def racer(transactional_db: None, payer: Payer) -> Saver:
    return make_saver(payer)


def settle_down(saver: Saver) -> None:
    """Whatever was in doubt is asked about, as the worker does."""
    for attempt in Attempt.objects.all():
        paying.ask(attempt, by=flows.WORKER, at=clock.now())
    flows.follow(at=clock.now())
    wrong = [found for _name, found in (*proofs.checks(), *payment_proofs.checks()) if found]
    assert not wrong, wrong
    assert ledger.standing(saver.id).unapplied == Money(0), "more was taken than was owed"


def test_two_workers_charge_once(racer: Saver) -> None:
    taking = planned(racer)
    answers = all_at_once(*[lambda: flows.take_due(at=on(taking))] * WORKERS)
    assert not [one for one in answers if isinstance(one, Exception)], answers
    settle_down(racer)
    assert Attempt.objects.count() == 1 and Payment.objects.count() == 1 and newest(racer).state == "paid"


def test_two_workers_plan_once(racer: Saver) -> None:
    set_rule(racer)
    all_at_once(*[lambda: flows.plan_due(at=clock.now())] * WORKERS)
    assert Taking.objects.count() == 1


def test_stopping_while_it_is_taken(racer: Saver) -> None:
    taking = planned(racer)
    all_at_once(
        lambda: flows.take_due(at=on(taking)),
        lambda: services.stop(account_id=racer.id, by=racer.actor, at=on(taking)),
    )
    settle_down(racer)
    assert Autopay.objects.get().state == "ended"
    assert newest(racer).state in ("paid", "canceled")
    assert Payment.objects.count() == (newest(racer).state == "paid")


def test_skipping_while_it_is_taken(racer: Saver) -> None:
    taking = planned(racer)
    answers = all_at_once(
        lambda: flows.take_due(at=on(taking)),
        lambda: services.skip(taking_id=taking.pk, by=racer.actor, at=on(taking)),
    )
    settle_down(racer)
    was_skipped = not isinstance(answers[1], TooLate)
    assert Payment.objects.count() == (not was_skipped)


def test_paying_by_hand_while_it_is_taken(racer: Saver, payer: Payer) -> None:
    taking = planned(racer)

    def by_hand() -> None:
        begun = paying.begin(wanted=guests.wanted(racer.ana), by=guests.GUEST, at=guests.now())
        if begun.url:
            payer.pays_by_card(begun.url)

    answers = all_at_once(lambda: flows.take_due(at=on(taking)), by_hand)
    assert isinstance(answers[1], (type(None), StillChecking, AmountChanged)), answers
    settle_down(racer)
    assert Payment.objects.count() <= 1


def test_two_tabs_pay_with_a_saved_card(racer: Saver) -> None:
    def pay(key: str) -> object:
        wish_ = flows.Pay(racer.id, racer.method.pk, racer.ana.due, racer.ana.bill.pk, key, "en")
        return flows.pay(wish_, by=racer.actor, at=clock.now())

    all_at_once(lambda: pay("tab-1"), lambda: pay("tab-2"), lambda: pay("tab-1"), lambda: pay("tab-2"))
    settle_down(racer)
    assert Payment.objects.count() == 1


def test_one_form_saves_one_card(racer: Saver, payer: Payer) -> None:
    wished = wish(racer.id, racer.login, key="one-form")
    by = actor_of(racer.login)
    begun = all_at_once(*[lambda: flows.begin_saving(wished=wished, by=by, at=clock.now())] * WORKERS)
    pages = {one.page_url for one in begun if isinstance(one, SavedMethod) and one.page_url}
    assert len(pages) == 1, begun
    payer.pays_by_card(pages.pop())
    method = SavedMethod.objects.get(request_key="one-form")
    all_at_once(*[lambda: flows.ask_saving(method, by=by, at=clock.now())] * WORKERS)
    assert SavedMethod.objects.get(request_key="one-form").state == "active"


def test_one_form_sets_one_rule(racer: Saver) -> None:
    all_at_once(*[lambda: set_rule(racer, key="one-form")] * WORKERS)
    assert Autopay.objects.count() == 1
