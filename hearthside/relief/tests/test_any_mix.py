"""Any mix of payments, returns, new bills, forgiveness and pauses: no cent is lost or asked twice."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthside import clock
from hearthside.ledger import books
from hearthside.ledger import proofs as ledger_proofs
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as ledger_services
from hearthside.money import ZERO, Money, total
from hearthside.payments.tests.cast import Ana
from hearthside.relief import proofs, selectors
from hearthside.relief.errors import PlanEnded, PlanLate
from hearthside.relief.models import LIVE, Plan, PlanState, WriteOffState
from hearthside.relief.services import giving_up, hardship, plans
from hearthside.relief.tests import cast

pytestmark = pytest.mark.django_db

STEPS = st.one_of(
    st.tuples(st.just("check"), st.integers(1, 40000)),
    st.tuples(st.just("pay_installment"), st.just(0)),
    st.tuples(st.just("return"), st.integers(0, 5)),
    st.tuples(st.just("new_bill"), st.integers(100, 20000)),
    st.tuples(st.just("add_bills"), st.just(0)),
    st.tuples(st.just("forgive"), st.integers(1, 15000)),
    st.tuples(st.just("undo"), st.integers(0, 3)),
    st.tuples(st.just("correct"), st.integers(0, 3)),
    st.tuples(st.just("pause"), st.just(0)),
    st.tuples(st.just("resume"), st.just(0)),
    st.tuples(st.just("day"), st.sampled_from([1, 15, 31])),
    st.tuples(st.just("days_pass"), st.integers(1, 45)),
    st.tuples(st.just("stop"), st.just(0)),
    st.tuples(st.just("start"), st.integers(2, 4)),
    st.tuples(st.just("apply"), st.integers(0, 9_000_000)),
)


@dataclass
class Story:
    """One account, and what outside the house is known of it."""

    ana: Ana
    at: datetime
    made: Money
    payments: list[tuple[str, int]] = field(default_factory=list)
    back: set[str] = field(default_factory=set)
    write_offs: list[str] = field(default_factory=list)
    corrected: set[int] = field(default_factory=set)

    def do(self, step: str, number: int) -> None:
        try:
            getattr(self, f"do_{step}")(number)
        except (PlanEnded, PlanLate):
            return

    @property
    def plan(self) -> Plan | None:
        return selectors.live_plan(self.ana.id)

    def do_check(self, cents: int) -> None:
        self.payments.append((cast.pay(self.ana, cents, at=self.at), cents))

    def do_pay_installment(self, _: int) -> None:
        due = selectors.installment_due(self.ana.id, today=clock.day_of(self.at))
        if due is not None and due.amount:
            key = cast.pay(self.ana, due.amount.cents, names=due.pays_for, at=self.at)
            self.payments.append((key, due.amount.cents))

    def do_return(self, place: int) -> None:
        if place < len(self.payments) and self.payments[place][0] not in self.back:
            self.back.add(self.payments[place][0])
            cast.take_back(self.ana, self.payments[place][0], at=self.at)

    def do_new_bill(self, cents: int) -> None:
        self.ana.charge_ids.extend(cast.more_charges(self.ana, cents))
        self.made += Money(cents)

    def do_add_bills(self, _: int) -> None:
        plan = self.plan
        if plan is not None:
            more = total(row.open for row in selectors.plannable(self.ana.id, on=clock.day_of(self.at)))
            plans.add_bills(reference=plan.reference, expected=more, by=cast.ANA, at=self.at)

    def do_forgive(self, cents: int) -> None:
        plan = self.plan
        if plan is None:
            return
        amount = min(Money(cents), selectors.picture(plan).remaining)
        if amount:
            made = giving_up.forgive_on_plan(
                reference=plan.reference, amount=amount, reason="goodwill", by=cast.DEV, at=self.at
            )
            assert made.state == WriteOffState.POSTED
            self.write_offs.append(made.reference)

    def do_undo(self, place: int) -> None:
        if place < len(self.write_offs):
            giving_up.undo(reference=self.write_offs.pop(place), by=cast.SOL, at=self.at)

    def do_correct(self, place: int) -> None:
        """The payer takes a charge back."""
        charge_id = self.ana.charge_ids[place] if place < len(self.ana.charge_ids) else 0
        if not charge_id or charge_id in self.corrected:
            return
        self.corrected.add(charge_id)
        cents = next(row.amount for row in ledger.movements_of_charge(self.ana.id, charge_id))
        with transaction.atomic():
            ledger_services.reverse_charges(
                [charge_id], account_id=self.ana.id, source="test", effective_on=clock.day_of(self.at),
                at=self.at,
            )  # fmt: skip
        self.made -= cents

    def do_pause(self, _: int) -> None:
        if self.plan is not None:
            until = clock.day_of(self.at)
            plans.pause(
                reference=self.plan.reference, reason=plans.ASKED, until=until, by=cast.DEV, at=self.at
            )

    def do_resume(self, _: int) -> None:
        if self.plan is not None:
            plans.resume(reference=self.plan.reference, by=cast.DEV, at=self.at)

    def do_day(self, day: int) -> None:
        if self.plan is not None:
            plans.change_day(reference=self.plan.reference, day=day, by=cast.ANA, at=self.at)

    def do_days_pass(self, days: int) -> None:
        self.at = max(self.at, cast.in_days(days))
        for plan_id in selectors.plans_to_watch():
            plans.watch(plan_id=plan_id, by=cast.TESTS, at=self.at)

    def do_stop(self, _: int) -> None:
        if self.plan is not None:
            plans.stop(reference=self.plan.reference, by=cast.ANA, at=self.at)

    def do_start(self, count: int) -> None:
        owed = total(row.open for row in selectors.plannable(self.ana.id, on=clock.day_of(self.at)))
        if selectors.standing_plan(self.ana.id) is None and owed >= Money(10000):
            cast.make_plan(self.ana, count=count, at=self.at)

    def do_apply(self, income_cents: int) -> None:
        """Ask for a lower bill and get the answer."""
        today = clock.day_of(self.at)
        if not (self.plan or selectors.plannable(self.ana.id, on=today)):
            return
        one = hardship.begin(account_id=self.ana.id, language="en", by=cast.ANA, at=self.at)
        hardship.say_people(reference=one.reference, people=2, by=cast.ANA, at=self.at)
        income = Money(income_cents)
        hardship.say_income(reference=one.reference, income=income, is_monthly=False, by=cast.ANA, at=self.at)
        on_plan = selectors.picture(self.plan).pays_for if self.plan is not None else ()
        if not selectors.plannable(self.ana.id, on=today) and not on_plan:
            hardship.withdraw(reference=one.reference, by=cast.ANA, at=self.at)
            return
        hardship.send(reference=one.reference, by=cast.ANA, at=self.at)
        hardship.decide(reference=one.reference, income_a_year=income, by=cast.DEV, at=self.at)

    def is_right(self) -> None:
        """What was charged is owed, paid or given up; the plan adds up and asks for all it covers."""
        paid = total(Money(cents) for key, cents in self.payments if key not in self.back)
        standing = ledger.standing(self.ana.id)
        in_books = ledger.book_totals()
        given_up = in_books.get(books.ASSISTANCE, ZERO)
        assert standing.balance == self.made - paid - given_up
        cast.note(self.ana, self.at)
        cast.note(self.ana, self.at)
        assert ledger.standing(self.ana.id).balance == standing.balance
        plan = selectors.live_plan(self.ana.id)
        if plan is not None:
            seen = selectors.picture(plan, today=clock.day_of(self.at))
            assert total(one.due.amount for one in seen.placed) == plan.amount
            assert total(one.open for one in seen.placed) == seen.remaining
            held = ledger.open_amounts(ledger.held_by(selectors.hold_source(plan)))
            # Nothing that the plan sets aside falls between the plan and the next bill.
            assert total(held.values()) == seen.remaining
            assert seen.remaining > ZERO and plan.state in LIVE
        else:
            assert ledger.held_charges(self.ana.id) == {}
        for name, found in [*proofs.checks(), *ledger_proofs.checks()]:
            assert not found, (name, found)


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.lists(STEPS, min_size=1, max_size=12))
def test_any_mix_adds_up(steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        ana = cast.make_owing()
        story = Story(ana, clock.now(), Money(30000))
        cast.make_plan(ana)
        for step, number in steps:
            story.do(step, number)
            story.is_right()
        transaction.set_rollback(True)


def test_the_whole_of_a_plan_by_check() -> None:
    """Ana mails four checks with nothing but her account number on them."""
    ana = cast.make_owing()
    plan = cast.make_plan(ana)
    assert cast.due(ana) == ZERO
    for _ in range(4):
        due = selectors.installment_due(ana.id)
        assert due is not None and due.amount == Money(7500)
        cast.pay(ana, 7500)
        cast.note(ana)
    assert Plan.objects.get(pk=plan.pk).state == PlanState.COMPLETED
    assert cast.owed_in_all(ana) == ZERO and ledger.standing(ana.id).unapplied == ZERO
