"""What happens to the money, with the real sandbox: row, ledger, audit event. Lost answers too."""

from datetime import timedelta
from typing import Any

import pytest

from hearthside.audit.models import Event
from hearthside.ledger import selectors as ledger
from hearthside.mailroom.models import Message
from hearthside.money import Money
from hearthside.payments import errors, flows, proofs, selectors
from hearthside.payments.models import Attempt, AttemptState, Method, Payment, PaymentState
from hearthside.payments.processing import processor
from hearthside.payments.tests.cast import GUEST, Ana, now, wanted
from hearthside.payments.tests.conftest import Payer

pytestmark = pytest.mark.django_db


def begin(ana: Ana, cents: int | None = None, **asked: Any) -> flows.Begun:
    return flows.begin(wanted=wanted(ana, cents, **asked), by=GUEST, at=now())


def ask(attempt: Attempt) -> Attempt:
    return flows.ask(attempt, by=GUEST, at=now())


def owed(ana: Ana) -> int:
    return ledger.standing(ana.id).receivable.cents - ledger.standing(ana.id).unapplied.cents


def events(reference: str) -> list[str]:
    return list(Event.objects.filter(subject=reference).order_by("pk").values_list("name", flat=True))


def nothing_is_wrong() -> None:
    assert [found for found in proofs.checks() if found[1]] == []


def intent_of(attempt: Attempt) -> str:
    return processor().find(attempt=attempt.reference, page_id=attempt.page_id).processor_payment_id


def test_a_card_payment_is_a_row_an_entry_a_receipt_and_an_event(ana: Ana, payer: Payer) -> None:
    begun = begin(ana)
    payer.pays_by_card(begun.url)
    attempt = ask(begun.attempt)
    payment = Payment.objects.get(attempt=attempt)
    assert (attempt.state, payment.amount, payment.brand, payment.last4) == (
        "settled",
        Money(14250),
        "visa",
        "4242",
    )
    assert owed(ana) == 0
    assert events(attempt.reference) == ["payment.started", "payment.opened", "payment.settled"]
    mail = Message.objects.get(kind="payment_receipt")
    assert (
        mail.to == "ana@example.org" and "$142" not in mail.body + mail.subject and "visit" not in mail.body
    )
    assert selectors.totals() == (1, 14250)
    nothing_is_wrong()


def test_the_attempt_is_kept_before_the_processor_is_called(ana: Ana, sandbox: Any) -> None:
    sandbox.control("faults", kind="refuse", prefix="/v1/checkout/sessions", count=9)
    with pytest.raises(errors.ProcessorAway):
        begin(ana)
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.page_id) == (AttemptState.UNCLEAR, "")
    assert owed(ana) == 14250


def test_a_lost_page_is_found_again_by_its_key(ana: Ana, payer: Payer) -> None:
    payer.sandbox.control(
        "faults", kind="lose_answer", prefix="/v1/checkout/sessions", method="POST", count=9
    )
    asked = wanted(ana)
    with pytest.raises(errors.ProcessorAway):
        flows.begin(wanted=asked, by=GUEST, at=now())
    payer.sandbox.control("faults/clear")
    begun = flows.begin(wanted=asked, by=GUEST, at=now())
    assert begun.url and Attempt.objects.count() == 1
    payer.pays_by_card(begun.url)
    assert ask(begun.attempt).state == AttemptState.SETTLED
    nothing_is_wrong()


def test_an_answer_lost_after_capture_is_checking_then_found(ana: Ana, payer: Payer) -> None:
    begun = begin(ana)
    payer.pays_by_card(begun.url)
    payer.sandbox.control("faults", kind="lose_answer", prefix="/v1/checkout/sessions", method="GET", count=9)
    attempt = ask(begun.attempt)
    assert (attempt.state, owed(ana)) == (AttemptState.UNCLEAR, 14250)
    assert selectors.pending_cents(ana.id) == 14250
    with pytest.raises(errors.StillChecking):
        begin(ana, 5000)
    payer.sandbox.control("faults/clear")
    assert flows.sweep(at=now() + timedelta(minutes=5)) == 1
    assert Payment.objects.count() == 1 and owed(ana) == 0
    nothing_is_wrong()


def test_the_same_form_sent_twice_is_one_attempt(ana: Ana, payer: Payer) -> None:
    asked = wanted(ana)
    first, second = (flows.begin(wanted=asked, by=GUEST, at=now()) for _ in range(2))
    assert first.url == second.url and Attempt.objects.count() == 1
    payer.pays_by_card(first.url)
    third = flows.begin(wanted=asked, by=GUEST, at=now())
    assert third.url == "" and third.attempt.state == AttemptState.SETTLED
    assert Payment.objects.count() == 1


def test_the_same_choice_in_another_tab_goes_to_the_same_page(ana: Ana, sandbox: Any) -> None:
    assert begin(ana).url == begin(ana).url
    assert Attempt.objects.count() == 1


def test_another_choice_closes_the_first_page_at_the_processor(ana: Ana, payer: Payer) -> None:
    first = begin(ana)
    second = begin(ana, 5000)
    assert payer.pays_by_card(first.url).status_code != 303
    payer.pays_by_card(second.url)
    ask(second.attempt)
    assert ask(first.attempt).state == AttemptState.EXPIRED
    assert owed(ana) == 14250 - 5000
    nothing_is_wrong()


def test_a_page_that_was_paid_meanwhile_is_shown_and_not_replaced(ana: Ana, payer: Payer) -> None:
    first = begin(ana)
    payer.pays_by_card(first.url)
    second = begin(ana, 5000)
    assert (second.attempt.reference, second.url) == (first.attempt.reference, "")
    assert Attempt.objects.count() == 1 and owed(ana) == 0


def test_a_refused_card_takes_nothing_and_the_next_one_pays(ana: Ana, payer: Payer) -> None:
    begun = begin(ana)
    payer.pays_by_card(begun.url, "4000000000000002")
    attempt = ask(begun.attempt)
    assert (attempt.state, attempt.declines, attempt.decline_code) == (AttemptState.OPEN, 1, "declined")
    assert owed(ana) == 14250
    payer.pays_by_card(begun.url)
    assert ask(begun.attempt).state == AttemptState.SETTLED
    nothing_is_wrong()


def test_the_fifth_refused_card_closes_the_page_and_cards_for_today(ana: Ana, payer: Payer) -> None:
    begun = begin(ana)
    for number in range(5):
        payer.pays_by_card(begun.url, "4000000000000002")
        attempt = ask(begun.attempt)
        assert ask(attempt).declines == number + 1, "asking twice counts one refusal once"
    assert attempt.state == AttemptState.DECLINED
    assert payer.pays_by_card(begun.url).status_code != 303
    with pytest.raises(errors.CardsClosed):
        begin(ana)
    assert begin(ana, method=Method.BANK).url
    nothing_is_wrong()


def test_a_bank_payment_is_on_its_way_then_on_the_account(ana: Ana, payer: Payer) -> None:
    begun = begin(ana, method=Method.BANK)
    payer.pays_by_bank(begun.url)
    attempt = ask(begun.attempt)
    assert (attempt.state, owed(ana), selectors.pending_cents(ana.id)) == (
        AttemptState.PROCESSING,
        14250,
        14250,
    )
    assert Message.objects.filter(kind="payment_sent_to_bank").count() == 1
    payer.sandbox.control("settle", payment_intent=intent_of(attempt))
    assert ask(attempt).state == AttemptState.SETTLED
    assert (owed(ana), selectors.pending_cents(ana.id)) == (0, 0)
    assert events(attempt.reference)[-2:] == ["payment.sent_to_bank", "payment.settled"]
    nothing_is_wrong()


def test_while_the_bank_thinks_only_the_rest_may_be_paid(ana: Ana, payer: Payer) -> None:
    begun = begin(ana, 10000, method=Method.BANK)
    payer.pays_by_bank(begun.url)
    ask(begun.attempt)
    with pytest.raises(errors.AmountChanged):
        begin(ana)
    assert begin(ana, 4250).url


def test_a_debit_the_bank_sends_back_was_never_on_the_account(ana: Ana, payer: Payer) -> None:
    begun = begin(ana, method=Method.BANK)
    payer.pays_by_bank(begun.url, "000222222227")
    attempt = ask(begun.attempt)
    payer.sandbox.control("settle", payment_intent=intent_of(attempt))
    attempt = ask(attempt)
    assert (attempt.state, attempt.decline_code) == (AttemptState.RETURNED, "bank_insufficient_funds")
    assert owed(ana) == 14250 and Payment.objects.count() == 0
    assert Message.objects.filter(kind="payment_returned").count() == 1
    nothing_is_wrong()


def test_a_debit_that_comes_back_days_later_is_owed_again_at_its_old_age(ana: Ana, payer: Payer) -> None:
    before = ledger.open_charges(ana.id)
    begun = begin(ana, method=Method.BANK)
    payer.pays_by_bank(begun.url)
    attempt = ask(begun.attempt)
    payer.sandbox.control("settle", payment_intent=intent_of(attempt))
    ask(attempt)
    assert owed(ana) == 0
    payer.sandbox.control("late-return", payment_intent=intent_of(attempt))
    assert flows.sweep(at=now() + timedelta(days=2)) == 1
    assert ask(attempt).state == AttemptState.RETURNED
    assert ledger.open_charges(ana.id) == before
    assert Payment.objects.get().state == PaymentState.RETURNED
    assert Message.objects.filter(kind="payment_returned").count() == 1
    nothing_is_wrong()


def test_a_disputed_card_payment_is_owed_again_and_can_be_won_back(ana: Ana, payer: Payer) -> None:
    begun = begin(ana)
    payer.pays_by_card(begun.url)
    attempt = ask(begun.attempt)
    dispute = payer.sandbox.control("dispute", payment_intent=intent_of(attempt))["dispute"]
    ask(attempt)
    ask(attempt)
    assert (Payment.objects.get().state, owed(ana)) == (PaymentState.DISPUTED, 14250)
    nothing_is_wrong()
    payer.sandbox.control("close-dispute", dispute=dispute, won="true")
    ask(attempt)
    assert (Payment.objects.get().state, owed(ana)) == (PaymentState.RECEIVED, 0)
    assert events(attempt.reference)[-2:] == ["payment.disputed", "payment.won_back"]
    nothing_is_wrong()


def test_a_lost_dispute_stays_gone(ana: Ana, payer: Payer) -> None:
    begun = begin(ana)
    payer.pays_by_card(begun.url)
    attempt = ask(begun.attempt)
    dispute = payer.sandbox.control("dispute", payment_intent=intent_of(attempt))["dispute"]
    payer.sandbox.control("close-dispute", dispute=dispute, won="false")
    ask(attempt)
    assert (Payment.objects.get().state, owed(ana)) == (PaymentState.RETURNED, 14250)
    nothing_is_wrong()


def test_a_closed_browser_is_found_by_the_worker(ana: Ana, payer: Payer) -> None:
    payer.pays_by_card(begin(ana).url)
    assert flows.sweep(at=now() + timedelta(minutes=6)) == 1
    assert owed(ana) == 0 and Payment.objects.count() == 1


def test_a_page_nobody_paid_on_ends_and_lets_the_next_one_start(ana: Ana, payer: Payer) -> None:
    begun = begin(ana)
    processor().expire_page(begun.attempt.page_id)
    flows.sweep(at=now() + timedelta(minutes=40))
    assert Attempt.objects.get().state == AttemptState.EXPIRED
    assert begin(ana).url


def test_only_so_many_pages_an_hour(ana: Ana, sandbox: Any) -> None:
    for cents in (5000, 5100, 5200):
        begin(ana, cents)
    with pytest.raises(errors.TooOften) as refusal:
        begin(ana, 5300)
    assert timedelta(0) < refusal.value.until - now() <= timedelta(hours=1)
    assert Attempt.objects.filter(state__in=["started", "open", "unclear"]).count() == 0


def test_named_charges_are_paid_first(ana: Ana, payer: Payer) -> None:
    walker = ana.charge_ids[2]
    begun = begin(ana, 8450, pays_for=(walker,))
    payer.pays_by_card(begun.url)
    attempt = ask(begun.attempt)
    assert ledger.allocations_of(f"payment:{attempt.reference}", ana.id) == [(walker, Money(8450))]
