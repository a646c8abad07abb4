"""The ledger holds what it promises, on whichever database runs."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthside import clock
from hearthside.ledger import books, proofs, selectors, services
from hearthside.ledger.models import JournalEntry, OpenItem, Posting
from hearthside.ledger.rules import OpenCharge, allocate
from hearthside.ledger.services import ChargeDraft, EntryDraft, Leg, write_entries
from hearthside.members.models import Account
from hearthside.money import ZERO, Money, total
from hearthside.references import new_reference

DAY = date(2026, 11, 2)
cents = st.integers(1, 10**9)


def make_account() -> int:
    return Account.objects.create(number=new_reference(), opened_on=DAY).pk


def charge(account_id: int, charge_id: int, amount_cents: int, on: date = DAY) -> None:
    with transaction.atomic():
        services.post_charges(
            [ChargeDraft(account_id, charge_id, Money(amount_cents), on, "test")], at=clock.now()
        )


def pay(account_id: int, amount_cents: int, key: str, first: tuple[int, ...] = ()) -> int:
    return services.post_payment(
        account_id=account_id,
        amount=Money(amount_cents),
        key=key,
        cash_book=books.cash("test"),
        effective_on=DAY,
        at=clock.now(),
        apply_first=first,
    )


def give_back(account_id: int, key: str) -> int | None:
    return services.reverse_entry(
        account_id=account_id,
        key_of=key,
        key=f"back:{key}",
        kind="payment_returned",
        effective_on=DAY,
        at=clock.now(),
    )


def nothing_is_wrong() -> bool:
    return {name: found for name, found in proofs.checks() if found} == {}


@given(cents, st.lists(cents, max_size=8), st.lists(st.integers(0, 9), max_size=4))
def test_an_allocation_loses_no_cent_and_overpays_no_charge(amount, opens, first):
    charges = [OpenCharge(place, DAY, Money(value)) for place, value in enumerate(opens)]
    shared = allocate(Money(amount), charges, first)
    assert total(part for _, part in shared.parts) + shared.left_over == Money(amount)
    assert all(ZERO < part <= charges[place].open for place, part in shared.parts)
    paid = total(part for _, part in shared.parts)
    assert shared.left_over == ZERO or paid == total(item.open for item in charges)


def test_chosen_charges_are_paid_first_then_the_oldest():
    charges = [OpenCharge(1, date(2026, 1, 1), Money(100)), OpenCharge(2, date(2026, 2, 1), Money(100)),
               OpenCharge(3, date(2025, 1, 1), Money(100))]  # fmt: skip
    assert allocate(Money(250), charges, (2,)).parts == ((2, Money(100)), (3, Money(100)), (1, Money(50)))


@pytest.mark.django_db
class TestHeldByTheDatabase:
    def test_an_entry_that_does_not_sum_to_zero_is_refused(self):
        account = make_account()
        with pytest.raises(IntegrityError), transaction.atomic():
            write_entries(
                [EntryDraft(account, "odd", "odd", DAY, [Leg("revenue", -5), Leg("cash:test", 6)])],
                at=clock.now(),
            )

    def test_nothing_joins_a_finished_entry(self):
        account = make_account()
        entry = pay(account, 100, "payment:1")
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.create(entry_id=entry, account_id=account, book="revenue", amount_cents=1)

    @pytest.mark.parametrize("table", ["ledger_posting", "ledger_journalentry"])
    @pytest.mark.parametrize("change", ["UPDATE {} SET account_id = account_id", "DELETE FROM {}"])
    def test_nothing_changes_or_goes(self, table, change):
        pay(make_account(), 100, "payment:1")
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change.format(table))

    def test_the_same_key_is_entered_once(self):
        account = make_account()
        assert pay(account, 100, "payment:1") == pay(account, 100, "payment:1")
        assert selectors.standing(account).unapplied == Money(100)


@pytest.mark.django_db
class TestWaysBack:
    def test_a_payment_that_comes_back_opens_its_charges_at_their_old_age(self):
        account = make_account()
        charge(account, 1, 1000, on=date(2026, 1, 1))
        pay(account, 1000, "payment:1")
        give_back(account, "payment:1")
        assert selectors.open_charges(account) == [OpenCharge(1, date(2026, 1, 1), Money(1000))]
        assert nothing_is_wrong()

    def test_giving_back_twice_is_once(self):
        account = make_account()
        charge(account, 1, 1000)
        pay(account, 1000, "payment:1")
        assert give_back(account, "payment:1") == give_back(account, "payment:1")
        assert selectors.standing(account).balance == Money(1000)

    def test_a_payment_that_comes_back_after_its_charge_was_undone(self):
        account = make_account()
        charge(account, 1, 1000)
        pay(account, 1000, "payment:1")
        with transaction.atomic():
            services.reverse_charges([1], account_id=account, source="test", effective_on=DAY, at=clock.now())
        assert selectors.standing(account).unapplied == Money(1000)
        give_back(account, "payment:1")
        assert selectors.standing(account).balance == ZERO
        assert nothing_is_wrong()

    def test_credit_that_was_used_is_taken_back(self):
        account = make_account()
        pay(account, 1000, "payment:1")
        charge(account, 1, 700)
        assert selectors.open_charges(account) == []
        give_back(account, "payment:1")
        assert total(item.open for item in selectors.open_charges(account)) == Money(700)
        assert selectors.standing(account).unapplied == ZERO
        assert nothing_is_wrong()


moves = st.lists(
    st.one_of(
        st.tuples(st.just("charge"), cents),
        st.tuples(st.just("pay"), cents),
        st.tuples(st.just("back"), st.integers(0, 20)),
        st.tuples(st.just("undo"), st.integers(0, 20)),
    ),
    min_size=1,
    max_size=25,
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_any_history_balances(db, history):
    """Whatever happens in whatever order, what is owed is charges that stand less money that stayed."""
    account = make_account()
    charged: dict[int, int] = {}
    paid: dict[str, int] = {}
    base = (Posting.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) * 100
    for step, (what, value) in enumerate(history):
        if what == "charge":
            charge(account, base + step, value)
            charged[base + step] = value
        elif what == "pay":
            pay(account, value, f"payment:{step}")
            paid[f"payment:{step}"] = value
        elif what == "back" and paid:
            key = sorted(paid)[value % len(paid)]
            give_back(account, key)
            del paid[key]
        elif what == "undo" and charged:
            one = sorted(charged)[value % len(charged)]
            with transaction.atomic():
                services.reverse_charges(
                    [one], account_id=account, source="test", effective_on=DAY, at=clock.now()
                )
            del charged[one]
    standing = selectors.standing(account)
    assert standing.balance == Money(sum(charged.values()) - sum(paid.values()))
    assert standing.unapplied == ZERO or standing.receivable == ZERO
    assert nothing_is_wrong()


@pytest.mark.django_db(transaction=True)
def test_payments_at_once_each_count_and_none_twice():
    account = make_account()
    charge(account, 1, 100_000)
    failures: list[BaseException] = []

    def payer(number: int) -> None:
        try:
            for turn in range(5):
                pay(account, 100, f"payment:{number}:{turn}")
                pay(account, 100, f"payment:shared:{turn}")
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=payer, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert JournalEntry.objects.filter(kind="payment").count() == 25
    assert OpenItem.objects.get(pk=1).open_cents == 100_000 - 2500
    assert nothing_is_wrong()
