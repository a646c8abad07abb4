"""Money that came by mail or by our own debit: counted once, sent back, moved, refunded."""

from datetime import timedelta

import pytest

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.audit.models import Event
from hearthside.ledger import books
from hearthside.ledger import proofs as ledger_proofs
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as entries
from hearthside.ledger.holds import HoldReason
from hearthside.mailroom.models import Message
from hearthside.money import ZERO, Money
from hearthside.payments import errors, proofs, selectors, services
from hearthside.payments.models import Payment, PaymentState
from hearthside.payments.tests.cast import Ana, make_ana

pytestmark = pytest.mark.django_db
CLERK = job("clerk")


def check(ana: Ana, cents: int, item: str = "1:1", cash_book: str = "cash:lockbox") -> Payment:
    return services.receive(
        account_id=ana.id, amount=Money(cents), method="check", processor="lockbox", processor_id=item,
        received_at=clock.now(), cash_book=cash_book, last4="1042", by=CLERK, at=clock.now(),
    )  # fmt: skip


def all_is_well() -> None:
    found = [*ledger_proofs.checks(), *proofs.checks()]
    assert not [one for one in found if one[1]]


def test_a_check_counts_once_and_pays_the_bill() -> None:
    ana = make_ana(2900, 2900)
    first, again = check(ana, 5800), check(ana, 5800)
    assert first.pk == again.pk
    assert ana.due == ZERO
    ana.bill.refresh_from_db()
    assert ana.bill.state == "paid"
    assert [one.reference for one in selectors.payments_of(ana.id)] == [first.reference]
    assert Message.objects.filter(kind="payment_receipt").count() == 1
    assert Event.objects.filter(name="payment.settled", subject=first.reference).count() == 1
    all_is_well()


def test_a_returned_check_is_owed_again_at_its_old_age() -> None:
    ana = make_ana(2900, 2900)
    opened = [item.opened_on for item in ledger.open_charges(ana.id)]
    payment = check(ana, 5800)
    for _ in range(2):
        payment = services.take_back(reference=payment.reference, why="R01", by=CLERK, at=clock.now())
    assert payment.state == PaymentState.RETURNED
    assert [item.opened_on for item in ledger.open_charges(ana.id)] == opened
    assert ana.due == Money(5800)
    assert Message.objects.filter(kind="payment_returned").count() == 1
    all_is_well()


def test_money_out_of_suspense_leaves_it_whole() -> None:
    ana = make_ana(2900)
    entries.post_suspense(
        key="lockbox:1:1", amount=Money(2900), cash_book=books.cash("lockbox"),
        effective_on=clock.today(), at=clock.now(),
    )  # fmt: skip
    check(ana, 2900, cash_book=books.SUSPENSE)
    held = ledger.book_totals()
    assert held.get(books.SUSPENSE, ZERO) == ZERO
    assert held[books.cash("lockbox")] == Money(2900)
    all_is_well()


def test_a_payment_moves_to_the_right_account_once() -> None:
    ana, other = make_ana(2900), make_ana(4000, email="other@example.org")
    payment = check(ana, 2900)
    moved = [
        services.move_payment(
            reference=payment.reference,
            to_account_id=other.id,
            reason="keyed_wrong",
            by=CLERK,
            at=clock.now(),
        )
        for _ in range(2)
    ]
    assert moved[0].pk == moved[1].pk
    assert (ana.due, other.due) == (Money(2900), Money(1100))
    payment.refresh_from_db()
    assert payment.state == PaymentState.MOVED
    assert selectors.origin_of(moved[0]) == payment
    assert ledger.book_totals()[books.cash("lockbox")] == Money(2900)
    all_is_well()


def test_more_than_is_left_is_never_refunded() -> None:
    ana = make_ana(2900)
    payment = check(ana, 3500)
    services.note_refunded(reference=payment.reference, amount=Money(600), by=CLERK, at=clock.now())
    with pytest.raises(errors.MoreThanIsLeft):
        services.note_refunded(reference=payment.reference, amount=Money(2901), by=CLERK, at=clock.now())
    payment = services.note_refunded(
        reference=payment.reference, amount=Money(2900), by=CLERK, at=clock.now()
    )
    assert payment.state == PaymentState.REFUNDED
    payment = services.note_refund_failed(
        reference=payment.reference, amount=Money(2900), by=CLERK, at=clock.now()
    )
    assert (payment.state, payment.refunded_cents) == (PaymentState.RECEIVED, 600)
    with pytest.raises(errors.NoSuchPayment):
        services.note_refunded(reference="0000000000", amount=Money(1), by=CLERK, at=clock.now())


def test_what_a_refund_left_is_what_a_return_takes() -> None:
    ana = make_ana(2900)
    payment = check(ana, 3500)
    services.note_refunded(reference=payment.reference, amount=Money(600), by=CLERK, at=clock.now())
    entries.post_refund(
        account_id=ana.id, amount=Money(600), key="refund:1", payment_key=services.standing_key(payment),
        out_book=books.cash("lockbox"), effective_on=clock.today(), at=clock.now(),
    )  # fmt: skip
    assert ana.due == ZERO
    services.take_back(reference=payment.reference, why="R01", by=CLERK, at=clock.now())
    assert ana.due == Money(2900)
    assert ledger.book_totals()[books.cash("lockbox")] == ZERO
    with pytest.raises(errors.CannotMove):
        services.move_payment(
            reference=payment.reference, to_account_id=ana.id, reason="late", by=CLERK, at=clock.now()
        )
    all_is_well()


def test_a_line_in_question_waits_and_the_rest_is_payable() -> None:
    ana = make_ana(2900, 4000)
    entries.hold_charges(
        account_id=ana.id, charge_ids=ana.charge_ids[:1], reason=HoldReason.DISPUTED,
        source="dispute:1", by=CLERK, at=clock.now() - timedelta(days=1),
    )  # fmt: skip
    assert ana.due == Money(4000)
    check(ana, 4000)
    assert ana.due == ZERO
    assert ledger.open_amounts(ana.charge_ids[:1]) == {ana.charge_ids[0]: Money(2900)}
    entries.release_holds(account_id=ana.id, source="dispute:1", by=CLERK, at=clock.now())
    assert ana.due == Money(2900)
    all_is_well()
