"""Signed in: Ana pays, Ben may act for her, Cora sees nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.identity.models import Login
from hearthside.ledger import selectors as ledger
from hearthside.members.models import Scope
from hearthside.members.services import grant_access
from hearthside.money import Money
from hearthside.payments.models import Attempt, Payment
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.conftest import Payer
from hearthside.payments.tests.test_guest_pages import form_key, path_of

pytestmark = pytest.mark.django_db


def signed_in(name: str, ana: Ana | None = None, scope: Scope = Scope.SELF) -> Client:
    login = Login.objects.create_user(f"{name}@example.org", name=name.title())
    if ana is not None:
        grant_access(login_id=login.pk, account_id=ana.id, scope=scope, by=job("test"),
                     at=clock.now() - timedelta(days=2))  # fmt: skip
    client = Client()
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def pays(client: Client, payer: Payer, **chosen: Any) -> Attempt:
    answer = client.post("/account/pay/", {"how": "all", "amount": "", "method": "card"} | chosen)
    assert answer.status_code == 303, answer.content.decode()
    page = client.get("/account/pay/check/")
    answer = client.post("/account/pay/check/", {"key": form_key(page)})
    back = payer.pays_by_card(answer["Location"])
    client.get(path_of(back.headers["Location"]))
    return Attempt.objects.latest("pk")


def test_ana_pays_one_line(ana: Ana, payer: Payer) -> None:
    hers = signed_in("ana", ana)
    page = hers.get("/account/pay/").content.decode()
    assert "$142.50" in page and "Willow Creek" in page
    walker = str(ana.charge_ids[2])
    attempt = pays(hers, payer, how="lines", lines=[walker])
    assert ledger.allocations_of(f"payment:{attempt.reference}", ana.id) == [(int(walker), Money(8450))]
    listed = hers.get("/account/payments/").content.decode()
    assert "$84.50" in listed and "Received" in listed
    assert b"Payment received" in hers.get(f"/account/payments/{attempt.reference}/").content
    assert hers.get(f"/account/payments/{attempt.reference}.pdf").content.startswith(b"%PDF")


def test_a_helper_with_money_may_pay_and_one_with_care_may_not(ana: Ana, payer: Payer) -> None:
    assert pays(signed_in("ben", ana, Scope.MONEY), payer).state == "settled"
    assert signed_in("carer", ana, Scope.CARE).get("/account/pay/").status_code == 404


def same(answer: Any, reference: str) -> str:
    """The page without what differs at every request: the form's token, and the number asked for."""
    page = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return page.replace(reference, "")


def test_a_stranger_sees_nothing_and_the_same_nothing(ana: Ana, payer: Payer) -> None:
    reference = pays(signed_in("ana", ana), payer).reference
    cora = signed_in("cora")
    for path in (
        "/account/payments/{}/",
        "/account/payments/{}.pdf",
        "/account/pay/return/{}/",
        "/account/pay/cancel/{}/",
    ):
        hers, made_up = cora.get(path.format(reference)), cora.get(path.format("4021187739"))
        assert (hers.status_code, made_up.status_code) == (404, 404)
        assert same(hers, reference) == same(made_up, "4021187739")
    assert cora.get("/account/pay/").status_code == cora.get("/account/payments/").status_code == 404


def test_signed_out_goes_to_sign_in_and_comes_back(db: None) -> None:
    for path in ("/account/pay/", "/account/pay/check/", "/account/payments/"):
        assert Client().get(path)["Location"] == f"/sign-in/?next={path}"


def test_lines_of_another_account_are_refused(ana: Ana, sandbox: Any) -> None:
    answer = signed_in("ana", ana).post(
        "/account/pay/", {"how": "lines", "lines": ["999999"], "method": "card"}
    )
    assert answer.status_code == 422 and Attempt.objects.count() == 0


def test_with_nothing_due_it_says_so(ana: Ana, payer: Payer) -> None:
    hers = signed_in("ana", ana)
    pays(hers, payer)
    assert b"Nothing to pay" in hers.get("/account/pay/").content
    assert Payment.objects.count() == 1


def test_a_page_asks_few_questions(ana: Ana, payer: Payer, django_assert_max_num_queries: Any) -> None:
    hers = signed_in("ana", ana)
    pays(hers, payer)
    with django_assert_max_num_queries(12):
        hers.get("/account/payments/")
