"""Dev at the desk: sees the rule, stops it while Ana is on the phone, never adds a thing."""

from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.audit.models import Event
from hearthside.autopay import account_screen, flows
from hearthside.autopay.models import Autopay, Paperless, SavedMethod
from hearthside.autopay.services import go_paperless
from hearthside.autopay.tests.cast import SHOWN, Saver, newest, on, planned
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.desk.tests.screen import screen_of
from hearthside.mailroom.models import Message
from hearthside.members.models import Scope
from hearthside.members.services import grant_access

pytestmark = pytest.mark.django_db


@pytest.fixture
def dev(db: None) -> Client:
    return at_desk(make_staff("dev", "billing_agent"))


def path_of(saver: Saver, more: str = "") -> str:
    return f"/desk/autopay/{saver.ana.account.number}/{more}"


def test_what_staff_see(dev: Client, saver: Saver) -> None:
    planned(saver)
    page = dev.get(path_of(saver)).content.decode()
    assert "Visa ending in 4242" in page and "up to $200.00 a bill" in page and saver.method.token not in page
    assert Event.objects.filter(name="record.viewed", account_id=saver.id, reason="autopay").count() == 1


def test_stop_on_the_phone(dev: Client, saver: Saver) -> None:
    taking = planned(saver)
    for _ in range(2):
        dev.post(path_of(saver, "stop/"))
    rule = Autopay.objects.get()
    assert (rule.state, rule.why) == ("ended", "by_phone")
    assert "by phone" in Message.objects.get(kind="autopay_stopped").body
    event = Event.objects.get(name="autopay.stopped")
    assert event.actor_kind == "staff"
    assert flows.take_due(at=on(taking)) == 0 and newest(saver).state == "canceled"


def test_remove_and_paper_on_the_phone(dev: Client, saver: Saver) -> None:
    go_paperless(account_id=saver.id, login_id=saver.login.pk, confirmed_email=saver.ana.account.email,
                 shown=SHOWN, by=saver.actor, at=clock.now())  # fmt: skip
    dev.post(path_of(saver, "paper/"))
    assert Paperless.objects.get().why == "by_phone"
    dev.post(path_of(saver, f"remove/{saver.method.reference}/"))
    assert SavedMethod.objects.get().state == "removed"
    assert dev.post(path_of(saver, "remove/4021187739/")).status_code == 404


def test_who_may_not(saver: Saver) -> None:
    planned(saver)
    walt = at_desk(make_staff("walt", "lockbox_clerk"))
    assert (
        walt.get(path_of(saver)).status_code == 403 and walt.post(path_of(saver, "stop/")).status_code == 403
    )
    ada = at_desk(make_staff("ada", "auditor"))
    assert ada.get(path_of(saver)).status_code == 200
    assert ada.post(path_of(saver, "stop/")).status_code == 403
    assert Autopay.objects.get().state == "active"


def test_nobody_opens_their_own(saver: Saver) -> None:
    sol = make_staff("sol", "supervisor")
    grant_access(login_id=sol.pk, account_id=saver.id, scope=Scope.SELF, by=job("test"), at=clock.now())
    assert at_desk(sol).get(path_of(saver)).status_code == 403


def test_there_is_no_field_for_a_number(dev: Client, saver: Saver) -> None:
    page = dev.get(path_of(saver)).content.decode()
    fields = [
        part for part in page.split("<input")[1:] if 'type="hidden"' not in part and 'id="find"' not in part
    ]
    assert fields == []


def test_the_account_screen(saver: Saver, django_assert_max_num_queries: Any) -> None:
    taking = planned(saver)
    screen = screen_of(account_screen, saver.id)
    assert "Autopay is on" in str(screen.alerts[0].words)
    rows = screen.rows
    assert rows[0].cents == taking.amount_cents and rows[0].path == path_of(saver)
    assert screen.actions[0].permission == "autopay.see"
