"""Ana lost her phone; Cora has found her bill. What each of them gets."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.identity.models import Login
from hearthside.mailroom.models import Message
from hearthside.members import selectors as members
from hearthside.members import services as members_services
from hearthside.members.models import Account, Scope
from hearthside.portal.tests.cast import BORN, SETTING_THE_TABLE, Cast, newest_code
from hearthside.recovery import flows, letters, rules, selectors, services, wording
from hearthside.recovery.answers import login_trouble
from hearthside.recovery.models import Recovery, RecoveryState
from hearthside.references import new_reference

pytestmark = pytest.mark.django_db
BIRTH = {
    "birth_date_month": str(BORN.month),
    "birth_date_day": str(BORN.day),
    "birth_date_year": str(BORN.year),
}
NEW = "ana.new@mail.example"


def facts(cast: Cast, **changes: str) -> dict[str, str]:
    told = {"email": cast.ana.email, "account": cast.owes.account.number, "code": cast.owes.code}
    return {**told, **BIRTH, **changes}


def lost_phone(cast: Cast) -> None:
    TOTP.activate(cast.ana, generate_totp_secret())
    RecoveryCodes.activate(cast.ana)


def proves(cast: Cast, client: Client, *, what: str = "phone", **changes: str) -> Any:
    return client.post(f"/sign-in/help/prove/{what}/", facts(cast, **changes))


def asks(cast: Cast, client: Client, *, way: str = "email", what: str = "phone", **changes: str) -> Recovery:
    """All three screens; the request that came of them."""
    assert proves(cast, client, what=what, **changes)["Location"] == "/sign-in/help/choose/"
    assert client.post("/sign-in/help/choose/", {"way": way})["Location"] == "/sign-in/help/code/"
    answer = client.post("/sign-in/help/code/", {"code": sent_code(cast, way)})
    assert answer["Location"] == "/sign-in/help/asked/"
    return Recovery.objects.latest("pk")


def sent_code(cast: Cast, way: str) -> str:
    if way == "email":
        return newest_code(cast.owes.account.email)
    if way == "text":
        text = Message.objects.get(kind="recovery_code")
        assert text.body.splitlines()[-1].endswith(text.body.split("#")[-1]) and text.to == "+19375550100"
        return text.body.rpartition("#")[2]
    call = max((settings.OUTBOX_FOLDER / "calls").glob("*.xml"), key=lambda file: file.stat().st_mtime_ns)
    words = re.findall(
        r"zero|one|two|three|four|five|six|seven|eight|nine", call.read_text().split("Your code is")[1]
    )
    digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return "".join(str(digits.index(word)) for word in words[:6])


def later(row: Recovery, hours: int = 24) -> None:
    flows.finish_due(row.asked_at + timedelta(hours=hours))
    row.refresh_from_db()


@pytest.mark.parametrize("slug", wording.SITUATIONS)
def test_each_situation_has_its_page(client: Client, slug: str) -> None:
    for start in ("", "/es"):
        page = client.get(f"{start}/sign-in/help/{slug}/").content.decode()
        assert f'href="{start}/pay/"' in page and "1-877-989-9059" in page
        assert page.count("<h1>") == 1


def test_the_list_names_them_all_and_nothing_else(client: Client) -> None:
    page = client.get("/sign-in/help/").content.decode()
    assert all(f'href="/sign-in/help/{slug}/"' in page for slug in wording.SITUATIONS)
    assert client.get("/sign-in/help/nothing/").status_code == 404
    assert client.get("/sign-in/help/prove/nothing/").status_code == 404


@pytest.mark.parametrize("way", ["email", "text", "call-home"])
def test_a_lost_phone_comes_off_after_a_day(cast: Cast, client: Client, way: str) -> None:
    lost_phone(cast)
    elsewhere = Client()
    elsewhere.force_login(cast.ana)
    row = asks(cast, client, way=way)
    assert (row.state, row.proved_by) == (RecoveryState.WAITING, way.partition("-")[0])
    assert "We make the change on" in client.get("/sign-in/help/asked/").content.decode()
    told = Message.objects.filter(kind="recovery_asked")
    assert set(told.values_list("channel", flat=True)) == {"email", "text", "letter"}
    spoken = f"{row.reference[:3]} {row.reference[3:6]} {row.reference[6:]}"
    assert all(spoken in message.body and "http" not in message.body for message in told)
    assert members.trust_changed_at(cast.owes.id) is not None

    later(row, hours=23)
    assert row.state == RecoveryState.WAITING and Authenticator.objects.filter(user=cast.ana).exists()
    later(row)
    assert row.state == RecoveryState.DONE and not Authenticator.objects.filter(user=cast.ana).exists()
    assert elsewhere.get("/account/").status_code == 302
    assert Event.objects.filter(name="identity.recovered", subject=str(cast.ana.pk)).count() == 1
    assert Message.objects.filter(kind="recovery_done").count() == 4
    later(row, hours=30)
    assert Message.objects.filter(kind="recovery_done").count() == 4, "once"


def test_another_email_address(cast: Cast, client: Client) -> None:
    row = asks(cast, client, what="email", way="text", new_email=NEW)
    assert row.new_email == NEW
    later(row)
    cast.ana.refresh_from_db()
    assert cast.ana.email == NEW and row.state == RecoveryState.DONE and row.new_email == ""
    assert list(EmailAddress.objects.filter(user=cast.ana).values_list("email", flat=True)) == [NEW]
    told = set(Message.objects.filter(kind="recovery_done", channel="email").values_list("to", flat=True))
    assert told == {"ana@mail.example", NEW, cast.owes.account.email}
    entering = Client()
    entering.post("/sign-in/code/", {"email": NEW})
    assert entering.post("/sign-in/code/confirm/", {"code": newest_code(NEW)})["Location"] == "/account/"


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "cora@mail.example"},
        {"email": "nobody@mail.example"},
        {"email": "dev@desk.example"},
        {"email": "ben@mail.example"},
        {"account": "4021187739"},
        {"code": "00000000"},
        {"birth_date_year": "1955"},
    ],
    ids=str,
)
def test_every_wrong_answer_is_one_answer(cast: Cast, client: Client, changes: dict[str, str]) -> None:
    page = proves(cast, client, **changes).content.decode()
    assert "These do not go together." in page and "You have 4 tries left today." in page
    assert not Message.objects.exists() and not Recovery.objects.exists()


def test_a_made_up_sign_in_costs_the_same_questions(cast: Cast) -> None:
    counted = []
    for changes in (
        {"birth_date_year": "1955"},
        {"account": new_reference(), "email": "nobody@mail.example"},
    ):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            proves(cast, Client(), **changes)
        counted.append([query["sql"].split()[0] for query in asked.captured_queries])
    assert counted[0] == counted[1]


def test_tries_are_shared_with_the_pay_page_and_end(cast: Cast, client: Client) -> None:
    for _try in range(5):
        proves(cast, client, code="00000000")
    answer = proves(cast, client)
    assert answer.status_code == 429 and answer["Retry-After"]


def test_a_new_contact_gets_no_code(cast: Cast, client: Client) -> None:
    changes = {"phone": "+19375550142", "email": "cora@mail.example"}
    members_services.change_contact(
        account_id=cast.owes.id, changes=changes, by=SETTING_THE_TABLE, at=clock.now()
    )
    proves(cast, client)
    page = client.get("/sign-in/help/choose/").content.decode()
    assert 'value="call-home"' in page and 'value="letter"' in page
    assert 'value="text"' not in page and 'value="email"' not in page
    assert client.post("/sign-in/help/choose/", {"way": "text"}).status_code == 422
    assert not Message.objects.exists()


def test_a_sign_in_that_opens_another_account_is_helped_by_people(cast: Cast, client: Client) -> None:
    blank = dict.fromkeys(members_services.CONTACT_FIELDS, "")
    other = members_services.open_account(
        roster_key=None, opened_on=clock.today(), contact=blank, language="en"
    )
    members_services.grant_access(
        login_id=cast.ana.pk, account_id=other.pk, scope=Scope.SELF, by=SETTING_THE_TABLE, at=clock.now()
    )
    assert "Please call us" in proves(cast, client).content.decode()
    assert client.get("/sign-in/help/choose/").status_code == 302


def test_three_wrong_codes_end_it(cast: Cast, client: Client) -> None:
    proves(cast, client)
    client.post("/sign-in/help/choose/", {"way": "email"})
    right = newest_code(cast.owes.account.email)
    wrong = str((int(right) + 1) % 10**6).zfill(6)
    said = [client.post("/sign-in/help/code/", {"code": wrong}).content.decode() for _try in range(3)]
    assert "2 tries left" in said[0] and "does not work any more" in said[2]
    assert "does not work any more" in client.post("/sign-in/help/code/", {"code": right}).content.decode()
    assert not Recovery.objects.exists()
    assert client.post("/sign-in/help/code/new/").status_code == 429, "one in 30 seconds"


def test_a_home_phone_is_called_three_times_a_day(cast: Cast, client: Client) -> None:
    proves(cast, client)
    way = flows.way_named(cast.owes.id, "call-home", lost_email="", at=clock.now())
    at = clock.now()
    sent = []
    for place in range(4):
        try:
            sent.append(
                flows.send_code(
                    way, account_id=cast.owes.id, language="es", by=SETTING_THE_TABLE,
                    at=at + timedelta(minutes=place),
                )
            )  # fmt: skip
        except Exception as refusal:
            assert type(refusal).__name__ == "TooManyCodes"
    assert len(sent) == 3
    assert Message.objects.filter(channel="call", kind="spoken_code").count() == 3


def test_asking_again_leads_to_the_open_request(cast: Cast, client: Client) -> None:
    row = asks(cast, client)
    again = asks(cast, Client(), way="text")
    assert again == row and Recovery.objects.count() == 1
    assert client.post("/sign-in/help/code/", {"code": "1"})["Location"] == "/sign-in/help/"


def test_not_me_stops_it_without_signing_in(cast: Cast, client: Client) -> None:
    lost_phone(cast)
    row = asks(cast, client)
    pages = []
    for number in (row.reference, new_reference()):
        page = Client().post("/sign-in/help/stop/", {"number": number}).content.decode()
        pages.append(re.sub(r'csrfmiddlewaretoken" value="\w+', "", page))
    assert pages[0] == pages[1]
    later(row)
    assert (row.state, row.ended_why) == (RecoveryState.STOPPED, "not_me")
    assert Authenticator.objects.filter(user=cast.ana).count() == 2
    assert Message.objects.filter(kind="recovery_stopped").exists()


def test_a_second_step_used_since_goes_to_a_person(cast: Cast, client: Client) -> None:
    lost_phone(cast)
    row = asks(cast, client)
    Authenticator.objects.filter(user=cast.ana, type="totp").update(
        last_used_at=row.asked_at + timedelta(hours=1)
    )
    later(row)
    assert row.state == RecoveryState.CALL and Authenticator.objects.filter(user=cast.ana).exists()


def test_an_address_taken_meanwhile_stops_it(cast: Cast, client: Client) -> None:
    row = asks(cast, client, what="email", way="text", new_email=NEW)
    Login.objects.filter(pk=cast.cora.pk).update(email=NEW)
    later(row)
    cast.ana.refresh_from_db()
    assert (row.state, row.ended_why, cast.ana.email) == ("stopped", "email_taken", "ana@mail.example")


class TestByLetter:
    def asks(self, cast: Cast, client: Client) -> Recovery:
        proves(cast, client, what="email", new_email=NEW)
        assert client.post("/sign-in/help/choose/", {"way": "letter"})["Location"] == "/sign-in/help/asked/"
        return Recovery.objects.get()

    def types(self, cast: Cast, code: str, account: str = "") -> Any:
        told = {"account": account or cast.owes.account.number, "code": code}
        return Client().post("/sign-in/help/letter/", told)

    def test_nothing_begins_before_the_code_comes_back(self, cast: Cast, client: Client) -> None:
        row = self.asks(cast, client)
        letter = Message.objects.get()
        code = services.code_of_letter(row.reference)
        assert (letter.kind, letter.body, letter.channel) == ("recovery_code", "", "letter")
        assert code not in str(vars(letter)) + str(vars(row))
        assert f"{code[:4]} {code[4:]}" in letters.code_letter(row).paragraphs
        later(row, hours=100)
        assert row.state == RecoveryState.LETTER
        assert self.types(cast, f"{code[:4]}-{code[4:]}")["Location"] == "/sign-in/help/asked/"
        row.refresh_from_db()
        assert (row.state, row.proved_by) == (RecoveryState.WAITING, "letter")
        assert Message.objects.filter(kind="recovery_asked").exists()

    def test_the_letter_is_printed(self, cast: Cast, client: Client) -> None:
        row = self.asks(cast, client)
        assert letters.print_code(row.reference).startswith(b"%PDF-")

    def test_three_wrong_codes_end_it_and_a_made_up_account_answers_alike(
        self, cast: Cast, client: Client
    ) -> None:
        row = self.asks(cast, client)
        wrong = str((int(services.code_of_letter(row.reference)) + 1) % 10**8).zfill(8)
        pages = [self.types(cast, wrong, account) for account in ("", new_reference())]
        assert [page.status_code for page in pages] == [200, 200]
        assert all(b"These numbers do not go together." in page.content for page in pages)
        for _try in range(2):
            self.types(cast, wrong)
        row.refresh_from_db()
        assert (row.state, row.ended_why) == (RecoveryState.STOPPED, "tries")

    def test_after_14_days_it_is_over(self, cast: Cast, client: Client) -> None:
        row = self.asks(cast, client)
        later(row, hours=24 * 14 + 1)
        assert (row.state, row.ended_why) == (RecoveryState.STOPPED, "late")
        assert self.types(cast, services.code_of_letter(row.reference)).status_code == 200
        assert not Message.objects.filter(kind="recovery_asked").exists()


def test_someone_else_got_in(cast: Cast, client: Client) -> None:
    elsewhere = Client()
    for one in (client, elsewhere):
        one.force_login(cast.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert Client().post("/sign-in/help/sign-out/")["Location"].startswith("/sign-in/?next=")
    assert client.post("/sign-in/help/sign-out/")["Location"] == "/sign-in/help/someone-else/"
    assert elsewhere.get("/account/").status_code == 200, "a form without its button does nothing"
    answer = client.post("/sign-in/help/sign-out/", {"devices": "all"})
    assert answer["Location"] == "/account/security/password/"
    assert client.get("/account/").status_code == 200 and elsewhere.get("/account/").status_code == 302
    assert members.trust_changed_at(cast.owes.id) is not None


def test_the_personal_answer_says_how_you_sign_in(cast: Cast, client: Client) -> None:
    from hearthside.audit.actor import Actor, ActorKind
    from hearthside.helpcenter.registry import Asker

    asker = Asker(Actor(ActorKind.LOGIN, str(cast.ana.pk)), cast.owes.id, clock.now())
    answer = login_trouble(asker)
    assert answer is not None
    assert [str(row.value) for row in answer.rows] == ["ana@mail.example", "none but a code by e-mail", "0"]
    lost_phone(cast)
    row = asks(cast, client)
    answer = login_trouble(asker)
    assert answer is not None and "stop it now" in " ".join(map(str, answer.says))
    assert [str(row.value) for row in answer.rows][1:] == ["an app", "10"]
    assert selectors.live_of_login(cast.ana.pk) == row


def test_an_account_from_before_each_contact_kept_its_time(cast: Cast) -> None:
    Account.objects.filter(pk=cast.owes.id).update(contact_changed_at=clock.now() - timedelta(days=3))
    contacts = members.contacts_of(members.account(cast.owes.id))
    assert len(contacts) == 4 and not rules.ways(contacts, lost_email="", at=clock.now())
