"""Making an account from a bill: what must agree, what is told, and what is counted."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.identity import selectors as logins
from hearthside.identity.models import OneTimeCode
from hearthside.mailroom.models import Message
from hearthside.members import selectors as members
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.portal.tests.cast import PASSWORD, newest_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Ana:
    return make_ana()


def bill_facts(ana: Ana, **changed: str) -> dict[str, str]:
    facts = {"account": ana.account.number, "code": ana.code, "birth_date_month": "3", "birth_date_day": "14",
             "birth_date_year": "1954"}  # fmt: skip
    return facts | changed


def test_ana_opens_her_account(ana: Ana, client: Client) -> None:
    assert client.post("/activate/", bill_facts(ana))["Location"] == "/activate/code/"
    assert b"a\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2@" in client.get("/activate/code/").content
    code = newest_code(ana.account.email)
    assert code not in str(OneTimeCode.objects.values())
    assert client.post("/activate/code/", {"code": code})["Location"] == "/activate/password/"
    assert client.post("/activate/password/", {"password": PASSWORD})["Location"] == "/account/"

    login = logins.login_with_email(ana.account.email)
    grant = members.live_grants(login.pk).get()
    assert (grant.account_id, grant.scope) == (ana.id, "self")
    assert Event.objects.filter(name="access.linked", account_id=ana.id).count() == 1
    assert b"One thing needs you" in client.get("/account/").content


@pytest.mark.parametrize(
    "changed", [{"code": "00000000"}, {"birth_date_year": "1955"}, {"account": "5020118838"}]
)
def test_one_wrong_fact_is_told_like_any_other(ana: Ana, client: Client, changed: dict[str, str]) -> None:
    page = client.post("/activate/", bill_facts(ana, **changed)).content.decode()
    assert "These do not go together." in page and "4 tries left" in page
    assert not Message.objects.exists()
    assert Event.objects.filter(name="access.link_refused").count() == 1


def test_a_made_up_account_costs_the_same_questions(ana: Ana, client: Client) -> None:
    asked = []
    for number in (ana.account.number, "5020118838"):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.post("/activate/", bill_facts(ana, account=number, code="00000000"))
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_five_wrong_tries_close_this_door(ana: Ana, client: Client) -> None:
    for _try in range(5):
        client.post("/activate/", bill_facts(ana, code="00000000"))
    response = client.post("/activate/", bill_facts(ana))
    assert response.status_code == 429 and int(response["Retry-After"]) > 3600
    assert not Message.objects.exists()


def test_no_code_goes_to_a_contact_that_changed_lately(ana: Ana, client: Client) -> None:
    ana.account.contact_changed_at = clock.now() - timedelta(days=13)
    ana.account.save()
    assert b"Please call us to open your account" in client.post("/activate/", bill_facts(ana)).content
    assert not Message.objects.exists()


def test_three_wrong_codes_end_the_code(ana: Ana, client: Client) -> None:
    client.post("/activate/", bill_facts(ana))
    code = newest_code(ana.account.email)
    wrong = "000000" if code != "000000" else "111111"
    for _try in range(3):
        client.post("/activate/code/", {"code": wrong})
    page = client.post("/activate/code/", {"code": code}).content.decode()
    assert "does not work any more" in page
    assert client.get("/activate/password/")["Location"] == "/activate/"


def test_no_step_can_be_skipped(ana: Ana, client: Client) -> None:
    assert client.get("/activate/code/")["Location"] == "/activate/"
    assert client.post("/activate/password/", {"password": PASSWORD})["Location"] == "/activate/"
    client.post("/activate/", bill_facts(ana))
    assert client.post("/activate/password/", {"password": PASSWORD})["Location"] == "/activate/"
    assert logins.login_with_email(ana.account.email) is None


@pytest.mark.parametrize(("password", "says"), [("short", "15 characters or more"), ("", "Type a password")])
def test_a_weak_password_is_refused_in_plain_words(
    ana: Ana, client: Client, password: str, says: str
) -> None:
    client.post("/activate/", bill_facts(ana))
    client.post("/activate/code/", {"code": newest_code(ana.account.email)})
    page = client.post("/activate/password/", {"password": password}).content.decode()
    assert says in page
    assert logins.login_with_email(ana.account.email) is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [(("2", "30", "1954"), "There is no such day"), (("3", "14", "54"), "all 4 digits of the year"),
     (("3", "", "1954"), "Type all three"), (("", "", ""), "Type the birth date"),
     (("3", "14", "2999"), "after today")],
)  # fmt: skip
def test_a_birth_date_says_how_to_mend_it(
    ana: Ana, client: Client, typed: tuple[str, ...], says: str
) -> None:
    names = ("birth_date_month", "birth_date_day", "birth_date_year")
    assert (
        says
        in client.post("/activate/", bill_facts(ana, **dict(zip(names, typed, strict=True)))).content.decode()
    )


def test_spanish_is_whole(ana: Ana, client: Client) -> None:
    page = client.post("/es/activate/", bill_facts(ana, code="1")).content.decode()
    assert "Hay un problema" in page and "<title>Error: Abra su cuenta" in page
    client.post("/es/activate/", bill_facts(ana))
    assert "Su código es" in Message.objects.get().body
