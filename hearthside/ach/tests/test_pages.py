"""The pages: for whom they are, pressed twice, typed wrong, and what the desk may do."""

import re
from typing import Any

import pytest
from django.test import Client, override_settings

from hearthside import clock
from hearthside.ach import exports, services
from hearthside.ach.models import Authorization, BankAccount, Change, Debit, OutFile, Return
from hearthside.ach.terms import terms
from hearthside.ach.tests.cast import DEV, JOB, NUMBER, ROUTING, Back, House, bank_file, trace_of
from hearthside.audit.models import Event
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.desk.tests.screen import screen_of
from hearthside.members import services as members
from hearthside.members.models import Scope
from hearthside.portal.tests.cast import SETTING_THE_TABLE, make_login

TYPED = {
    "how": "all", "bank": "new", "kind": "checking", "routing": ROUTING, "number": NUMBER,
    "number_again": NUMBER, "holder": "Ana Reyes",
}  # fmt: skip


@pytest.fixture
def ana(house: House) -> Client:
    login = make_login("ana@mail.example", "Ana Reyes")
    members.grant_access(
        login_id=login.pk, account_id=house.owes.id, scope=Scope.SELF, by=SETTING_THE_TABLE, at=clock.now()
    )
    return signed_in(login)


def signed_in(login: Any) -> Client:
    client = Client()
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def key_in(page: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()[:2000]
    return found.group(1)


def test_ana_pays_from_her_bank_account(house: House, ana: Client) -> None:
    page = ana.get("/account/bank/pay/")
    assert page.status_code == 200 and "$142.50" in page.content.decode()
    assert ana.post("/account/bank/pay/", TYPED).headers["Location"].endswith("/account/bank/pay/check/")
    check = ana.get("/account/bank/pay/check/")
    words = check.content.decode()
    # After the bank's cut-off it is a day later.
    day = terms().settles_on(clock.now())
    assert "ending in 6789" in words and NUMBER not in words
    assert f"{day:%B} {day.day}, {day.year}" in words
    sent = ana.post("/account/bank/pay/check/", {"key": key_in(check)})
    debit, given = Debit.objects.get(), Authorization.objects.get()
    assert sent.status_code == 303 and debit.reference in sent.headers["Location"]
    assert "$142.50 once" in given.words and given.words.splitlines()[0] in words
    assert (given.sec, given.how, given.is_recurring) == ("WEB", "web", False)
    again = ana.post("/account/bank/pay/check/", {"key": key_in(check)})  # pressed twice, or Back
    assert again.headers["Location"] == sent.headers["Location"] and Debit.objects.count() == 1
    shown = ana.get(sent.headers["Location"]).content.decode()
    assert "planned" in shown and "Stop this payment" in shown
    assert "nothing" in ana.get("/account/bank/pay/").content.decode().lower()  # it is on its way
    assert ana.get("/account/bank/").status_code == 200
    assert NUMBER not in str(dict(ana.session))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"routing": "021000022"}, "Check the routing number"),
        ({"routing": ""}, "Check the routing number"),
        ({"number": "12"}, "Check the account number"),
        ({"number": "12ab5678"}, "Check the account number"),
        ({"number_again": "000123456780"}, "not the same"),
        ({"holder": " "}, "Type the name"),
        ({"kind": ""}, "Choose checking or savings"),
        ({"how": ""}, "Choose how much"),
        ({"how": "part", "amount": "1000"}, "Type an amount from"),
        ({"how": "part", "amount": "x"}, "dollars and cents"),
        ({"bank": "0000000000"}, "Choose which bank account"),
    ],
)
def test_what_is_typed_wrong_is_said_and_no_number_is_shown_again(
    house: House, ana: Client, typed: dict[str, str], says: str
) -> None:
    page = ana.post("/account/bank/pay/", TYPED | typed)
    text = page.content.decode()
    assert page.status_code == 422 and says in text and "There is a problem" in text
    assert NUMBER not in text and not BankAccount.objects.exists()


def test_spaces_and_dashes_are_fine(house: House, ana: Client) -> None:
    ana.post("/account/bank/pay/", TYPED | {"routing": "0210 0002-1", "number": "0001 2345 6789",
                                            "number_again": "000-123-456-789"})  # fmt: skip
    assert BankAccount.objects.get().last4 == "6789"


def test_an_account_that_a_bank_closed_is_not_taken_again(house: House, ana: Client) -> None:
    debit = house.debit()
    house.sent()
    house.on("2026-11-25")
    house.receives(bank_file(Back(trace_of(debit), "R02")))
    text = ana.post("/account/bank/pay/", TYPED).content.decode()
    assert "cannot use this account" in text


def test_a_part_may_be_paid_and_a_payment_stopped(house: House, ana: Client) -> None:
    ana.post("/account/bank/pay/", TYPED | {"how": "part", "amount": "$50.00"})
    ana.post("/account/bank/pay/check/", {"key": key_in(ana.get("/account/bank/pay/check/"))})
    debit = Debit.objects.get()
    assert debit.amount_cents == 5000
    assert "Stop this payment?" in ana.get(f"/account/bank/payments/{debit.reference}/stop/").content.decode()
    page = ana.post(f"/account/bank/payments/{debit.reference}/stop/", follow=True)
    debit.refresh_from_db()
    assert debit.state == "canceled" and "Nothing is taken" in page.content.decode()


def test_taking_a_bank_account_away_stops_what_was_planned(house: House, ana: Client) -> None:
    debit = house.debit()
    path = f"/account/bank/{debit.bank_account.reference}/remove/"
    assert "1 payment is planned" in ana.get(path).content.decode()
    page = ana.post(path, follow=True)
    debit.refresh_from_db()
    assert debit.state == "canceled" and "gone from your list" in page.content.decode()
    assert ana.get(path).status_code == 404


def test_a_stranger_sees_nothing(house: House) -> None:
    debit = house.debit()
    cora = signed_in(make_login("cora@mail.example", "Cora Lane"))
    paths = (
        "/account/bank/", "/account/bank/pay/", f"/account/bank/payments/{debit.reference}/",
        f"/account/bank/payments/{debit.reference}/stop/",
        f"/account/bank/{debit.bank_account.reference}/remove/",
    )  # fmt: skip
    assert [cora.get(path).status_code for path in paths] == [404] * 5
    assert cora.post(paths[3]).status_code == 404 and cora.post(paths[4]).status_code == 404
    debit.refresh_from_db()
    assert debit.state == "due"
    assert Client().get("/account/bank/").status_code == 302


def test_where_nobody_originates_there_is_no_such_page(db: None) -> None:
    assert signed_in(make_login("ana@mail.example", "Ana Reyes")).get("/account/bank/pay/").status_code == 404


def test_the_pages_read_in_spanish(house: House, ana: Client) -> None:
    page = ana.get("/es/account/bank/pay/")
    assert page.status_code == 200 and "Número de ruta" in page.content.decode()


def test_a_file_goes_through_the_hands_of_two(house: House) -> None:
    house.debit()
    file = services.make_file(by=JOB, at=house.now)
    assert file is not None
    path = f"/desk/ach/files/{file.reference}/"
    first, second = (at_desk(make_staff(name, "supervisor")) for name in ("sol", "sue"))
    assert first.get("/desk/ach/files/").status_code == 200
    page = first.get(path).content.decode()
    assert "$142.50" in page and file.entry_hash in page and file.sha256[:8] in page and NUMBER not in page
    first.post(path, {"do": "approve", "sha256": file.sha256})
    assert "Somebody else must" in first.get(path).content.decode()
    assert (
        "Somebody else must"
        in first.post(path, {"do": "approve", "sha256": file.sha256}, follow=True).content.decode()
    )
    second.post(path, {"do": "approve", "sha256": file.sha256})
    file.refresh_from_db()
    assert file.state == "approved"
    exports.write(house.folder, JOB, house.now)
    wrong = {"do": "echo", "entries": "1", "debits": "142.51", "entry_hash": file.entry_hash}
    assert "not our figures" in first.post(path, wrong, follow=True).content.decode()
    assert first.post(path, wrong | {"debits": "much"}).status_code == 422
    second.post(path, wrong | {"debits": "$142.50"})
    file.refresh_from_db()
    assert file.state == "confirmed"


def test_who_may_only_look_changes_nothing(house: House) -> None:
    house.debit()
    file = services.make_file(by=JOB, at=house.now)
    assert file is not None
    walt = at_desk(make_staff("walt", "lockbox_clerk"))
    path = f"/desk/ach/files/{file.reference}/"
    assert walt.get(path).status_code == 200
    assert walt.post(path, {"do": "approve", "sha256": file.sha256}).status_code == 403
    assert walt.post(path, {"do": "void"}).status_code == 403
    assert OutFile.objects.get().state == "made"
    assert at_desk(make_staff("nil")).get(path).status_code == 403


def test_returns_and_changes_are_worked_at_the_desk(house: House) -> None:
    debit = house.debit()
    house.sent()
    house.on("2026-11-25")
    house.receives(bank_file(Back(trace_of(debit), "R01"), Back("121042889999999", "R01"),
                             Back(trace_of(debit), "C02", cents=0, corrected="999")))  # fmt: skip
    keisha = at_desk(make_staff("keisha", "billing_agent"))
    queue = keisha.get("/desk/ach/returns/").content.decode()
    assert "never sent an entry" in queue
    lost = Return.objects.get(why="never_sent")
    assert keisha.get(f"/desk/ach/returns/{lost.pk}/").status_code == 200
    keisha.post(f"/desk/ach/returns/{lost.pk}/", {"do": "asked_bank"})
    lost.refresh_from_db()
    assert (lost.state, lost.done_how) == ("done", "asked_bank")
    bounced = Return.objects.get(undoes_entry=True)
    assert "Try it again" in keisha.get(f"/desk/ach/returns/{bounced.pk}/").content.decode()
    looks = Event.objects.filter(name="record.viewed", account_id=house.owes.id)
    assert looks.exists()
    keisha.post(f"/desk/ach/returns/{bounced.pk}/", {"do": "repeat"})
    debit.refresh_from_db()
    assert debit.state == "due"
    change = Change.objects.get()
    assert "no valid number" in keisha.get("/desk/ach/changes/").content.decode()
    keisha.post(f"/desk/ach/changes/{change.pk}/", {"do": "mended"})
    assert "Worked" in keisha.get(f"/desk/ach/changes/{change.pk}/").content.decode()


def test_a_stop_order_by_phone(house: House) -> None:
    debit = house.debit()
    keisha = at_desk(make_staff("keisha", "billing_agent"))
    path = f"/desk/ach/accounts/{house.owes.account.number}/"
    page = keisha.get(path).content.decode()
    assert "End this consent" in page and NUMBER not in page
    keisha.post(path, {"reference": debit.authorization.reference})
    debit.refresh_from_db()
    assert (debit.state, debit.why) == ("canceled", "told_by_phone")
    assert Event.objects.filter(name="authorization.revoked").exists()


def test_another_accounts_consent_cannot_be_ended_from_here(house: House) -> None:
    from hearthside.payments.tests.cast import make_ana

    debit = house.debit()
    other = make_ana()
    keisha = at_desk(make_staff("keisha", "billing_agent"))
    keisha.post(f"/desk/ach/accounts/{other.account.number}/", {"reference": debit.authorization.reference})
    debit.refresh_from_db()
    assert debit.state == "due"


def test_queues_hold_what_waits_and_page_through_it(house: House) -> None:
    from hearthside.ach.queues import QUEUES

    house.debit()
    services.make_file(by=JOB, at=house.now)
    house.receives(bank_file(*(Back(f"12104288999{place:04d}", "R01") for place in range(5))))
    by_slug = {queue.slug: queue for queue in QUEUES}
    assert by_slug["ach-files"].tally().count == 1 and len(by_slug["ach-files"].items("", 10)) == 1
    returns = by_slug["ach-returns"]
    assert returns.tally().count == 5
    seen: list[str] = []
    while some := returns.items(seen[-1] if seen else "", 2):
        seen += [item.key for item in some]
    assert len(seen) == len(set(seen)) == 5
    assert by_slug["ach-changes"].tally().count == 0


def test_the_account_screen_warns(house: House) -> None:
    from hearthside.ach import account_screen

    debit = house.debit()
    house.sent()
    house.on("2026-11-25")
    house.receives(bank_file(Back(trace_of(debit), "R15", died_on="261101")))
    screen = screen_of(account_screen, house.owes.id)
    (alert,) = screen.alerts
    assert alert.kind == "stop" and "died" in str(alert.words)
    assert [row.cents for row in screen.rows] == [14250, 14250]
    assert Return.objects.get().died_on is not None


def test_an_abandoned_bank_account_is_forgotten(house: House, ana: Client) -> None:
    ana.post("/account/bank/pay/", TYPED)
    assert services.forget_unused(at=house.now) == 0
    house.on("2026-11-25")
    assert services.forget_unused(at=house.now) == 1 and not BankAccount.objects.exists()
    assert ana.get("/account/bank/pay/check/").headers["Location"].endswith("/account/bank/pay/")


def test_numbers_are_not_logged_nor_audited(
    house: House, ana: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with override_settings(DEBUG=False):
        ana.post("/account/bank/pay/", TYPED)
    assert NUMBER not in caplog.text
    assert not [event for event in Event.objects.all() if NUMBER in str(vars(event))]
    assert DEV
