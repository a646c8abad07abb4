"""Whatever happens to an account, its bill adds up, asks for what is due, and says where each part went."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hearthside.bills import selectors
from hearthside.bills.applied import applied
from hearthside.bills.care import care_lines
from hearthside.bills.document.codec import bill_from_json
from hearthside.bills.models import Bill
from hearthside.bills.printing import bill_pdf
from hearthside.bills.receipts import Wanted, itemized
from hearthside.bills.rules import Moved
from hearthside.bills.showing import shown
from hearthside.bills.tests.cast import HARBOR, MEADOWLARK, House, claim, line, make_house, negated
from hearthside.claims import selectors as claims
from hearthside.claims.models import Charge
from hearthside.formats.x12.remittance import Claim
from hearthside.ledger import selectors as ledger
from hearthside.money import Money

pytestmark = pytest.mark.django_db

cents = st.integers(0, 30_000)


@st.composite
def shares(draw) -> list[tuple[str, str, int]]:
    """What a plan leaves to the member of one amount, by reason, and what it writes off."""
    reasons = draw(
        st.lists(st.sampled_from(["1", "2", "3", "45", "96"]), min_size=1, max_size=3, unique=True)
    )
    return [("CO" if code == "45" else "PR", code, draw(cents)) for code in reasons]


@st.composite
def answers(draw) -> dict:
    """One claim as its first plan answers it: one to three lines, sometimes speaking of the whole claim."""
    lines = draw(st.lists(st.tuples(shares(), cents), min_size=0, max_size=3))
    return {
        "lines": lines,
        "own": draw(shares()) if not lines or draw(st.integers(0, 4)) == 0 else [],
        "paid": draw(cents),
        "taken": draw(st.one_of(st.just(0), cents)),
        "who": draw(st.integers(0, 1)),
        "same_number": draw(st.integers(0, 5)) == 0,
    }


steps = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), answers()),
        st.tuples(st.just("second"), st.tuples(st.integers(0, 9), st.integers(0, 3), cents)),
        st.tuples(st.just("reverse"), st.integers(0, 9)),
        st.tuples(st.just("again"), st.integers(0, 9)),
        st.tuples(st.just("pay"), st.tuples(st.integers(1, 60_000), st.booleans())),
        st.tuples(st.just("return"), st.integers(0, 9)),
        st.tuples(st.just("bill"), st.just(0)),
        st.tuples(st.just("wait"), st.sampled_from([1, 7, 50])),
    ),
    min_size=3,
    max_size=14,
)


class Story:
    """Runs steps on one account through the real services."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.first: list[Claim] = []
        self.open_answers: list[tuple[tuple[str, str], Claim]] = []
        self.taken_back: list[tuple[tuple[str, str], Claim]] = []

    def take(self, step: str, what) -> None:
        getattr(self, step)(what)

    def answer(self, told: dict) -> None:
        house = self.house
        lines = [
            line(
                place,
                paid + sum(part for *_, part in parts),
                paid,
                *parts,
                on=house.day - timedelta(days=9 + place),
            )
            for place, (parts, paid) in enumerate(told["lines"], 1)
        ]
        own = told["own"]
        charged = None if lines else told["paid"] + sum(part for *_, part in own)
        number = self.first[-1].number if told["same_number"] and self.first else f"C{house.files}"
        person = house.people[told["who"] % len(house.people)]
        made = claim(
            person,
            number,
            lines,
            *own,
            payer_number=f"ML{house.files}",
            taken=told["taken"],
            charged=charged,
            on=house.day - timedelta(days=9),
        )
        self.first.append(made)
        self.open_answers.append((MEADOWLARK, made))
        house.hears(MEADOWLARK, [made])

    def second(self, told: tuple[int, int, int]) -> None:
        """The second plan answers an earlier claim: pays, says no, or speaks of the whole claim."""
        which, how, part = told
        if not self.first:
            return
        before = self.first[which % len(self.first)]
        shares = [one.pr_cents for one in before.lines]
        share = min(part, before.pr_cents)
        person = next(one for one in self.house.people if one.first_name == before.patient.first)
        number = f"HS{self.house.files}"
        if how == 0 or not before.lines:
            left = before.pr_cents
            own = [("OA", "23", before.charged_cents - left), ("PR", "2", share)]
            made = claim(
                person,
                before.number,
                [],
                *own,
                status="2",
                payer_number=number,
                charged=before.charged_cents,
                on=before.statement_from,
            )
        else:
            lines = []
            for one, theirs in zip(before.lines, shares, strict=True):
                owes = min(share, theirs)
                share -= owes
                rest = theirs - owes
                off = [("OA", "23", one.charged_cents - theirs), ("PR", "2", owes)]
                off += [("CO", "45", rest)] if how == 3 else []
                paid = 0 if how == 3 else rest
                lines.append(line(one.ordinal, one.charged_cents, paid, *off, on=one.served_from))
            if how == 2:
                lines = [replace(one, ordinal=place) for place, one in enumerate(reversed(lines), 1)]
            made = claim(person, before.number, lines, status="2", payer_number=number)
        self.open_answers.append((HARBOR, made))
        self.house.hears(HARBOR, [made])

    def reverse(self, which: int) -> None:
        """A plan, whichever, takes an answer back."""
        if self.open_answers:
            payer, said = self.open_answers.pop(which % len(self.open_answers))
            self.taken_back.append((payer, said))
            self.house.hears(payer, [negated(said)])

    def again(self, which: int) -> None:
        """The same answer comes once more under a number of its own, as after a plan's correction."""
        if self.taken_back:
            payer, said = self.taken_back.pop(which % len(self.taken_back))
            said = replace(said, payer_number=f"A{self.house.files}")
            self.open_answers.append((payer, said))
            self.house.hears(payer, [said])

    def pay(self, told: tuple[int, bool]) -> None:
        amount, picky = told
        charges = [one.charge_id for one in ledger.open_charges(self.house.account.pk)]
        self.house.pays(amount, "bank:6789" if picky else "card:4242", charges[-1:] if picky else ())

    def wait(self, days: int) -> None:
        self.house.day += timedelta(days=days)

    def bill(self, _nothing: int) -> None:
        self.house.bills()

    def __getattr__(self, name: str):
        if name == "return":
            return self._give_back
        raise AttributeError(name)

    def _give_back(self, which: int) -> None:
        if self.house.payments:
            self.house.gets_back(self.house.payments.pop(which % len(self.house.payments)))


def tell(told: list, *, second_plan: bool, people: int) -> House:
    house = make_house(*("Ana", "Bea")[:people], second_plan=second_plan)
    story = Story(house)
    for step, what in told:
        story.take(step, what)
        must_be_right(house)
        house.day += timedelta(days=1)
    must_print(house)
    house.day += timedelta(days=60)
    house.bills()
    must_be_right(house)
    return house


def must_print(house: House) -> None:
    """The newest bill goes on paper, whatever is on it."""
    bill = Bill.objects.filter(account_id=house.account.pk).order_by("-made_on").first()
    if bill is not None:
        content = bill_pdf(bill)
        assert content is not None and content.startswith(b"%PDF")
        for language in ("en", "es"):
            page = shown(bill, language, today=house.day)
            assert sum(row.amount.cents for row in page.rows[:-1]) == page.rows[-1].amount.cents
            assert page.left == (selectors.left_to_pay(bill) if bill.state == "open" else Money(0))
            for line_shown in page.lines:
                *parts, answer = [row.amount.cents for row in line_shown.rows]
                assert sum(parts) == answer


def must_be_right(house: House) -> None:
    """The newest bill, and the bill that would be made now."""
    account_id = house.account.pk
    bill = Bill.objects.filter(account_id=account_id).order_by("-made_on").first()
    if bill is not None and bill.made_on == house.day:
        document = bill_from_json(bill.twin)
        assert document.amount_due_cents == bill.amount_due_cents
        assert document.amount_due_cents == selectors.due(account_id, as_of=house.day).cents
        assert (
            all(payment.amount_cents > 0 for payment in document.since.payments) if document.since else True
        )
        assert document.since is None or document.since.new_charges_cents >= 0
    charges = list(Charge.objects.filter(account_id=account_id, state="final"))
    listed = list(claims.charges([row.pk for row in charges]).values())
    still_open = ledger.open_amounts(row.pk for row in listed)
    lines = care_lines(listed, still_open, "en")
    assert sum(one.you_owe.cents for one in lines) == sum(one.cents for one in still_open.values())
    assert sorted(row.pk for one in lines for row in one.charges) == sorted(row.pk for row in listed)
    for one in lines:
        assert_the_line_tells_the_truth(one)
    money = applied(
        Moved(m.kind, m.key, m.source, m.effective_on, m.charge_id, m.amount.cents)
        for m in ledger.movements_after(account_id, 0)
    )
    for row in listed:
        assert money.paid_on(row.pk) == row.amount_cents - row.taken_cents - still_open[row.pk].cents
    for held_money in money.on_charge.values():
        assert all(part > 0 for part in held_money.values())
    receipt = itemized(house.account, Wanted(), language="en", made_on=house.day)
    assert (receipt is None) is (not listed)
    if receipt is not None:
        assert receipt.balance_cents == sum(one.cents for one in still_open.values())
    held = {source.key.rpartition(":")[2] for lay in money.on_charge.values() for source in lay}
    assert held <= set(house.payments), "a payment that came back pays nothing"


def assert_the_line_tells_the_truth(one) -> None:
    split = one.split
    assert split.you_owe_cents >= 0 and split.already_paid_cents >= 0
    assert split.already_paid_cents + split.you_owe_cents == sum(row.amount_cents for row in one.all_charges)
    first = one.plans[0]
    said = first.part or first.claim
    assert split.charged_cents == said.charged_cents
    assert split.plan_paid_cents == said.paid_cents
    if not any(row.claim.held_shares.exists() or row.claim.adjustments for row in one.charges):
        assert split.other_cents >= 0
    orders = [plan.order for plan in one.plans]
    assert orders == sorted(set(orders)), "each plan speaks once"


@pytest.fixture(params=[0, 5], ids=["at once", "after five days of grace"])
def grace_days(request, tmp_path: Path, settings) -> None:
    """Bills are made at once, or some days after the plan decided."""
    told = Path(settings.PROFILE).read_text()
    profile = tmp_path / "profile.toml"
    profile.write_text(told.replace("grace_days = 0", f"grace_days = {request.param}"))
    settings.PROFILE = profile


@pytest.mark.slow
@pytest.mark.usefixtures("grace_days")
@hypothesis_settings(
    max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(told=steps, second_plan=st.booleans(), people=st.integers(1, 2))
def test_every_bill_of_any_history_adds_up(db, told, second_plan, people) -> None:
    with transaction.atomic():
        must_print(tell(told, second_plan=second_plan, people=people))
        transaction.set_rollback(True)


def test_a_simple_claim_leaves_nothing_unexplained(db) -> None:
    house = make_house()
    lines = [line(1, 21000, 10150, ("CO", "45", 6500), ("PR", "2", 4350), on=house.day)]
    house.hears(MEADOWLARK, [claim(house.people[0], "A1", lines)])
    house.day += timedelta(days=3)
    document = bill_from_json(house.bills().twin)
    (shown,) = document.lines
    assert (shown.shares.charged_cents, shown.shares.discount_cents) == (21000, 6500)
    assert (shown.shares.plan_paid_cents, shown.shares.other_cents) == (10150, 0)
    assert shown.shares.you_owe_cents == document.amount_due_cents == 4350


def test_money_never_loses_a_cent_of_due(db) -> None:
    house = make_house()
    lines = [line(1, 10000, 6000, ("PR", "1", 1500), ("PR", "2", 2500), on=house.day)]
    house.hears(MEADOWLARK, [claim(house.people[0], "A1", lines)])
    house.pays(2000)
    house.day += timedelta(days=3)
    (shown,) = bill_from_json(house.bills().twin).lines
    assert Money(shown.shares.already_paid_cents) == Money(2000), "the paid deductible is told as paid"
    assert shown.shares.other_cents == 0


def test_a_share_that_comes_back_a_second_time(db) -> None:
    """Charged after the wait, taken over by the second plan, which then takes its answer back."""
    house = make_house(second_plan=True)
    ana, on = house.people[0], house.day
    house.hears(MEADOWLARK, [claim(ana, "A1", [line(1, 10000, 7000, ("PR", "2", 3000), on=on)])])
    house.day += timedelta(days=50)
    assert house.bills().amount_due_cents == 3000
    second = [line(1, 10000, 2000, ("OA", "23", 7000), ("PR", "2", 1000), on=on)]
    answer = claim(ana, "A1", second, status="2", payer_number="H1")
    house.hears(HARBOR, [answer])
    house.hears(HARBOR, [negated(answer)])
    house.day += timedelta(days=50)
    assert house.bills().amount_due_cents == 3000
