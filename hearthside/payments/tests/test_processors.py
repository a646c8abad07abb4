"""The Stripe adapter against the real sandbox server, as a payer, a bank and bad luck would have it."""

import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from hearthside.errors import BadSetting
from hearthside.money import ZERO, Money
from hearthside.payments.processors import (
    BadSignature,
    Declined,
    HostedPage,
    Outcome,
    ProcessorRefused,
    RefundRefused,
    StaleSignature,
    Unclear,
)
from hearthside.payments.processors.registry import ProcessorSettings, processor_named
from hearthside.payments.processors.stripe import StripeProcessor
from hearthside.references import new_reference
from hearthside.sandbox.payer import Payer
from hearthside.sandbox.process import SandboxProcess

SHOP = "http://127.0.0.1:9"
A_DAY = 86400


class Shop:
    """The other end of the webhooks: keeps what it is sent, and can be told to answer badly."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, str]] = []
        self.status = 200
        shop = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if shop.status == 200:
                    shop.got.append((body, self.headers["Stripe-Signature"]))
                self.send_response(shop.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks/stripe/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for body, _ in self.got]


def until(holds: Callable[[], bool], seconds: float = 8) -> None:
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up, "it never came to pass"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.server.shutdown()
    shop.server.server_close()


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory, shop: Shop) -> Iterator[SandboxProcess]:
    state = tmp_path_factory.mktemp("sandbox") / "state.sqlite3"
    with SandboxProcess(state, webhook_url=shop.url, bank_delay_seconds=3600) as running:
        yield running


def adapter(sandbox: SandboxProcess, **changes: Any) -> StripeProcessor:
    facts = {"timeout_seconds": 2, **changes}
    made = processor_named(
        "stripe", ProcessorSettings(sandbox.url, sandbox.secret_key, sandbox.webhook_secret, **facts)
    )
    assert isinstance(made, StripeProcessor)
    return made


@pytest.fixture
def processor(sandbox: SandboxProcess) -> StripeProcessor:
    sandbox.control("faults/clear")
    return adapter(sandbox)


def page_for(processor: StripeProcessor, attempt: str, **changes: Any) -> HostedPage:
    facts: dict[str, Any] = {
        "attempt": attempt,
        "key": f"open-{attempt}",
        "amount": Money(14250),
        "method": "card",
        "return_url": f"{SHOP}/pay/{attempt}/done/",
        "cancel_url": f"{SHOP}/pay/{attempt}/",
        "language": "en",
        "expires_at": datetime.now(UTC) + timedelta(hours=1),
    }
    return processor.open_page(**{**facts, **changes})


def paid(processor: StripeProcessor, *, number: str = "4242424242424242", **changes: Any) -> Outcome:
    """One card payment, made through the hosted page."""
    attempt = new_reference()
    page = page_for(processor, attempt, **changes)
    code = "1234" if number.startswith("3") else "123"
    Payer(page.url).pay(number=number, code=code)
    return processor.find(attempt=attempt, page_id=page.id)


# Cards


@pytest.mark.parametrize(
    ("number", "brand"),
    [
        ("4242424242424242", "visa"),
        ("5555555555554444", "mastercard"),
        ("2223003122003222", "mastercard"),
        ("378282246310005", "amex"),
        ("371449635398431", "amex"),
        ("6011111111111117", "discover"),
    ],
)
def test_a_card_pays_and_the_payer_comes_back(processor: StripeProcessor, number: str, brand: str) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt)
    assert page.url.startswith(processor.form_action_host + "/")
    assert processor.find(attempt=attempt, page_id=page.id).state == "open"
    payer = Payer(page.url).pay(number=number, code="1234" if brand == "amex" else "123")
    assert payer.view.url == f"{SHOP}/pay/{attempt}/done/"
    outcome = processor.find(attempt=attempt, page_id=page.id)
    assert (outcome.state, outcome.amount, outcome.refunded) == ("succeeded", Money(14250), ZERO)
    assert (outcome.method_kind, outcome.brand, outcome.last4) == ("card", brand, number[-4:])
    assert outcome.processor_payment_id.startswith("pi_") and outcome.charge_id.startswith("ch_")
    assert outcome.saved_token == "" and not outcome.disputed
    assert abs(outcome.at - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("4000000000000002", "declined"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000009987", "lost_or_stolen"),
        ("4000000000009979", "lost_or_stolen"),
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "wrong_code"),
        ("4000000000000119", "processing_error"),
    ],
)
def test_a_declined_card_takes_nothing_and_another_may_be_tried_there(
    processor: StripeProcessor, number: str, reason: str
) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt)
    payer = Payer(page.url).pay(number=number)
    assert payer.view.status == 422 and "We took no money" in payer.view.problems[0]
    outcome = processor.find(attempt=attempt, page_id=page.id)
    assert (outcome.state, outcome.decline_code) == ("open", reason)
    assert (outcome.last4, outcome.amount) == (number[-4:], Money(14250))
    payer.pay(number=number)
    second = processor.find(attempt=attempt, page_id=page.id)
    assert outcome.charge_id and second.charge_id not in ("", outcome.charge_id), "each try has its own mark"
    payer.pay()
    again = processor.find(attempt=attempt, page_id=page.id)
    assert (again.state, again.decline_code) == ("succeeded", "")
    assert again.processor_payment_id == outcome.processor_payment_id


@pytest.mark.parametrize("number", ["4000002500003155", "4000000000003220"])
def test_the_banks_question_is_answered_on_its_own_page(processor: StripeProcessor, number: str) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt)
    payer = Payer(page.url).pay(number=number)
    assert payer.view.url.split("?")[0].endswith("/verify") and payer.view.status == 200
    assert processor.find(attempt=attempt, page_id=page.id).state == "open"
    payer.press(answer="no")
    assert payer.view.status == 422
    failed = processor.find(attempt=attempt, page_id=page.id)
    assert (failed.state, failed.decline_code) == ("open", "authentication_failed")
    payer.pay(number=number).press(answer="yes")
    assert payer.view.url == f"{SHOP}/pay/{attempt}/done/"
    assert processor.find(attempt=attempt, page_id=page.id).state == "succeeded"


def test_a_question_then_a_decline(processor: StripeProcessor) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt)
    payer = Payer(page.url).pay(number="4000008400001629").press(answer="yes")
    assert payer.view.status == 422
    assert processor.find(attempt=attempt, page_id=page.id).decline_code == "declined"


def test_the_button_pressed_many_times_at_once_pays_once(processor: StripeProcessor) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt)
    payers = [Payer(page.url) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        ends = {payer.view.url for payer in pool.map(lambda payer: payer.pay(), payers)}
    assert ends == {f"{SHOP}/pay/{attempt}/done/"}
    charges = processor._client.v1.charges.list({"limit": 100})
    assert len([one for one in charges.data if one.metadata["attempt"] == attempt]) == 1


def test_a_spanish_payer_gets_a_spanish_page(processor: StripeProcessor) -> None:
    page = page_for(processor, new_reference(), language="es")
    payer = Payer(page.url)
    assert '<html lang="es">' in payer.view.html and "Pague $142.50 con tarjeta" in payer.view.html
    payer.pay(number="4000000000000002")
    assert payer.view.problems[0].startswith("Su banco no aceptó la tarjeta. No le cobramos nada.")


def test_the_processor_is_told_the_amount_and_our_reference_and_nothing_else(
    processor: StripeProcessor,
) -> None:
    outcome = paid(processor)
    payment = processor._client.v1.payment_intents.retrieve(outcome.processor_payment_id)
    attempt = payment.metadata["attempt"]
    assert payment.description == attempt
    assert payment.metadata.to_dict() == {"attempt": attempt}
    page = processor._client.v1.checkout.sessions.retrieve(outcome.page_id)
    assert (page.client_reference_id, page.metadata.to_dict()) == (attempt, {"attempt": attempt})
    assert page.customer_email is None


# Bank debits


def test_a_bank_debit_is_on_its_way_and_then_arrives(
    processor: StripeProcessor, sandbox: SandboxProcess
) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt, method="bank")
    payer = Payer(page.url)
    assert "I authorize Test business to take $142.50 from this account" in payer.view.html
    payer.pay_by_bank()
    assert payer.view.url == f"{SHOP}/pay/{attempt}/done/"
    on_its_way = processor.find(attempt=attempt, page_id=page.id)
    assert (on_its_way.state, on_its_way.method_kind, on_its_way.last4) == ("processing", "bank", "6789")
    sandbox.control("advance", seconds=A_DAY)
    arrived = processor.find(attempt=attempt, page_id=page.id)
    assert (arrived.state, arrived.amount) == ("succeeded", Money(14250))


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        ("000111111113", "bank_account_closed"),
        ("000111111116", "bank_no_account"),
        ("000222222227", "bank_insufficient_funds"),
        ("000333333335", "bank_not_authorized"),
    ],
)
def test_a_bank_debit_comes_back(
    processor: StripeProcessor, sandbox: SandboxProcess, account: str, reason: str
) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt, method="bank")
    Payer(page.url).pay_by_bank(account=account)
    assert processor.find(attempt=attempt, page_id=page.id).state == "processing"
    sandbox.control("advance", seconds=A_DAY)
    back = processor.find(attempt=attempt, page_id=page.id)
    assert (back.state, back.decline_code, back.last4) == ("failed", reason, account[-4:])


def test_a_settled_debit_can_still_come_back_late(
    processor: StripeProcessor, sandbox: SandboxProcess
) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt, method="bank")
    Payer(page.url).pay_by_bank(account="000555555559")
    sandbox.control("advance", seconds=A_DAY)
    settled = processor.find(attempt=attempt, page_id=page.id)
    assert (settled.state, settled.disputed) == ("succeeded", False)
    sandbox.control("advance", seconds=A_DAY)
    late = processor.find(attempt=attempt, page_id=page.id)
    assert (late.state, late.disputed, late.dispute_state) == ("succeeded", True, "lost")


def test_an_account_that_cannot_be_verified_goes_nowhere(processor: StripeProcessor) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt, method="bank")
    payer = Payer(page.url).pay_by_bank(account="000666666661")
    assert payer.view.status == 422
    assert processor.find(attempt=attempt, page_id=page.id).state == "open"


# Pages that end


def test_an_expired_page_takes_no_money(processor: StripeProcessor) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt)
    payer = Payer(page.url)
    processor.expire_page(page.id)
    processor.expire_page(page.id)
    payer.pay()
    assert payer.view.status == 410 and "has ended" in payer.view.html
    assert processor.find(attempt=attempt, page_id=page.id).state == "expired"


def test_a_page_ends_by_itself(processor: StripeProcessor, sandbox: SandboxProcess) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt)
    sandbox.control("advance", seconds=3700)
    assert processor.find(attempt=attempt, page_id=page.id).state == "expired"


def test_expiring_a_paid_page_leaves_it_paid(processor: StripeProcessor) -> None:
    outcome = paid(processor)
    processor.expire_page(outcome.page_id)
    attempt = processor._client.v1.checkout.sessions.retrieve(outcome.page_id).client_reference_id
    assert processor.find(attempt=attempt or "", page_id=outcome.page_id).state == "succeeded"


def test_the_form_sent_again_after_paying_goes_back_to_the_shop(processor: StripeProcessor) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt)
    late = Payer(page.url)
    Payer(page.url).pay()
    late.pay()
    assert late.view.url == f"{SHOP}/pay/{attempt}/done/"
    assert "This is done" in Payer(page.url).view.html


@pytest.mark.parametrize("life", [timedelta(minutes=5), timedelta(hours=30)])
def test_a_page_lives_half_an_hour_to_a_day(processor: StripeProcessor, life: timedelta) -> None:
    with pytest.raises(ProcessorRefused, match="30 minutes and 24 hours"):
        page_for(processor, new_reference(), expires_at=datetime.now(UTC) + life)


# Once only


def test_opening_again_with_the_same_key_gives_the_same_page(processor: StripeProcessor) -> None:
    attempt = new_reference()
    until_then = datetime.now(UTC) + timedelta(hours=1)
    first = page_for(processor, attempt, expires_at=until_then)
    assert page_for(processor, attempt, expires_at=until_then) == first


def test_one_key_for_two_different_things_is_refused(processor: StripeProcessor) -> None:
    attempt = new_reference()
    until_then = datetime.now(UTC) + timedelta(hours=1)
    page_for(processor, attempt, expires_at=until_then)
    with pytest.raises(ProcessorRefused, match="same parameters"):
        page_for(processor, attempt, expires_at=until_then, amount=Money(1))


def test_a_lost_answer_to_open_page_is_found_again(
    processor: StripeProcessor, sandbox: SandboxProcess
) -> None:
    attempt, opened_at = new_reference(), datetime.now(UTC)
    sandbox.control("faults", kind="lose_answer", prefix="/v1/checkout/sessions", method="POST", count=2)
    with pytest.raises(Unclear):
        page_for(processor, attempt, expires_at=opened_at + timedelta(hours=1))
    found = processor.find(attempt=attempt, page_id=None, opened_at=opened_at)
    assert found.state == "open"
    assert page_for(processor, attempt, expires_at=opened_at + timedelta(hours=1)).id == found.page_id


def test_an_attempt_nobody_heard_of_is_unknown(processor: StripeProcessor) -> None:
    assert processor.find(attempt=new_reference(), page_id=None).state == "unknown"
    nothing = processor.find(attempt=new_reference(), page_id=None, opened_at=datetime.now(UTC))
    assert nothing.state == "unknown"


def test_a_page_of_another_attempt_is_not_mistaken_for_this_one(processor: StripeProcessor) -> None:
    page = page_for(processor, new_reference())
    with pytest.raises(ProcessorRefused, match="another attempt"):
        processor.find(attempt=new_reference(), page_id=page.id)


@pytest.fixture(scope="module")
def saved(sandbox: SandboxProcess) -> Outcome:
    outcome = paid(adapter(sandbox), purpose="pay_and_save")
    assert outcome.state == "succeeded" and outcome.saved_token
    return outcome


def test_a_saved_card_pays_without_a_page(processor: StripeProcessor, saved: Outcome) -> None:
    attempt = new_reference()
    took = processor.charge(attempt=attempt, key=attempt, amount=Money(999), token=saved.saved_token)
    assert (took.state, took.amount, took.last4) == ("succeeded", Money(999), "4242")
    again = processor.charge(attempt=attempt, key=attempt, amount=Money(999), token=saved.saved_token)
    assert again.processor_payment_id == took.processor_payment_id
    assert processor.find(attempt=attempt, page_id=None) == took


@pytest.mark.parametrize("kind", ["lose_answer", "error_after"])
def test_a_charge_whose_answer_is_lost_is_unclear_then_found_and_never_taken_twice(
    processor: StripeProcessor, sandbox: SandboxProcess, saved: Outcome, kind: str
) -> None:
    attempt = new_reference()
    sandbox.control("faults", kind=kind, prefix="/v1/payment_intents", method="POST")
    with pytest.raises(Unclear):
        processor.charge(attempt=attempt, key=attempt, amount=Money(1234), token=saved.saved_token)
    found = processor.find(attempt=attempt, page_id=None)
    assert (found.state, found.amount) == ("succeeded", Money(1234))
    again = processor.charge(attempt=attempt, key=attempt, amount=Money(1234), token=saved.saved_token)
    assert again.processor_payment_id == found.processor_payment_id
    assert (
        len(processor._client.v1.payment_intents.search({"query": f"metadata['attempt']:'{attempt}'"}).data)
        == 1
    )


@pytest.mark.parametrize("kind", ["refuse", "error_before"])
def test_a_charge_that_never_arrived_is_unclear_and_unknown(
    processor: StripeProcessor, sandbox: SandboxProcess, saved: Outcome, kind: str
) -> None:
    attempt = new_reference()
    sandbox.control("faults", kind=kind, prefix="/v1/payment_intents", method="POST")
    with pytest.raises(Unclear):
        processor.charge(attempt=attempt, key=attempt, amount=Money(1234), token=saved.saved_token)
    assert processor.find(attempt=attempt, page_id=None, opened_at=datetime.now(UTC)).state == "unknown"
    took = processor.charge(attempt=attempt, key=attempt, amount=Money(1234), token=saved.saved_token)
    assert took.state == "succeeded"


def test_a_slow_answer_is_unclear_and_the_same_key_meanwhile_is_too(
    sandbox: SandboxProcess, saved: Outcome
) -> None:
    quick = adapter(sandbox, timeout_seconds=1)
    attempt = new_reference()
    sandbox.control("faults", kind="slow", prefix="/v1/payment_intents", method="POST", seconds=2)
    with pytest.raises(Unclear):
        quick.charge(attempt=attempt, key=attempt, amount=Money(500), token=saved.saved_token)
    with pytest.raises(Unclear):
        quick.charge(attempt=attempt, key=attempt, amount=Money(500), token=saved.saved_token)
    until(lambda: quick.find(attempt=attempt, page_id=None).state == "succeeded")


def test_nobody_at_the_other_end_is_unclear(sandbox: SandboxProcess) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nowhere = processor_named(
            "stripe", ProcessorSettings(f"http://127.0.0.1:{taken.getsockname()[1]}", "sk_test_x", "whsec_x")
        )
        with pytest.raises(Unclear):
            nowhere.find(attempt="1", page_id="cs_test_1")


# Saved methods


def test_a_card_is_saved_without_paying(processor: StripeProcessor) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt, purpose="save", amount=ZERO)
    payer = Payer(page.url)
    assert "Save a card" in payer.view.html and "Nothing is paid now." in payer.view.html
    payer.pay(number="5555555555554444")
    outcome = processor.find(attempt=attempt, page_id=page.id)
    assert (outcome.state, outcome.amount, outcome.brand) == ("succeeded", ZERO, "mastercard")
    later = new_reference()
    took = processor.charge(attempt=later, key=later, amount=Money(700), token=outcome.saved_token)
    assert took.state == "succeeded"


@pytest.mark.parametrize(
    ("number", "reason"),
    [("4000000000000341", "declined"), ("4000000000003220", "authentication_failed")],
)
def test_a_saved_card_is_declined_later(processor: StripeProcessor, number: str, reason: str) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt, purpose="save")
    payer = Payer(page.url).pay(number=number)
    if payer.view.action:
        payer.press(answer="yes")
    token = processor.find(attempt=attempt, page_id=page.id).saved_token
    later = new_reference()
    for _ in range(2):
        with pytest.raises(Declined) as refusal:
            processor.charge(attempt=later, key=later, amount=Money(700), token=token)
        assert refusal.value.reason == reason
    found = processor.find(attempt=later, page_id=None)
    assert (found.state, found.decline_code, found.last4) == ("failed", reason, number[-4:])
    assert found.processor_payment_id == refusal.value.payment_id


def test_a_saved_bank_account_is_debited(processor: StripeProcessor, sandbox: SandboxProcess) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt, purpose="save", method="bank")
    Payer(page.url).pay_by_bank(account="000222222227")
    token = processor.find(attempt=attempt, page_id=page.id).saved_token
    later = new_reference()
    assert processor.charge(attempt=later, key=later, amount=Money(700), token=token).state == "processing"
    sandbox.control("advance", seconds=A_DAY)
    back = processor.find(attempt=later, page_id=None)
    assert (back.state, back.decline_code) == ("failed", "bank_insufficient_funds")


def test_a_token_we_were_never_given_is_refused(processor: StripeProcessor, saved: Outcome) -> None:
    for token in ("", "pm_1", "cus_1/pm_1", saved.saved_token.split("/")[0] + "/pm_nothing"):
        with pytest.raises(ProcessorRefused):
            processor.charge(attempt="1", key=new_reference(), amount=Money(700), token=token)


# Refunds


def test_refunds_give_back_what_was_paid_and_no_more(processor: StripeProcessor) -> None:
    payment = paid(processor)
    payment_id = payment.processor_payment_id
    first = processor.refund(
        key=f"{payment_id}-1", payment_id=payment_id, amount=Money(4250), reason="goodwill"
    )
    assert (first.state, first.amount, first.key) == ("succeeded", Money(4250), f"{payment_id}-1")
    again = processor.refund(
        key=f"{payment_id}-1", payment_id=payment_id, amount=Money(4250), reason="goodwill"
    )
    assert again == first
    with pytest.raises(RefundRefused, match="greater than unrefunded"):
        processor.refund(
            key=f"{payment_id}-2", payment_id=payment_id, amount=Money(10001), reason="duplicate"
        )
    processor.refund(key=f"{payment_id}-3", payment_id=payment_id, amount=Money(10000), reason="duplicate")
    with pytest.raises(RefundRefused, match="already been refunded"):
        processor.refund(key=f"{payment_id}-4", payment_id=payment_id, amount=Money(100), reason="duplicate")
    attempt = processor._client.v1.payment_intents.retrieve(payment_id).metadata["attempt"]
    found = processor.find(attempt=attempt, page_id=payment.page_id)
    assert (found.state, found.refunded) == ("succeeded", Money(14250))
    assert {refund.key for refund in found.refunds} == {f"{payment_id}-1", f"{payment_id}-3"}


def test_two_refunds_racing_cannot_both_have_the_money(processor: StripeProcessor) -> None:
    payment_id = paid(processor).processor_payment_id

    def ask(number: int) -> str:
        try:
            processor.refund(
                key=f"race-{payment_id}-{number}",
                payment_id=payment_id,
                amount=Money(10000),
                reason="duplicate",
            )
        except RefundRefused:
            return "refused"
        return "given"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert answers.count("given") == 1


def test_a_lost_answer_to_a_refund_is_found_by_its_key(
    processor: StripeProcessor, sandbox: SandboxProcess
) -> None:
    payment = paid(processor)
    sandbox.control("faults", kind="lose_answer", prefix="/v1/refunds", method="POST")
    key = f"lost-{payment.processor_payment_id}"
    with pytest.raises(Unclear):
        processor.refund(
            key=key, payment_id=payment.processor_payment_id, amount=Money(100), reason="duplicate"
        )
    attempt = processor._client.v1.payment_intents.retrieve(payment.processor_payment_id).metadata["attempt"]
    refunds = processor.find(attempt=attempt, page_id=payment.page_id).refunds
    assert [(refund.key, refund.amount) for refund in refunds] == [(key, Money(100))]


def test_a_bank_refund_takes_its_time_and_a_card_refund_may_fail(
    processor: StripeProcessor, sandbox: SandboxProcess
) -> None:
    attempt = new_reference()
    page = page_for(processor, attempt, method="bank")
    Payer(page.url).pay_by_bank()
    payment_id = processor.find(attempt=attempt, page_id=page.id).processor_payment_id
    with pytest.raises(RefundRefused):
        processor.refund(key=f"early-{attempt}", payment_id=payment_id, amount=Money(100), reason="duplicate")
    sandbox.control("advance", seconds=A_DAY)
    given = processor.refund(key=f"b-{attempt}", payment_id=payment_id, amount=Money(100), reason="duplicate")
    assert given.state == "pending"
    failing = paid(processor, number="4000000000005126")
    payment_id = failing.processor_payment_id
    card = processor.refund(
        key=f"c-{payment_id}", payment_id=payment_id, amount=Money(50), reason="duplicate"
    )
    assert card.state == "succeeded"
    sandbox.control("advance", seconds=A_DAY)
    arrived = processor.find(attempt=attempt, page_id=page.id)
    assert (arrived.refunded, arrived.refunds[0].state) == (Money(100), "succeeded")
    card_attempt = processor._client.v1.payment_intents.retrieve(payment_id).metadata["attempt"]
    back = processor.find(attempt=card_attempt, page_id=failing.page_id)
    assert (back.refunded, back.refunds[0].state) == (ZERO, "failed")


# Disputes


def test_a_dispute_takes_the_money_and_may_be_won(
    processor: StripeProcessor, sandbox: SandboxProcess
) -> None:
    payment = paid(processor, number="4000000000000259")
    assert not payment.disputed
    attempt = processor._client.v1.payment_intents.retrieve(payment.processor_payment_id).metadata["attempt"]
    sandbox.control("advance", seconds=A_DAY)
    taken = processor.find(attempt=attempt, page_id=payment.page_id)
    assert (taken.state, taken.disputed, taken.dispute_state) == ("succeeded", True, "open")
    with pytest.raises(RefundRefused):
        processor.refund(
            key=f"d-{attempt}", payment_id=payment.processor_payment_id, amount=Money(100), reason="duplicate"
        )
    dispute = processor._client.v1.disputes.list({"payment_intent": payment.processor_payment_id}).data[0]
    sandbox.control("close-dispute", dispute=dispute.id, won=True)
    won = processor.find(attempt=attempt, page_id=payment.page_id)
    assert (won.disputed, won.dispute_state) == (False, "won")


def test_an_inquiry_takes_no_money(processor: StripeProcessor, sandbox: SandboxProcess) -> None:
    payment = paid(processor, number="4000000000001976")
    attempt = processor._client.v1.payment_intents.retrieve(payment.processor_payment_id).metadata["attempt"]
    sandbox.control("advance", seconds=A_DAY)
    asked = processor.find(attempt=attempt, page_id=payment.page_id)
    assert (asked.disputed, asked.dispute_state) == (False, "inquiry")


# Notices


def signed(body: bytes, secret: str, at: datetime, *, stamp: str = "") -> str:
    stamp = stamp or str(int(at.timestamp()))
    return (
        f"t={stamp},v1={hmac.new(secret.encode(), stamp.encode() + b'.' + body, hashlib.sha256).hexdigest()}"
    )


def test_what_happens_is_told_and_can_be_read(
    processor: StripeProcessor, sandbox: SandboxProcess, shop: Shop
) -> None:
    until(lambda: sandbox.state_now()["deliveries_waiting"] == 0)
    shop.got.clear()
    payment = paid(processor)
    until(lambda: "checkout.session.completed" in shop.types())
    assert {"payment_intent.succeeded", "charge.succeeded"} <= set(shop.types())
    attempt = processor._client.v1.payment_intents.retrieve(payment.processor_payment_id).metadata["attempt"]
    for body, signature in shop.got:
        notice = processor.read_notice(body, signature, datetime.now(UTC))
        assert notice.attempt_reference == attempt
        assert notice.event_id.startswith("evt_") and notice.kind in ("payment", "page")
    processor.refund(
        key=f"n-{attempt}", payment_id=payment.processor_payment_id, amount=Money(50), reason="x"
    )
    sandbox.control("dispute", payment_intent=payment.processor_payment_id)
    until(lambda: "charge.dispute.created" in shop.types())
    notices = [processor.read_notice(body, signature, datetime.now(UTC)) for body, signature in shop.got]
    by_kind = {notice.kind: notice for notice in notices}
    assert by_kind["refund"].payment_id == payment.processor_payment_id
    assert by_kind["dispute"].payment_id == payment.processor_payment_id


def test_forged_changed_and_stale_notices_are_refused(
    processor: StripeProcessor, sandbox: SandboxProcess
) -> None:
    now = datetime.now(UTC)
    body = json.dumps(
        {"id": "evt_1", "created": 1, "data": {"object": {"object": "charge", "id": "ch_1"}}}
    ).encode()
    good = signed(body, sandbox.webhook_secret, now)
    assert processor.read_notice(body, good, now).event_id == "evt_1"
    for late in (timedelta(seconds=301), timedelta(seconds=-301)):
        with pytest.raises(StaleSignature):
            processor.read_notice(body, signed(body, sandbox.webhook_secret, now + late), now)
    for near in (timedelta(seconds=295), timedelta(seconds=-295)):
        processor.read_notice(body, signed(body, sandbox.webhook_secret, now + near), now)
    for forged in (
        "", "t=", "v1=", "t=abc,v1=" + "0" * 64, good.replace("v1=", "v0="), signed(body, "whsec_other", now),
        good + ",t=1", good.replace("t=", "t=1"), "t=٣,v1=" + "0" * 64, "t=1,v1=\u00e9",
    ):  # fmt: skip
        with pytest.raises(BadSignature) as refusal:
            processor.read_notice(body, forged, now)
        assert type(refusal.value) is BadSignature
    for changed in (body + b" ", body.replace(b"ch_1", b"ch_2"), b"", b"\xff\xfe"):
        with pytest.raises(BadSignature):
            processor.read_notice(changed, good, now)


def test_a_signed_body_that_is_no_event_is_refused_by_name(
    processor: StripeProcessor, sandbox: SandboxProcess
) -> None:
    now = datetime.now(UTC)
    for body in (
        b"",
        b"[]",
        b"{}",
        b'{"data": 1}',
        b"\xff",
        b'{"id":"e","created":"x","data":{"object":{"object":"charge","id":"c"}}}',
    ):
        with pytest.raises(ProcessorRefused, match="not an event"):
            processor.read_notice(body, signed(body, sandbox.webhook_secret, now), now)


def test_notices_come_twice_late_out_of_order_and_after_a_fault(
    processor: StripeProcessor, sandbox: SandboxProcess, shop: Shop
) -> None:
    until(lambda: sandbox.state_now()["deliveries_waiting"] == 0)
    shop.got.clear()
    sandbox.control("webhooks", hold=True)
    paid(processor)
    time.sleep(0.2)
    assert shop.got == []
    sandbox.control("webhooks", duplicate=1, reversed=True, hold=False)
    until(lambda: sandbox.state_now()["deliveries_waiting"] == 0)
    types = shop.types()
    assert types[0] == types[1] == "checkout.session.completed", "the newest first, and twice"
    assert types.index("payment_intent.succeeded") < types.index("charge.succeeded")
    ids = [processor.read_notice(body, sign, datetime.now(UTC)).event_id for body, sign in shop.got]
    assert len(ids) == len(set(ids)) + 1
    sandbox.control("webhooks", reversed=False)
    shop.got.clear()
    shop.status = 500
    paid(processor)
    until(lambda: any(one["tries"] for one in sandbox.state_now()["deliveries"] if one["state"] == "waiting"))
    shop.status = 200
    sandbox.control("advance", seconds=3000)
    until(lambda: sandbox.state_now()["deliveries_waiting"] == 0)
    assert "checkout.session.completed" in shop.types()


def test_a_dropped_notice_is_gone_but_find_still_knows(
    processor: StripeProcessor, sandbox: SandboxProcess, shop: Shop
) -> None:
    until(lambda: sandbox.state_now()["deliveries_waiting"] == 0)
    shop.got.clear()
    sandbox.control("webhooks", drop=10)
    assert paid(processor).state == "succeeded"
    until(lambda: sandbox.state_now()["deliveries_waiting"] == 0)
    sandbox.control("webhooks", drop=0)
    assert shop.got == []


# Power cuts


def test_a_killed_sandbox_forgets_nothing(tmp_path: Path) -> None:
    sandbox = SandboxProcess(tmp_path / "state.sqlite3", bank_delay_seconds=0.2).start()
    try:
        processor = adapter(sandbox)
        attempt, debit = new_reference(), new_reference()
        card = page_for(processor, attempt)
        Payer(card.url).pay()
        bank = page_for(processor, debit, method="bank")
        Payer(bank.url).pay_by_bank()
        half_typed = Payer(page_for(processor, new_reference()).url)
        before = processor.find(attempt=attempt, page_id=card.id)
        sandbox.kill()
        with pytest.raises(Unclear):
            processor.find(attempt=attempt, page_id=card.id)
        sandbox.start()
        assert processor.find(attempt=attempt, page_id=card.id) == before
        assert half_typed.pay().view.url.startswith(SHOP)
        until(lambda: processor.find(attempt=debit, page_id=bank.id).state == "succeeded")
    finally:
        sandbox.kill()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"4242424242424242" not in held and b"000123456789" not in held
    assert b'"last4": "4242"' in held


# Settings


@pytest.mark.parametrize(
    "changes",
    [
        {"api_base": "http://api.stripe.com"},
        {"api_base": "https://api.stripe.com/v1"},
        {"api_base": "ftp://127.0.0.1"},
        {"api_base": "https://user@api.stripe.com"},
        {"api_base": ""},
        {"secret_key": ""},
        {"secret_key": "pk_test_1"},
        {"secret_key": "sk_live_1", "api_base": "https://stripe.example"},
        {"webhook_secret": ""},
        {"timeout_seconds": 0},
        {"page_origin": "http://pay.example"},
    ],
)
def test_settings_that_make_no_sense_are_refused(changes: dict[str, Any]) -> None:
    facts = {"api_base": "https://api.stripe.com", "secret_key": "sk_test_1", "webhook_secret": "whsec_1"}
    with pytest.raises(BadSetting):
        processor_named("stripe", ProcessorSettings(**{**facts, **changes}))


def test_an_unwritten_adapter_is_refused_by_name() -> None:
    with pytest.raises(BadSetting, match="no such payment processor"):
        processor_named("paypal", ProcessorSettings("https://api.stripe.com", "sk_test_1", "whsec_1"))


def test_the_page_is_stripes_own_when_the_settings_say_stripe() -> None:
    settings = ProcessorSettings("https://api.stripe.com", "sk_test_1", "whsec_1")
    assert processor_named("stripe", settings).form_action_host == "https://checkout.stripe.com"
    assert "sk_test_1" not in repr(settings) and "whsec_1" not in repr(settings)


def test_a_wrong_key_is_our_fault_and_not_unclear(sandbox: SandboxProcess) -> None:
    wrong = processor_named("stripe", ProcessorSettings(sandbox.url, "sk_test_wrong", "whsec_1"))
    with pytest.raises(ProcessorRefused, match="does not know our key"):
        wrong.find(attempt="1", page_id=None)


def test_a_redirect_to_another_host_is_not_followed() -> None:
    reached: list[str] = []

    class Lure(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reached.append(self.path)
            self.send_response(302 if self.path.startswith("/v1/") else 200)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Lure)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        lured = processor_named(
            "stripe", ProcessorSettings(f"http://127.0.0.1:{server.server_port}", "sk_test_1", "whsec_1")
        )
        with pytest.raises(Unclear):
            lured.find(attempt="1", page_id="cs_test_1")
    finally:
        server.shutdown()
        server.server_close()
    assert reached and not [path for path in reached if path == "/elsewhere"]
