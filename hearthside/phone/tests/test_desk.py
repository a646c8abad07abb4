"""Keisha takes a call: verify, keypad, link, close. She never sees a stored answer or a card."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.models import Event as AuditEvent
from hearthside.cli.commands.call_ import PretendCall
from hearthside.identity import services as identity
from hearthside.mailroom.models import Message
from hearthside.members import services as members
from hearthside.members.models import Scope
from hearthside.payments.models import Attempt, Payment
from hearthside.payments.tests.cast import Ana
from hearthside.phone.models import Call, CallBack, Handover, PayLink, SpokenConsent, Verification
from hearthside.portal.tests.cast import SETTING_THE_TABLE, make_login

Ring = Callable[..., PretendCall]
pytestmark = pytest.mark.django_db


def at_the_desk(email: str = "keisha@desk.example", role: str = "billing_agent") -> Client:
    """A browser signed in by two steps, with a role."""
    login = make_login(email, "Keisha Dunn", is_staff=True)
    identity.give_role(login_id=login.pk, role=role, by=SETTING_THE_TABLE, at=clock.now())
    client = Client()
    client.force_login(login)
    session = client.session
    session["demo_sign_in"] = True
    session.save()
    return client


@pytest.fixture
def keisha(monkeypatch: pytest.MonkeyPatch, db: None) -> Client:
    monkeypatch.setattr("hearthside.identity.access.came_in_two_steps", lambda request: True)
    return at_the_desk()


class OnTheCall:
    """A call page, its forms sent as a browser would send them."""

    def __init__(self, client: Client, language: str = "en") -> None:
        self.client = client
        self.path = client.post("/desk/phone/", {"language": language})["Location"]

    def send(self, form: str, **fields: object) -> str:
        response = self.client.post(f"{self.path}{form}/", fields)
        if response.status_code == 303:
            response = self.client.get(response["Location"])
        self.status = response.status_code
        return str(response.content.decode())

    def page(self) -> str:
        return str(self.client.get(self.path).content.decode())

    def hears_account(self, number: str, relation: str = "member") -> str:
        return self.send("check", relation=relation, heard=number)

    def hears_name(self, name: str = "Ana Reyes") -> str:
        return self.send("check", heard=name)

    def hears_birth_date(self, year: str = "1954") -> str:
        return self.send("check", birth_date_0="3", birth_date_1="14", birth_date_2=year)

    def hears_zip(self, zip_code: str = "45402") -> str:
        return self.send("check", question="zip", heard=zip_code)

    def verifies(self, ana: Ana) -> str:
        self.hears_account(ana.account.number)
        self.hears_name()
        self.hears_birth_date()
        return self.hears_zip()

    @property
    def call(self) -> Call:
        return Call.objects.get(reference=self.path.split("/")[-2])


STORED = ("Ana", "Reyes", "1954", "45402", "Elm St", "ana@example.org", "$142.50", "Dayton")


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_four_right_answers_open_the_account_and_none_is_shown_before(keisha: Client, ana: Ana) -> None:
    call = OnTheCall(keisha)
    for page in (
        call.page(),
        call.hears_account(ana.account.number),
        call.hears_name(),
        call.hears_birth_date(),
    ):
        shown = main_of(page)
        assert not [held for held in STORED if held in shown], shown
    page = call.hears_zip()
    assert "Ana Reyes" in page and "$142.50" in page and "Passed" in page
    assert list(Verification.objects.values_list("item", "passed")) == [
        ("account", True), ("name", True), ("birth_date", True), ("zip", True),
    ]  # fmt: skip
    viewed = AuditEvent.objects.filter(name="record.viewed", account_id=ana.id)
    assert viewed.exists() and AuditEvent.objects.filter(name="call.checked").count() == 4


def test_what_was_heard_is_kept_nowhere(keisha: Client, ana: Ana) -> None:
    call = OnTheCall(keisha)
    call.hears_account(ana.account.number)
    call.hears_name("Benedict Arnold")
    kept = str([list(model.objects.values()) for model in (Call, Verification, AuditEvent)])
    assert "Arnold" not in kept
    assert list(Verification.objects.values_list("item", "passed")) == [("account", True), ("name", False)]


def test_two_wrong_answers_close_the_account_and_offer_a_call_back(keisha: Client, ana: Ana) -> None:
    call = OnTheCall(keisha)
    call.hears_account(ana.account.number)
    call.hears_name()
    assert "Wrong answers left: 1" in call.hears_birth_date("1955")
    shown = main_of(call.hears_birth_date("1956"))
    assert "Tell this caller nothing" in shown and "Take a payment" not in shown
    assert not [held for held in STORED if held in shown]
    call.hears_birth_date("1954")
    assert Verification.objects.count() == 4, "a right answer after two wrong ones is not even heard"
    assert call.send("keypad", amount="10", method="card") and call.status == 403
    assert "We call the number on file by" in call.send("call-back", when="any")
    assert CallBack.objects.get().account_id == ana.id


def test_an_account_nobody_has_is_a_fail_like_any_other(keisha: Client, ana: Ana) -> None:
    call = OnTheCall(keisha)
    call.hears_account("4021187739")
    page = call.hears_account("12")
    assert "Tell this caller nothing" in page and call.call.account is None


def test_a_stranger_may_pay_and_is_told_nothing(keisha: Client, ana: Ana) -> None:
    call = OnTheCall(keisha)
    shown = main_of(call.hears_account(ana.account.number, relation="other"))
    assert "Give no facts" in shown and "Take a payment" in shown
    shown = main_of(call.send("keypad", amount="900", method="card"))
    assert "This amount cannot be taken. Ask the caller to read the amount on the bill." in shown
    assert not [held for held in STORED if held in shown]
    call.send("keypad", amount="142.50", method="card")
    assert Handover.objects.get().amount_cents == 14250


def test_a_helper_needs_a_grant(keisha: Client, ana: Ana) -> None:
    call = OnTheCall(keisha)
    call.hears_account(ana.account.number, relation="helper")
    assert "Fail" in call.hears_name("Ben Reyes")
    ben = make_login("ben@mail.example", "Ben Reyes")
    members.grant_access(
        login_id=ben.pk, account_id=ana.id, scope=Scope.MONEY, by=SETTING_THE_TABLE, at=clock.now()
    )
    call.hears_name("Ben Reyes")
    call.hears_birth_date()
    page = call.hears_zip()
    assert "Passed, for bills only" in page and "$142.50" in page
    assert "Willow Creek" not in page, "a money-only helper hears of no care"


def test_her_own_account_is_a_colleagues_call(keisha: Client, ana: Ana) -> None:
    call = OnTheCall(keisha)
    agent_id = call.call.agent_id
    assert agent_id is not None
    members.grant_access(
        login_id=agent_id, account_id=ana.id, scope=Scope.MONEY, by=SETTING_THE_TABLE, at=clock.now()
    )
    page = call.hears_account(ana.account.number)
    assert "A colleague must take this call" in page and call.call.account is None


def code_on(page: str) -> str:
    found = re.search(r'class="hs-reference">([0-9]{3}) ([0-9]{3})<', page)
    assert found, page
    return found[1] + found[2]


def test_the_keypad_takes_the_card_and_nobody_hears_it(keisha: Client, ana: Ana, ring: Ring) -> None:
    call = OnTheCall(keisha)
    call.verifies(ana)
    code = code_on(call.send("keypad", amount="142.50", method="card"))
    line = ring().press("1").press(f"{code}#")
    assert line.waits_for == "pay"
    assert "•••• •••• •••• ••••" in call.page()
    line.key_card("5555555555554444")
    page = call.page()
    assert "Mastercard •••• 4444" in page and "Shall I go ahead?" in page and "5555" not in page
    assert not Attempt.objects.exists()
    line.press("1")
    payment = Payment.objects.get()
    page = call.page()
    spoken = f"{payment.reference[:3]} {payment.reference[3:6]} {payment.reference[6:]}"
    assert spoken in page and "have the caller read it back" in page
    assert Handover.objects.get().held == ""


def test_the_caller_comes_back_and_says_yes_to_her(keisha: Client, ana: Ana, ring: Ring) -> None:
    call = OnTheCall(keisha)
    call.verifies(ana)
    code = code_on(call.send("keypad", amount="50.00", method="card"))
    line = ring().press("1").press(f"{code}#").key_card()
    line.hang_up()
    assert "Payment received" in call.send("charge", turn=1)
    call.send("charge", turn=1)
    assert [payment.amount_cents for payment in Payment.objects.all()] == [5000]


def test_a_yes_on_the_line_and_a_yes_to_her_are_one_payment(keisha: Client, ana: Ana, ring: Ring) -> None:
    call = OnTheCall(keisha)
    call.verifies(ana)
    code = code_on(call.send("keypad", amount="142.50", method="card"))
    line = ring().press("1").press(f"{code}#").key_card()
    call.send("charge", turn=1)
    line.press("1")
    assert Payment.objects.count() == 1 and Attempt.objects.count() == 1
    assert "We received your payment. Your confirmation number is" in line.heard


def test_a_bank_payment_by_voice_needs_its_recording(keisha: Client, ana: Ana, ring: Ring) -> None:
    call = OnTheCall(keisha, "es")
    call.verifies(ana)
    code = code_on(call.send("keypad", amount="142.50", method="bank"))
    ring().press("1").press(f"{code}#").key_bank()
    assert "needs the number of its recording" in call.send("charge", turn=1, recording="")
    assert not Attempt.objects.exists()
    assert "Sent to the bank" in call.send("charge", turn=1, recording="REC-118")
    consent = SpokenConsent.objects.get()
    assert (consent.said_by, consent.recording_id, consent.amount_cents) == ("voice", "REC-118", 14250)
    assert "usted permite que CareCentrix tome $142.50" in consent.words


def test_a_code_works_once_and_not_after_its_time(keisha: Client, ana: Ana, ring: Ring) -> None:
    call = OnTheCall(keisha)
    call.verifies(ana)
    code = code_on(call.send("keypad", amount="142.50", method="card"))
    assert ring().press("1").press(f"{code}#").waits_for == "pay"
    assert "do not match" in ring().press("1").press(f"{code}#").heard
    code = code_on(call.send("keypad", amount="10.00", method="card"))
    Handover.objects.update(expires_at=clock.now())
    assert "do not match" in ring().press("1").press(f"{code}#").heard


def test_a_keypad_that_is_closed_opens_nothing(keisha: Client, ana: Ana, ring: Ring) -> None:
    call = OnTheCall(keisha)
    call.verifies(ana)
    code = code_on(call.send("keypad", amount="142.50", method="card"))
    assert "Start keypad" in call.send("keypad", end="1")
    assert "do not match" in ring().press("1").press(f"{code}#").heard


def test_a_page_that_reloads_is_one_look_a_minute(keisha: Client, ana: Ana) -> None:
    call = OnTheCall(keisha)
    call.verifies(ana)
    call.send("keypad", amount="142.50", method="card")
    assert keisha.get(call.path)["Refresh"] == "5"
    for _ in range(5):
        call.page()
    assert AuditEvent.objects.filter(name="record.viewed", account_id=ana.id).count() == 1


def test_a_pay_link_opens_once_and_asks_the_zip(keisha: Client, ana: Ana, client: Client) -> None:
    call = OnTheCall(keisha)
    call.verifies(ana)
    assert "We sent a pay link to the e-mail address on file" in call.send("link", by="email")
    letter = Message.objects.get(kind="pay_link")
    assert letter.to == "ana@example.org" and "$" not in letter.body and "Ana" not in letter.body
    path = re.search(r"/pay/link/[A-Za-z0-9_-]+/", letter.body)
    assert path is not None
    response = client.get(path.group())
    assert response["Location"] == "/pay/zip/" and "ZIP" in client.get("/pay/zip/").content.decode()
    assert client.post("/pay/zip/", {"zip": "45402"})["Location"] == "/pay/amount/"
    again = Client().get(path.group())
    assert again.status_code == 404 and "This link is over" in again.content.decode()
    assert PayLink.objects.get().token_hash not in letter.body


def test_a_call_is_closed_with_why_and_what_came_of_it(keisha: Client, ana: Ana) -> None:
    call = OnTheCall(keisha)
    call.verifies(ana)
    assert "Choose why they called." in call.send("close", reason="", outcome="", note="")
    call.send("close", reason="understand", outcome="answered", note="Asked about the walker.")
    held = call.call
    assert (held.state, held.reason, held.outcome, held.note) == (
        "ended", "understand", "answered", "Asked about the walker.",
    )  # fmt: skip
    assert "Asked about the walker." in call.page()


def test_a_note_with_a_card_number_is_refused(keisha: Client, ana: Ana) -> None:
    call = OnTheCall(keisha)
    page = call.send("close", reason="pay", outcome="message", note="card 4242 4242 4242 4242")
    assert "Take it out" in page and "4242" not in page and call.call.state == "open"


def test_a_colleague_cannot_work_her_call(keisha: Client, ana: Ana) -> None:
    call = OnTheCall(keisha)
    call.verifies(ana)
    dev = at_the_desk("dev@desk.example")
    assert dev.post(f"{call.path}close/", {"reason": "pay", "outcome": "paid"}).status_code == 403
    assert dev.get(call.path).status_code == 200


def test_a_clerk_takes_no_calls(keisha: Client) -> None:
    clerk = at_the_desk("lee@desk.example", role="lockbox_clerk")
    assert clerk.get("/desk/phone/").status_code == 403
    assert Client().get("/desk/phone/").status_code == 302


def test_no_page_of_the_desk_has_a_field_for_a_card_or_a_bank_account() -> None:
    pages = (Path(__file__).parent.parent / "templates" / "phone").glob("*.html")
    banned = re.compile(
        r'cc-(?:number|csc|exp)|name="(?:card|number|cvc|cvv|routing|account_number|expir)', re.I
    )
    found = {page.name: banned.findall(page.read_text()) for page in pages}
    assert not {name: hits for name, hits in found.items() if hits}


def test_call_backs_are_taken_made_and_let_go(keisha: Client, ana: Ana, client: Client) -> None:
    client.post("/pay/phone/call-back/", {
        "name": "Ana Reyes", "number": "937 555 0100", "account": "", "when": "morning", "reason": "pay",
    })  # fmt: skip
    asked = CallBack.objects.get()
    path = f"/desk/phone/call-backs/{asked.reference}/"
    assert "555 0100" not in keisha.get(path).content.decode(), "the number is for who takes it"
    taken = keisha.post(f"{path}move/", {"how": "take"}, follow=True).content.decode()
    assert "9375550100" in taken and "hang up and call the number on your bill" in taken
    keisha.post(f"{path}move/", {"how": "not_reached"})
    asked.refresh_from_db()
    assert (asked.state, asked.tries, asked.owner_id) == ("waiting", 1, None)
    keisha.post(f"{path}move/", {"how": "take"})
    keisha.post(f"{path}move/", {"how": "done"})
    asked.refresh_from_db()
    assert (asked.state, asked.number, asked.name) == ("done", "", "")
    assert [event.name for event in AuditEvent.objects.filter(subject=asked.reference).order_by("pk")] == [
        "call_back.asked", "call_back.taken", "call_back.not_reached", "call_back.taken", "call_back.done",
    ]  # fmt: skip


def test_two_colleagues_cannot_take_one_call_back(keisha: Client, client: Client, ana: Ana) -> None:
    client.post(
        "/pay/phone/call-back/", {"name": "A", "number": "9375550100", "when": "any", "reason": "pay"}
    )
    path = f"/desk/phone/call-backs/{CallBack.objects.get().reference}/move/"
    keisha.post(path, {"how": "take"})
    page = at_the_desk("dev@desk.example").post(path, {"how": "take"}, follow=True).content.decode()
    assert "A colleague has this call back" in page
