"""Guest pay, page by page, with the real sandbox beside it."""

import re
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.bills import services as billing
from hearthside.ledger import selectors as ledger
from hearthside.mailroom.models import Message
from hearthside.payments import proofs
from hearthside.payments.models import Attempt, Payment
from hearthside.payments.tests.cast import BILLING, Ana, make_charges
from hearthside.payments.tests.conftest import Payer

pytestmark = pytest.mark.django_db


def find(client: Client, ana: Ana, **changed: str) -> Any:
    return client.post("/pay/", {"account": ana.account.number, "code": ana.code} | changed)


def choose(client: Client, **changed: str) -> Any:
    return client.post("/pay/amount/", {"how": "all", "amount": "", "method": "card"} | changed)


def form_key(page: Any) -> str:
    """The key that the form on a check page carries."""
    found = re.search(r'name="key" value="([0-9a-f]+)"', page.content.decode())
    assert found is not None, page.content.decode()
    return found.group(1)


def key_on(client: Client) -> str:
    page = client.get("/pay/check/")
    assert page.status_code == 200, page.headers.get("Location")
    return form_key(page)


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
    assert not any(found for _, found in proofs.checks())


@pytest.mark.parametrize(
    "amount", ["-5", "0", "0.001", "1e9", "1000000000", "", "abc", "142.51", "9.99", "12,50"]
)
def test_no_other_amount_gets_past(client: Client, ana: Ana, sandbox: Any, amount: str) -> None:
    find(client, ana)
    answer = choose(client, how="part", amount=amount)
    assert answer.status_code == 422
    assert 'href="#id_amount"' in answer.content.decode() and "Error: " in answer.content.decode()
    assert client.get("/pay/check/")["Location"] == "/pay/amount/"
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("twice", ["amount", "how", "method"])
def test_two_answers_to_one_question_are_refused(client: Client, ana: Ana, sandbox: Any, twice: str) -> None:
    find(client, ana)
    fields = {"how": ["part"], "amount": ["50"], "method": ["card"]}
    fields[twice] = [*fields[twice], *fields[twice]]
    answer = client.post("/pay/amount/", fields)
    assert answer.status_code == 422 and b"two answers to one question" in answer.content


def test_every_wrong_number_gets_the_same_answer_and_counts_down_alike(
    client: Client, ana: Ana, sandbox: Any
) -> None:
    answers = [
        find(client, ana, code="00000000"),
        find(client, ana, account="4021187739", code=ana.code),
        find(client, ana, account="0000000000", code="12345678"),
    ]
    for answer in answers:
        assert answer.status_code == 422 and b"You have 4 more tries today" in answer.content
        assert b"do not match a bill that is open" in answer.content
    assert ana.code.encode() not in answers[1].content, "a code that was typed is not written back"


@pytest.mark.parametrize("exists", [True, False])
def test_after_five_wrong_codes_the_zip_is_asked_too(
    client: Client, ana: Ana, sandbox: Any, exists: bool
) -> None:
    account = ana.account.number if exists else "4021187739"
    for _ in range(5):
        assert b'name="zip"' not in client.get("/pay/").content
        answer = find(client, ana, account=account, code="00000000")
    assert b'name="zip"' in answer.content
    assert b'name="zip"' in find(client, ana, account=account).content, (
        "the right code alone is not enough now"
    )
    wrong = find(client, ana, account=account, zip="99999")
    assert wrong.status_code == 422
    right = find(client, ana, account=account, zip="45402-1234")
    assert right.status_code == (303 if exists else 422)


def test_twenty_wrong_codes_and_the_code_is_dead(client: Client, ana: Ana, sandbox: Any) -> None:
    for place in range(20):
        client.post(
            "/pay/", {"account": ana.account.number, "code": "00000000", "zip": "45402"},
            REMOTE_ADDR=f"203.0.113.{place}",
        )  # fmt: skip
    assert find(client, ana, zip="45402").status_code == 422
    by_birth = client.post("/pay/birth-date/", {
        "account": ana.account.number, "birth_date_0": "3", "birth_date_1": "14", "birth_date_2": "1954",
        "zip": "45402"})  # fmt: skip
    assert by_birth.status_code == 303, "the other door stays open"


def test_an_address_that_guesses_waits(client: Client, ana: Ana, sandbox: Any) -> None:
    for place in range(20):
        find(client, ana, account=f"40211{place:05d}", code="00000000")
    answer = find(client, ana)
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 600
    assert b"1-877-989-9059" in answer.content and b"PO Box" in answer.content


def test_the_session_key_changes_at_the_match(client: Client, ana: Ana, sandbox: Any) -> None:
    session = client.session
    session["planted"] = True
    session.save()
    before = client.cookies["session"].value
    find(client, ana)
    assert client.cookies["session"].value != before


def test_a_match_ends_after_fifteen_idle_minutes(client: Client, ana: Ana, sandbox: Any) -> None:
    find(client, ana)
    session = client.session
    session["pay_match"] = session["pay_match"] | {"until": session["pay_match"]["until"] - 15 * 60}
    session.save()
    answer = client.get("/pay/amount/", follow=True)
    assert answer.redirect_chain[-1][0] == "/pay/" and b"Nothing was paid" in answer.content


def test_the_link_on_the_bill_leaves_the_address_and_asks_the_zip(
    client: Client, ana: Ana, sandbox: Any
) -> None:
    token = bills.qr_address_of(ana.bill).rstrip("/").rpartition("/")[2]
    answer = client.get(f"/b/{token}/")
    assert (answer.status_code, answer["Location"]) == (303, "/pay/zip/")
    assert token not in str(dict(client.session.items()))
    assert client.post("/pay/zip/", {"zip": "99999"}).status_code == 422
    assert client.post("/pay/zip/", {"zip": "45402"})["Location"] == "/pay/amount/"


def test_a_made_up_link_looks_the_same(client: Client, sandbox: Any, db: None) -> None:
    assert client.get("/b/MADEUP/")["Location"] == "/pay/zip/"
    assert b"do not match a bill" in client.post("/pay/zip/", {"zip": "45402"}).content


def test_no_page_shows_the_care(client: Client, ana: Ana, payer: Payer) -> None:
    back = payer.pays_by_card(at_card_page(client, ana))
    pages = [client.get("/pay/amount/"), client.get(path_of(back.headers["Location"]), follow=True)]
    for page in pages:
        said = page.content.decode().lower()
        assert not any(word in said for word in ("willow", "nurse", "g0299", "meadowlark", "reyes"))


def test_the_check_page_runs_no_script_and_may_end_at_the_processor(
    client: Client, ana: Ana, sandbox: Any
) -> None:
    find(client, ana)
    choose(client)
    policy = client.get("/pay/check/")["Content-Security-Policy"]
    assert "script-src 'none'" in policy and f"form-action 'self' {sandbox.url}" in policy
    assert "no-store" in client.get("/pay/check/")["Cache-Control"]


def test_a_return_typed_by_hand_says_checking_and_pays_nothing(
    client: Client, ana: Ana, sandbox: Any
) -> None:
    at_card_page(client, ana)
    page = client.get(f"/pay/return/{Attempt.objects.get().reference}/", follow=True)
    assert b"We are checking this payment" in page.content
    assert Payment.objects.count() == 0


def test_a_return_in_another_browser_asks_for_the_zip(ana: Ana, payer: Payer) -> None:
    hers, his = Client(), Client()
    back = payer.pays_by_card(at_card_page(hers, ana))
    page = his.get(path_of(back.headers["Location"]), follow=True)
    assert page.redirect_chain[-1][0] == "/receipts/find/" and b"142.50" not in page.content
    reference = Payment.objects.get().reference
    assert his.post("/receipts/find/", {"reference": reference, "zip": "99999"}).status_code == 422
    found = his.post("/receipts/find/", {"reference": reference, "zip": "45402"})
    assert (
        b"Payment received" in found.content
        and b"142.50" not in found.content
        and b"ending in 4242" not in found.content
    )


def test_back_after_paying_shows_the_receipt(client: Client, ana: Ana, payer: Payer) -> None:
    url = at_card_page(client, ana)
    key = client.session["pay_choices"][str(ana.id)]["key"]
    payer.pays_by_card(url)
    reference = Attempt.objects.get().reference
    assert client.get("/pay/check/")["Location"] == f"/pay/done/{reference}/"
    assert go(client, key)["Location"] == f"/pay/done/{reference}/"
    assert client.get("/pay/amount/")["Location"] == f"/pay/done/{reference}/"
    assert Attempt.objects.count() == 1


def test_an_older_tab_is_read_again_and_not_sent(client: Client, ana: Ana, sandbox: Any) -> None:
    find(client, ana)
    choose(client)
    old = key_on(client)
    choose(client, how="part", amount="50")
    assert go(client, old)["Location"] == "/pay/check/"
    assert Attempt.objects.count() == 0


def test_five_refused_cards_close_cards_and_not_the_bank(client: Client, ana: Ana, sandbox: Any) -> None:
    Attempt.objects.create(
        reference="4021187739", account=ana.account, amount_cents=14250, method="card", state="expired",
        request_key="x", processor="stripe", door="guest", started_at=clock.now(), moved_at=clock.now(),
        expires_at=clock.now(), declines=5,
    )  # fmt: skip
    find(client, ana)
    page = client.get("/pay/amount/").content.decode()
    assert "Cards are closed for this bill until tomorrow" in page and 'value="card"' not in page
    assert choose(client).status_code == 422
    assert choose(client, method="bank")["Location"] == "/pay/check/"


def test_a_second_payment_the_same_day_is_warned_about(client: Client, ana: Ana, payer: Payer) -> None:
    payer.pays_by_card(at_card_page(client, ana, how="part", amount="100"))
    client.get(f"/pay/return/{Attempt.objects.get().reference}/")
    page = client.get("/pay/amount/").content.decode()
    assert "A payment was made today" in page and "$42.50" in page


def test_the_receipt_pdf_is_for_who_paid(ana: Ana, payer: Payer) -> None:
    hers, his = Client(), Client()
    back = payer.pays_by_card(at_card_page(hers, ana))
    hers.get(path_of(back.headers["Location"]))
    reference = Payment.objects.get().reference
    answer = hers.get(f"/receipts/{reference}.pdf")
    assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"
    assert his.get(f"/receipts/{reference}.pdf").status_code == 404


def test_a_receipt_goes_to_three_addresses_and_no_more(client: Client, ana: Ana, payer: Payer) -> None:
    back = payer.pays_by_card(at_card_page(client, ana))
    client.get(path_of(back.headers["Location"]))
    done = f"/pay/done/{Payment.objects.get().reference}/"
    codes = [client.post(done, {"email": f"ben{number}@example.org"}).status_code for number in range(4)]
    assert codes == [303, 303, 303, 422]
    assert client.post(done, {"email": "no address"}).status_code == 422
    assert Message.objects.filter(kind="payment_receipt").count() == 4


def test_forms_without_their_token_are_refused(ana: Ana, sandbox: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in ("/pay/", "/pay/amount/", "/pay/check/", "/receipts/find/", "/pay/birth-date/", "/pay/zip/"):
        assert strict.post(path, {}).status_code == 403


def test_a_guest_is_asked_only_for_what_the_bill_says(client: Client, ana: Ana, payer: Payer) -> None:
    """A share that became final after the bill was made is on no bill yet."""
    make_charges(ana.account, ana.account.people.get(), [7700])
    find(client, ana)
    page = client.get("/pay/amount/").content.decode()
    assert "$142.50" in page and "219.50" not in page
    back = payer.pays_by_card(at_card_page(client, ana))
    assert b"Payment received" in client.get(path_of(back.headers["Location"]), follow=True).content
    assert ledger.standing(ana.id).receivable.cents == 7700


def test_a_bill_that_a_newer_one_replaced_must_be_found_again(client: Client, ana: Ana, sandbox: Any) -> None:
    find(client, ana)
    make_charges(ana.account, ana.account.people.get(), [7700])
    assert billing.make_bill(account_id=ana.id, as_of=clock.today(), by=BILLING, at=clock.now())
    assert client.get("/pay/amount/")["Location"] == "/pay/"
