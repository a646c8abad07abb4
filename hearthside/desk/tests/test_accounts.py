"""Opening records: whose, why, how often; what the screen shows; the member's own view of it."""

from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.desk import services
from hearthside.desk.models import AccountNote, MarkKind, Opening
from hearthside.desk.read_only import read_only, twin_of
from hearthside.desk.tests.cast import at_desk
from hearthside.members import selectors as members_known
from hearthside.members import services as members
from hearthside.members.models import Scope
from hearthside.portal.tests.cast import SETTING_THE_TABLE, Cast

PAGES = ("", "as-member/", "as-member/bills/")


def home_of(cast: Cast) -> str:
    return f"/desk/accounts/{cast.owes.account.number}/"


def events(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("pk"))


def test_every_look_is_recorded(cast: Cast, staff: dict[str, Any]) -> None:
    page = at_desk(staff["keisha"]).get(home_of(cast)).content.decode()
    assert "Ana Reyes" in page and "$142.50" in page and "helper: bills only" in page
    look = events("record.viewed")[-1]
    assert (look.account_id, look.actor_ident) == (cast.owes.id, str(staff["keisha"].pk))


@pytest.mark.parametrize("how", ["grant", "ended grant", "e-mail", "phone"])
def test_ones_own_record_is_refused_and_recorded(cast: Cast, staff: dict[str, Any], how: str) -> None:
    keisha, owes, at = staff["keisha"], cast.owes, clock.now()
    if "grant" in how:
        grant = members.grant_access(
            login_id=keisha.pk, account_id=owes.id, scope=Scope.MONEY, by=SETTING_THE_TABLE, at=at
        )
        if how == "ended grant":
            members.end_access(grant_id=grant.pk, by=SETTING_THE_TABLE, at=at)
    elif how == "e-mail":
        members.change_contact(
            account_id=owes.id, changes={"email": keisha.email.upper()}, by=SETTING_THE_TABLE, at=at
        )
    else:
        own = members.open_account(
            roster_key=None,
            opened_on=clock.today(),
            contact={"phone": "(478) 555-0142"},
            language="en",
        )
        members.grant_access(
            login_id=keisha.pk, account_id=own.pk, scope=Scope.SELF, by=SETTING_THE_TABLE, at=at
        )
        members.change_contact(
            account_id=owes.id, changes={"phone": "+14785550142"}, by=SETTING_THE_TABLE, at=at
        )
    browser = at_desk(keisha)
    for page in PAGES:
        answer = browser.get(home_of(cast) + page)
        assert answer.status_code == 403
        assert b"Reyes" not in answer.content
    assert browser.post(home_of(cast) + "note/", {"text": "x", "request_key": "1"}).status_code == 403
    assert not AccountNote.objects.exists() and not events("record.viewed")
    assert len(events("record.refused")) == 4
    assert at_desk(staff["walt"]).get(home_of(cast)).status_code == 200


def test_a_marked_record_asks_why_and_tells_a_supervisor(cast: Cast, staff: dict[str, Any]) -> None:
    sol, keisha = at_desk(staff["sol"]), at_desk(staff["keisha"])
    sol.post(home_of(cast) + "mark/", {"kind": MarkKind.KNOWN_PERSON})
    for page in PAGES:
        assert keisha.get(home_of(cast) + page)["Location"] == home_of(cast) + "reason/"
    assert keisha.post(home_of(cast) + "reason/", {"reason": "curious"}).status_code == 422
    assert not Opening.objects.exists()
    assert keisha.post(home_of(cast) + "reason/", {"reason": "work_item"})["Location"] == home_of(cast)
    assert keisha.get(home_of(cast)).status_code == 200
    assert events("record.glass_broken")[0].reason == events("record.viewed")[-1].reason == "work_item"
    assert b"Keisha opened a marked record" in sol.get("/desk/queues/opened-records/").content
    one = Opening.objects.get()
    assert sol.post(f"/desk/openings/{one.pk}/")["Location"] == "/desk/queues/opened-records/"
    assert b"Nothing waits here" in sol.get("/desk/queues/opened-records/").content


def test_nobody_reviews_their_own_opening(cast: Cast, staff: dict[str, Any]) -> None:
    one = services.open_marked(
        account_id=cast.owes.id, reason="payment", login=staff["sol"], by=SETTING_THE_TABLE, at=clock.now()
    )
    answer = at_desk(staff["sol"]).post(f"/desk/openings/{one.pk}/", follow=True)
    assert b"Another supervisor must look" in answer.content
    assert Opening.objects.get().reviewed_at is None


def test_many_records_a_day_set_off_the_alarm_and_close_nothing(cast: Cast, staff: dict[str, Any]) -> None:
    from hearthside.guards import services as guards

    keisha = staff["keisha"]
    guards.count("records.staff", str(keisha.pk), at=clock.now(), amount=300)
    browser = at_desk(keisha)
    assert browser.get(home_of(cast)).status_code == 200
    assert browser.get(home_of(cast)).status_code == 200
    assert [event.account_id for event in events("guard.tripped")] == [cast.owes.id]


def test_a_note_sent_twice_is_kept_once(cast: Cast, staff: dict[str, Any]) -> None:
    browser, form = at_desk(staff["keisha"]), {"text": "Asked about the walker.", "request_key": "k1"}
    for _click in range(2):
        assert browser.post(home_of(cast) + "note/", form)["Location"] == home_of(cast)
    assert AccountNote.objects.get().text == form["text"]
    assert len(events("desk.note_written")) == 1
    assert b"Asked about the walker." in browser.get(home_of(cast)).content
    assert browser.post(home_of(cast) + "note/", {"text": "", "request_key": "k2"}).status_code == 422


def test_as_the_member_sees_it_nothing_can_be_pressed(cast: Cast, staff: dict[str, Any]) -> None:
    browser, number = at_desk(staff["keisha"]), cast.owes.bill.number
    page = browser.get(home_of(cast) + f"as-member/bills/{number}/").content.decode()
    assert "Staff view" in page and "Pay $142.50" in page
    for outside in ('href="/account', 'href="/pay', 'action="/', 'method="post"', "formaction", 'href="tel:'):
        assert outside not in page, outside
    home = browser.get(home_of(cast) + "as-member/").content.decode()
    assert f'href="{home_of(cast)}as-member/bills/{number}/"' in home
    assert len(events("record.seen_as_member")) == 2
    for path in ("as-member/", "as-member/bills/", f"as-member/bills/{number}/"):
        assert browser.post(home_of(cast) + path).status_code == 405
    assert browser.get(home_of(cast) + "as-member/bills/4021187739/").status_code == 404


def test_it_is_seen_in_the_members_language(cast: Cast, staff: dict[str, Any]) -> None:
    members.change_reading(
        account_id=cast.owes.id, language="es", large_print=False, by=SETTING_THE_TABLE, at=clock.now()
    )
    page = at_desk(staff["keisha"]).get(home_of(cast) + "as-member/bills/").content.decode()
    assert 'lang="es"' in page and "Sus facturas" in page
    assert f'href="{home_of(cast)}as-member/' in page


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('<a href="/account/bills/">x</a>', '<a href="/desk/accounts/1/as-member/bills/">x</a>'),
        ('<a class="b" href="/account/pay/">x</a>', '<a class="b">x</a>'),
        ('<a href="javascript:x">x</a>', "<a>x</a>"),
        (
            '<form action="/pay/" method="post"><button name="a">x</button></form>',
            '<form><button name="a" disabled>x</button></form>',
        ),
        ('<button form="f" formaction="/x">x</button>', "<button disabled>x</button>"),
        ("<p>a &amp; b &#60; <!-- c --></p>", "<p>a &amp; b &#60; </p>"),
        ('<a title="&quot;&lt;" href="#top">x</a>', '<a title="&quot;&lt;" href="#top">x</a>'),
    ],
)  # fmt: skip
def test_a_page_that_can_only_be_read(written: str, kept: str) -> None:
    assert read_only(written, twin_of("1")) == kept


def test_roles_are_given_by_another_supervisor_only(staff: dict[str, Any]) -> None:
    sol, nil = at_desk(staff["sol"]), staff["nil"]
    sol.post("/desk/staff/roles/", {"login": nil.pk, "role": "lockbox_clerk"})
    assert at_desk(nil).get("/desk/").status_code == 200
    sol.post("/desk/staff/roles/", {"login": nil.pk, "role": "lockbox_clerk", "take": "yes"})
    assert at_desk(nil).get("/desk/").status_code == 403
    answer = sol.post("/desk/staff/roles/", {"login": staff["sol"].pk, "role": "auditor"}, follow=True)
    assert b"Nobody changes their own roles" in answer.content
    told = [
        (event.reason, event.result)
        for event in events("ops.role_changed")
        if event.actor_ident == str(staff["sol"].pk)
    ]
    assert told == [("lockbox_clerk", "given"), ("lockbox_clerk", "taken")]


def test_the_screen_stays_small_with_a_long_history(cast: Cast, staff: dict[str, Any]) -> None:
    from hearthside.ledger import services as ledger
    from hearthside.money import Money

    browser = at_desk(staff["keisha"])
    browser.get(home_of(cast))
    with CaptureQueriesContext(connection) as before:
        browser.get(home_of(cast))
    for place in range(120):
        ledger.post_payment(
            account_id=cast.owes.id, amount=Money(1), key=f"payment:{place}", cash_book="cash:t",
            effective_on=clock.today(), at=clock.now(),
        )  # fmt: skip
        services.write_note(
            account_id=cast.owes.id, text=f"Note {place}", request_key=str(place), login=staff["walt"],
            by=SETTING_THE_TABLE, at=clock.now(),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as after:
        page = browser.get(home_of(cast)).content.decode()
    assert len(after) == len(before), [query["sql"][:100] for query in after]
    assert "Note 119" in page and "Note 90<" not in page and "Show older" in page
    assert "Note 90<" in browser.get(home_of(cast) + "?rows=125").content.decode()


def test_rooms_bring_alerts_and_buttons(cast: Cast, staff: dict[str, Any]) -> None:
    from types import SimpleNamespace

    from hearthside.desk import account_screen, gathering
    from hearthside.desk.registry import Action, Alert, Reading

    room = SimpleNamespace(
        READINGS=Reading(
            lambda subject, most: members_known.account_itself(subject.account_id),
            ("number",),
            lambda subject, rows: [Alert("A letter waits"), Alert("A lawyer speaks for them", "stop")],
        ),
        ACTIONS=lambda subject: [
            Action("Propose a refund", "/desk/refunds/1/", "desk.add_note", "Money"),
            Action("Write it off", "/desk/relief/1/", "desk.mark_account", "Money"),
        ],
    )
    with mock.patch.object(gathering, "_screens", lambda: (account_screen, room)):
        page = at_desk(staff["keisha"]).get(home_of(cast)).content.decode()
    assert page.index("A lawyer speaks") < page.index("A letter waits")
    assert "Propose a refund" in page and "Write it off" not in page
