"""The signed-in home, details, sessions."""

from typing import Any

import pytest
from django.test import Client

from hearthside.audit.models import Event
from hearthside.mailroom.models import Message
from hearthside.portal import session_clock
from hearthside.portal.tests.cast import PASSWORD, Cast


def test_what_is_due_comes_first(cast: Cast, ana_client: Client) -> None:
    page = ana_client.get("/account/").content.decode()
    assert "One thing needs you, Ana" in page and str(cast.owes.due) in page
    assert 'href="/account/pay/"' in page
    assert "Una cosa necesita su atención, Ana" in ana_client.get("/es/account/").content.decode()


def test_home_asks_few_questions(cast: Cast, ana_client: Client, django_assert_max_num_queries: Any) -> None:
    ana_client.get("/account/")
    with django_assert_max_num_queries(14):
        ana_client.get("/account/")


def test_nothing_to_do_is_said(cast: Cast, client: Client) -> None:
    from hearthside import clock
    from hearthside.members import services
    from hearthside.portal.tests.cast import SETTING_THE_TABLE

    free = services.open_account(
        roster_key=None, opened_on=clock.today(), language="en",
        contact=dict.fromkeys(services.CONTACT_FIELDS, ""),
    )  # fmt: skip
    services.grant_access(
        login_id=cast.cora.pk, account_id=free.pk, scope="self", by=SETTING_THE_TABLE, at=clock.now()
    )
    client.force_login(cast.cora)
    page = client.get("/account/").content.decode()
    assert "Nothing to do, Cora" in page and "You owe nothing today." in page


def confirmed(client: Client) -> Client:
    client.post("/account/security/confirm/", {"password": PASSWORD})
    return client


def test_a_change_of_address_asks_again_and_tells_the_old_contact(cast: Cast, ana_client: Client) -> None:
    sent = {"address1": "9 Elm Street", "address2": "", "city": "Macon", "state": "GA", "zip": "31201"}
    response = ana_client.post("/account/details/address/", sent)
    assert response["Location"].startswith("/account/security/confirm/")
    cast.owes.account.refresh_from_db()
    assert cast.owes.account.city != "Macon"

    response = confirmed(ana_client).post("/account/details/address/", sent)
    assert response["Location"] == "/account/details/"
    cast.owes.account.refresh_from_db()
    assert (cast.owes.account.city, cast.owes.account.zip) == ("Macon", "31201")
    assert Event.objects.filter(name="contact.changed", account_id=cast.owes.id).count() == 1
    notice = Message.objects.get(kind="contact_changed")
    assert notice.to == cast.owes.account.email and "Macon" not in notice.body


def test_a_new_email_tells_both(cast: Cast, ana_client: Client) -> None:
    old = cast.owes.account.email
    confirmed(ana_client).post("/account/details/email/", {"email": "new@mail.example"})
    told = set(Message.objects.filter(kind="contact_changed").values_list("to", flat=True))
    assert told == {old, "new@mail.example"}


@pytest.mark.parametrize(
    ("what", "sent", "says"),
    [
        ("phone", {"phone": "555"}, "area code"),
        ("email", {"email": "ana"}, "with an @ in it"),
        ("address", {"address1": "", "city": "", "state": "ZZ", "zip": "1"}, "Type the city."),
    ],
)
def test_a_wrong_detail_says_what_to_do(
    ana_client: Client, what: str, sent: dict[str, str], says: str
) -> None:
    page = confirmed(ana_client).post(f"/account/details/{what}/", sent).content.decode()
    assert says in page and "<title>Error: " in page and 'aria-invalid="true"' in page


def test_a_typed_phone_is_kept_one_way(cast: Cast, ana_client: Client) -> None:
    confirmed(ana_client).post("/account/details/phone/", {"phone": "(404) 555-0142"})
    cast.owes.account.refresh_from_db()
    assert cast.owes.account.phone == "+14045550142"


def test_the_language_switch_keeps_what_was_typed(ana_client: Client) -> None:
    sent = {"address1": "9 Elm Street", "city": "", "state": "", "zip": "", "switch_language": "es"}
    page = confirmed(ana_client).post("/es/account/details/address/", sent).content.decode()
    assert 'value="9 Elm Street"' in page and "Hay un problema" not in page


def test_idle_too_long_signs_out_and_comes_back(ana_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ana_client.get("/account/")
    later = session_clock.now() + 20 * 60 + 1
    monkeypatch.setattr(session_clock, "now", lambda: later)
    response = ana_client.get("/account/details/")
    assert response["Location"] == "/sign-in/?next=/account/details/"
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert Event.objects.filter(name="identity.session_ended", reason="idle").count() == 1


def test_twelve_hours_are_the_most(ana_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    start = session_clock.now()
    for minute in range(0, 12 * 60 + 1, 15):
        monkeypatch.setattr(session_clock, "now", lambda at=start + minute * 60: at)
        assert ana_client.get("/account/details/").status_code == 200
    monkeypatch.setattr(session_clock, "now", lambda: start + 12 * 3600 + 1)
    assert ana_client.get("/account/details/").status_code == 302


def test_signing_out_clears_what_the_browser_kept(ana_client: Client) -> None:
    response = ana_client.post("/sign-out/")
    assert response.status_code == 302 and response["Clear-Site-Data"] == '"cache", "storage"'
    assert ana_client.get("/account/").status_code == 302


def test_money_on_its_way_is_not_asked_for_again(
    cast: Cast, ana_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hearthside.payments import selectors as payments

    monkeypatch.setattr(payments, "pending", lambda account_id: cast.owes.due)
    page = ana_client.get("/account/").content.decode()
    assert f"{cast.owes.due} is on its way. You do not need to pay again." in page
    assert "One thing needs you" not in page and "You owe nothing today." not in page
