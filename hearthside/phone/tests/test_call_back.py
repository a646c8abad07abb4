"""Asking for a call, signed out and in."""

import pytest
from django.test import Client

from hearthside import clock
from hearthside.members.models import Account
from hearthside.payments.tests.cast import Ana
from hearthside.phone import selectors
from hearthside.phone.models import CallBack
from hearthside.phone.queues import QUEUES
from hearthside.portal.tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
ASK = {"name": "Ana Reyes", "number": "(937) 555-0100", "account": "", "when": "any", "reason": "pay"}


def test_signed_out_the_answer_is_the_same_whether_or_not_the_account_exists(ana: Ana) -> None:
    pages = []
    for number in (ana.account.number, "4021187739"):
        client = Client()
        response = client.post("/pay/phone/call-back/", ASK | {"account": number})
        assert response.status_code == 303
        page = client.get(response["Location"]).content.decode()
        reference = CallBack.objects.latest("pk").reference
        pages.append(page.replace(f"{reference[:3]} {reference[3:6]} {reference[6:]}", "REFERENCE"))
    assert pages[0] == pages[1] and "REFERENCE" in pages[0]
    assert set(CallBack.objects.values_list("account_id", flat=True)) == {None}, "typed is not proved"


def test_the_same_form_twice_is_one_promise(ana: Ana) -> None:
    client = Client()
    client.get("/pay/phone/call-back/")
    session_key = client.session["call_back_key"]
    client.post("/pay/phone/call-back/", ASK)
    session = client.session
    session["call_back_key"] = session_key
    session.save()
    client.post("/pay/phone/call-back/", ASK)
    assert CallBack.objects.count() == 1


def test_signed_in_it_is_about_the_open_account_and_the_number_on_file(client: Client) -> None:
    cast: Cast = make_cast()
    Account.objects.filter(pk=cast.owes.id).update(phone="+19375550100")
    client.force_login(cast.ana)
    page = client.get("/pay/phone/call-back/").content.decode()
    assert "Name we ask for" not in page and "number on your account" in page and "9375550100" not in page
    client.post("/pay/phone/call-back/", {"number": "", "when": "evening", "reason": "understand"})
    asked = CallBack.objects.get()
    assert (asked.account_id, asked.number, asked.when) == (cast.owes.id, "", "evening")


def test_cora_asks_for_herself_alone(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.cora)
    client.post("/pay/phone/call-back/", ASK)
    assert CallBack.objects.get().account_id is None


@pytest.mark.parametrize("number", ["", "555-0100", "+44 20 7946 0958", "911", "1234567890"])
def test_a_number_we_cannot_call_is_asked_again(client: Client, number: str) -> None:
    response = client.post("/pay/phone/call-back/", ASK | {"number": number})
    assert response.status_code == 422 and not CallBack.objects.exists()
    page = response.content.decode()
    assert "There is a problem" in page and "Ana Reyes" in page


def test_it_reads_in_spanish(client: Client) -> None:
    page = client.get("/es/pay/phone/call-back/").content.decode()
    assert "Pida que le llamemos" in page and "Phone number" not in page
    client.post("/es/pay/phone/call-back/", ASK)
    assert CallBack.objects.get().language == "es"


def test_the_queue_gives_the_earliest_promise_first_and_goes_on_from_a_key(client: Client) -> None:
    for when in ("evening", "morning", "any"):
        Client().post("/pay/phone/call-back/", ASK | {"when": when})
    queue = QUEUES[0]
    items = queue.items("", 10)
    assert len(items) == 3 == queue.tally().count
    order = [selectors.call_back_with(item.key) for item in items]
    assert order == sorted(order, key=lambda row: (row.promised_by, row.pk))  # type: ignore[union-attr]
    assert [item.key for item in queue.items(items[0].key, 10)] == [item.key for item in items[1:]]
    assert all(item.due and item.due >= clock.today() for item in items)
