"""Who may read which thread, what is new for whom, and what a page says of it."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.helpcenter.registry import Asker
from hearthside.inbox import flows, selectors, services
from hearthside.inbox.answers import contact_us
from hearthside.inbox.models import Area, Seen, ThreadFile
from hearthside.inbox.tests import cast
from hearthside.inbox.tests.cast import PDF, Cast
from hearthside.members import selectors as members
from hearthside.members import services as members_services
from hearthside.portal.tests.cast import SETTING_THE_TABLE

pytestmark = pytest.mark.django_db
LIST = "/account/messages/"
ABOUT = {Area.MONEY: "paying", Area.CARE: "care", Area.WHOLE: "account"}


def body(answer: Any) -> str:
    return str(answer.content.decode())


def without_token(answer: Any, own: str) -> str:
    """The page without its form token, which is new each time, and the number in its own address."""
    return re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", body(answer)).replace(own, "")


@pytest.fixture
def keisha(people: Cast) -> Any:
    return cast.make_staff("keisha", "billing_agent")


@pytest.mark.parametrize(
    ("scope", "may_read"),
    [
        ("self", {Area.MONEY, Area.CARE, Area.WHOLE}),
        ("guarantor", {Area.MONEY, Area.CARE, Area.WHOLE}),
        ("all", {Area.MONEY, Area.CARE, Area.WHOLE}),
        ("money", {Area.MONEY}),
        ("care", {Area.CARE}),
    ],
)
def test_each_scope_reads_and_writes_its_own_areas(people: Cast, scope: str, may_read: set[Area]) -> None:
    threads = {area: cast.writes(people, about=ABOUT[area], area=area).thread for area in ABOUT}
    login = cast.make_helper(people, scope)
    browser = cast.signed_in(login)
    listed = body(browser.get(LIST))
    for area, thread in threads.items():
        page, may = f"{LIST}{thread.reference}/", area in may_read
        assert browser.get(page).status_code == (200 if may else 404)
        assert (thread.reference in listed) is may
        assert browser.post(f"{page}close/").status_code == (303 if may else 404)
        assert browser.post(f"{page}say/", {"words": "x"}).status_code == (422 if may else 404)
        sent = cast.sends(browser, about=ABOUT[area], words=f"About {area}")
        assert sent.status_code == (303 if may else 422), area
    assert (people.owes.bill.number in body(browser.get(f"{LIST}new/"))) is (Area.MONEY in may_read)


def test_a_stranger_finds_what_nobody_finds(people: Cast) -> None:
    thread = cast.writes(people).thread
    cora = cast.signed_in(people.cora)
    for client in (cora, cast.signed_in(people.dev)):
        real = client.get(f"{LIST}{thread.reference}/")
        made_up = client.get(f"{LIST}5020118838/")
        assert (real.status_code, made_up.status_code) == (404, 404)
        assert without_token(real, thread.reference) == without_token(made_up, "5020118838")


def test_a_grant_that_ends_shuts_the_thread_at_once(people: Cast) -> None:
    thread = cast.writes(people, login=people.ben).thread
    ben = cast.signed_in(people.ben)
    assert ben.get(f"{LIST}{thread.reference}/").status_code == 200
    grant = members.live_grants(people.ben.pk).get()
    members_services.end_access(grant_id=grant.pk, by=SETTING_THE_TABLE, at=clock.now())
    assert ben.get(f"{LIST}{thread.reference}/").status_code == 404
    assert selectors.unread_count(cast.actor_of(people.ben)) == 0


def test_who_wrote_is_named(people: Cast, hers: Client, keisha: Any) -> None:
    thread = cast.writes(people, login=people.ben).thread
    cast.answers(thread, keisha)
    page = body(hers.get(f"{LIST}{thread.reference}/"))
    assert "Ben Reyes wrote" in page and "Keisha at " in page and "You wrote" not in page
    assert "You wrote" in body(cast.signed_in(people.ben).get(f"{LIST}{thread.reference}/"))


def test_new_is_new_for_each_reader_until_opened(people: Cast, hers: Client, keisha: Any) -> None:
    thread = cast.writes(people).thread
    ana, ben = cast.actor_of(people.ana), cast.actor_of(people.ben)
    assert selectors.unread_count(ana) == 0, "one's own words are no news"
    cast.answers(thread, keisha)
    assert selectors.unread_count(ana) == selectors.unread_count(ben) == 1
    page = f"{LIST}{thread.reference}/"
    hers.head(page)
    hers.get(page, headers={"Sec-Purpose": "prefetch"})
    assert selectors.unread_count(ana) == 1 and not Seen.objects.exists()
    assert ">New<" in body(hers.get(page)) and ">New<" not in body(hers.get(page))
    assert (selectors.unread_count(ana), selectors.unread_count(ben)) == (0, 1)
    cast.answers(thread, keisha, "And one thing more.")
    assert selectors.unread_count(ana) == 1
    services.note_seen(thread_id=thread.pk, login_id=people.ana.pk, upto=1, at=clock.now())
    assert Seen.objects.get(login=people.ana).upto == 2, "reading never goes back"


def test_pages_ask_the_database_little(
    people: Cast, hers: Client, keisha: Any, django_assert_max_num_queries: Any
) -> None:
    threads = [cast.writes(people, f"Question {number}").thread for number in range(12)]
    cast.answers(threads[0], keisha)
    with django_assert_max_num_queries(1):
        assert selectors.unread_count(cast.actor_of(people.ana)) == 1
    counts = []
    for path in (LIST, f"{LIST}{threads[1].reference}/", f"{LIST}new/"):
        hers.get(path)
        with CaptureQueriesContext(connection) as asked:
            hers.get(path)
        counts.append(len(asked))
    # Two of them are the session's and the login's, three are the page's frame.
    assert max(counts) <= 17, counts


def test_files_are_saved_and_never_shown(people: Cast, hers: Client) -> None:
    sent = cast.sends(hers, file=SimpleUploadedFile("evil.html.pdf", PDF))
    file = ThreadFile.objects.get()
    path = f"{sent['Location']}files/{file.reference}/"
    assert hers.get(path).status_code == 404, "not before the scanner's word"
    assert flows.scan_waiting(clock.now()) == 1
    answer: Any = hers.get(path)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="{file.reference}.pdf"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert Event.objects.filter(name="record.exported", subject=file.reference).exists()
    assert cast.signed_in(people.cora).get(path).status_code == 404
    assert hers.get(f"{sent['Location']}files/5020118838/").status_code == 404


def test_the_list_names_what_each_is_about(people: Cast, hers: Client) -> None:
    assert "You have not written to us yet" in body(hers.get(LIST))
    bill = people.owes.bill.number
    for about in (f"bill:{bill}", f"line:{bill}:{cast.line_of(people.owes)}", "payment:5020118838", "paying"):
        cast.writes(people, about=about)
    page = body(hers.get(LIST))
    for title in ("Your bill of", "A line on your bill of", "A payment", "Paying, or something else"):
        assert title in page
    [whole, line] = sorted(selectors.threads_about_bill(cast.actor_of(people.ana), bill), key=lambda t: t.pk)
    assert (whole.about, line.about.partition(":")[0]) == (f"bill:{bill}", "line")
    assert selectors.threads_about_bill(cast.actor_of(people.cora), bill) == []
    thread = body(hers.get(f"{LIST}{whole.reference}/"))
    assert f"/account/bills/{bill}/" in thread and "See the bill" in thread


def test_the_help_centers_answer_is_about_oneself(people: Cast, keisha: Any) -> None:
    thread = cast.writes(people).thread
    other = cast.writes(people).thread
    cast.answers(thread, keisha)

    def asked_by(login: Any, account_id: int | None) -> Any:
        return contact_us(Asker(cast.actor_of(login), account_id, clock.now()))

    answer = asked_by(people.ana, people.owes.id)
    told = {str(row.label): (str(row.value), row.path) for row in answer.rows}
    assert told["Messages you have not read"] == ("1", LIST)
    assert told["We answer your message by"][1] == f"{LIST}{other.reference}/"
    assert [action.path for action in answer.actions] == [f"{LIST}new/", "/pay/phone/call-back/"]
    assert asked_by(people.cora, None) is None, "the page itself says how to reach us"
