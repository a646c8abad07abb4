"""Amounts that nobody owes. Threat row 6; drill 9."""

from typing import Any

import pytest
from django.test import Client

from hearthside.payments.models import Attempt
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.test_guest_pages import choose, find, go, key_on
from hearthside.portal.tests.cast import Cast
from tests.drills.conftest import signed_in
from tests.drills.tables import SESSIONS, changed, digests

pytestmark = pytest.mark.django_db

NO_AMOUNTS = {
    "below nothing": "-5",
    "nothing": "0",
    "a tenth of a cent": "0.001",
    "a billion": "1000000000",
    "an exponent": "1e9",
    "other digits": "١٢",
    "wide digits": "１２",
    "no number": "NaN",
    "endless": "Infinity",
    "endless the other way": "-inf",
    "hexadecimal": "0x20",
    "underscored": "1_0",
    "two dots": "1.2.3",
    "two amounts": "20 30",
    "a sum": "10+10",
    "a comma for cents": "12,50",
    "a plus": "+20",
    "brackets": "(20)",
    "one cent more than is due": "142.51",
    "one cent less than the least": "9.99",
    "a null": "20\x00",
    "a line break": "20\n30",
    "a right-to-left mark": "\u200f20",
    "very long": "9" * 64,
    "longer than long": "9" * 5000,
    "a very long fraction": "20." + "0" * 60,
}


@pytest.mark.parametrize("amount", NO_AMOUNTS.values(), ids=list(NO_AMOUNTS))
@pytest.mark.parametrize("door", ["guest", "member"])
def test_no_such_amount_gets_past(client: Client, cast: Cast, ana: Ana, door: str, amount: str) -> None:
    """Drill 9: refused with words that say what to do, and nothing has changed."""
    if door == "guest":
        find(client, ana)
    asks = client if door == "guest" else signed_in(cast.ana)
    path = "/pay/amount/" if door == "guest" else "/account/pay/"
    before = digests()
    answer = asks.post(path, {"how": "part", "amount": amount, "method": "card"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_amount"' in page and "<title>Error: " in page
    assert (
        asks.get(path.replace("amount", "check") if door == "guest" else f"{path}check/")["Location"] == path
    )
    assert changed(before, digests()) == []


@pytest.mark.parametrize("twice", ["amount", "how", "method"])
@pytest.mark.parametrize("door", ["guest", "member"])
def test_two_answers_to_one_question(client: Client, cast: Cast, ana: Ana, door: str, twice: str) -> None:
    """Drill 9: two `amount` fields are refused, not chosen between."""
    if door == "guest":
        find(client, ana)
    asks = client if door == "guest" else signed_in(cast.ana)
    fields = {"how": ["part"], "amount": ["50"], "method": ["card"]}
    fields[twice] = [*fields[twice], "20" if twice == "amount" else fields[twice][0]]
    before = digests()
    answer = asks.post("/pay/amount/" if door == "guest" else "/account/pay/", fields)
    assert answer.status_code == 422 and b"two answers to one question" in answer.content
    assert changed(before, digests()) == []


def test_fields_nobody_asked_for_change_nothing(client: Client, ana: Ana, sandbox: Any) -> None:
    """Row 25: the account, the bill, the cents and the state are ours, whatever a form says."""
    find(client, ana)
    key = ""
    choose(
        client,
        account="1",
        account_id="1",
        bill="9",
        bill_id="9",
        cents="1",
        amount_cents="1",
        payable="1",
        state="settled",
        role="staff",
    )
    key = key_on(client)
    answer = client.post("/pay/check/", {"key": key, "amount": "0.50", "cents": "1", "state": "settled"})
    assert answer.status_code == 303
    attempt = Attempt.objects.get()
    assert (attempt.amount_cents, attempt.account_id, attempt.state) == (14250, ana.id, "open")


def test_the_amount_is_read_from_our_rows_at_the_last_step(client: Client, ana: Ana, sandbox: Any) -> None:
    """Row 6: a choice kept from before the bill was paid elsewhere is not sent on."""
    find(client, ana)
    choose(client)
    key = key_on(client)
    session = client.session
    session["pay_choices"] = {str(ana.id): session["pay_choices"][str(ana.id)] | {"cents": 99_999_999}}
    session.save()
    answer = go(client, key)
    assert answer["Location"] == "/pay/amount/" and Attempt.objects.count() == 0


def test_too_much_of_everything(client: Client, ana: Ana) -> None:
    """Section 3, input: a form of more fields, or more bytes, than any of ours is refused in plain words."""
    find(client, ana)
    before = digests(leave_out=(SESSIONS,))
    many = client.post("/pay/amount/", {f"f{number}": "1" for number in range(201)})
    much = client.post("/pay/amount/", {"how": "part", "amount": "9" * 300_000, "method": "card"})
    for answer in (many, much):
        assert answer.status_code in (400, 413) and b"<h1>" in answer.content
        assert b"Nothing was" in answer.content or b"nothing was" in answer.content
    assert changed(before, digests()) == []
