"""Whatever is asked, agreed, sent, lost, refused and sent back, in whatever order: the books add up.

The processor is the sandbox, in a process of its own, that speaks the real wire format.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthside import clock
from hearthside.errors import HearthsideError
from hearthside.ledger import selectors as ledger
from hearthside.money import Money
from hearthside.payments import flows as paying
from hearthside.payments.models import Payment
from hearthside.payments.processing import processor
from hearthside.payments.tests.cast import GUEST, make_ana
from hearthside.payments.tests.conftest import Payer
from hearthside.refunds import flows, services
from hearthside.refunds.models import OUT, CheckRefund, CheckState, Reason, Refund, RefundState
from hearthside.refunds.tests.cast import Desk, acting, asked, pays, sends_check
from hearthside.refunds.tests.test_refunds import books_add_up

STEPS = st.one_of(
    st.tuples(st.just("ask card"), st.integers(1, 160)),
    st.tuples(st.just("ask credit"), st.integers(1, 120)),
    st.tuples(st.just("ask check"), st.integers(1, 120)),
    st.tuples(st.just("agree"), st.integers(0, 5)),
    st.tuples(st.just("reject"), st.integers(0, 5)),
    st.tuples(st.just("send"), st.integers(0, 5)),
    st.tuples(st.just("look"), st.integers(0, 5)),
    st.tuples(st.just("sweep"), st.integers(0, 40)),
    st.tuples(st.just("lose"), st.sampled_from(["lose_answer", "error_after", "error_before", "refuse"])),
    st.tuples(st.just("comes back"), st.integers(0, 5)),
    st.tuples(st.just("dispute"), st.just(0)),
    st.tuples(st.just("stop check"), st.integers(0, 5)),
    st.tuples(st.just("cash check"), st.integers(0, 5)),
    st.tuples(st.just("credit"), st.just(0)),
    st.tuples(st.just("pay again"), st.integers(1, 60)),
)


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_any_order_adds_up(payer: Payer, desk: Desk, steps: list[tuple[str, Any]]) -> None:
    payer.sandbox.control("faults/clear")
    ana = make_ana()
    card, check = pays(ana, payer, 12000), sends_check(ana, 9000)
    at = clock.now()
    for number, (step, told) in enumerate(steps):
        at += timedelta(minutes=3)
        mine = list(Refund.objects.filter(account_id=ana.id).order_by("pk"))
        which = mine[told % len(mine)] if mine and isinstance(told, int) else None
        # Refused is fine; wrong books are not.
        with suppress(HearthsideError):
            if step == "ask card":
                asked(ana, desk.keisha, told * 100, payment=card, key=f"{ana.id}c{number // 2}", at=at)
            elif step == "ask check":
                asked(ana, desk.keisha, told * 100, payment=check, key=f"{ana.id}k{number // 2}", at=at)
            elif step == "ask credit":
                asked(
                    ana, desk.omar, told * 100, reason=Reason.OVERPAID, key=f"{ana.id}u{number // 2}", at=at
                )
            elif step == "agree" and which:
                services.approve(reference=which.reference, login=desk.sol, by=acting(desk.sol), at=at)
            elif step == "reject" and which:
                services.reject(reference=which.reference, why="wrong_amount", by=acting(desk.sol), at=at)
            elif step == "send" and which:
                flows.send(which, by=acting(desk.sol), at=at)
            elif step == "look" and which:
                flows.ask(which, by=acting(desk.sol), at=at)
            elif step == "sweep":
                flows.sweep(at=at + timedelta(days=told))
            elif step == "lose":
                payer.sandbox.control("faults", kind=told, prefix="/v1/refunds", method="POST", count=1)
            elif step == "comes back" and which and which.processor_id:
                payer.sandbox.control("fail-refund", refund=which.processor_id)
            elif step == "dispute" and Payment.objects.get(pk=card.pk).state == "received":
                payer.sandbox.control("dispute", payment_intent=card.processor_id)
                assert card.attempt is not None
                paying.ask(card.attempt, by=GUEST, at=at)
            elif step in ("stop check", "cash check"):
                _check(step, ana.id, told, by=acting(desk.sol), at=at)
            elif step == "credit":
                services.see_credit(account_id=ana.id, at=at + timedelta(days=40))
            elif step == "pay again":
                sends_check(ana, told * 100)
        books_add_up()
    payer.sandbox.control("faults/clear")
    _settle(at)
    books_add_up()
    assert card.attempt is not None
    there = processor().find(attempt=card.attempt.reference, page_id=card.attempt.page_id)
    gone = sum(one.amount.cents for one in there.refunds if one.state != "failed")
    here = Refund.objects.filter(payment=card, way="processor", state__in=OUT)
    assert gone == sum(refund.amount_cents for refund in here), "what the processor sent is what we say"
    assert ledger.standing(ana.id).receivable >= Money(0)


def _check(step: str, account_id: int, which: int, *, by: Any, at: Any) -> None:
    checks = list(CheckRefund.objects.filter(account_id=account_id).order_by("pk"))
    if not checks:
        return
    check = checks[which % len(checks)]
    if step == "stop check":
        services.void_check(number=check.number, why="lost", by=by, at=at)
    else:
        services.check_cashed(number=check.number, amount=check.amount, paid_on=clock.today(), by=by, at=at)


def _settle(at: Any) -> None:
    """Every refund is known in the end."""
    for refund in Refund.objects.filter(state__in=[*OUT, RefundState.UNCLEAR], way="processor"):
        flows.ask(refund, by=GUEST, at=at + timedelta(days=1))
    unknown = Refund.objects.filter(state__in=[RefundState.SENDING, RefundState.UNCLEAR], way="processor")
    assert not unknown.exists()
    assert not CheckRefund.objects.filter(state=CheckState.CASHED, cashed_on=None).exists()
