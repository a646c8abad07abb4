"""Whatever happens in whatever order, and however often, a payment posts once and the books add up.

The processor is faked here (an edge): it moves as a real one does, and each answer may arrive late.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthside.errors import HearthsideError
from hearthside.ledger import selectors as ledger
from hearthside.money import Money
from hearthside.payments import flows, proofs
from hearthside.payments.models import Attempt, Method, Payment, PaymentState
from hearthside.payments.processors import HostedPage, Notice, Outcome, Unclear
from hearthside.payments.tests.cast import GUEST, make_ana, now, wanted

NEXT = {
    "open": ["processing", "succeeded", "expired"],
    "processing": ["succeeded", "failed"],
    "succeeded": ["disputed"],
    "disputed": ["won", "lost"],
}


@dataclass
class FakeProcessor:
    """One page an attempt; `moves` changes what the bank says, `is_away` loses answers."""

    states: dict[str, str] = field(default_factory=dict)
    amounts: dict[str, Money] = field(default_factory=dict)
    said: list[tuple[str, Outcome]] = field(default_factory=list)
    is_away: bool = False
    form_action_host: str = "https://pay.example"

    def open_page(self, *, attempt: str, amount: Money, **asked: Any) -> HostedPage:
        self.states.setdefault(attempt, "open")
        self.amounts[attempt] = amount
        if self.is_away:
            raise Unclear()
        return HostedPage(f"page_{attempt}", f"https://pay.example/{attempt}", datetime.now(UTC))

    def expire_page(self, page_id: str) -> None:
        reference = page_id.removeprefix("page_")
        if self.is_away:
            raise Unclear()
        if self.states[reference] == "open":
            self.states[reference] = "expired"

    def find(self, *, attempt: str, **asked: Any) -> Outcome:
        if self.is_away:
            raise Unclear()
        outcome = self.outcome(attempt)
        self.said.append((attempt, outcome))
        return outcome

    def outcome(self, attempt: str) -> Outcome:
        state = self.states.get(attempt, "unknown")
        dispute = {"disputed": "open", "won": "won", "lost": "lost"}.get(state, "")
        return Outcome(
            cast(Any, "succeeded" if dispute else state), self.amounts.get(attempt, Money(0)),
            datetime.now(UTC),
            processor_payment_id=f"pi_{attempt}", disputed=dispute in ("open", "lost"),
            dispute_state=cast(Any, dispute),
            decline_code="bank_insufficient_funds" if state == "failed" else "",
        )  # fmt: skip

    def moves(self, which: int) -> None:
        """The newest page's bank goes on, if it can."""
        if self.states:
            reference = list(self.states)[-1]
            choices = NEXT.get(self.states[reference], [])
            if choices:
                self.states[reference] = choices[which % len(choices)]


STEPS = st.one_of(
    st.tuples(st.just("pay"), st.sampled_from([None, 5000, 8000])),
    st.tuples(st.just("bank"), st.integers(0, 2)),
    st.tuples(st.just("ask"), st.integers(0, 3)),
    st.tuples(st.just("webhook"), st.integers(0, 3)),
    st.tuples(st.just("sweep"), st.integers(0, 100)),
    st.tuples(st.just("stale answer"), st.integers(0, 50)),
    st.tuples(st.just("away"), st.booleans()),
)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=18), method=st.sampled_from(list(Method)))
def test_any_order_posts_once(
    monkeypatch: pytest.MonkeyPatch, steps: list[tuple[str, Any]], method: Method
) -> None:
    fake = FakeProcessor()
    monkeypatch.setattr(flows, "processor", lambda: fake)
    ana, at = make_ana(), now()
    for number, (step, told) in enumerate(steps):
        at += timedelta(minutes=25)
        attempts = list(Attempt.objects.filter(account_id=ana.id).order_by("pk"))
        if step == "pay":
            # Refused is fine; wrong books are not.
            with suppress(HearthsideError):
                flows.begin(wanted=wanted(ana, told, method=method), by=GUEST, at=at)
        elif step == "bank":
            fake.moves(told)
        elif step == "away":
            fake.is_away = told
        elif step == "sweep":
            flows.sweep(at=at + timedelta(days=told))
        elif step == "ask" and attempts:
            flows.ask(attempts[told % len(attempts)], by=GUEST, at=at)
        elif step == "webhook" and attempts:
            about = attempts[told % len(attempts)].reference
            notice = Notice(f"evt_{number % 3}_{ana.id}", "payment", about, at)
            flows.take_notice(notice, at=at)
        elif step == "stale answer" and fake.said:
            reference, outcome = fake.said[told % len(fake.said)]
            attempt = Attempt.objects.get(reference=reference)
            flows._write_down(attempt, outcome, by=GUEST, at=at)
        books_add_up(ana.id)
    fake.is_away = False
    for attempt in Attempt.objects.filter(account_id=ana.id):
        flows.ask(attempt, by=GUEST, at=at)
    books_add_up(ana.id)
    here = {ref for ref, state in fake.states.items() if state in ("succeeded", "won")}
    received = Payment.objects.filter(account_id=ana.id, state=PaymentState.RECEIVED)
    assert {payment.reference for payment in received} == here


def books_add_up(account_id: int) -> None:
    assert [found for found in proofs.checks() if found[1]] == []
    assert sum(amount.cents for amount in ledger.book_totals().values()) == 0
    assert (
        Attempt.objects.filter(account_id=account_id, state__in=["started", "open", "unclear"]).count() <= 1
    )
