"""Any mix of everything that moves money on one account, in any order, each step twice."""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.ledger import books, proofs, selectors, services
from hearthside.ledger.holds import HoldReason
from hearthside.ledger.models import Posting
from hearthside.ledger.tests.test_ledger import DAY, charge, give_back, make_account, pay
from hearthside.money import ZERO, Money, total

BY = job("test")
CASH = books.cash("test")
VERBS = ["charge", "pay", "refund", "refund_credit", "back", "undo", "give_up", "take_up", "hold", "let_go"]
histories = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(1, 10**6)), min_size=1, max_size=30)


@dataclass
class Books:
    """What must be true, kept by hand beside the ledger."""

    account: int
    base: int
    step: int = 0
    charged: dict[int, int] = field(default_factory=dict)
    paid: dict[str, int] = field(default_factory=dict)
    given_up: dict[str, tuple[int, int]] = field(default_factory=dict)

    def charge(self, value: int) -> None:
        charge(self.account, self.base + self.step, value)
        self.charged[self.base + self.step] = value

    def pay(self, value: int) -> None:
        key = f"payment:{self.step}"
        for _ in range(2):
            pay(self.account, value, key)
        self.paid[key] = value

    def refund(self, value: int) -> None:
        key = _one_of(self.paid, value)
        if key is not None and self.paid[key] > 0:
            part = min(self.paid[key], value)
            for _ in range(2):
                self._send(Money(part), key)
            self.paid[key] -= part

    def refund_credit(self, value: int) -> None:
        part = min(selectors.standing(self.account).unapplied, Money(value))
        if part > ZERO:
            for _ in range(2):
                self._send(part, "")
            self.paid["credit"] = self.paid.get("credit", 0) - part.cents

    def _send(self, amount: Money, payment_key: str) -> None:
        services.post_refund(
            account_id=self.account, amount=amount, key=f"refund:{self.step}", payment_key=payment_key,
            out_book=CASH, effective_on=DAY, at=clock.now(),
        )  # fmt: skip

    def back(self, value: int) -> None:
        """The whole payment leaves by its mirror; one that a refund touched, by what is left of it."""
        key = _one_of(self.paid, value)
        entry = selectors.entry_id(self.account, key) if key else None
        if key is None or entry is None or self.paid[key] <= 0:
            return
        whole = -sum(row.amount_cents for row in selectors.postings_of_entry(entry) if row.book == CASH)
        if -whole == self.paid[key]:
            for _ in range(2):
                give_back(self.account, key)
        else:
            self._send(Money(self.paid[key]), key)
        del self.paid[key]

    def undo(self, value: int) -> None:
        one = _one_of(self.charged, value)
        if one is None:
            return
        with transaction.atomic():
            services.reverse_charges(
                [one], account_id=self.account, source="test", effective_on=DAY, at=clock.now()
            )
        del self.charged[one]
        self.given_up = {key: part for key, part in self.given_up.items() if part[0] != one}

    def give_up(self, value: int) -> None:
        still_open = selectors.open_charges(self.account)
        if not still_open:
            return
        item = still_open[value % len(still_open)]
        part = min(item.open, Money(value))
        book = books.ADJUSTMENTS[value % len(books.ADJUSTMENTS)]
        for _ in range(2):
            services.adjust_charges(
                account_id=self.account, parts=[(item.charge_id, part)], book=book, key=f"up:{self.step}",
                effective_on=DAY, at=clock.now(),
            )  # fmt: skip
        self.given_up[f"up:{self.step}"] = (item.charge_id, part.cents)

    def take_up(self, value: int) -> None:
        key = _one_of(self.given_up, value)
        if key is not None:
            for _ in range(2):
                services.undo_adjustment(
                    account_id=self.account, key_of=key, key=f"down:{key}", effective_on=DAY, at=clock.now()
                )
            del self.given_up[key]

    def hold(self, value: int) -> None:
        one = _one_of(self.charged, value)
        if one is not None:
            services.hold_charges(
                account_id=self.account, charge_ids=[one], reason=HoldReason.DISPUTED,
                source=f"dispute:{one}", by=BY, at=clock.now(),
            )  # fmt: skip

    def let_go(self, value: int) -> None:
        one = _one_of(self.charged, value)
        if one is not None:
            services.release_holds(account_id=self.account, source=f"dispute:{one}", by=BY, at=clock.now())

    @property
    def balance(self) -> Money:
        given_up = sum(cents for _, cents in self.given_up.values())
        return Money(sum(self.charged.values()) - sum(self.paid.values()) - given_up)


def _one_of(things: dict, value: int):  # type: ignore[no-untyped-def, type-arg]
    names = sorted(name for name in things if name != "credit")
    return names[value % len(names)] if names else None


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories)
def test_any_mix_balances_to_the_cent(db, history):
    base = (Posting.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) * 1000
    told = Books(make_account(), base)
    for told.step, (verb, value) in enumerate(history):
        getattr(told, verb)(value)
        assert selectors.standing(told.account).balance == told.balance, verb
    standing = selectors.standing(told.account)
    payable = total(item.open for item in selectors.unheld_open_charges(told.account))
    assert standing.unapplied <= ZERO or payable == ZERO, "credit waits beside a charge that it could pay"
    assert {name: found for name, found in proofs.checks() if found} == {}


@pytest.mark.django_db
def test_suspense_is_nobodys_until_it_is_somebodys():
    services.post_suspense(
        key="check:1", amount=Money(5000), cash_book=CASH, effective_on=DAY, at=clock.now()
    )
    services.post_suspense(
        key="check:1", amount=Money(5000), cash_book=CASH, effective_on=DAY, at=clock.now()
    )
    assert selectors.book_totals()[books.SUSPENSE] == Money(-5000)
    services.settle_suspense(
        key="found:1", amount=Money(5000), to_book=CASH, effective_on=DAY, at=clock.now()
    )
    assert selectors.book_totals()[books.SUSPENSE] == ZERO


@pytest.mark.django_db
def test_a_held_charge_takes_no_payment_by_itself_and_takes_one_by_name():
    account = make_account()
    charge(account, 1, 1000, on=date(2026, 1, 1))
    charge(account, 2, 500)
    services.hold_charges(
        account_id=account, charge_ids=[1], reason=HoldReason.APPEAL, source="appeal:1", by=BY, at=clock.now()
    )
    pay(account, 800, "payment:1")
    assert selectors.open_amounts([1, 2]) == {1: Money(1000), 2: ZERO}
    assert selectors.standing(account).unapplied == Money(300)
    pay(account, 400, "payment:2", first=(1,))
    assert selectors.open_amounts([1]) == {1: Money(600)}


@pytest.mark.django_db
def test_no_more_is_given_up_than_is_open():
    account = make_account()
    charge(account, 1, 1000)
    with pytest.raises(services.MoreThanOpen):
        services.adjust_charges(
            account_id=account, parts=[(1, Money(1001))], book=books.ASSISTANCE, key="up:1",
            effective_on=DAY, at=clock.now(),
        )  # fmt: skip
