"""Guest pay, page by page, with the real sandbox beside it."""

import re
from typing import Any

import pytest
from django.test import Client

from hearthside.ledger import selectors as ledger
from hearthside.payments import checks
from hearthside.payments.models import Payment
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.conftest import Payer

pytestmark = pytest.mark.django_db


def find(client: Client, ana: Ana, **changed: str) -> Any:
    return client.post("/pay/", {"account": ana.account.number, "code": ana.code} | changed)


def choose(client: Client, **changed: str) -> Any:
    return client.post("/pay/amount/", {"how": "all", "amount": "", "method": "card"} | changed)


def key_on(client: Client) -> str:
    page = client.get("/pay/check/")
    assert page.status_code == 200, page.headers.get("Location")
    return re.search(r'name="key" value="([0-9a-f]+)"', page.content.decode()).group(1)


def go(client: Client, key: str = "") -> Any:
    return client.post("/pay/check/", {"key": key or key_on(client)})


def at_card_page(client: Client, ana: Ana, **changed: str) -> str:
    """Every step up to the card page; its address."""
    assert find(client, ana)["Location"] == "/pay/amount/"
    assert choose(client, **changed)["Location"] == "/pay/check/"
    answer = go(client)
    assert answer.status_code == 303
    return str(answer["Location"])


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_a_guest_pays_by_card(client: Client, ana: Ana, payer: Payer) -> None:
    back = payer.pays_by_card(at_card_page(client, ana))
    done = client.get(path_of(back.headers["Location"]), follow=True)
    page = done.content.decode()
    payment = Payment.objects.get()
    assert "Payment received" in page and payment.reference[:3] in page and "$142.50" in page
    assert "Visa ending in 4242" in page
    assert ledger.standing(ana.id).receivable.cents == 0
    assert not any(found for _, found in checks.run())
