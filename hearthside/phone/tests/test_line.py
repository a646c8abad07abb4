"""Whole calls on the keypad line, each request signed as the phone company signs it."""

from collections.abc import Callable
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.models import Event as AuditEvent
from hearthside.cli.commands.call_ import PretendCall
from hearthside.ledger import selectors as ledger
from hearthside.payments import flows as payment_flows
from hearthside.payments.models import Attempt, Payment
from hearthside.payments.tests.cast import Ana
from hearthside.phone import flows, proofs
from hearthside.phone.models import Call, CallStep, SpokenConsent
from hearthside.phone.tests.conftest import through

Ring = Callable[..., PretendCall]
pytestmark = pytest.mark.django_db


def to_due(call: PretendCall, ana: Ana, language: str = "1") -> PretendCall:
    """As far as the amount due, by account number and pay code: four entries."""
    return call.press(language).press(f"{ana.account.number}#").press("1").press(ana.code)


def to_read_back(call: PretendCall, ana: Ana, language: str = "1") -> PretendCall:
    return to_due(call, ana, language).press("1").press("1").key_card()


def the_call(call: PretendCall) -> Call:
    return Call.objects.get(sid=call.sid)


def test_a_card_pays_all_of_the_bill(ring: Ring, ana: Ana) -> None:
    call = ring()
    assert call.heard.startswith("CareCentrix.") and "Para español, oprima el 2." in call.heard
    assert "0 for a person" in call.heard and "star to cancel" in call.heard
    call.press("1")
    assert "10-digit account number, then press pound" in call.heard
    to_due_words = call.press(f"{ana.account.number}#").press("1").press(ana.code).heard
    assert "You owe one hundred forty-two dollars and fifty cents, due" in to_due_words
    call.press("1").press("1")
    assert call.waits_for == "pay" and call.facts["paymentmethod"] == "credit-card"
    call.key_card("5555555555554444")
    assert "to the card ending four four four four. To pay, press 1" in call.heard
    assert Attempt.objects.count() == 0, "nothing is even begun before the yes"
    call.press("1")
    payment = Payment.objects.get()
    assert "We received your payment. Your confirmation number is" in call.heard
    assert (payment.amount_cents, payment.method, payment.last4) == (14250, "card", "4444")
    assert ledger.standing(ana.id).balance.cents == 0
    held = the_call(call)
    assert held.payment_reference == payment.reference
    assert call.press("").waits_for == "hangup" and "Goodbye" in call.heard
    held.refresh_from_db()
    assert (held.state, held.outcome, held.held) == ("ended", "paid", "")
    assert AuditEvent.objects.filter(name="call.ended", account_id=ana.id).exists()


def test_the_whole_call_in_spanish_by_bank(ring: Ring, ana: Ana) -> None:
    call = to_due(ring(), ana, "2")
    assert "Usted debe ciento cuarenta y dos dólares con cincuenta centavos, a más tardar el" in call.heard
    assert "Para pagar todo, oprima el 1" in call.heard
    call.press("2").press("5000#")
    assert "Va a pagar cincuenta dólares" in call.heard
    call.press("2")
    assert call.waits_for == "pay" and call.facts["paymentmethod"] == "ach-debit"
    assert all("Marque" in words or "Un momento" in words for _, words in call.prompts)
    call.key_bank()
    assert "usted permite que CareCentrix tome cincuenta dólares una sola vez" in call.heard
    call.press("1")
    assert "Enviamos su pago a su banco" in call.heard
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.amount_cents, attempt.door) == ("processing", 5000, "phone")
    consent = SpokenConsent.objects.get()
    assert (consent.payment_reference, consent.said_by, consent.language) == (attempt.reference, "key", "es")
    assert "usted permite" in consent.words and consent.last4 == "6789"
    assert not [fault for _, faults in proofs.checks() for fault in faults]


def test_a_birth_date_and_zip_open_it_too(ring: Ring, ana: Ana) -> None:
    call = ring().press("1").press(f"{ana.account.number}#").press("2")
    assert "birth date" in call.heard
    assert "ZIP code" in call.press("03141954").heard
    assert "You owe one hundred forty-two dollars" in call.press("45402").heard
    assert the_call(call).door == "birth_date"


def test_nothing_keyed_is_kept_once_it_has_served(ring: Ring, ana: Ana) -> None:
    call = to_due(ring(), ana)
    stored = str(list(Call.objects.values())) + str(list(CallStep.objects.values()))
    assert ana.code not in stored and ana.account.number not in stored
    call.hang_up()
    assert the_call(call).held == ""


def test_a_made_up_account_is_asked_the_same_and_counts_down_alike(ring: Ring, ana: Ana) -> None:
    heard = {}
    for name, number in (("real", ana.account.number), ("made up", "4021187739")):
        call = ring().press("1").press(f"{number}#").press("1")
        heard[name] = [call.press("00000000").heard for _ in range(3)] + [call.waits_for]
    assert heard["real"] == heard["made up"]
    assert "do not match an open bill" in heard["real"][0]


def test_after_five_wrong_codes_a_day_the_zip_is_asked_as_on_the_web(ring: Ring, ana: Ana) -> None:
    for _ in range(2):
        call = ring().press("1").press(f"{ana.account.number}#").press("1")
        for _ in range(3):
            call.press("00000000")
    call = ring().press("1").press(f"{ana.account.number}#").press("1").press(ana.code)
    assert "To be safe, key in the 5-digit ZIP code" in call.heard
    assert "You owe" in call.press("45402").heard


def test_web_and_line_count_the_same_tries(ring: Ring, ana: Ana, client: Client) -> None:
    for _ in range(5):
        client.post("/pay/", {"account": ana.account.number, "code": "00000000"})
    call = ring().press("1").press(f"{ana.account.number}#").press("1").press(ana.code)
    assert "ZIP code" in call.heard


@pytest.mark.parametrize("keys", ["", "77", "12ab"])
def test_three_tries_an_entry_and_then_a_person(ring: Ring, ana: Ana, keys: str) -> None:
    call = ring().press("1")
    for _ in range(2):
        assert call.press(keys).waits_for == "gather"
        assert "10-digit account number" in call.heard
    with open_hours(True):
        call.press(keys)
    assert (call.waits_for, call.dialed) == ("dial", "+18779899059")
    assert "three times. Nothing was charged" in call.heard


def open_hours(answer: bool) -> "mock._patch[mock.MagicMock]":
    return mock.patch("hearthside.phone.rules.promising.is_open", return_value=answer)


def test_a_person_is_a_number_of_ours_and_never_one_that_was_keyed(ring: Ring) -> None:
    with open_hours(True):
        call = ring().press("1").press("0")
    assert (call.waits_for, call.dialed) == ("dial", "+18779899059")
    assert call.passed_on("completed").waits_for == "hangup"


def test_closed_hours_offer_a_call_back_to_the_number_on_file(ring: Ring, ana: Ana) -> None:
    from hearthside.phone.models import CallBack

    with open_hours(False):
        call = to_due(ring(), ana).press("0")
    assert "A person answers Monday to Friday" in call.heard and "press 1" in call.heard
    assert "We will call you back" in call.press("1").heard
    asked = CallBack.objects.get()
    assert (asked.account_id, asked.number, asked.state) == (ana.id, "", "waiting")


def test_nobody_answers_and_the_caller_is_told_when_somebody_does(ring: Ring) -> None:
    with open_hours(True):
        call = ring().press("1").press("0").passed_on("no-answer")
    assert call.waits_for == "hangup" and "A person answers Monday to Friday" in call.heard


@pytest.mark.parametrize("steps", range(8))
def test_star_cancels_at_every_place_and_charges_nothing(ring: Ring, ana: Ana, steps: int) -> None:
    call = ring()
    for go in the_way(ana)[:steps]:
        go(call)
    call.capture_ends("caller-interrupted-with-star") if call.waits_for == "pay" else call.press("*")
    assert call.waits_for == "hangup" and "Nothing was charged. Goodbye." in call.heard
    assert not Attempt.objects.exists()
    assert the_call(call).outcome == "cancelled"


@pytest.mark.parametrize("steps", range(8))
def test_hanging_up_before_the_yes_charges_nothing(ring: Ring, ana: Ana, steps: int) -> None:
    call = ring()
    for go in the_way(ana)[:steps]:
        go(call)
    assert call.hang_up().status == 204
    assert not Attempt.objects.exists()
    assert (the_call(call).outcome, the_call(call).held) == ("hung_up", "")


def the_way(ana: Ana) -> list[Callable[[PretendCall], object]]:
    """Each step of the way to the read-back."""
    return [
        lambda call: call.press("1"),
        lambda call: call.press(f"{ana.account.number}#"),
        lambda call: call.press("1"),
        lambda call: call.press(ana.code),
        lambda call: call.press("1"),
        lambda call: call.press("1"),
        lambda call: call.key_card(),
    ]


def test_hanging_up_after_the_yes_leaves_one_payment(ring: Ring, ana: Ana) -> None:
    call = to_read_back(ring(), ana).press("1")
    call.hang_up()
    assert Payment.objects.count() == 1
    assert (the_call(call).outcome, the_call(call).held) == ("paid", "")


def test_a_step_played_again_is_refused_and_changes_nothing(ring: Ring, ana: Ana) -> None:
    call = to_read_back(ring(), ana)
    yes = call.next_path
    call.press("1")
    assert Payment.objects.count() == 1
    for path in (yes, "/voice/step/1/", "/voice/step/99/", "/voice/answer/"):
        again = call.send(path, {"Digits": "1"})
        assert again.status == 409, path
    assert Payment.objects.count() == 1 and Attempt.objects.count() == 1


def test_a_step_of_another_call_is_refused(ring: Ring, ana: Ana) -> None:
    call = to_read_back(ring(), ana)
    call.sid = "CA" + "0" * 32
    assert call.press("1").status == 409
    assert not Attempt.objects.exists()


def test_a_request_that_is_not_signed_is_not_read(ring: Ring, client: Client) -> None:
    call = ring()
    before = Call.objects.count()
    post = through(client)
    for signed in ("", "x" * 28, "RSOYDt4T1cUTdK1PDd93/VVr8B8="):
        assert post(call.next_path, {"CallSid": call.sid, "Digits": "1"}, signed)[0] == 403
        assert post("/voice/answer/", {"CallSid": "CAnew"}, signed)[0] == 403
    assert Call.objects.count() == before and the_call(call).step == 1


def test_one_byte_changed_is_refused(ring: Ring, ana: Ana, client: Client) -> None:
    call = ring().press("1")
    held: list[tuple[str, dict[str, str], str]] = []

    def listening(path: str, fields: dict[str, str], signed: str) -> tuple[int, str]:
        held.append((path, fields, signed))
        return 200, "<Response/>"

    call.post = listening
    call.press(f"{ana.account.number}#")
    path, fields, signed = held[0]
    assert through(client)(path, fields | {"Digits": "4021187739#"}, signed)[0] == 403
    assert through(client)(path.replace("2", "3"), fields, signed)[0] == 403


def test_a_body_that_is_too_large_is_refused(client: Client) -> None:
    response = client.post(
        "/voice/answer/", "a=" + "x" * 20_000, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 413


def test_a_card_that_is_refused_can_be_followed_by_another(ring: Ring, ana: Ana) -> None:
    call = to_due(ring(), ana).press("1").press("1").key_card("4000000000000341").press("1")
    assert "Your bank did not accept this. Nothing was charged." in call.heard
    assert Attempt.objects.get().state == "declined"
    call.press("1").press("1").key_card().press("1")
    assert "We received your payment" in call.heard
    assert sorted(Attempt.objects.values_list("state", flat=True)) == ["declined", "settled"]


def test_a_lost_answer_is_checking_and_is_found_again(ring: Ring, ana: Ana, sandbox: object) -> None:
    call = to_read_back(ring(), ana)
    sandbox.control("faults", kind="lose_answer", prefix="/v1/payment_intents", method="POST")  # type: ignore[attr-defined]
    call.press("1")
    assert "Do not pay again" in call.heard and "Your confirmation number is" in call.heard
    assert (the_call(call).outcome, Payment.objects.count()) == ("checking", 0)
    payment_flows.sweep(at=clock.now() + timedelta(minutes=5))
    assert Payment.objects.count() == 1 and Attempt.objects.count() == 1
    assert ledger.standing(ana.id).balance.cents == 0


def test_a_capture_that_fails_goes_to_a_person(ring: Ring, ana: Ana) -> None:
    call = to_due(ring(), ana).press("1").press("1")
    with open_hours(True):
        call.capture_ends("too-many-failed-attempts")
    assert call.waits_for == "dial" and "Nothing was charged" in call.heard
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("keyed", "heard"),
    [("100#", "The least you can pay is ten dollars"),
     ("20000#", "The most you can pay is one hundred forty-two dollars and fifty cents"),
     ("14230#", "The most you can pay is one hundred forty-two dollars.")],
)  # fmt: skip
def test_an_amount_that_cannot_be_is_asked_again(ring: Ring, ana: Ana, keyed: str, heard: str) -> None:
    call = to_due(ring(), ana).press("2").press(keyed)
    assert heard in call.heard and "Key in the amount" in call.heard


def test_the_amount_changed_while_they_keyed(ring: Ring, ana: Ana) -> None:
    from hearthside.payments import services

    call = to_read_back(ring(), ana)
    services.receive(
        account_id=ana.id, amount=ana.due.split(2)[0], method="check", processor="lockbox", processor_id="1",
        received_at=clock.now(), cash_book="cash:check", by=flows.CALLER, at=clock.now(),
    )  # fmt: skip
    call.press("1")
    assert "The amount due has changed. Nothing was charged. You owe seventy-one dollars" in call.heard
    assert not Attempt.objects.filter(door="phone").exists()


def test_a_paid_bill_says_so(ring: Ring, ana: Ana) -> None:
    to_read_back(ring(), ana).press("1")
    call = to_due(ring("+14045550124"), ana)
    assert "do not match" in call.heard or "nothing left to pay" in call.heard


def test_ten_calls_a_number_a_day(ring: Ring) -> None:
    with open_hours(True):
        calls = [ring("+14045550199") for _ in range(11)]
    assert [call.waits_for for call in calls] == ["gather"] * 10 + ["dial"]


def test_a_withheld_number_is_not_everyone_who_withholds_one(ring: Ring) -> None:
    assert {ring("anonymous").waits_for for _ in range(12)} == {"gather"}


def test_the_number_is_repeated_and_texted(ring: Ring, ana: Ana) -> None:
    from hearthside.mailroom.models import Message

    call = to_read_back(ring(), ana).press("1")
    first = call.heard
    assert call.press("1").heard.endswith(first.split("Once more:")[1].strip())
    assert "We sent the text" in call.press("2").heard
    text = Message.objects.get(kind="phone_reference")
    assert the_call(call).payment_reference[-4:] in text.body and "$" not in text.body
    call.press("2")
    assert Message.objects.filter(kind="phone_reference").count() == 1


def test_a_call_whose_end_was_lost_is_ended_by_the_worker(ring: Ring, ana: Ana) -> None:
    call = to_read_back(ring(), ana)
    assert flows.sweep(at=clock.now()) == 0
    assert flows.sweep(at=clock.now() + timedelta(minutes=31)) == 1
    assert (the_call(call).outcome, the_call(call).held) == ("hung_up", "")
    assert call.press("1").status == 409 and not Attempt.objects.exists()


def test_no_gather_asks_for_a_card(ring: Ring, ana: Ana) -> None:
    """Every answer on the way: where card or bank digits are keyed, the verb is Pay, which keeps them."""
    bodies = []
    for method in ("1", "2"):
        call = to_due(ring(), ana).press("1").press(method)
        bodies.append(call.body)
    for body in bodies:
        assert "<Pay " in body and "<Gather" not in body and "record" not in body.lower()


def test_the_web_and_the_line_never_both_charge(ring: Ring, ana: Ana) -> None:
    """A page left open on the web is closed first; then the line charges, and the page can take nothing."""
    from hearthside.payments import flows as paying
    from hearthside.payments.tests.cast import GUEST, wanted

    begun = paying.begin(wanted=wanted(ana), by=GUEST, at=clock.now())
    call = to_read_back(ring(), ana).press("1")
    assert "We received your payment" in call.heard
    assert paying.ask(begun.attempt, by=GUEST, at=clock.now()).state == "expired"
    assert Payment.objects.count() == 1


def test_spanish_is_offered_in_spanish(ring: Ring) -> None:
    call = ring()
    assert 'language="es-US">Para español' in call.body
    assert "Marque los 10 números de su cuenta" in call.press("2").heard
    assert 'language="en-US"' not in call.body


def test_a_payment_in_doubt_by_phone_is_not_paid_again_on_the_web(
    ring: Ring, ana: Ana, sandbox: object
) -> None:
    from hearthside.payments import flows as paying
    from hearthside.payments.errors import StillChecking
    from hearthside.payments.tests.cast import GUEST, wanted

    call = to_read_back(ring(), ana)
    for prefix in ("/v1/payment_intents", "/v1/checkout"):
        sandbox.control("faults", kind="lose_answer", prefix=prefix, count=20)  # type: ignore[attr-defined]
    call.press("1")
    assert "Do not pay again" in call.heard
    with pytest.raises(StillChecking):
        paying.begin(wanted=wanted(ana), by=GUEST, at=clock.now())
    assert Attempt.objects.get().state == "unclear"
