"""Ana changes what we hold; Ben for money may look; nobody else sees anything."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.audit.models import Event
from hearthside.cases import services as cases
from hearthside.cases.models import Case
from hearthside.coverage.models import Coverage, Plan
from hearthside.details import jobs
from hearthside.details.answers import update_my_info, update_plan_info
from hearthside.details.models import Told
from hearthside.helpcenter.registry import Asker
from hearthside.mailroom.models import Message
from hearthside.members import selectors as members
from hearthside.members import services as members_services
from hearthside.members.models import Account, DeliveryAddress, Person
from hearthside.portal.tests.cast import PASSWORD, SETTING_THE_TABLE, Cast

pytestmark = pytest.mark.django_db
ELM = {"address1": "9 Elm Street", "address2": "", "city": "Macon", "state": "GA", "zip": "31201"}
NEWS = {
    "what": "new", "plan_name": "Meadowlark Gold", "member_id": "ML 77-01", "holder": "", "words": "",
    "starts_on": "1/31/2027", "ends_on": "", "key": "k" * 32,
}  # fmt: skip


def told(**where: Any) -> set[str]:
    return set(Message.objects.filter(kind="contact_changed", **where).values_list("to", flat=True))


@pytest.mark.parametrize(
    ("what", "sent", "field", "kept"),
    [
        ("phone", {"phone": "(404) 555-0142"}, "phone", "+14045550142"),
        ("phone", {"phone": "787-555-0142"}, "phone", "+17875550142"),
        ("home-phone", {"home_phone": "1 404 555 0143"}, "home_phone", "+14045550143"),
        ("email", {"email": "new@mail.example"}, "email", "new@mail.example"),
        ("address", ELM | {"city": "  Macon \t  Falls"}, "city", "Macon Falls"),
        ("reading", {"language": "es", "large_print": "on"}, "language", "es"),
    ],
)
def test_each_detail_is_kept(
    cast: Cast, ana: Client, what: str, sent: dict[str, str], field: str, kept: str
) -> None:
    assert ana.post(f"/account/details/{what}/", sent)["Location"] == "/account/details/"
    account = members.account(cast.owes.id)
    assert getattr(account, field) == kept
    if what != "reading":
        kind = what.replace("-", "_")
        assert account.contact_changed_at == getattr(account, f"{kind}_changed_at")
        assert Event.objects.filter(name="contact.changed", account_id=account.pk).count() == 1
    ana.post(f"/account/details/{what}/", sent)
    assert members.account(cast.owes.id).contact_changed_at == account.contact_changed_at, "the same again"


def test_the_old_and_the_new_phone_hear_of_it(cast: Cast, ana: Client) -> None:
    Account.objects.filter(pk=cast.owes.id).update(phone="+19375550100")
    ana.post("/account/details/phone/", {"phone": "404-555-0142"})
    assert told(channel="text") == {"+19375550100", "+14045550142"}
    assert told(channel="email") == {"ana@example.org"}


def test_who_has_no_email_and_no_phone_hears_at_the_old_address(cast: Cast, ana: Client) -> None:
    Account.objects.filter(pk=cast.owes.id).update(email="")
    ana.post("/account/details/address/", ELM)
    letter = Message.objects.get(kind="contact_changed")
    assert letter.to_lines == ["12 Elm St", "Dayton, OH 45402"] and "Macon" not in letter.body


@pytest.mark.parametrize(
    ("what", "sent", "why", "says"),
    [
        ("address", ELM | {"state": "OH"}, "zip_state", "may not go together"),
        ("address", ELM | {"address1": "The old mill"}, "no_number", "There is no house number."),
        ("address-abroad", {"address1": "1 King St", "city": "Toronto, ON M5V 2T6", "country": "Canada"},
         "abroad", "calls you"),
        ("delivery", ELM | {"state": "OH"}, "zip_state", "may not go together"),
    ],
)  # fmt: skip
def test_an_odd_address_is_kept_and_a_person_looks(
    cast: Cast, ana: Client, what: str, sent: dict[str, str], why: str, says: str
) -> None:
    ana.post(f"/account/details/{what}/", sent)
    page = ana.get("/account/details/").content.decode()
    assert says in page and sent["address1"] in page
    case = Case.objects.get()
    assert (case.kind, case.why, case.account_id) == ("address_check", why, cast.owes.id)
    assert ana.get(f"/account/questions/{case.reference}/").status_code == 404


def test_abroad_and_back(cast: Cast, ana: Client) -> None:
    ana.post(
        "/account/details/address-abroad/", {"address1": "1 King St", "city": "Toronto", "country": "Canada"}
    )
    assert members.account(cast.owes.id).address_lines == ["1 King St", "Toronto", "CANADA"]
    ana.post("/account/details/address/", ELM)
    assert members.account(cast.owes.id).address_lines == ["9 Elm Street", "Macon, GA 31201"]


def test_care_comes_elsewhere_and_back(cast: Cast, ana: Client) -> None:
    assert ana.post("/account/details/delivery/", ELM).status_code == 302
    row = members.delivery_of(cast.owes.id)
    assert row is not None and row.address_lines == ["9 Elm Street", "Macon, GA 31201"]
    assert members.account(cast.owes.id).address1 == "12 Elm St"
    assert "Type the city." in ana.post("/account/details/delivery/", {"city": ""}).content.decode()
    ana.post("/account/details/delivery/", {"is_mailing": "on"})
    assert not DeliveryAddress.objects.exists() and len(told()) == 1


def test_what_we_call_you(cast: Cast, ana: Client) -> None:
    for name in ("فاطمة", "Ana 🌻"):
        ana.post("/account/details/name/", {"name": f" {name} "})
        cast.ana.refresh_from_db()
        assert cast.ana.name == name and name in ana.get("/account/details/").content.decode()
    assert "Type the name" in ana.post("/account/details/name/", {"name": " \n "}).content.decode()
    assert Event.objects.filter(name="identity.renamed").count() == 2


@pytest.mark.parametrize(
    ("what", "sent", "says"),
    [
        ("home-phone", {"home_phone": "12"}, "area code"),
        ("address-abroad", {"address1": "x"}, "Type the country."),
        ("legal-name", {}, "Choose whose name it is."),
        ("plan", {"what": ""}, "Choose what changed."),
        ("plan", {"what": "new"}, "Type the name of the plan."),
        ("plan", {"what": "ended", "plan_name": "x", "ends_on": "soon"}, "Type the day as month"),
        ("plan", {"what": "mismatch"}, "Tell us what is wrong"),
        ("plan", NEWS | {"what": "added", "ends_on": "1/1/2027"}, "cannot come before"),
        ("plan", {"what": "no such thing"}, "Select a valid choice"),
    ],
)
def test_a_wrong_form_says_what_to_do(ana: Client, what: str, sent: dict[str, str], says: str) -> None:
    page = ana.post(f"/account/details/{what}/", sent).content.decode()
    assert says in page and "<title>Error: " in page
    assert not Case.objects.exists()


def test_a_safety_flag_hides_and_locks(cast: Cast, ana: Client) -> None:
    Account.objects.filter(pk=cast.owes.id).update(phone="+19375550100")
    members_services.flag_safety(
        account_id=cast.owes.id, no_letters_home=True, by=SETTING_THE_TABLE, at=clock.now()
    )
    page = ana.get("/account/details/").content.decode()
    assert "To keep you safe" in page and "12 Elm St" not in page and "ana@example.org" not in page
    for what in ("address", "address-abroad", "phone", "home-phone", "email", "delivery"):
        page = ana.get(f"/account/details/{what}/").content.decode()
        assert "12 Elm St" not in page and "Please call us for this" in page
    ana.post("/account/details/address/", ELM)
    assert members.account(cast.owes.id).address1 == "12 Elm St"
    answer = update_my_info(asker(cast))
    assert answer is not None and not answer.rows


def test_a_helper_for_money_looks_and_does_not_change(cast: Cast) -> None:
    ben = Client()
    ben.force_login(cast.ben, backend="allauth.account.auth_backends.AuthenticationBackend")
    ben.post("/account/security/confirm/", {"password": PASSWORD})
    page = ben.get("/account/details/").content.decode()
    assert "12 Elm St" in page and 'href="/account/details/address/"' not in page
    assert ben.post("/account/details/address/", ELM).status_code == 404
    assert members.account(cast.owes.id).address1 == "12 Elm St"


@pytest.mark.parametrize("what", ["plan", "legal-name", "contact", "nothing"])
def test_cora_finds_nothing(cast: Cast, what: str) -> None:
    cora = Client()
    cora.force_login(cast.cora, backend="allauth.account.auth_backends.AuthenticationBackend")
    cora.post("/account/security/confirm/", {"password": PASSWORD})
    assert cora.get(f"/account/details/{what}/").status_code == 404
    assert cora.post(f"/account/details/{what}/", NEWS).status_code == 404


def insured(cast: Cast) -> None:
    plan = Plan.objects.get(payer_id="MEADOW")
    Plan.objects.filter(pk=plan.pk).update(phone="+18005550177")
    person = Person.objects.get(account_id=cast.owes.id)
    Coverage.objects.create(
        account_id=cast.owes.id, person=person, plan=plan, member_id="ML1234567",
        effective_on=date(2026, 1, 1),
    )  # fmt: skip


def asker(cast: Cast) -> Asker:
    return Asker(Actor(ActorKind.LOGIN, str(cast.ana.pk)), cast.owes.id, clock.now())


def test_a_plan_change_is_checked_sent_once_and_answered(cast: Cast, ana: Client) -> None:
    insured(cast)
    page = ana.get("/account/details/plan/").content.decode()
    assert "800-555-0177" in page and "ends in 4567" in page and "ML1234567" not in page
    checked = ana.post("/account/details/plan/", NEWS | {"step": "check"}).content.decode()
    assert "Nothing is sent yet." in checked and "January 31, 2027" in checked and not Case.objects.exists()
    again = ana.post("/account/details/plan/", NEWS | {"step": "again"}).content.decode()
    assert 'value="Meadowlark Gold"' in again and "There is a problem" not in again
    first, second = (ana.post("/account/details/plan/", NEWS | {"step": "send"}) for _press in range(2))
    assert first["Location"] == second["Location"] and first.status_code == 303
    case, row = Case.objects.get(), Told.objects.get()
    assert (case.kind, case.why, row.member_id, row.starts_on) == (
        "plan_change", "new", "ML 77-01", date(2027, 1, 31)
    )  # fmt: skip
    assert "Meadowlark Gold" in ana.get(first["Location"]).content.decode()
    assert Message.objects.filter(kind="details_received").count() == 1
    assert jobs.tell_answers(clock.now()) == 0
    cases.close(
        reference=case.reference, outcome="changed", words="We have the new plan from January 31 on.",
        by=SETTING_THE_TABLE, at=clock.now(),
    )  # fmt: skip
    assert (jobs.tell_answers(clock.now()), jobs.tell_answers(clock.now())) == (1, 0)
    mail = Message.objects.get(kind="details_answered")
    assert "Meadowlark" not in mail.body + mail.subject
    assert "We changed our record" in ana.get("/account/questions/").content.decode()


def test_a_new_legal_name_is_a_case_that_takes_a_paper(cast: Cast, ana: Client) -> None:
    person = Person.objects.get(account_id=cast.owes.id)
    sent = {"person": person.pk, "new_name": "Ana Reyes-Lópéz", "has_told_plan": "no", "key": "n" * 32}
    where = ana.post("/account/details/legal-name/", sent)["Location"]
    page = ana.get(where).content.decode()
    assert "Ana Reyes-Lópéz" in page and 'type="file"' in page
    person.refresh_from_db()
    assert person.name == "Ana Reyes", "a person changes it, with the paper"
    stranger = ana.post("/account/details/legal-name/", sent | {"person": person.pk + 999, "key": "o" * 32})
    assert "Select a valid choice" in stranger.content.decode() and Case.objects.count() == 1


def test_the_personal_answers(cast: Cast, ana: Client) -> None:
    insured(cast)
    info, plan = update_my_info(asker(cast)), update_plan_info(asker(cast))
    assert info is not None and plan is not None
    assert str(info.rows[0].value) == "12 Elm St, Dayton, OH 45402"
    assert "call +18005550177" in str(plan.rows[0].value)
    nobody = Asker(Actor(ActorKind.LOGIN, str(cast.cora.pk)), cast.owes.id, clock.now())
    assert update_my_info(nobody) is None and update_plan_info(nobody) is None


@pytest.mark.parametrize("born", [date(1926, 2, 28), date(2026, 11, 1)])
def test_a_hundred_years_or_three_weeks_old(cast: Cast, ana: Client, born: date) -> None:
    Person.objects.filter(account_id=cast.owes.id).update(birth_date=born)
    for path in ("", "plan/", "legal-name/", "contact/"):
        assert ana.get(f"/es/account/details/{path}").status_code == 200
