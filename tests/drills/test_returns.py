"""Saying "paid" without paying: return addresses typed by hand, forged and doubled notices.

Threat rows 8 and 49; drills 11, 12 and 13.
"""

from typing import Any

import pytest
from django.test import Client

from hearthside.ledger import selectors as ledger
from hearthside.payments import proofs
from hearthside.payments.models import Attempt, Notice, Payment
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.conftest import Payer
from hearthside.payments.tests.test_guest_pages import at_card_page
from hearthside.payments.tests.test_webhooks import body_of, paid, post
from hearthside.sandbox.process import SandboxProcess
from tests.drills.tables import changed, digests

pytestmark = pytest.mark.django_db

LIES = (
    "?paid=1",
    "?status=succeeded&redirect_status=succeeded",
    "?session_id=cs_test_1",
    "?amount=14250&payment=pi_1",
)


@pytest.mark.parametrize("lie", LIES)
def test_a_return_by_hand_says_checking_and_pays_nothing(
    client: Client, ana: Ana, sandbox: SandboxProcess, lie: str
) -> None:
    """Drill 11; row 8: whatever the address says, the processor is asked, and has not been paid."""
    at_card_page(client, ana)
    reference = Attempt.objects.get().reference
    before = digests(leave_out=("django_session", "payments_attempt"))
    page = client.get(f"/pay/return/{reference}/{lie}", follow=True)
    assert b"We are checking this payment" in page.content
    assert Payment.objects.count() == 0 and ledger.standing(ana.id).receivable.cents == 14250
    assert changed(before, digests(leave_out=("django_session", "payments_attempt"))) == []


def test_a_return_by_hand_in_a_strangers_browser_shows_no_payment(ana: Ana, sandbox: SandboxProcess) -> None:
    """Row 8, 23: the number of an attempt alone opens the look-up, which asks for a ZIP code."""
    at_card_page(Client(), ana)
    reference = Attempt.objects.get().reference
    for path in (f"/pay/return/{reference}/", f"/pay/done/{reference}/"):
        page = Client().get(path, follow=True)
        assert page.redirect_chain[-1][0] == "/receipts/find/" and b"142.50" not in page.content
    assert Client().get(f"/pay/cancel/{reference}/")["Location"] == "/pay/"


def test_twice_is_200_and_posted_once(client: Client, ana: Ana, payer: Payer) -> None:
    """Drill 12; row 49."""
    body = body_of(paid(ana, payer))
    assert [post(client, body, payer.sandbox).status_code for _ in range(2)] == [200, 200]
    assert (Notice.objects.count(), Payment.objects.count()) == (1, 1)
    assert ledger.standing(ana.id).receivable.cents == 0
    assert not any(found for _, found in proofs.checks())


def refused(client: Client, sandbox: SandboxProcess, body: bytes, status: int, **how: Any) -> None:
    before = digests()
    assert post(client, body, sandbox, **how).status_code == status
    assert changed(before, digests()) in ([], ["guards_counter"])


@pytest.mark.parametrize("age", [301, 600, -600])
def test_ten_minutes_old_is_400(client: Client, ana: Ana, payer: Payer, age: int) -> None:
    """Drill 12; row 49: a good signature is good for five minutes."""
    refused(client, payer.sandbox, body_of(paid(ana, payer)), 400, age=age)


@pytest.mark.parametrize("place", [0, 40, -2])
def test_one_byte_changed_is_400(client: Client, ana: Ana, payer: Payer, place: int) -> None:
    """Drill 13; row 49: first, middle and last."""
    body = body_of(paid(ana, payer))
    other = bytearray(body)
    other[place] ^= 1
    refused(client, payer.sandbox, bytes(other), 400, signed=body)


def test_over_256_kb_is_refused_unread(client: Client, ana: Ana, payer: Payer) -> None:
    """Section 4: signed or not, and whatever length it claims."""
    body = body_of(paid(ana, payer))
    padded = body + b" " * (256 * 1024)
    refused(client, payer.sandbox, padded, 413)
    for claimed in ("999999999999", "-1", "lots", "٣"):
        answer = client.post(
            "/webhooks/stripe/", body, content_type="application/json", CONTENT_LENGTH=claimed
        )
        assert answer.status_code in (400, 413)
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "t=,v1=",
        "t=1",
        "v1=00",
        "t=9e9,v1=ab",
        "t=١٢٣,v1=ab",
        "t=1,t=2,v1=a,v1=b",
        "v1=" + "a" * 200_000,
        "t=99999999999999999999,v1=ab",
        "t=-1,v1=\u00e9",
    ],
)
def test_no_odd_signature_breaks_anything(
    client: Client, ana: Ana, sandbox: SandboxProcess, signature: str
) -> None:
    """Row 49: a header made to break its reader is a 400 like any other."""
    answer = client.post(
        "/webhooks/stripe/",
        b"{}",
        content_type="application/json",
        HTTP_STRIPE_SIGNATURE=signature,
    )
    assert answer.status_code == 400 and Notice.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"1e999",
        b'{"id": 1}',
        b"\xff\xfe",
        b'{"id":"evt","type":"x","data":[]}',
        b"[" * 100_000,
        b'{"a":' * 20_000,
    ],
)
def test_a_signed_body_of_nonsense_is_400(
    client: Client, ana: Ana, sandbox: SandboxProcess, body: bytes
) -> None:
    """Row 49: even who holds the secret cannot break the reader."""
    refused(client, sandbox, body, 400)
