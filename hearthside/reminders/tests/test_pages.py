"""Ana sees and chooses; Cora finds nothing. Dev sees why at the desk, and may let it rest."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.desk.tests.screen import screen_of
from hearthside.mailroom import services as mailroom
from hearthside.members.models import Account
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.test_member_pages import signed_in
from hearthside.reminders import account_screen, queues, services
from hearthside.reminders.models import Opening, Pause, Reminder, Wish
from hearthside.reminders.tests.cast import NUMBER, TESTS, day, make_owing, remind

pytestmark = pytest.mark.django_db
PAGE = "/account/reminders/"


@pytest.fixture
def ana(db: None) -> Ana:
    return make_owing()


def desk_path(ana: Ana, more: str = "") -> str:
    return f"/desk/reminders/{ana.account.number}/{more}"


def test_ana_sees_what_comes_next(ana: Ana) -> None:
    page = signed_in("ana", ana).get(PAGE).content.decode()
    assert "If the bill is still open, we remind you on" in page and "by e-mail" in page
    assert "Before the due date" in page and "$142.50" not in page


def test_a_stranger_and_somebody_signed_out_find_nothing(ana: Ana) -> None:
    assert signed_in("cora").get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_texts_need_the_box_and_keep_its_words(ana: Ana) -> None:
    hers = signed_in("ana", ana)
    refused = hers.post(PAGE, {"channel": "text", "early": "on"})
    assert refused.status_code == 422 and not Wish.objects.exists()
    assert "tick the box" in refused.content.decode()
    for _ in range(2):
        assert hers.post(PAGE, {"channel": "text", "early": "on", "agree": "on"}).status_code == 303
    wish = Wish.objects.get()
    assert wish.text_to == NUMBER and "ends in 0142" in wish.text_words and "STOP" in wish.text_words
    assert Event.objects.filter(name="reminder.wish_changed", account_id=ana.id).count() == 1
    assert "You said yes to texts" in hers.get(PAGE).content.decode()
    hers.post(PAGE, {"channel": "letter"})
    wish.refresh_from_db()
    assert (wish.channel, wish.wants_early, wish.text_to, wish.text_words) == ("letter", False, "", "")


@pytest.mark.parametrize("sent", [{}, {"channel": "pigeon"}, {"channel": ["email", "letter"]}])
def test_nonsense_changes_nothing(ana: Ana, sent: Any) -> None:
    assert signed_in("ana", ana).post(PAGE, sent).status_code == 422
    assert not Wish.objects.exists()


def test_who_said_stop_is_told_how_to_begin_again(ana: Ana) -> None:
    mailroom.stop(channel="text", to=NUMBER, by=TESTS, at=clock.now())
    hers = signed_in("ana", ana)
    assert "send START" in hers.get(PAGE).content.decode()
    assert hers.post(PAGE, {"channel": "text", "agree": "on"}).status_code == 422


def test_the_page_in_spanish(ana: Ana) -> None:
    page = signed_in("ana", ana).get("/es/account/reminders/").content.decode()
    assert "Recordatorios de su factura" in page and "Solo cartas" in page


def test_opening_the_bill_is_noted(ana: Ana, settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "hearthside.reminders.opened.note_opened_bills"]
    remind(ana, -5)
    Reminder.objects.update(decided_at=clock.now() - timedelta(hours=1))
    assert signed_in("cora").get(f"/account/bills/{ana.bill.number}/").status_code == 404
    assert not Opening.objects.exists()
    signed_in("ana", ana).get(f"/account/bills/{ana.bill.number}/")
    assert Opening.objects.get().bill_id == ana.bill.pk and Reminder.objects.get().opened_at is not None
    assert remind(ana, 5) == 0 and Reminder.objects.get(step="past").stopped_why == "opened"


def test_staff_see_why_and_let_it_rest(ana: Ana) -> None:
    dev = at_desk(make_staff("dev", "billing_agent"))
    remind(ana, 5)
    page = dev.get(desk_path(ana)).content.decode()
    assert "Sent by email" in page and "Its day was too long ago" in page
    assert Event.objects.filter(name="record.viewed", account_id=ana.id, reason="reminders").count() == 1
    until = (clock.today() + timedelta(days=30)).isoformat()
    assert dev.post(desk_path(ana, "pause/"), {"reason": "asked", "until_on": until}).status_code == 303
    assert Pause.objects.get().paused_by.startswith("staff:")
    assert "Paused by staff" in dev.get(desk_path(ana)).content.decode()
    assert "Reminders rest until" in str(screen_of(account_screen, ana.id).alerts[0].words)
    assert dev.post(desk_path(ana, "go-on/")).status_code == 303
    assert not screen_of(account_screen, ana.id).alerts


@pytest.mark.parametrize("until", ["", "soon", "2020-01-01", "2199-01-01"])
def test_a_pause_needs_a_day_that_can_be(ana: Ana, until: str) -> None:
    dev = at_desk(make_staff("dev", "billing_agent"))
    answer = dev.post(desk_path(ana, "pause/"), {"reason": "asked", "until_on": until})
    assert answer.status_code == 422 and not Pause.objects.exists()


def test_a_reminder_without_an_address_waits_for_dev(ana: Ana) -> None:
    Account.objects.filter(pk=ana.id).update(address1="", zip="", email="")
    services.remind(at=day(ana, 5))
    dev, queue = at_desk(make_staff("dev", "billing_agent")), queues.QUEUES[0]
    (item,) = queue.items("", 10)
    assert queue.tally().count == 1 and item.why == "No mailing address" and queue.find is not None
    assert queue.find(item.key) == item and queue.items(item.key, 10) == []
    assert "Try again" in dev.get(item.path).content.decode()
    Account.objects.filter(pk=ana.id).update(address1="12 Elm St", zip="45402")
    assert dev.post(f"/desk/reminders/again/{item.key}/").status_code == 303
    assert screen_of(account_screen, ana.id).actions and queue.find(item.key) is None


def test_who_may_not(ana: Ana) -> None:
    auditor = at_desk(make_staff("ada", "auditor"))
    assert auditor.get(desk_path(ana)).status_code == 200
    assert auditor.post(desk_path(ana, "pause/")).status_code == 403
    assert signed_in("ana", ana).get(desk_path(ana)).status_code == 403
    clerk = at_desk(make_staff("walt", "lockbox_clerk"))
    assert clerk.get(desk_path(ana)).status_code == 403
