"""Credit ages, is kept or proposed, and at the very end goes to a state: never to us."""

from datetime import timedelta
from pathlib import Path

import pytest

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.mailroom.models import Message
from hearthside.members.models import Account
from hearthside.money import ZERO, Money
from hearthside.payments.tests.cast import Ana
from hearthside.portal.tests.cast import SETTING_THE_TABLE
from hearthside.refunds import exports, flows, queues, services
from hearthside.refunds.errors import NotYet
from hearthside.refunds.models import (
    CheckRefund,
    CheckState,
    CreditCase,
    CreditState,
    Refund,
    RefundState,
    UnclaimedItem,
    UnclaimedState,
)
from hearthside.refunds.tests.cast import Desk, acting, agreed, asked, sends_check
from hearthside.refunds.tests.test_refunds import books_add_up

pytestmark = pytest.mark.django_db


def later(**span: int):  # type: ignore[no-untyped-def]
    return clock.now() + timedelta(**span)


def test_credit_is_proposed_after_thirty_days_and_waits_for_a_person(ana: Ana, desk: Desk) -> None:
    sends_check(ana, 20000, days_ago=0)
    services.age_credits(at=clock.now())
    case = CreditCase.objects.get()
    assert (case.amount, case.since_on, case.state) == (Money(5750), clock.today(), CreditState.OPEN)
    services.age_credits(at=later(days=29))
    assert not Refund.objects.exists()
    for _ in range(2):
        services.age_credits(at=later(days=30))
    refund = Refund.objects.get()
    assert (refund.state, refund.asked_by, refund.second) == (RefundState.ASKED, None, ["not_staff", "check"])
    assert CreditCase.objects.get().state == CreditState.PROPOSED
    agreed(refund, desk.keisha, at=later(days=31))
    flows.sweep(at=later(days=31))
    services.age_credits(at=later(days=31))
    assert CreditCase.objects.get().state == CreditState.CLOSED
    books_add_up()


def test_a_rejected_proposal_does_not_come_back_tomorrow(ana: Ana, desk: Desk) -> None:
    sends_check(ana, 20000, days_ago=40)
    services.age_credits(at=clock.now())
    refund = Refund.objects.get()
    services.reject(reference=refund.reference, why="member_asked", by=acting(desk.sol), at=clock.now())
    for days in (0, 1, 20):
        services.age_credits(at=later(days=days))
    assert Refund.objects.count() == 1
    services.age_credits(at=later(days=31))
    assert Refund.objects.count() == 2


def test_kept_for_the_next_bill(ana: Ana) -> None:
    sends_check(ana, 20000, days_ago=40)
    services.age_credits(at=clock.now())
    services.keep_credit(account_id=ana.id, by=SETTING_THE_TABLE, at=clock.now())
    assert Refund.objects.get().why == "kept_for_bill"
    services.age_credits(at=later(days=100))
    assert Refund.objects.count() == 1 and CreditCase.objects.get().state == CreditState.OPEN


def test_without_an_address_it_waits_for_a_person(ana: Ana) -> None:
    Account.objects.filter(pk=ana.id).update(address1="", city="", state="", zip="")
    sends_check(ana, 20000, days_ago=40)
    services.age_credits(at=clock.now())
    assert not Refund.objects.exists()
    queue = next(queue for queue in queues.QUEUES if queue.slug == "old-credit")
    assert queue.tally().count == 1 and queue.items("", 5)[0].cents == 5750


def test_credit_nobody_claims_goes_to_the_state_after_its_letter(ana: Ana, desk: Desk) -> None:
    sends_check(ana, 20000, days_ago=0)
    services.age_credits(at=clock.now())
    services.keep_credit(account_id=ana.id, by=SETTING_THE_TABLE, at=clock.now())
    services.watch(at=later(days=900))
    assert not UnclaimedItem.objects.exists()
    for _ in range(2):
        services.watch(at=later(days=980))
    item = UnclaimedItem.objects.get()
    assert (item.state, item.last_state) == (UnclaimedState.WRITTEN, "OH")
    letter = Message.objects.get(kind="unclaimed")
    assert letter.channel == "letter" and "$57.50" in letter.body
    with pytest.raises(NotYet):
        services.turn_over(reference=item.reference, login=desk.sol, by=acting(desk.sol), at=later(days=1000))
    for _ in range(2):
        services.turn_over(reference=item.reference, login=desk.sol, by=acting(desk.sol), at=later(days=1097))
    assert ledger.standing(ana.id).unapplied == ZERO
    assert ledger.book_totals()[books.UNCLAIMED] == Money(-5750)
    assert Event.objects.filter(name="unclaimed.turned_over", subject=item.reference).count() == 1
    books_add_up()


def test_a_check_nobody_cashes_goes_to_the_state_too(ana: Ana, desk: Desk, tmp_path: Path) -> None:
    sends_check(ana, 20000)
    (refund,) = asked(ana, desk.keisha, 5750)
    agreed(refund, desk.sol)
    flows.sweep(at=clock.now())
    exports.write_positive_pay(tmp_path, acting(desk.sol), clock.now())
    services.watch(at=later(days=1000))
    item = UnclaimedItem.objects.get()
    services.turn_over(reference=item.reference, login=desk.sol, by=acting(desk.sol), at=later(days=1100))
    assert CheckRefund.objects.get().state == CheckState.TURNED_OVER
    assert ledger.book_totals()[books.REFUNDS_PAYABLE] == ZERO
    books_add_up()


def test_an_owner_who_comes_ends_the_watch(ana: Ana, desk: Desk) -> None:
    sends_check(ana, 20000, days_ago=0)
    services.age_credits(at=clock.now())
    services.watch(at=later(days=1000))
    (refund,) = asked(ana, desk.keisha, 5750, at=later(days=1001))
    agreed(refund, desk.sol, at=later(days=1001))
    flows.sweep(at=later(days=1001))
    services.age_credits(at=later(days=1002))
    services.watch(at=later(days=1002))
    assert UnclaimedItem.objects.get().state == UnclaimedState.CLAIMED
    books_add_up()
