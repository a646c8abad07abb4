"""Webhooks: signed or refused, once or nothing, in any order; their own words are never believed."""

import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from django.test import Client

from hearthside.ledger import selectors as ledger
from hearthside.payments import flows, proofs
from hearthside.payments.models import Attempt, AttemptState, Notice, Payment
from hearthside.payments.tests.cast import GUEST, Ana, now, wanted
from hearthside.payments.tests.conftest import Payer
from hearthside.sandbox.process import SandboxProcess

pytestmark = pytest.mark.django_db


def body_of(
    attempt: Attempt, *, event: str = "evt_1", kind: str = "payment_intent.succeeded", amount: int = 1
) -> bytes:
    subject = {"id": "pi_x", "object": "payment_intent", "amount": amount, "status": "succeeded",
               "metadata": {"attempt": attempt.reference}}  # fmt: skip
    return json.dumps({"id": event, "object": "event", "type": kind, "created": int(time.time()),
                       "data": {"object": subject}}).encode()  # fmt: skip


def post(
    client: Client, body: bytes, sandbox: SandboxProcess, *, age: int = 0, signed: bytes | None = None
) -> Any:
    stamp = str(int(time.time()) - age)
    mark = hmac.new(sandbox.webhook_secret.encode(), stamp.encode() + b"." + (signed or body), hashlib.sha256)
    return client.post(
        "/webhooks/stripe/", body, content_type="application/json",
        headers={"Stripe-Signature": f"t={stamp},v1={mark.hexdigest()}"},
    )  # fmt: skip


def paid(ana: Ana, payer: Payer) -> Attempt:
    begun = flows.begin(wanted=wanted(ana), by=GUEST, at=now())
    payer.pays_by_card(begun.url)
    return begun.attempt


def test_before_the_return_it_settles(client: Client, ana: Ana, payer: Payer) -> None:
    attempt = paid(ana, payer)
    assert post(client, body_of(attempt), payer.sandbox).status_code == 200
    assert Payment.objects.get().amount_cents == 14250, "the amount is the processor's, not the webhook's"
    assert flows.ask(attempt, by=GUEST, at=now()).state == AttemptState.SETTLED
    assert Payment.objects.count() == 1 and ledger.standing(ana.id).receivable.cents == 0


def test_twice_is_200_and_posts_once(client: Client, ana: Ana, payer: Payer) -> None:
    body = body_of(paid(ana, payer))
    assert [post(client, body, payer.sandbox).status_code for _ in range(3)] == [200, 200, 200]
    assert (Notice.objects.count(), Payment.objects.count()) == (1, 1)
    assert not any(found for _, found in proofs.checks())


def test_after_the_return_and_out_of_order_it_changes_nothing(client: Client, ana: Ana, payer: Payer) -> None:
    attempt = paid(ana, payer)
    flows.ask(attempt, by=GUEST, at=now())
    for number, kind in enumerate(
        ["checkout.session.expired", "payment_intent.created", "payment_intent.payment_failed"]
    ):
        assert (
            post(client, body_of(attempt, event=f"evt_{number}", kind=kind), payer.sandbox).status_code == 200
        )
    assert Attempt.objects.get().state == AttemptState.SETTLED
    assert ledger.standing(ana.id).receivable.cents == 0


def test_a_signed_lie_is_only_a_reason_to_ask(client: Client, ana: Ana, sandbox: SandboxProcess) -> None:
    begun = flows.begin(wanted=wanted(ana), by=GUEST, at=now())
    assert post(client, body_of(begun.attempt), sandbox).status_code == 200
    assert Attempt.objects.get().state == AttemptState.OPEN
    assert Payment.objects.count() == 0


def test_an_event_about_somebody_elses_payment_is_kept_and_done(
    client: Client, ana: Ana, payer: Payer
) -> None:
    body = body_of(paid(ana, payer)).replace(Attempt.objects.get().reference.encode(), b"9999999999")
    assert post(client, body, payer.sandbox).status_code == 200
    assert Notice.objects.get().handled_at is not None and Payment.objects.count() == 0


def test_one_changed_byte_is_400(client: Client, ana: Ana, payer: Payer) -> None:
    body = body_of(paid(ana, payer))
    assert post(client, body.replace(b"1", b"2", 1), payer.sandbox, signed=body).status_code == 400
    assert Notice.objects.count() == 0 and Payment.objects.count() == 0


@pytest.mark.parametrize("age", [600, -600])
def test_ten_minutes_old_or_early_is_400(client: Client, ana: Ana, payer: Payer, age: int) -> None:
    assert post(client, body_of(paid(ana, payer)), payer.sandbox, age=age).status_code == 400
    assert Notice.objects.count() == 0


def test_no_signature_get_and_too_much_are_refused(client: Client, sandbox: SandboxProcess) -> None:
    assert client.post("/webhooks/stripe/", b"{}", content_type="application/json").status_code == 400
    assert client.get("/webhooks/stripe/").status_code == 405
    big = client.post("/webhooks/stripe/", b" " * (256 * 1024 + 1), content_type="application/json")
    assert big.status_code == 413


def test_signed_but_not_an_event_is_400(client: Client, sandbox: SandboxProcess) -> None:
    assert post(client, b"[]", sandbox).status_code == 400


def test_a_processor_that_does_not_answer_leaves_the_notice_for_the_worker(
    client: Client, ana: Ana, payer: Payer
) -> None:
    attempt = paid(ana, payer)
    payer.sandbox.control("faults", kind="refuse", prefix="/v1/checkout/sessions", method="GET", count=9)
    assert post(client, body_of(attempt), payer.sandbox).status_code == 200
    assert Notice.objects.get().handled_at is None and Payment.objects.count() == 0
    payer.sandbox.control("faults/clear")
    assert post(client, body_of(attempt), payer.sandbox).status_code == 200
    assert Notice.objects.get().handled_at is not None and Payment.objects.count() == 1
