"""The pages: Ana saves, pays, sets a rule, changes it, stops it; Ben may stop it; Cora sees nothing."""

import re
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.autopay import flows, selectors
from hearthside.autopay.models import Autopay, Consent, Paperless, SavedMethod
from hearthside.autopay.tests.cast import PAYS, SAVED_THEN_DECLINED, make_login, make_saver, newest, planned
from hearthside.bills import letters as bill_letters
from hearthside.guards import services as guards
from hearthside.ledger import selectors as ledger
from hearthside.mailroom import services as mailroom
from hearthside.mailroom.models import Message
from hearthside.members.models import Account, Scope
from hearthside.money import Money
from hearthside.payments.models import Attempt, Payment
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.conftest import Payer
from hearthside.payments.tests.test_guest_pages import form_key, path_of

pytestmark = pytest.mark.django_db
MEMBER_PAGES = (
    "/account/methods/", "/account/methods/add/", "/account/methods/pay/", "/account/methods/pay/check/",
    "/account/autopay/", "/account/autopay/rule/", "/account/autopay/check/", "/account/autopay/done/",
    "/account/autopay/stop/", "/account/autopay/paperless/", "/account/autopay/paperless/code/",
)  # fmt: skip


def browser_of(login: Any) -> Client:
    client = Client()
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def saves(client: Client, payer: Payer, *, number: str = PAYS, then: str = "methods") -> Any:
    answer = client.post(f"/account/methods/add/?then={then}", {"kind": "card", "agree": "on"})
    assert answer.status_code == 303, answer.content.decode()
    back = payer.pays_by_card(answer["Location"], number)
    return client.get(path_of(back.headers["Location"]))


def sets(client: Client, **chosen: Any) -> Any:
    reference = SavedMethod.objects.filter(state="active").latest("pk").reference
    terms = {"method": reference, "days_before": "0", "limit": "200", "notice_days": "10"}
    answer = client.post("/account/autopay/rule/", terms | chosen)
    assert answer.status_code == 303, answer.content.decode()
    key = form_key(client.get("/account/autopay/check/"))
    return client.post("/account/autopay/check/", {"key": key, "agree": "on"})


def pays(client: Client, **chosen: Any) -> Any:
    reference = SavedMethod.objects.filter(state="active").latest("pk").reference
    answer = client.post("/account/methods/pay/", {"method": reference, "how": "all", "amount": ""} | chosen)
    assert answer.status_code == 303, answer.content.decode()
    return client.post(
        "/account/methods/pay/check/", {"key": form_key(client.get("/account/methods/pay/check/"))}
    )


@pytest.fixture
def hers(ana: Ana) -> Client:
    return browser_of(make_login("ana", ana.id))


def test_save_a_card_and_see_it(hers: Client, payer: Payer) -> None:
    assert saves(hers, payer)["Location"] == "/account/methods/"
    page = hers.get("/account/methods/").content.decode()
    assert "Visa ending in 4242" in page and "Expires 12/2034" in page and PAYS not in page
    consent = Consent.objects.get()
    assert consent.kind == "save" and "I can remove it" in consent.text and consent.address_prefix


def test_nothing_is_saved_without_the_box(hers: Client) -> None:
    answer = hers.post("/account/methods/add/", {"kind": "card"})
    assert answer.status_code == 422 and b"Tick the box if you agree" in answer.content
    assert not SavedMethod.objects.exists() and not Consent.objects.exists()


def test_the_form_may_end_at_the_processors_page_and_runs_no_script(hers: Client, sandbox: Any) -> None:
    policy = hers.get("/account/methods/add/")["Content-Security-Policy"]
    assert "script-src 'none'" in policy and sandbox.url in policy


def test_coming_back_proves_nothing(hers: Client, payer: Payer) -> None:
    hers.post("/account/methods/add/", {"kind": "card", "agree": "on"})
    method = SavedMethod.objects.get()
    hers.get(f"/account/methods/return/{method.reference}/")
    assert SavedMethod.objects.get().state == "open"
    hers.get(f"/account/methods/cancel/{method.reference}/")
    assert SavedMethod.objects.get().state == "abandoned" and Consent.objects.get().ended_at is not None
    assert payer.pays_by_card(method.page_url).status_code != 303, "the page itself is closed"


def test_a_return_that_was_lost_is_found(hers: Client, payer: Payer) -> None:
    answer = hers.post("/account/methods/add/", {"kind": "card", "agree": "on"})
    payer.pays_by_card(answer["Location"])
    flows.tend_methods(at=clock.now())
    assert SavedMethod.objects.get().state == "active"


def test_a_double_click_saves_once(hers: Client, payer: Payer) -> None:
    first = hers.post("/account/methods/add/", {"kind": "card", "agree": "on"})
    second = hers.post("/account/methods/add/", {"kind": "card", "agree": "on"})
    assert first["Location"] == second["Location"] and SavedMethod.objects.count() == 1


def test_three_a_day(hers: Client, payer: Payer) -> None:
    for _ in range(3):
        saves(hers, payer)
    answer = hers.post("/account/methods/add/", {"kind": "card", "agree": "on"})
    assert answer.status_code == 429 and SavedMethod.objects.count() == 3


def test_five_refusals_in_thirty_days(hers: Client, payer: Payer) -> None:
    for _ in range(5):
        hers.post("/account/methods/add/", {"kind": "card", "agree": "on"})
        method = SavedMethod.objects.latest("pk")
        payer.pays_by_card(method.page_url, "4000000000000002")
        hers.get(f"/account/methods/cancel/{method.reference}/")
        guards.clear("save_card.login", str(method.login_id))
    answer = hers.post("/account/methods/add/", {"kind": "card", "agree": "on"})
    assert answer.status_code == 429


def test_pay_in_two_steps(hers: Client, payer: Payer, ana: Ana) -> None:
    saves(hers, payer)
    answer = pays(hers)
    page = hers.get(answer["Location"]).content
    assert b"Payment received" in page and b"4242" in page
    assert ledger.standing(ana.id).receivable == Money(0) and Payment.objects.count() == 1
    again = hers.get("/account/methods/pay/check/")
    assert again.status_code == 303 and again["Location"] == answer["Location"]


def test_pay_a_part(hers: Client, payer: Payer, ana: Ana) -> None:
    saves(hers, payer)
    pays(hers, how="part", amount="50")
    assert ledger.standing(ana.id).receivable == Money(9250)


def test_sent_twice_paid_once(hers: Client, payer: Payer, ana: Ana) -> None:
    saves(hers, payer)
    reference = SavedMethod.objects.get().reference
    hers.post("/account/methods/pay/", {"method": reference, "how": "all", "amount": ""})
    key = form_key(hers.get("/account/methods/pay/check/"))
    answers = {hers.post("/account/methods/pay/check/", {"key": key})["Location"] for _ in range(3)}
    assert len(answers) == 1 and Payment.objects.count() == 1


def test_an_old_page_pays_nothing(hers: Client, payer: Payer, ana: Ana) -> None:
    saves(hers, payer)
    reference = SavedMethod.objects.get().reference
    for amount in ("50", "60"):
        hers.post("/account/methods/pay/", {"method": reference, "how": "part", "amount": amount})
    answer = hers.post("/account/methods/pay/check/", {"key": "0" * 32})
    assert answer["Location"] == "/account/methods/pay/check/" and not Attempt.objects.exists()


def test_a_refused_saved_card_says_what_to_do(hers: Client, payer: Payer, ana: Ana) -> None:
    saves(hers, payer, number=SAVED_THEN_DECLINED)
    page = hers.get(pays(hers)["Location"]).content.decode()
    assert "Nothing was paid" in page and "We took no money" in page
    assert ledger.standing(ana.id).receivable == Money(14250)


@pytest.mark.parametrize("amount", ["-5", "0", "0.001", "1e9", "1000", "abc", ""])
def test_amounts_that_make_no_sense(hers: Client, payer: Payer, amount: str) -> None:
    saves(hers, payer)
    reference = SavedMethod.objects.get().reference
    answer = hers.post("/account/methods/pay/", {"method": reference, "how": "part", "amount": amount})
    assert answer.status_code == 422 and not Attempt.objects.exists()


def test_autopay_in_three_steps(hers: Client, payer: Payer, ana: Ana) -> None:
    saves(hers, payer)
    assert sets(hers)["Location"] == "/account/autopay/done/"
    done = hers.get("/account/autopay/done/").content.decode()
    says = (
        "We pay each bill on its due date from your Visa ending in 4242, up to $200.00 a bill, "
        "and tell you 10 days before."
    )
    assert says in done and "$142.50" in done
    consent = Consent.objects.get(kind="autopay")
    assert says in consent.text and says in Message.objects.get(kind="autopay_set").body
    flows.plan_due(at=clock.now())
    page = hers.get("/account/autopay/").content.decode()
    assert "Next: $142.50" in page and "Skip this one" in page


def test_autopay_needs_the_box(hers: Client, payer: Payer, ana: Ana) -> None:
    saves(hers, payer)
    reference = SavedMethod.objects.get().reference
    terms = {"method": reference, "days_before": "3", "limit": "200", "notice_days": "14"}
    hers.post("/account/autopay/rule/", terms)
    key = form_key(hers.get("/account/autopay/check/"))
    answer = hers.post("/account/autopay/check/", {"key": key})
    assert answer.status_code == 422 and not Autopay.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"limit": "5"}, {"limit": "99999"}, {"limit": "abc"}, {"limit": ""}, {"days_before": "99"},
              {"notice_days": "1"}, {"method": "4021187739"}],
)  # fmt: skip
def test_terms_that_make_no_sense(hers: Client, payer: Payer, ana: Ana, wrong: dict[str, str]) -> None:
    saves(hers, payer)
    reference = SavedMethod.objects.get().reference
    terms = {"method": reference, "days_before": "0", "limit": "200", "notice_days": "10"}
    answer = hers.post("/account/autopay/rule/", terms | wrong)
    assert answer.status_code == 422 and b"There is a problem" in answer.content


def test_change_skip_and_stop(hers: Client, payer: Payer, ana: Ana) -> None:
    saves(hers, payer)
    sets(hers)
    sets(hers, limit="150", days_before="7")
    rule = Autopay.objects.get()
    assert (rule.cap, rule.days_before) == (Money(15_000), 7)
    flows.plan_due(at=clock.now())
    taking = selectors.takings_of(ana.id)[0]
    assert b"Skip this payment?" in hers.get(f"/account/autopay/skip/{taking.reference}/").content
    hers.post(f"/account/autopay/skip/{taking.reference}/")
    assert selectors.takings_of(ana.id)[0].state == "skipped"
    assert b"Stop autopay?" in hers.get("/account/autopay/stop/").content
    hers.post("/account/autopay/stop/")
    assert (
        Autopay.objects.get().state == "ended" and b"Autopay is off" in hers.get("/account/autopay/").content
    )


def test_over_the_limit_a_yes_on_the_page(hers: Client, payer: Payer, ana: Ana) -> None:
    saves(hers, payer)
    sets(hers, limit="100")
    flows.plan_due(at=clock.now())
    taking = selectors.takings_of(ana.id)[0]
    assert b"One bill is over your limit" in hers.get("/account/autopay/").content
    assert b"$100.00" in hers.get(f"/account/autopay/allow/{taking.reference}/").content
    hers.post(f"/account/autopay/allow/{taking.reference}/")
    assert selectors.takings_of(ana.id)[0].state == "planned"


def test_removing_what_autopay_uses_says_so(hers: Client, payer: Payer, ana: Ana) -> None:
    saves(hers, payer)
    sets(hers)
    reference = SavedMethod.objects.get().reference
    assert b"Autopay will stop" in hers.get(f"/account/methods/{reference}/remove/").content
    hers.post(f"/account/methods/{reference}/remove/")
    assert Autopay.objects.get().state == "ended"
    assert b"ending in 4242" not in hers.get("/account/methods/").content.replace(
        b"Removed: your Visa ending in 4242", b""
    )


def test_ben_may_stop_it_and_sees_no_card_of_hers(payer: Payer, db: None) -> None:
    saver = make_saver(payer)
    planned(saver)
    ben = browser_of(make_login("ben", saver.id, Scope.MONEY))
    assert b"Autopay is on" in ben.get("/account/autopay/").content
    assert b"ending in 4242" not in ben.get("/account/methods/").content
    assert ben.get(f"/account/methods/{saver.method.reference}/remove/").status_code == 404
    ben.post("/account/autopay/stop/")
    assert Autopay.objects.get().state == "ended"


def test_a_helper_for_care_sees_nothing(payer: Payer, db: None) -> None:
    saver = make_saver(payer)
    planned(saver)
    carer = browser_of(make_login("ben", saver.id, Scope.CARE))
    assert {carer.get(path).status_code for path in MEMBER_PAGES} == {404}


def test_cora_sees_nothing_and_the_same_nothing(payer: Payer, db: None) -> None:
    saver = make_saver(payer)
    taking = planned(saver)
    cora = browser_of(make_login("cora"))
    assert {cora.get(path).status_code for path in MEMBER_PAGES} == {404}
    hers, plan = saver.method.reference, taking.reference
    for path, real in (
        ("/account/methods/{}/remove/", hers), ("/account/methods/return/{}/", hers),
        ("/account/methods/cancel/{}/", hers), ("/account/autopay/skip/{}/", plan),
        ("/account/autopay/allow/{}/", plan),
    ):  # fmt: skip
        for verb in ("get", "post"):
            answers = [getattr(cora, verb)(path.format(one)).status_code for one in (real, "4021187739")]
            assert answers[0] == answers[1] and answers[0] in (404, 405)
    assert newest(saver).state == "planned" and SavedMethod.objects.get().state == "active"


def test_signed_out_goes_to_sign_in(db: None) -> None:
    for path in MEMBER_PAGES:
        assert Client().get(path)["Location"] == f"/sign-in/?next={path}"


def _code() -> str:
    found = re.search(r"\b[0-9]{6}\b", Message.objects.filter(kind="one_time_code").latest("pk").body)
    assert found
    return found.group()


def goes_paperless(client: Client) -> Any:
    client.post("/account/autopay/paperless/", {"agree": "on"})
    return client.post("/account/autopay/paperless/code/", {"code": _code()})


def test_without_paper_and_back(hers: Client, ana: Ana) -> None:
    assert selectors.wants_paper(ana.id)
    assert goes_paperless(hers).status_code == 303 and not selectors.wants_paper(ana.id)
    assert b"without paper" in hers.get("/account/autopay/").content
    assert "I can go back to paper" in Message.objects.get(kind="paperless_set").body
    hers.post("/account/autopay/paper/")
    assert selectors.wants_paper(ana.id)
    assert Message.objects.get(kind="paper_again").channel == "letter"
    assert Consent.objects.get(kind="paperless").ended_at is not None


def test_the_bills_room_asks_this_one(hers: Client, ana: Ana) -> None:
    assert bill_letters.wants_paper(ana.id)
    goes_paperless(hers)
    assert not bill_letters.wants_paper(ana.id)


def test_a_wrong_code_changes_nothing(hers: Client, ana: Ana) -> None:
    hers.post("/account/autopay/paperless/", {"agree": "on"})
    wrong = "000000" if _code() != "000000" else "111111"
    assert hers.post("/account/autopay/paperless/code/", {"code": wrong}).status_code == 422
    assert selectors.wants_paper(ana.id) and not Consent.objects.exists()


def test_another_address_means_paper_until_it_is_confirmed(hers: Client, ana: Ana) -> None:
    goes_paperless(hers)
    Account.objects.filter(pk=ana.id).update(email="other@example.org")
    assert selectors.wants_paper(ana.id)
    flows.tend_paperless(at=clock.now())
    assert Paperless.objects.get().why == "email_changed"


def test_an_email_that_comes_back_means_paper(hers: Client, ana: Ana, settings: Any) -> None:
    goes_paperless(hers)
    mailroom.send_due(at=clock.now())
    number = Message.objects.get(kind="paperless_set").number
    mailroom.note_bounce(number=number, is_final=True, by=job("test"), at=clock.now())
    assert selectors.wants_paper(ana.id)
    flows.tend_paperless(at=clock.now())
    assert Paperless.objects.get().why == "bounced"
    assert Message.objects.get(kind="paper_again").channel == "letter"


def test_without_an_email_there_is_no_paperless(ana: Ana, hers: Client) -> None:
    Account.objects.filter(pk=ana.id).update(email="")
    assert b"we need your e-mail address" in hers.get("/account/autopay/paperless/").content
    hers.post("/account/autopay/paperless/", {"agree": "on"})
    assert not Message.objects.filter(kind="one_time_code").exists()


@pytest.mark.parametrize("path", ["/account/autopay/", "/account/methods/"])
def test_a_page_asks_few_questions(
    hers: Client, payer: Payer, path: str, django_assert_max_num_queries: Any
) -> None:
    saves(hers, payer)
    sets(hers)
    flows.plan_due(at=clock.now())
    with django_assert_max_num_queries(16):
        hers.get(path)


def test_in_spanish(hers: Client, payer: Payer, ana: Ana) -> None:
    saves(hers, payer)
    sets(hers)
    page = hers.get("/es/account/autopay/").content.decode()
    says = (
        "Pagamos cada factura en su fecha límite con su Visa que termina en 4242, hasta $200.00 por factura, "
        "y le avisamos 10 días antes."
    )
    assert "El pago automático está activo" in page and says in page
