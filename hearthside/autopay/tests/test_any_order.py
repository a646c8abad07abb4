"""Whatever happens in whatever order: nobody pays twice, or more than is due, or without a yes."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthside import clock
from hearthside.autopay import flows, proofs, selectors, services
from hearthside.autopay.errors import MethodGone, TooLate
from hearthside.autopay.models import Autopay, SavedMethod, Taking
from hearthside.autopay.tests.cast import SAVED_THEN_DECLINED, Saver, make_saver, save_method, set_rule
from hearthside.ledger import selectors as ledger
from hearthside.money import ZERO, Money
from hearthside.payments import flows as paying
from hearthside.payments import proofs as payment_proofs
from hearthside.payments.models import Attempt
from hearthside.payments.tests.conftest import Payer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DOINGS = (
    "set", "set_low", "plan", "take", "skip", "allow", "stop", "remove", "other_card", "lose_answer",
    "sweep", "day", "ten_days", "pay_by_hand", "tend",
)  # fmt: skip


class Story:
    """Ana's autopay, played in some order. Time only goes forward."""

    def __init__(self, saver: Saver, payer: Payer, sandbox: Any) -> None:
        self.saver, self.payer, self.sandbox = saver, payer, sandbox
        self.method = saver.method
        self.at = clock.now()

    def play(self, doing: str) -> None:
        # A refusal in plain words is a fine answer; what must hold is checked after every step.
        with suppress(MethodGone, TooLate, *flows.LATER):
            getattr(self, f"_{doing}")()

    def _set(self) -> None:
        set_rule(self.saver, method=self.method)

    def _set_low(self) -> None:
        set_rule(self.saver, method=self.method, cents=5000)

    def _plan(self) -> None:
        flows.plan_due(at=self.at)

    def _take(self) -> None:
        flows.take_due(at=self.at)

    def _waiting(self) -> list[Taking]:
        return selectors.takings_of(self.saver.id)

    def _skip(self) -> None:
        for taking in self._waiting():
            services.skip(taking_id=taking.pk, by=self.saver.actor, at=self.at)

    def _allow(self) -> None:
        for taking in self._waiting():
            services.allow(taking_id=taking.pk, by=self.saver.actor, at=self.at)

    def _stop(self) -> None:
        services.stop(account_id=self.saver.id, by=self.saver.actor, at=self.at)

    def _remove(self) -> None:
        services.remove_method(method_id=self.method.pk, by=self.saver.actor, at=self.at)

    def _other_card(self) -> None:
        if SavedMethod.objects.filter(account_id=self.saver.id).count() < 3:
            self.method = save_method(self.payer, self.saver.id, self.saver.login)

    def _lose_answer(self) -> None:
        self.sandbox.control(
            "faults", kind="lose_answer", prefix="/v1/payment_intents", method="POST", count="1"
        )

    def _sweep(self) -> None:
        paying.sweep(at=self.at)

    def _day(self) -> None:
        self.at += timedelta(days=1)

    def _ten_days(self) -> None:
        self.at += timedelta(days=10)

    def _tend(self) -> None:
        flows.tend_methods(at=self.at)

    def _pay_by_hand(self) -> None:
        due = selectors.payable(self.saver.id)
        if due > ZERO:
            key = f"hand:{self.saver.id}:{Attempt.objects.count()}"
            wish = flows.Pay(self.saver.id, self.method.pk, due, self.saver.ana.bill.pk, key, "en")
            flows.pay(wish, by=self.saver.actor, at=self.at)


def what_always_holds(saver: Saver) -> None:
    wrong = [found for _name, found in (*proofs.checks(), *payment_proofs.checks()) if found]
    assert not wrong, wrong
    standing = ledger.standing(saver.id)
    assert standing.receivable >= ZERO and standing.unapplied == Money(0), "more was taken than was owed"
    rules = Autopay.objects.filter(account_id=saver.id)
    assert rules.exclude(state="ended").count() <= 1
    assert all(rule.consent.ended_at is not None for rule in rules.filter(state="ended"))


@pytest.mark.parametrize("card", ["4242424242424242", SAVED_THEN_DECLINED])
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(doings=st.lists(st.sampled_from(DOINGS), min_size=4, max_size=14))
def test_in_any_order(db: None, payer: Payer, sandbox: Any, card: str, doings: list[str]) -> None:
    sandbox.control("faults/clear")
    story = Story(make_saver(payer, card=card), payer, sandbox)
    story.play("set")
    for doing in doings:
        story.play(doing)
        what_always_holds(story.saver)
