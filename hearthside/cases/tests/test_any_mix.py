"""Any mix of questions, answers, payments, returns and the plans' corrections, in any order, steps twice."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.bills import services as billing
from hearthside.cases import clocks, proofs
from hearthside.cases.errors import CaseClosed, MayNot, NothingToAsk, SameLineOpen, TooLate
from hearthside.cases.models import LIVE, Case, CaseCharge
from hearthside.cases.services import disputes, working
from hearthside.cases.tests import cast
from hearthside.cases.tests.cast import ANA, DEV, SOL
from hearthside.cases.tests.test_questions import reverse
from hearthside.claims import selectors as claims
from hearthside.errors import IllegalMove
from hearthside.ledger import proofs as ledger_proofs
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as ledger_services
from hearthside.money import total
from hearthside.payments.tests.cast import Ana

pytestmark = pytest.mark.django_db(transaction=True)
VERBS = ["ask", "take", "wait", "say", "stands", "correct", "void", "send_back", "take_back", "again",
         "pay", "pay_held", "bounce", "plan", "follow"]  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 10**4)), min_size=1, max_size=14)
REFUSALS = (CaseClosed, MayNot, NothingToAsk, SameLineOpen, TooLate, IllegalMove)


@dataclass
class Story:
    """One account and what happens to it. `paid` are the keys of payments that stand."""

    ana: Ana
    paid: list[str]

    def case(self, pick: int) -> Case | None:
        rows = list(Case.objects.filter(account=self.ana.account).order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def ask(self, pick: int) -> None:
        ids = self.ana.charge_ids
        cast.asks(self.ana, *(ids[pick % 3 :] or ids), key=f"k{self.ana.id}:{pick}")

    def pay(self, pick: int) -> None:
        self.paid.append(cast.pays(self.ana, 1 + pick))
        billing.note_payment(self.ana.id, clock.now())

    def pay_held(self, pick: int) -> None:
        self.paid.append(cast.pays(self.ana, 1 + pick, names=[self.ana.charge_ids[pick % 3]]))

    def bounce(self, pick: int) -> None:
        if self.paid:
            key = self.paid.pop(pick % len(self.paid))
            ledger_services.reverse_entry(
                account_id=self.ana.id, key_of=key, key=f"back:{key}", kind="payment_returned",
                effective_on=clock.today(), at=clock.now(),
            )  # fmt: skip
            billing.note_return(self.ana.id, clock.now())

    def plan(self, pick: int) -> None:
        charge_id = self.ana.charge_ids[pick % 3]
        if claims.charges([charge_id])[charge_id].state == "final":
            reverse(self.ana, charge_id)

    def follow(self, _pick: int) -> None:
        clocks.follow_plans(clock.now())

    def worked(self, verb: str, pick: int) -> None:
        case, by = self.case(pick), (DEV, SOL)[pick % 2]
        if case is None:
            return
        one: dict[str, Any] = {"reference": case.reference, "at": clock.now()}
        words = {**one, "words": "Look."}
        if verb == "take":
            working.hand_over(**words, to_login_id=None, by=by)
        elif verb == "wait":
            disputes.ask_for_more(**words, key=f"w{case.reference}:{pick}", by=by)
        elif verb == "say":
            working.answer(**words, key=f"s{case.reference}:{pick}", by=ANA)
        elif verb in ("void", "take_back"):
            getattr(disputes, verb)(**one, by=by)
        else:
            getattr(disputes, {"again": "ask_again"}.get(verb, verb))(**words, by=by)

    def do(self, verb: str, pick: int) -> None:
        act = getattr(self, verb, None)
        try:
            with transaction.atomic():
                act(pick) if act else self.worked(verb, pick)
        except REFUSALS:
            pass  # A refusal is an answer; that it changed nothing is what is proved below.

    def holds(self) -> None:
        """What must be true after every step."""
        found = [(name, wrong) for name, wrong in [*proofs.checks(), *ledger_proofs.checks()] if wrong]
        assert not found, found
        live = CaseCharge.objects.filter(account=self.ana.account, case__state__in=LIVE, ended_at=None)
        held = set(live.values_list("charge_id", flat=True))
        assert set(ledger.held_charges(self.ana.id)) == held
        open_now = {row.charge_id: row.open for row in ledger.open_charges(self.ana.id)}
        asked = total(open for pk, open in open_now.items() if pk not in held)
        assert bills.due(self.ana.id) == asked - ledger.standing(self.ana.id).unapplied
        # A charge set aside is asked for by no bill; all the rest is as payable as before.
        bill = bills.open_bill(self.ana.id)
        assert bill is None or bills.left_to_pay(bill) <= asked


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(steps)
def test_any_order_of_anything(history: list[tuple[str, int]]) -> None:
    story = Story(cast.make_ana(), [])
    for verb, pick in history:
        for _ in range(2):
            story.do(verb, pick)
        story.holds()
