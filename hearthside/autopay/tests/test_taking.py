"""Money that autopay takes: told before, once, never more than is due, not at all when told to stop."""

from datetime import date, timedelta
from typing import Any

import pytest

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.autopay import flows, proofs, selectors, services
from hearthside.autopay.errors import LimitTooHigh, LimitTooLow, MethodGone, TooLate
from hearthside.autopay.models import Autopay, Consent, SavedMethod, Taking
from hearthside.autopay.rules import Stop
from hearthside.autopay.tests.cast import (
    BANK_PAYS,
    SAVED_THEN_DECLINED,
    Saver,
    make_saver,
    newest,
    on,
    planned,
    save_method,
    set_rule,
)
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as ledger_services
from hearthside.ledger.holds import HoldReason
from hearthside.mailroom.models import Message
from hearthside.members.models import Account, Person
from hearthside.members.services import close_account
from hearthside.money import Money
from hearthside.payments import flows as paying
from hearthside.payments import flows_saved
from hearthside.payments import proofs as payment_proofs
from hearthside.payments.errors import StillChecking
from hearthside.payments.models import Attempt, AttemptState, Payment
from hearthside.payments.processing import processor
from hearthside.payments.processors import ProcessorRefused
from hearthside.payments.tests import cast as guests
from hearthside.payments.tests.conftest import Payer

pytestmark = pytest.mark.django_db


def all_is_proved() -> None:
    wrong = [found for _name, found in (*proofs.checks(), *payment_proofs.checks()) if found]
    assert not wrong


def owed(saver: Saver) -> Money:
    return ledger.standing(saver.id).receivable


def kinds_sent(saver: Saver) -> list[str]:
    return list(Message.objects.filter(account_id=saver.id).order_by("pk").values_list("kind", flat=True))


def test_told_ten_days_before_and_taken_once(saver: Saver) -> None:
    taking = planned(saver)
    assert taking.take_on == max(saver.ana.bill.due_on, clock.today() + timedelta(days=10))
    assert kinds_sent(saver).count("autopay_notice") == 1
    assert flows.take_due(at=on(taking, days=-1)) == 0 and not Attempt.objects.exists()
    assert services.begin_taking(taking_id=taking.pk, by=flows.WORKER, at=on(taking, days=-1)) is None
    assert flows.take_due(at=on(taking)) == 1
    assert flows.take_due(at=on(taking)) == 0 and flows.plan_due(at=on(taking)) == 0
    attempt = Attempt.objects.get()
    assert (attempt.door, attempt.state) == ("autopay", "settled")
    assert attempt.request_key == f"autopay:{taking.autopay.reference}:{saver.ana.bill.number}"
    assert newest(saver).state == "paid" and owed(saver) == Money(0)
    assert Event.objects.filter(name="autopay.charged", subject=taking.reference).count() == 1
    all_is_proved()


def test_the_notice_says_no_amount_unless_asked(saver: Saver) -> None:
    planned(saver)
    assert "$" not in Message.objects.get(kind="autopay_notice").body


def test_the_notice_says_the_amount_to_who_asked(saver: Saver) -> None:
    planned(saver, tells_amount=True)
    assert "$142.50" in Message.objects.get(kind="autopay_notice").body


def test_without_an_email_the_notice_is_a_letter(saver: Saver) -> None:
    Account.objects.filter(pk=saver.id).update(email="")
    planned(saver)
    assert Message.objects.get(kind="autopay_notice").channel == "letter"


def test_over_the_limit_it_asks_and_takes_nothing(saver: Saver) -> None:
    taking = planned(saver, cents=10_000)
    assert taking.state == "asking" and "autopay_over_limit" in kinds_sent(saver)
    assert flows.take_due(at=on(taking, days=3)) == 0 and not Attempt.objects.exists()
    flows.plan_due(at=on(taking, days=3))
    assert newest(saver).state == "canceled" and newest(saver).why == Stop.OVER_LIMIT
    all_is_proved()


def test_over_the_limit_with_a_yes_it_is_taken(saver: Saver) -> None:
    taking = planned(saver, cents=10_000)
    for _ in range(2):
        services.allow(taking_id=taking.pk, by=saver.actor, at=clock.now())
    assert flows.take_due(at=on(taking)) == 1 and owed(saver) == Money(0)
    all_is_proved()


def test_skip_this_one(saver: Saver) -> None:
    taking = planned(saver)
    for _ in range(2):
        services.skip(taking_id=taking.pk, by=saver.actor, at=on(taking, days=-1))
    assert flows.take_due(at=on(taking)) == 0 and not Attempt.objects.exists()
    assert selectors.rule_of(saver.id).state == "active"  # type: ignore[union-attr]
    assert kinds_sent(saver).count("autopay_skipped") == 1


def test_too_late_to_skip_what_is_taken(saver: Saver) -> None:
    taking = planned(saver)
    flows.take_due(at=on(taking))
    with pytest.raises(TooLate):
        services.skip(taking_id=taking.pk, by=saver.actor, at=on(taking))
    assert newest(saver).state == "paid"


def test_stop_the_day_before(saver: Saver) -> None:
    taking = planned(saver)
    for _ in range(2):
        services.stop(account_id=saver.id, by=saver.actor, at=on(taking, days=-1))
    assert newest(saver).state == "canceled"
    assert flows.take_due(at=on(taking)) == 0 and not Attempt.objects.exists()
    rule = Autopay.objects.get()
    assert (rule.state, rule.why) == ("ended", "asked") and rule.consent.ended_at is not None
    kept = rule.consent.keep_until
    assert kept is not None and kept.year == rule.consent.ended_at.year + 2
    all_is_proved()


def test_never_more_than_is_due_now(saver: Saver, payer: Payer) -> None:
    taking = planned(saver)
    begun = paying.begin(wanted=guests.wanted(saver.ana, 5000), by=guests.GUEST, at=guests.now())
    payer.pays_by_card(begun.url)
    paying.ask(begun.attempt, by=guests.GUEST, at=guests.now())
    flows.take_due(at=on(taking))
    assert Payment.objects.latest("pk").amount == Money(9250) and owed(saver) == Money(0)
    all_is_proved()


def test_never_more_than_was_told(saver: Saver, payer: Payer, sandbox: Any) -> None:
    """What was paid before the notice came back after it: that part was never told, so it is not taken."""
    begun = paying.begin(wanted=guests.wanted(saver.ana, 5000), by=guests.GUEST, at=guests.now())
    payer.pays_by_card(begun.url)
    paying.ask(begun.attempt, by=guests.GUEST, at=guests.now())
    taking = planned(saver)
    assert taking.told == Money(9250)
    sandbox.control("dispute", payment_intent=Payment.objects.get().processor_id)
    paying.ask(begun.attempt, by=guests.GUEST, at=guests.now())
    flows.take_due(at=on(taking))
    assert Payment.objects.latest("pk").amount == Money(9250) and owed(saver) == Money(5000)
    all_is_proved()


def test_nothing_is_taken_of_a_bill_that_was_paid_meanwhile(saver: Saver, payer: Payer) -> None:
    taking = planned(saver)
    begun = paying.begin(wanted=guests.wanted(saver.ana), by=guests.GUEST, at=guests.now())
    payer.pays_by_card(begun.url)
    paying.ask(begun.attempt, by=guests.GUEST, at=guests.now())
    assert flows.take_due(at=on(taking)) == 0
    assert newest(saver).state == "canceled" and Payment.objects.count() == 1


def test_an_open_page_of_somebody_else_is_waited_for(saver: Saver) -> None:
    taking = planned(saver)
    paying.begin(wanted=guests.wanted(saver.ana, 5000), by=guests.GUEST, at=guests.now())
    assert flows.take_due(at=on(taking)) == 0
    assert newest(saver).state == "planned" and newest(saver).tries == 0


def test_a_held_line_is_never_taken(saver: Saver) -> None:
    taking = planned(saver)
    ledger_services.hold_charges(
        account_id=saver.id, charge_ids=saver.ana.charge_ids[2:], reason=HoldReason.DISPUTED,
        source="dispute:1234567897", by=saver.actor, at=clock.now(),
    )  # fmt: skip
    flows.take_due(at=on(taking))
    assert Payment.objects.get().amount == Money(5800)
    assert dict(ledger.open_amounts(saver.ana.charge_ids[2:])) == {saver.ana.charge_ids[2]: Money(8450)}
    all_is_proved()


@pytest.mark.parametrize("reason", [HoldReason.PLAN, HoldReason.HARDSHIP, HoldReason.INVESTIGATION])
def test_a_plan_or_a_question_leaves_the_whole_bill_alone(saver: Saver, reason: HoldReason) -> None:
    taking = planned(saver)
    ledger_services.hold_charges(
        account_id=saver.id, charge_ids=saver.ana.charge_ids[2:], reason=reason,
        source=f"{reason}:1234567897", by=saver.actor, at=clock.now(),
    )  # fmt: skip
    assert flows.take_due(at=on(taking)) == 0 and not Attempt.objects.exists()
    assert newest(saver).why == reason and selectors.rule_of(saver.id).state == "active"  # type: ignore[union-attr]
    assert "autopay_left_alone" in kinds_sent(saver)


def test_a_death_ends_it_and_writes_to_nobody(saver: Saver) -> None:
    taking = planned(saver)
    before = len(kinds_sent(saver))
    Person.objects.filter(account_id=saver.id).update(died_on=date(2026, 11, 1))
    assert flows.take_due(at=on(taking)) == 0 and not Attempt.objects.exists()
    assert Autopay.objects.get().why == Stop.DEATH and len(kinds_sent(saver)) == before
    all_is_proved()


def test_a_closed_account_ends_it(saver: Saver) -> None:
    taking = planned(saver)
    close_account(account_id=saver.id, by=saver.actor, at=clock.now())
    assert flows.take_due(at=on(taking)) == 0 and Autopay.objects.get().why == Stop.CLOSED


def test_a_helper_whose_access_ended_pays_nothing(saver: Saver) -> None:
    taking = planned(saver)
    saver.login.grants.update(ended_at=clock.now())
    assert flows.take_due(at=on(taking)) == 0 and Autopay.objects.get().why == Stop.ACCESS_ENDED


def test_a_refusal_is_tried_once_more_then_autopay_pauses(payer: Payer, db: None) -> None:
    saver = make_saver(payer, card=SAVED_THEN_DECLINED)
    taking = planned(saver)
    flows.take_due(at=on(taking))
    first = newest(saver)
    assert (first.state, first.tries, first.take_on) == ("retrying", 1, taking.take_on + timedelta(days=3))
    assert flows.take_due(at=on(taking, days=2)) == 0
    flows.take_due(at=on(first))
    assert (newest(saver).state, newest(saver).tries) == ("failed", 2)
    assert Autopay.objects.get().state == "paused" and owed(saver) == Money(14250)
    assert kinds_sent(saver).count("autopay_refused") == 1 and kinds_sent(saver).count("autopay_paused") == 1
    assert flows.plan_due(at=on(first)) == 0 and Attempt.objects.count() == 2
    all_is_proved()


def test_a_lost_answer_is_never_a_second_charge(saver: Saver, sandbox: Any) -> None:
    taking = planned(saver)
    sandbox.control("faults", kind="lose_answer", prefix="/v1/payment_intents", method="POST", count="1")
    flows.take_due(at=on(taking))
    assert Attempt.objects.get().state == "unclear" and newest(saver).state == "charging"
    flows.take_due(at=on(taking))
    assert Attempt.objects.count() == 1
    paying.sweep(at=on(taking, days=1))
    flows.take_due(at=on(taking, days=1))
    assert newest(saver).state == "paid" and Payment.objects.count() == 1 and owed(saver) == Money(0)
    all_is_proved()


def test_killed_between_the_row_and_the_call(saver: Saver) -> None:
    taking = planned(saver)
    begun = services.begin_taking(taking_id=taking.pk, by=flows.WORKER, at=on(taking))
    assert begun is not None and Attempt.objects.get().state == "started"
    flows.follow(at=on(taking))
    assert newest(saver).state == "paid" and Payment.objects.count() == 1


def test_killed_between_the_call_and_the_answer(saver: Saver) -> None:
    taking = planned(saver)
    begun = services.begin_taking(taking_id=taking.pk, by=flows.WORKER, at=on(taking))
    assert begun is not None
    processor().charge(attempt=begun.attempt.reference, key=begun.attempt.request_key,
                       amount=begun.attempt.amount, token=begun.token)  # fmt: skip
    flows.follow(at=on(taking))
    assert newest(saver).state == "paid" and Payment.objects.count() == 1


def test_while_a_charge_is_in_doubt_nobody_pays_on_top(saver: Saver, sandbox: Any) -> None:
    taking = planned(saver)
    sandbox.control("faults", kind="refuse", prefix="/v1/payment_intents", method="POST", count="1")
    flows.take_due(at=on(taking))
    assert selectors.payable(saver.id) == Money(0)
    with pytest.raises(StillChecking):
        paying.begin(wanted=guests.wanted(saver.ana), by=guests.GUEST, at=guests.now())
    assert Attempt.objects.get().state == "unclear"


def test_a_bank_debit_is_sent_then_paid(payer: Payer, sandbox: Any, db: None) -> None:
    saver = make_saver(payer, bank=BANK_PAYS)
    taking = planned(saver)
    flows.take_due(at=on(taking))
    assert newest(saver).state == "sent" and owed(saver) == Money(14250)
    sandbox.control("settle")
    paying.ask(Attempt.objects.get(), by=flows.WORKER, at=on(taking, days=3))
    flows.take_due(at=on(taking, days=3))
    assert newest(saver).state == "paid" and owed(saver) == Money(0)
    all_is_proved()


@pytest.mark.parametrize(
    ("account", "rule_state", "method_state"),
    [("000222222227", "active", "active"), ("000111111113", "paused", "disabled"),
     ("000333333335", "ended", "disabled")],
)  # fmt: skip
def test_a_bank_debit_that_comes_back(
    payer: Payer, sandbox: Any, db: None, account: str, rule_state: str, method_state: str
) -> None:
    saver = make_saver(payer, bank=account)
    taking = planned(saver)
    flows.take_due(at=on(taking))
    sandbox.control("settle")
    paying.ask(Attempt.objects.get(), by=flows.WORKER, at=on(taking, days=3))
    flows.take_due(at=on(taking, days=3))
    assert Autopay.objects.get().state == rule_state
    assert SavedMethod.objects.get().state == method_state
    assert newest(saver).state == ("retrying" if rule_state == "active" else "failed")
    all_is_proved()


def test_an_owner_who_takes_the_money_back_ends_autopay(payer: Payer, sandbox: Any, db: None) -> None:
    saver = make_saver(payer)
    taking = planned(saver)
    flows.take_due(at=on(taking))
    sandbox.control("dispute", payment_intent=Payment.objects.get().processor_id)
    paying.ask(Attempt.objects.get(), by=flows.WORKER, at=on(taking, days=9))
    flows.take_due(at=on(taking, days=9))
    assert newest(saver).state == "failed" and Autopay.objects.get().why == Stop.NOT_AUTHORIZED
    assert owed(saver) == Money(14250)
    all_is_proved()


def test_an_expired_card_pauses(saver: Saver) -> None:
    taking = planned(saver)
    SavedMethod.objects.update(expires_month=1, expires_year=2026)
    flows.tend_methods(at=clock.now())
    assert SavedMethod.objects.get().state == "expired" and Autopay.objects.get().state == "paused"
    assert flows.take_due(at=on(taking)) == 0 and not Attempt.objects.exists()


def test_a_card_in_its_last_month_is_told_once(saver: Saver) -> None:
    set_rule(saver)
    today = clock.today()
    SavedMethod.objects.update(expires_month=today.month, expires_year=today.year)
    for _ in range(2):
        flows.tend_methods(at=clock.now())
    assert kinds_sent(saver).count("method_expires") == 1


def test_another_method_takes_over_what_is_planned(payer: Payer, db: None) -> None:
    saver = make_saver(payer, card=SAVED_THEN_DECLINED)
    taking = planned(saver)
    flows.take_due(at=on(taking))
    other = save_method(payer, saver.id, saver.login)
    set_rule(saver, method=other)
    flows.take_due(at=on(newest(saver)))
    assert newest(saver).state == "paid" and Payment.objects.get().last4 == "4242"
    assert Consent.objects.filter(kind="autopay").count() == 2
    all_is_proved()


def test_a_limit_lowered_after_the_notice_counts(saver: Saver) -> None:
    taking = planned(saver)
    set_rule(saver, cents=5000)
    assert flows.take_due(at=on(taking)) == 0
    assert newest(saver).why == Stop.OVER_LIMIT and not Attempt.objects.exists()


def test_the_same_form_twice_is_one_rule(saver: Saver) -> None:
    set_rule(saver, key="form-1")
    set_rule(saver, key="form-1", cents=99_900)
    assert Autopay.objects.get().cap == Money(20_000) and Consent.objects.filter(kind="autopay").count() == 1
    assert kinds_sent(saver).count("autopay_set") == 1


@pytest.mark.parametrize(("cents", "refusal"), [(999, LimitTooLow), (500_001, LimitTooHigh)])
def test_a_limit_that_makes_no_sense(saver: Saver, cents: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        set_rule(saver, cents=cents)
    assert not Autopay.objects.exists() and not Consent.objects.filter(kind="autopay").exists()


def test_a_card_of_somebody_else_sets_no_rule(saver: Saver) -> None:
    with pytest.raises(MethodGone):
        services.set_autopay(
            account_id=saver.id, login_id=saver.login.pk + 999, request_key="x", shown=None,  # type: ignore[arg-type]
            terms=services.Terms(saver.method.pk, Money(5000)), by=saver.actor, at=clock.now(),
        )  # fmt: skip


def test_removing_the_card_stops_autopay_and_the_processor_lets_go(saver: Saver) -> None:
    taking = planned(saver)
    for _ in range(2):
        services.remove_method(method_id=saver.method.pk, by=saver.actor, at=clock.now())
    assert Autopay.objects.get().why == Stop.METHOD_REMOVED and newest(saver).state == "canceled"
    assert flows.take_due(at=on(taking)) == 0
    flows.tend_methods(at=clock.now())
    method = SavedMethod.objects.get()
    assert method.released_at is not None and method.consent.ended_at is not None
    with pytest.raises(ProcessorRefused):
        processor().charge(attempt="9", key="9", amount=Money(5000), token=method.token)
    all_is_proved()


def test_a_release_that_got_no_answer_is_tried_again(saver: Saver, sandbox: Any) -> None:
    services.remove_method(method_id=saver.method.pk, by=saver.actor, at=clock.now())
    sandbox.control("faults", kind="lose_answer", prefix="/v1/payment_methods", count="1")
    flows.tend_methods(at=clock.now())
    assert SavedMethod.objects.get().released_at is None
    flows.tend_methods(at=clock.now())
    assert SavedMethod.objects.get().released_at is not None


def test_a_detached_token_takes_nothing_and_says_so_at_last(saver: Saver) -> None:
    """The processor has forgotten the card behind our back: in doubt, then over; no money moved."""
    taking = planned(saver)
    processor().release(saver.method.token)
    flows.take_due(at=on(taking))
    attempt = Attempt.objects.get()
    assert attempt.state == AttemptState.UNCLEAR and newest(saver).state == "charging"
    Attempt.objects.update(expires_at=clock.now() - timedelta(hours=2))
    paying.sweep(at=on(taking, days=1))
    flows.take_due(at=on(taking, days=1))
    assert newest(saver).state == "retrying" and owed(saver) == Money(14250)
    assert flows_saved.charge(attempt, token="x/y", by=saver.actor, at=clock.now()).state == "expired"


def test_what_is_planned_twice_is_planned_once(saver: Saver) -> None:
    planned(saver)
    assert flows.plan_due(at=clock.now()) == 0 and Taking.objects.count() == 1
