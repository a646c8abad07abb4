"""Ana asks for her credit back, or keeps it. Ben may, for money; Cora sees nothing."""

import re
import time
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from hearthside import clock
from hearthside.desk.tests.cast import BACKEND
from hearthside.identity.models import Login
from hearthside.members import services as members
from hearthside.members.models import Scope
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.conftest import Payer
from hearthside.payments.tests.test_member_pages import signed_in
from hearthside.portal.tests.cast import SETTING_THE_TABLE
from hearthside.refunds import flows
from hearthside.refunds.models import CreditCase, Refund, RefundState
from hearthside.refunds.tests.cast import Desk, agreed, asked, pays, sends_check

pytestmark = pytest.mark.django_db


def proved(client: Client) -> Client:
    """This person has just proved that it is them, as before a change of address."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session.save()
    return client


def fields_of(page: Any) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(key|cents)" value="([^"]*)"', page.content.decode()))


def test_ana_asks_for_her_credit_once(ana: Ana, payer: Payer, desk: Desk) -> None:
    pays(ana, payer)
    sends_check(ana, 5000)
    hers = proved(signed_in("ana", ana))
    assert "$50.00" in hers.get("/account/credit/").content.decode()
    assert hers.post("/account/credit/", {}).status_code == 422
    assert hers.post("/account/credit/", {"what": "back"})["Location"] == "/account/credit/check/"
    page = hers.get("/account/credit/check/")
    assert "ending in 4242" in page.content.decode() and not Refund.objects.exists()
    answers = [hers.post("/account/credit/check/", fields_of(page)) for _ in range(2)]
    refund = Refund.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/account/refunds/{refund.reference}/"}
    assert (refund.state, refund.second, refund.way) == (
        RefundState.ASKED, ["not_staff", "amount"], "processor",
    )  # fmt: skip
    assert "We have your request" in hers.get(f"/account/refunds/{refund.reference}/").content.decode()
    agreed(refund, desk.omar)
    flows.sweep(at=clock.now())
    told = hers.get(f"/account/refunds/{refund.reference}/").content.decode()
    assert "Money is on its way to you" in told and "It should be there by" in told
    assert "$50.00" in hers.get("/account/refunds/").content.decode()


def test_a_credit_that_changed_is_read_again(ana: Ana) -> None:
    sends_check(ana, 20000)
    hers = proved(signed_in("ana", ana))
    hers.post("/account/credit/", {"what": "back"})
    page = hers.get("/account/credit/check/")
    sends_check(ana, 1000)
    answer = hers.post("/account/credit/check/", fields_of(page))
    assert answer.status_code == 409 and "has changed" in answer.content.decode()
    assert not Refund.objects.exists()


@pytest.mark.parametrize("cents", ["-5750", "0", "x", "57.50", "", "9" * 40])
def test_an_edited_amount_asks_for_nothing(ana: Ana, cents: str) -> None:
    sends_check(ana, 20000)
    hers = proved(signed_in("ana", ana))
    hers.post("/account/credit/", {"what": "back"})
    fields = fields_of(hers.get("/account/credit/check/")) | {"cents": cents}
    assert hers.post("/account/credit/check/", fields).status_code == 409
    assert not Refund.objects.exists()


def test_kept_for_the_next_bill(ana: Ana) -> None:
    sends_check(ana, 20000)
    hers = proved(signed_in("ana", ana))
    hers.post("/account/credit/", {"what": "keep"})
    fields = fields_of(hers.get("/account/credit/check/"))
    assert b"Kept for your next bill" in hers.post("/account/credit/check/", fields).content
    assert CreditCase.objects.get().keep_until is not None and not Refund.objects.exists()


def test_money_asks_who_you_are_once_more(ana: Ana) -> None:
    """Threats 6: an e-mailed code opens bills; a refund needs that somebody proves it is them."""
    sends_check(ana, 20000)
    hers = signed_in("ana", ana)
    login = Login.objects.get(email="ana@example.org")
    login.set_password("four words in a row")
    login.save()
    hers.force_login(login, backend=BACKEND)
    hers.post("/account/credit/", {"what": "back"})
    answer = hers.get("/account/credit/check/")
    assert answer.status_code == 302 and "/account/security/confirm/" in answer["Location"]


def test_a_new_address_makes_it_wait_and_says_so(ana: Ana, desk: Desk) -> None:
    sends_check(ana, 20000)
    members.change_contact(
        account_id=ana.id, changes={"address1": "9 New Road"}, by=SETTING_THE_TABLE, at=clock.now()
    )
    (refund,) = asked(ana, desk.keisha, 5750)
    page = signed_in("ana", ana).get(f"/account/refunds/{refund.reference}/").content.decode()
    assert "It does not leave before" in page and "9 New Road" in page


def test_cora_sees_nothing_and_a_helper_for_money_may(ana: Ana, desk: Desk) -> None:
    sends_check(ana, 20000)
    (refund,) = asked(ana, desk.keisha, 5750)
    page = f"/account/refunds/{refund.reference}/"
    assert signed_in("cora").get(page).status_code == 404
    assert signed_in("cora2").get("/account/credit/").status_code == 404
    assert signed_in("carer", ana, Scope.CARE).get(page).status_code == 404
    assert signed_in("ben", ana, Scope.MONEY).get(page).status_code == 200
    assert Client().get(page).status_code == 302


def test_in_spanish(ana: Ana, desk: Desk) -> None:
    sends_check(ana, 20000)
    (refund,) = asked(ana, desk.keisha, 5750)
    hers = proved(signed_in("ana", ana))
    sends_check(ana, 1000)
    assert "Le debemos dinero" in hers.get("/es/account/credit/").content.decode()
    page = hers.get(f"/es/account/refunds/{refund.reference}/").content.decode()
    assert "Recibimos su solicitud" in page
