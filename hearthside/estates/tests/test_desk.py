"""Keisha takes the call, Sol agrees, Ada looks, Walt and Ana see nothing."""

from typing import Any

import pytest
from django.test import Client

from hearthside.ach.tests.cast import Back, House, bank_file, trace_of
from hearthside.audit.models import Event
from hearthside.cases import queues
from hearthside.desk import gathering
from hearthside.desk.tests.screen import screen_of
from hearthside.estates import account_screen, flows
from hearthside.estates.models import Contact, Notice, Task
from hearthside.estates.tests import cast
from hearthside.estates.tests.cast import Ana
from hearthside.members import services as members
from hearthside.members.models import Scope

pytestmark = pytest.mark.django_db
CALL = cast.TOMS | {"number": "", "zip": "", "equipment": "yes", "papers": "later", "key": "k1",
                    "language": "en",
                    "died_on_month": "1", "died_on_day": "5", "died_on_year": "2026"}  # fmt: skip
DAY = {"died_on_month": "1", "died_on_day": "5", "died_on_year": "2026"}
SPEAKER = {"name": "Tom Reyes", "relation": "child", "phone": "404-555-0142", "email": "tom@mail.example",
           "address": "9 Oak St\nDayton, OH 45402", "papers_seen": ""}  # fmt: skip


@pytest.fixture
def ana() -> Ana:
    return cast.make_ana()


@pytest.fixture
def keisha() -> Any:
    return cast.at_desk(cast.make_staff("keisha", "billing_agent"))


@pytest.fixture
def sol() -> Any:
    return cast.at_desk(cast.make_staff("sol", "supervisor"))


def page_of(client: Client, notice: Notice) -> str:
    answer = client.get(f"/desk/estates/{notice.case.reference}/")
    assert answer.status_code == 200
    return answer.content.decode()


def do(client: Client, notice: Notice, what: str, **typed: Any) -> Any:
    return client.post(f"/desk/estates/{notice.case.reference}/{what}/", typed, follow=True)


def test_a_call_is_taken_and_everything_rests(ana: Ana, keisha: Client) -> None:
    assert keisha.get(f"/desk/estates/new/{ana.account.number}/").status_code == 200
    wrong = keisha.post("/desk/estates/new/", CALL | {"reporter": ""})
    assert wrong.status_code == 422 and "Type your name." in wrong.content.decode()
    for _ in range(2):
        page = keisha.post("/desk/estates/new/", CALL | {"number": ana.account.number}, follow=True)
    assert "Everything" not in page.content.decode() or page.status_code == 200
    notice = Notice.objects.get()
    assert notice.told == "phone" and notice.is_stopped and cast.held(ana)
    [alert] = screen_of(account_screen, ana.id).alerts
    assert "Not verified yet" in str(alert.words) and alert.kind == "caution"
    assert len(screen_of(account_screen, ana.id).rows) == 1
    [queue] = [one for one in queues.QUEUES if one.slug == "cases-death"]
    [item] = queue.items("", 10)
    assert item.path == f"/desk/estates/{notice.case.reference}/"


def test_a_report_without_a_number_is_matched_by_a_person(ana: Ana, keisha: Client) -> None:
    notice = cast.tells("", zip_typed="")
    assert "we do not know whose account" in page_of(keisha, notice)
    assert "No account has this number" in do(keisha, notice, "match", number="4021187739").content.decode()
    asked = do(keisha, notice, "match", number=ana.account.number)
    assert "Ana Reyes, born March 14, 1954" in asked.content.decode()
    assert do(keisha, notice, "match", number=ana.account.number, person="999999").status_code == 404
    do(keisha, notice, "match", number=ana.account.number, person=str(cast.person_of(ana).pk))
    assert cast.again(notice.case.reference).is_stopped
    assert Event.objects.filter(name="record.viewed", account_id=ana.id).exists()


def test_from_the_checklist_to_the_end(ana: Ana, keisha: Client, sol: Client) -> None:
    notice = cast.told(ana)
    missing = do(keisha, notice, "check", proof="", **DAY)
    assert missing.status_code == 422 and "Choose what you have seen" in missing.content.decode()
    do(keisha, notice, "check", proof="certificate", **DAY)
    notice = cast.again(notice.case.reference)
    assert notice.state == "verified"
    [alert] = screen_of(account_screen, ana.id).alerts
    assert alert.kind == "stop" and "Speak gently" in str(alert.words)
    for task in Task.objects.all():
        do(keisha, notice, f"task/{task.pk}", to="done")
    assert not Task.objects.exclude(state="done").exists()
    assert "Write down first" not in page_of(keisha, notice)
    assert do(keisha, notice, "contact", **SPEAKER | {"name": ""}).status_code == 422
    do(keisha, notice, "contact", **SPEAKER)
    assert "papers of the estate were not seen" in do(keisha, notice, "view").content.decode()
    do(keisha, notice, "contact", **SPEAKER | {"papers_seen": "Letters testamentary"})
    assert Contact.objects.get().papers_seen_by.startswith("staff:")
    cast.make_login("tom@mail.example", "Tom Reyes")
    assert "can see the money" in do(keisha, notice, "view").content.decode()
    do(keisha, notice, "settle")
    assert cast.again(notice.case.reference).case.outcome == "settled"


def test_two_people_for_credit_and_for_a_mistake(ana: Ana, keisha: Client, sol: Client) -> None:
    cast.credit(ana, 20_000)
    notice = cast.told(ana)
    do(keisha, notice, "check", proof="obituary", **DAY)
    assert "a second person must see it too" in page_of(keisha, notice)
    assert "A second person must do this" in do(keisha, notice, "second/approve").content.decode()
    do(sol, notice, "second/reject")
    assert cast.again(notice.case.reference).state == "reported"
    assert do(keisha, notice, "undo", why="").status_code == 422
    do(keisha, notice, "undo", why="She called us herself.")
    assert "You asked for this" in page_of(keisha, notice)
    do(keisha, notice, "undo/approve")
    assert cast.again(notice.case.reference).state == "reported"
    do(sol, notice, "undo/approve")
    assert cast.again(notice.case.reference).state == "undone" and not cast.held(ana)
    assert "On again" in page_of(sol, notice)


def test_who_may_not(ana: Ana) -> None:
    notice = cast.told(ana)
    path = f"/desk/estates/{notice.case.reference}/"
    ada, walt = (
        cast.make_staff(name, role) for name, role in (("ada", "auditor"), ("walt", "lockbox_clerk"))
    )
    assert cast.at_desk(ada).get(path).status_code == 200
    assert cast.at_desk(ada).post(f"{path}settle/").status_code == 403
    assert cast.at_desk(walt).get(path).status_code == 403
    own = cast.make_staff("omar", "billing_agent")
    members.grant_access(login_id=own.pk, account_id=ana.id, scope=Scope.MONEY, by=cast.SETTING_THE_TABLE,
                         at=cast.in_days(0))  # fmt: skip
    assert cast.at_desk(own).get(path).status_code == 403
    assert cast.at_desk(own).get(f"/desk/estates/new/{ana.account.number}/").status_code == 403
    assert (
        cast.at_desk(cast.make_staff("dev", "billing_agent")).get("/desk/estates/4021187739/").status_code
        == 404
    )
    assert "cases-death" in {queue.slug for queue in gathering.queues_for(own)}


def test_the_account_screen_offers_to_take_the_call(ana: Ana, keisha: Client) -> None:
    page = keisha.get(f"/desk/accounts/{ana.account.number}/").content.decode()
    assert f"/desk/estates/new/{ana.account.number}/" in page


def test_a_banks_word_opens_one_case(house: House) -> None:
    debit = house.taken()
    house.receives(bank_file(Back(trace_of(debit), "R15", died_on="261120")))
    assert flows.hear(house.now) == 1 and flows.hear(house.now) == 0
    flows.look_at_new(house.now)
    notice = Notice.objects.get()
    assert (notice.told, notice.died_name, notice.state) == ("bank", "Ana Reyes", "reported")
    assert notice.is_stopped and notice.account_id == house.owes.id
