"""What cannot be changed or got back: the audit trail, a session, a page after signing out.

Threat rows 19, 28, 29 and 56; drills 4, 5, 29 and 30.
"""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import job
from hearthside.audit.models import Event
from hearthside.cli.main import main
from hearthside.guards.models import Counter
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.journeys.test_pay_a_bill import (
    finds_the_bill,
    goes_to_the_card_page,
    types_a_card,
)
from hearthside.payments.tests.test_guest_pages import find
from hearthside.portal.tests.cast import PASSWORD, Cast, make_cast, newest_code
from tests.drills.conftest import owner_at_work, signed_in

ANA = "ana@mail.example"


def told_by_audit(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = main(["audit", "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("update audit_event set cents = 1 where id = {id}", "event_changed"),
        ("update audit_event set subject = 'other' where id = {id}", "event_changed"),
        ("update audit_event set at = '2020-01-01 00:00:00+00:00' where id = {id}", "event_changed"),
        ("delete from audit_event where id = {id}", "event_deleted"),
        ("update audit_event set account_id = 4 where id = {id}", "event_changed"),
    ],
)
def test_one_edited_audit_row_is_named(
    cast: Cast, capsys: pytest.CaptureFixture[str], statement: str, says: str
) -> None:
    """Drill 30; row 56: the database's owner lifts the triggers, edits one row; `audit` names that row."""
    for number in range(3):
        audit.record(
            "payment.settled",
            subject=f"402118773{number}",
            account_id=cast.owes.id,
            cents=14250,
            by=job("test"),
            at=clock.now(),
        )
    audit.keep_sealed(at=clock.now())
    event = Event.objects.filter(subject="4021187731").get()
    with owner_at_work() as cursor:
        cursor.execute(statement.format(id=event.pk))
    code, told = told_by_audit(capsys)
    chain = next(check for check in told["checks"] if check["name"] == "the audit chain is whole")
    assert code == 1 and told["ok"] is False and not chain["ok"]
    named = [fault for fault in chain["found"] if fault.startswith(says)]
    assert len(named) == 1, chain["found"]
    assert f"event {event.pk} " in named[0] or says == "event_deleted"
    assert "trigger_missing" not in json.dumps(told), "put back, and found all the same"


@pytest.mark.django_db
def test_a_lifted_trigger_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Row 56: even before anything is edited."""
    with owner_at_work():
        code, told = told_by_audit(capsys)
    assert code == 1 and "trigger_missing" in json.dumps(told["checks"])


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_event", "ledger_entry", "ledger_posting"])
def test_history_refuses_the_application(cast: Cast, table: str) -> None:
    """Row 56, design 3.2: with the triggers in place no statement of ours changes a row."""
    for statement in (f"delete from {table}", f"update {table} set id = id"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def key_of(client: Client) -> str:
    return client.cookies["session"].value


@pytest.mark.django_db
def test_a_planted_session_is_worth_nothing(cast: Cast) -> None:
    """Row 19: a new key when a guest matches a bill, at activation, at sign-in; the old one is dead."""
    for step in ("match", "activation", "code"):
        Counter.objects.all().delete()
        client = Client()
        session = client.session
        session["planted"] = True
        session.save()
        before = key_of(client)
        if step == "match":
            find(client, cast.owes)
        elif step == "activation":
            client.post(
                "/activate/",
                {
                    "account": cast.owes.account.number,
                    "code": cast.owes.code,
                    "birth_date_month": "3",
                    "birth_date_day": "14",
                    "birth_date_year": "1954",
                },
            )
        else:
            client.post("/sign-in/code/", {"email": ANA})
            client.post("/sign-in/code/confirm/", {"code": newest_code(ANA)})
        assert key_of(client) != before, step
        thief = Client()
        thief.cookies["session"] = before
        assert thief.get("/pay/amount/").status_code == 303 and thief.get("/account/").status_code == 302


@pytest.mark.django_db
def test_the_session_changes_when_it_is_still_you(cast: Cast) -> None:
    """Row 19: proving it again (step-up) makes a new key too, and the list of devices knows it."""
    client = Client()
    client.post("/sign-in/code/", {"email": ANA})
    client.post("/sign-in/code/confirm/", {"code": newest_code(ANA)})
    assert b"This device" in client.get("/account/security/devices/").content
    before = key_of(client)
    answer = client.post("/account/security/confirm/", {"password": PASSWORD})
    assert answer.status_code == 302
    assert key_of(client) != before
    devices = client.get("/account/security/devices/").content
    assert b"This device" in devices and b"Another device" not in devices
    thief = Client()
    thief.cookies["session"] = before
    assert thief.get("/account/").status_code == 302


@pytest.mark.django_db
def test_a_session_ends_for_everyone_who_copied_it(cast: Cast) -> None:
    """Rows 17, 19: signing out ends the row, not only the cookie."""
    client = signed_in(cast.ana)
    copied = Client()
    copied.cookies["session"] = key_of(client)
    assert copied.get("/account/").status_code == 200
    client.post("/sign-out/")
    assert copied.get("/account/").status_code == 302


@pytest.mark.django_db
def test_a_guests_match_is_no_sign_in(cast: Cast, ana: Ana) -> None:
    """Row 22: who holds the bill sees an amount, and no page of the account."""
    client = Client()
    find(client, ana)
    for path in ("/account/", "/account/bills/", f"/account/bills/{ana.bill.number}/", "/account/details/"):
        assert client.get(path)["Location"].startswith("/sign-in/")


@pytest.mark.django_db
def test_signing_out_forgets_the_guests_match_too(cast: Cast, ana: Ana) -> None:
    """Row 28: the next person at the same computer does not come upon the bill by the other door."""
    client = signed_in(cast.ana)
    find(client, ana)
    assert client.get("/pay/amount/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/pay/amount/").status_code == 303


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_back_after_signing_out_asks_to_sign_in(live_site: Any, browser_page: Page) -> None:
    """Drills 4 and 29; rows 28, 29: Back shows nothing of Ana, and the browser's stores are empty."""
    cast, page = make_cast(), browser_page
    page.goto(f"{live_site.url}/sign-in/code/")
    page.get_by_label("E-mail address").fill(ANA)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").wait_for()  # the letter is written before this page is sent
    page.get_by_label("Code").fill(newest_code(ANA))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="One thing needs you, Ana").wait_for()
    page.goto(f"{live_site.url}/account/bills/{cast.owes.bill.number}/")
    expect(page.get_by_text("142.50").first).to_be_visible()
    assert stored(page) == NOTHING
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.wait_for_load_state()
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert "142.50" not in page.content() and "Willow" not in page.content()
    expect(page.get_by_role("heading", name="Sign in", exact=False).first).to_be_visible()
    assert stored(page) == NOTHING


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_guest_leaves_nothing_in_the_browser(live_site: Any, browser_page: Page) -> None:
    """Drill 29; row 29: after paying, no store holds anything, and no cookie can be read by a script."""
    cast, page = make_cast(), browser_page
    finds_the_bill(page, live_site.url, cast.owes)
    goes_to_the_card_page(page)
    assert stored(page) == NOTHING, "the processor's page keeps nothing either"
    types_a_card(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Payment received")
    assert stored(page) == NOTHING
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(cookies) <= {"session", "csrf", "django_language"}
    assert all(
        cookie["httpOnly"] and cookie["expires"] == -1
        for name, cookie in cookies.items()
        if name == "session"
    )


NOTHING: dict[str, Any] = {
    "session": 0,
    "local": 0,
    "caches": [],
    "cookie": "",
    "databases": [],
    "workers": 0,
}


def stored(page: Page) -> dict[str, Any]:
    """What a script on this page could read from the browser."""
    found: dict[str, Any] = page.evaluate(
        """async () => ({
            session: sessionStorage.length, local: localStorage.length, cookie: document.cookie,
            caches: window.caches ? await caches.keys() : [],
            databases: window.indexedDB?.databases ? await indexedDB.databases() : [],
            workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
        })"""
    )
    return found
