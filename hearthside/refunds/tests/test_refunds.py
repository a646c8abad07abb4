"""Money goes back: to the card it came from, once, and never without a second person where one is due."""

from datetime import timedelta
from pathlib import Path

import pytest

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.errors import IllegalMove
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.mailroom.models import Message
from hearthside.members import services as members
from hearthside.members.models import Account, Scope
from hearthside.money import ZERO, Money
from hearthside.payments import flows as paying
from hearthside.payments import proofs as payment_proofs
from hearthside.payments.models import Payment
from hearthside.payments.tests.cast import GUEST, Ana
from hearthside.payments.tests.conftest import Payer
from hearthside.portal.tests.cast import SETTING_THE_TABLE
from hearthside.refunds import exports, flows, proofs, services
from hearthside.refunds.errors import (
    AddressMissing,
    AddressMoved,
    NotAllowed,
    NotYet,
    NoWayBack,
    TooMuch,
    WrongAmount,
)
from hearthside.refunds.models import CheckRefund, CheckState, Reason, Refund, RefundState
from hearthside.refunds.tests.cast import Desk, acting, agreed, asked, pays, sends_check

pytestmark = pytest.mark.django_db


def books_add_up() -> None:
    assert [found for found in [*proofs.checks(), *payment_proofs.checks()] if found[1]] == []
    assert sum(amount.cents for amount in ledger.book_totals().values()) == 0


def fresh(refund: Refund) -> Refund:
    return Refund.objects.get(pk=refund.pk)


def test_a_card_payment_goes_back_to_its_card(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    (refund,) = asked(ana, desk.keisha, 8450, payment=payment)
    assert (refund.state, refund.way, refund.second) == (RefundState.ASKED, "processor", ["amount"])
    agreed(refund, desk.omar)
    sent = flows.send(fresh(refund), by=acting(desk.omar), at=clock.now())
    assert (sent.state, sent.has_arrived) == (RefundState.SENT, True)
    assert Payment.objects.get(pk=payment.pk).refunded_cents == 8450
    assert ledger.standing(ana.id).receivable == Money(8450), "the newest line is owed again"
    names = set(Event.objects.filter(subject=refund.reference).values_list("name", flat=True))
    assert {"refund.asked", "refund.approved", "refund.sending", "refund.sent"} <= names
    assert Message.objects.filter(kind="refund_sent").count() == 1
    books_add_up()


def test_a_small_refund_needs_one_person(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    (refund,) = asked(ana, desk.keisha, 2500, payment=payment)
    assert (refund.state, refund.approved_by_id) == (RefundState.APPROVED, None)
    assert flows.send(refund, by=acting(desk.keisha), at=clock.now()).state == RefundState.SENT
    books_add_up()


def test_nobody_agrees_to_their_own_asking_or_gets_their_own_money(
    ana: Ana, payer: Payer, desk: Desk
) -> None:
    """Drill 25."""
    payment = pays(ana, payer)
    (refund,) = asked(ana, desk.keisha, 8450, payment=payment)
    with pytest.raises(NotAllowed) as own:
        agreed(refund, desk.keisha)
    assert own.value.why == "own_ask" and fresh(refund).state == RefundState.ASKED
    members.grant_access(
        login_id=desk.omar.pk, account_id=ana.id, scope=Scope.MONEY, by=SETTING_THE_TABLE, at=clock.now()
    )
    for doing in (lambda: agreed(refund, desk.omar), lambda: asked(ana, desk.omar, 100, payment=payment)):
        with pytest.raises(NotAllowed) as theirs:
            doing()
        assert theirs.value.why == "own_money"
    assert Refund.objects.count() == 1 and Payment.objects.get().refunded_cents == 0


def test_a_colleague_with_the_payees_name_is_not_the_one_to_agree(ana: Ana, payer: Payer, desk: Desk) -> None:
    (refund,) = asked(ana, desk.keisha, 8450, payment=pays(ana, payer))
    desk.omar.name = "ANA REYES"
    with pytest.raises(NotAllowed):
        agreed(refund, desk.omar)


def test_never_more_than_is_left(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    asked(ana, desk.keisha, 10000, payment=payment)
    with pytest.raises(TooMuch) as too_much:
        asked(ana, desk.keisha, 5000, payment=payment)
    assert too_much.value.left == Money(4250), "what somebody asked for already is not there twice"
    with pytest.raises(TooMuch):
        asked(ana, desk.keisha, 0, payment=payment)


def test_the_same_form_again_asks_once(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    first = asked(ana, desk.keisha, 5000, payment=payment, key="form")
    assert asked(ana, desk.keisha, 5000, payment=payment, key="form") == first


def test_a_lost_answer_is_found_and_never_sent_again(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    (refund,) = asked(ana, desk.keisha, 2000, payment=payment)
    payer.sandbox.control("faults", kind="lose_answer", prefix="/v1/refunds", method="POST", count=1)
    unclear = flows.send(refund, by=acting(desk.keisha), at=clock.now())
    assert unclear.state == RefundState.UNCLEAR
    assert flows.send(unclear, by=acting(desk.keisha), at=clock.now()).state == RefundState.UNCLEAR
    books_add_up()
    flows.sweep(at=clock.now() + timedelta(minutes=2))
    assert fresh(refund).state == RefundState.SENT
    outcome = _asked_of_processor(payment)
    assert [one.amount for one in outcome] == [Money(2000)], "the processor sent it once"
    books_add_up()


def test_a_call_that_never_arrived_is_made_again(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    (refund,) = asked(ana, desk.keisha, 2000, payment=payment)
    payer.sandbox.control("faults", kind="refuse", prefix="/v1/refunds", method="POST", count=1)
    assert flows.send(refund, by=acting(desk.keisha), at=clock.now()).state == RefundState.UNCLEAR
    flows.sweep(at=clock.now() + timedelta(minutes=2))
    assert fresh(refund).state == RefundState.SENT
    assert len(_asked_of_processor(payment)) == 1
    books_add_up()


def _asked_of_processor(payment: Payment):  # type: ignore[no-untyped-def]
    from hearthside.payments.processing import processor

    attempt = payment.attempt
    assert attempt is not None
    return processor().find(attempt=attempt.reference, page_id=attempt.page_id).refunds


def test_a_refund_that_comes_back_restores_the_account(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer, number="4000000000005126")  # a refund fails later
    before = ledger.standing(ana.id)
    (refund,) = asked(ana, desk.keisha, 2000, payment=payment)
    assert flows.send(refund, by=acting(desk.keisha), at=clock.now()).state == RefundState.SENT
    payer.sandbox.control("fail-refund", refund=fresh(refund).processor_id)
    flows.sweep(at=clock.now() + timedelta(days=2))
    assert (fresh(refund).state, fresh(refund).why) == (RefundState.FAILED, "came_back")
    assert ledger.standing(ana.id) == before
    assert Payment.objects.get().refunded_cents == 0
    assert Message.objects.filter(kind="refund_came_back").count() == 1
    books_add_up()


def test_what_came_back_pays_what_is_open_when_its_line_was_paid_again(
    ana: Ana, payer: Payer, desk: Desk
) -> None:
    payment = pays(ana, payer, number="4000000000005126")
    (refund,) = asked(ana, desk.keisha, 2000, payment=payment)
    flows.send(refund, by=acting(desk.keisha), at=clock.now())
    sends_check(ana, 2000)
    payer.sandbox.control("fail-refund", refund=fresh(refund).processor_id)
    flows.sweep(at=clock.now() + timedelta(days=2))
    assert fresh(refund).state == RefundState.FAILED
    assert ledger.standing(ana.id).unapplied == Money(2000)
    books_add_up()


def test_a_disputed_payment_cannot_go_back(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    (refund,) = asked(ana, desk.keisha, 2000, payment=payment)
    payer.sandbox.control("dispute", payment_intent=payment.processor_id)
    attempt = payment.attempt
    assert attempt is not None
    paying.ask(attempt, by=GUEST, at=clock.now())
    voided = flows.send(refund, by=acting(desk.keisha), at=clock.now())
    assert (voided.state, voided.why) == (RefundState.VOIDED, "payment_gone")
    with pytest.raises(NoWayBack):
        asked(ana, desk.keisha, 100, payment=payment)
    books_add_up()


def test_a_new_contact_holds_money_for_72_hours_and_asks_for_two(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    members.change_contact(
        account_id=ana.id, changes={"address1": "9 New Road"}, by=SETTING_THE_TABLE, at=clock.now()
    )
    (refund,) = asked(ana, desk.keisha, 2000, payment=payment)
    assert refund.second == ["address"]
    agreed(refund, desk.omar)
    with pytest.raises(NotYet):
        flows.send(fresh(refund), by=acting(desk.omar), at=clock.now())
    assert flows.sweep(at=clock.now() + timedelta(hours=71)) == 0
    flows.sweep(at=clock.now() + timedelta(hours=73))
    assert fresh(refund).state == RefundState.SENT


def test_a_check_payment_goes_back_by_check(ana: Ana, desk: Desk, tmp_path: Path) -> None:
    payment = sends_check(ana, 20000)
    (refund,) = asked(ana, desk.keisha, 5750, payment=payment)
    assert (refund.way, refund.second, refund.payee) == ("check", ["check"], "Ana Reyes")
    agreed(refund, desk.sol)
    assert flows.send(fresh(refund), by=acting(desk.sol), at=clock.now()).state == RefundState.SENDING
    books_add_up()
    (file,) = exports.write_positive_pay(tmp_path, acting(desk.sol), clock.now())
    told = file.path.read_bytes().decode()
    check = CheckRefund.objects.get()
    assert told == f"I,000123456789,{check.number},{check.issued_on:%m%d%y},57.50,Ana Reyes\r\n"
    assert exports.write_positive_pay(tmp_path, acting(desk.sol), clock.now()) == []
    assert fresh(refund).state == RefundState.SENT
    with pytest.raises(WrongAmount):
        services.check_cashed(
            number=check.number,
            amount=Money(5700),
            paid_on=clock.today(),
            by=SETTING_THE_TABLE,
            at=clock.now(),
        )
    for _ in range(2):
        services.check_cashed(
            number=check.number,
            amount=Money(5750),
            paid_on=clock.today(),
            by=SETTING_THE_TABLE,
            at=clock.now(),
        )
    assert ledger.book_totals()[books.cash("check")] == Money(-5750)
    assert ledger.book_totals()[books.REFUNDS_PAYABLE] == ZERO
    assert ledger.standing(ana.id).unapplied == ZERO
    books_add_up()


def test_a_stopped_check_is_on_the_account_again_and_the_bank_is_told(
    ana: Ana, desk: Desk, tmp_path: Path
) -> None:
    sends_check(ana, 20000)
    (refund,) = asked(ana, desk.keisha, 5750)
    assert refund.of_credit
    agreed(refund, desk.sol)
    flows.send(fresh(refund), by=acting(desk.sol), at=clock.now())
    exports.write_positive_pay(tmp_path, acting(desk.sol), clock.now())
    check = CheckRefund.objects.get()
    for _ in range(2):
        services.void_check(number=check.number, why="lost", by=acting(desk.keisha), at=clock.now())
    assert fresh(refund).state == RefundState.VOIDED
    assert ledger.standing(ana.id).unapplied == Money(5750)
    (file,) = exports.write_positive_pay(tmp_path, acting(desk.sol), clock.now() + timedelta(seconds=1))
    assert file.path.read_text().startswith("C,") and file.cents == 0
    with pytest.raises(IllegalMove):
        services.check_cashed(
            number=check.number,
            amount=Money(5750),
            paid_on=clock.today(),
            by=SETTING_THE_TABLE,
            at=clock.now(),
        )
    books_add_up()


def test_a_check_waits_until_the_members_own_has_cleared(ana: Ana, desk: Desk) -> None:
    payment = sends_check(ana, 20000, days_ago=2)
    (refund,) = asked(ana, desk.keisha, 5750, payment=payment)
    agreed(refund, desk.sol)
    with pytest.raises(NotYet):
        flows.send(fresh(refund), by=acting(desk.sol), at=clock.now())


def test_credit_of_a_card_goes_to_the_card_first(ana: Ana, payer: Payer, desk: Desk) -> None:
    """Row 9: paying too much with a stolen card does not turn it into a check."""
    sends_check(ana, 10000)
    pays(ana, payer, 4250)
    sends_check(ana, 6000, days_ago=15)
    parts = asked(ana, desk.keisha, 6000)
    assert [(part.way, part.amount_cents) for part in parts] == [("processor", 4250), ("check", 1750)]


def test_credit_that_paid_a_new_charge_does_not_go_back(ana: Ana, desk: Desk) -> None:
    from hearthside.members.models import Person
    from hearthside.payments.tests.cast import make_charges

    sends_check(ana, 20000)
    (refund,) = asked(ana, desk.keisha, 5750)
    agreed(refund, desk.sol)
    make_charges(Account.objects.get(pk=ana.id), Person.objects.get(account_id=ana.id), [5000])
    stopped = flows.send(fresh(refund), by=acting(desk.sol), at=clock.now())
    assert (stopped.state, stopped.why) == (RefundState.VOIDED, "credit_used")
    books_add_up()


def test_a_check_goes_where_somebody_looked(ana: Ana, desk: Desk) -> None:
    sends_check(ana, 20000)
    (refund,) = asked(ana, desk.keisha, 5750)
    changes = {"address1": "9 New Road"}
    members.change_contact(account_id=ana.id, changes=changes, by=SETTING_THE_TABLE, at=clock.now())
    with pytest.raises(AddressMoved):
        agreed(refund, desk.sol)
    Account.objects.filter(pk=ana.id).update(address1="", city="", state="", zip="")
    services.reject(reference=refund.reference, why="address_moved", by=acting(desk.sol), at=clock.now())
    with pytest.raises(AddressMissing):
        asked(ana, desk.keisha, 5750)


def test_a_large_refund_needs_a_supervisor(ana: Ana, desk: Desk) -> None:
    payment = sends_check(ana, 150000)
    (refund,) = asked(ana, desk.keisha, 100000, payment=payment)
    with pytest.raises(NotAllowed) as small:
        agreed(refund, desk.omar)
    assert small.value.why == "needs_supervisor"
    assert agreed(refund, desk.sol).state == RefundState.APPROVED


def test_an_estate_gets_the_check(ana: Ana, desk: Desk) -> None:
    from hearthside.members.models import Person

    Person.objects.filter(account_id=ana.id).update(died_on=clock.today())
    sends_check(ana, 20000)
    (refund,) = asked(ana, desk.keisha, 5750, reason=Reason.ESTATE)
    assert refund.payee == "Estate of Ana Reyes"


def test_a_moved_card_payment_goes_back_to_the_card_it_came_from(ana: Ana, payer: Payer, desk: Desk) -> None:
    from hearthside.payments import services as payments
    from hearthside.payments.tests.cast import make_ana

    payment = pays(ana, payer)
    other = make_ana(9000)
    moved = payments.move_payment(
        reference=payment.reference, to_account_id=other.id, reason="wrong_account", by=SETTING_THE_TABLE,
        at=clock.now(),
    )  # fmt: skip
    (refund,) = asked(other, desk.keisha, 2000, payment=moved)
    assert flows.send(refund, by=acting(desk.keisha), at=clock.now()).state == RefundState.SENT
    assert [one.amount for one in _asked_of_processor(payment)] == [Money(2000)]
    books_add_up()


def test_a_check_state_and_its_refund_agree(ana: Ana, desk: Desk) -> None:
    sends_check(ana, 20000)
    (refund,) = asked(ana, desk.keisha, 5750)
    agreed(refund, desk.sol)
    flows.send(fresh(refund), by=acting(desk.sol), at=clock.now())
    number = CheckRefund.objects.get().number
    services.void_check(number=number, why="wrong_address", by=acting(desk.sol), at=clock.now())
    assert CheckRefund.objects.get().state == CheckState.VOIDED
    assert fresh(refund).state == RefundState.VOIDED
    assert ledger.standing(ana.id).unapplied == Money(5750)
    books_add_up()


def test_what_was_agreed_to_can_be_stopped_until_it_leaves(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    (refund,) = asked(ana, desk.keisha, 8450, payment=payment)
    agreed(refund, desk.omar)
    services.reject(reference=refund.reference, why="member_asked", by=acting(desk.sol), at=clock.now())
    assert flows.send(fresh(refund), by=acting(desk.omar), at=clock.now()).state == RefundState.VOIDED
    (other,) = asked(ana, desk.keisha, 2000, payment=payment)
    flows.send(other, by=acting(desk.keisha), at=clock.now())
    with pytest.raises(IllegalMove):
        services.reject(reference=other.reference, why="member_asked", by=acting(desk.sol), at=clock.now())
    assert Payment.objects.get().refunded_cents == 2000
    books_add_up()
