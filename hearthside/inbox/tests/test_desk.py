"""Keisha answers from the queue; nobody answers twice, and nobody their own."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.cases.models import Case
from hearthside.desk.tests.screen import screen_of
from hearthside.identity import services as identity
from hearthside.inbox import account_screen, proofs, queues, services
from hearthside.inbox.errors import AlreadyRead, NotABill, SomebodyElse, WroteMeanwhile
from hearthside.inbox.models import Area, Side, Thread, ThreadFile
from hearthside.inbox.tests import cast
from hearthside.inbox.tests.cast import PDF, Cast
from hearthside.mailroom.models import Message
from hearthside.members import services as members

pytestmark = pytest.mark.django_db


def body(answer: Any) -> str:
    return str(answer.content.decode())


def at(thread: Thread, rest: str = "") -> str:
    return f"/desk/messages/{thread.reference}/{rest}"


@pytest.fixture
def thread(people: Cast) -> Thread:
    return cast.writes(people).thread


@pytest.fixture
def keisha(people: Cast) -> Any:
    return cast.make_staff("keisha", "billing_agent")


@pytest.fixture
def hers_at_desk(keisha: Any) -> Client:
    return cast.at_desk(keisha)


def proved() -> bool:
    return not [found for _name, found in proofs.checks() if found]


def test_danger_first_then_who_has_waited_longest(people: Cast) -> None:
    words = ["first", "I have chest pain", "third", "quiero morir", "fifth"]
    made = [cast.writes(people, one).thread.reference for one in words]
    want = [made[1], made[3], made[0], made[2], made[4]]
    assert [item.key for item in queues.items("", 50)] == want
    walked, after = [], ""
    while page := queues.items(after, 2):
        walked += [item.key for item in page]
        after = page[-1].key
    assert walked == want
    tally = queues.tally()
    assert tally.count == 5 and tally.oldest is not None
    found = queues.find(made[1])
    assert found is not None and "danger" in str(found.why) and found.due == clock.today()
    services.close(reference=made[1], by=cast.actor_of(people.ana), at=clock.now())
    assert queues.find(made[1]) is None and queues.find("5020118838") is None


def test_taken_answered_and_read(thread: Thread, hers_at_desk: Client, keisha: Any, hers: Client) -> None:
    page = hers_at_desk.get(at(thread))
    assert "Why do I owe this?" in body(page)
    assert Event.objects.filter(name="record.viewed", subject=thread.reference).exists()
    assert hers_at_desk.post(at(thread, "take/"))["Location"] == at(thread, "answer/")
    form = hers_at_desk.get(at(thread, "answer/?reply=looking"))
    assert "Hello Ana," in body(form) and "{" not in body(form).partition("<textarea")[2]
    typed = {"key": cast.key_in(form), "upto": "1", "words": "Hello Ana. Your plan left it to you."}
    preview = hers_at_desk.post(at(thread, "answer/"), {**typed, "step": "preview"})
    assert "School grade" in body(preview) and "Nothing is sent yet" in body(preview)
    assert not thread.messages.filter(side=Side.STAFF).exists()
    for _ in range(2):  # pressed twice
        sent = hers_at_desk.post(at(thread, "answer/"), {**typed, "step": "send"})
        assert sent["Location"] == "/desk/queues/messages/"
    assert thread.messages.filter(side=Side.STAFF).count() == 1
    thread.refresh_from_db()
    assert (thread.state, thread.owner_id, thread.due_on) == ("answered", None, None)
    assert "Your plan left it to you." in body(hers.get(f"/account/messages/{thread.reference}/"))
    assert "Read." in body(hers_at_desk.get(at(thread))) and proved()
    assert Event.objects.filter(name="thread.answered", subject=thread.reference).count() == 1


def test_the_answer_is_written_in_their_language(people: Cast, hers_at_desk: Client, keisha: Any) -> None:
    thread = cast.writes(people, "¿Por qué debo esto?", language="es").thread
    services.take(reference=thread.reference, login_id=keisha.pk, by=cast.actor_of(keisha), at=clock.now())
    form = hers_at_desk.get(at(thread, "answer/?reply=looking"))
    assert "Hola, Ana:" in body(form) and "write in Spanish" in body(form)
    preview = hers_at_desk.post(at(thread, "answer/"), {
        "key": cast.key_in(form), "upto": "1", "words": "Lo estamos revisando.",
        "step": "preview"})  # fmt: skip
    assert "Ease" in body(preview) and 'lang="es"' in body(preview)


def test_two_do_not_answer_at_once(thread: Thread, keisha: Any, hers_at_desk: Client) -> None:
    sol = cast.make_staff("sol", "supervisor")
    at_desk = cast.at_desk(sol)
    services.take(reference=thread.reference, login_id=sol.pk, by=cast.actor_of(sol), at=clock.now())
    with pytest.raises(SomebodyElse):
        cast.answers(thread, keisha)
    assert hers_at_desk.get(at(thread, "answer/"))["Location"] == at(thread)
    assert "Take it over" in body(hers_at_desk.get(at(thread))) and "With Sol" in body(
        hers_at_desk.get(at(thread))
    )
    form = at_desk.get(at(thread, "answer/"))
    hers_at_desk.post(at(thread, "take/"))
    late = at_desk.post(at(thread, "answer/"), {"key": cast.key_in(form), "upto": "1", "words": "My answer",
                                                "step": "send"})  # fmt: skip
    assert late["Location"] == at(thread) and "A colleague answers" in body(at_desk.get(at(thread)))
    assert not thread.messages.filter(side=Side.STAFF).exists()
    at_desk.post(at(thread, "take/"))
    assert "My answer" in body(at_desk.get(at(thread, "answer/"))), "what was typed is kept"


def test_an_answer_to_something_unread_waits(people: Cast, thread: Thread, keisha: Any) -> None:
    services.say(reference=thread.reference, words="Wait, I found it!", form_key="second",
                 by=cast.actor_of(people.ana), at=clock.now())  # fmt: skip
    with pytest.raises(WroteMeanwhile):
        cast.answers(thread, keisha, upto=1)
    assert cast.answers(thread, keisha, upto=2).ordinal == 3 and proved()


def test_notes_are_for_us_and_handing_over_needs_one(
    thread: Thread, hers_at_desk: Client, hers: Client
) -> None:
    sol = cast.make_staff("sol", "supervisor")
    for _ in range(2):
        hers_at_desk.post(at(thread, "note/"), {"key": "4021187739", "words": "Asked the plan by phone."})
    assert thread.messages.filter(side=Side.NOTE).count() == 1
    assert hers_at_desk.post(at(thread, "note/"), {"key": "4021187739", "words": " "}).status_code == 422
    assert hers_at_desk.post(at(thread, "hand-over/"), {"key": "4021187739", "to": sol.pk}).status_code == 422
    hers_at_desk.post(at(thread, "hand-over/"), {"key": "4021187747", "to": sol.pk, "words": "Your plan."})
    thread.refresh_from_db()
    assert thread.owner_id == sol.pk
    page = body(hers.get(f"/account/messages/{thread.reference}/"))
    assert "Asked the plan" not in page and "Your plan." not in page
    assert cast.answers(thread, sol, upto=1).ordinal == 4, "a note is nothing the member said"
    assert proved()


def test_second_thoughts_while_unread(
    people: Cast, thread: Thread, keisha: Any, hers_at_desk: Client, hers: Client
) -> None:
    waited = thread.waits_since
    cast.answers(thread, keisha, "Wrong answer.")
    assert "Take this back" in body(hers_at_desk.get(at(thread)))
    for _ in range(2):
        assert hers_at_desk.post(at(thread, "messages/2/recall/")).status_code == 303
    thread.refresh_from_db()
    assert (thread.state, thread.waits_since) == ("open", waited) and proved()
    page = body(hers.get(f"/account/messages/{thread.reference}/"))
    assert "Wrong answer." not in page and "We took back an answer" in page
    assert "Taken back unread" in body(hers_at_desk.get(at(thread)))
    cast.answers(thread, keisha, "Right answer.", upto=1)
    hers.get(f"/account/messages/{thread.reference}/")
    with pytest.raises(AlreadyRead):
        services.recall(reference=thread.reference, ordinal=3, by=cast.actor_of(keisha), at=clock.now())
    assert hers_at_desk.post(at(thread, "messages/1/recall/")).status_code == 404
    assert hers_at_desk.post(at(thread, "messages/99/recall/")).status_code == 404


def test_what_went_by_mail_is_not_taken_back(people: Cast, keisha: Any) -> None:
    type(people.owes.account).objects.filter(pk=people.owes.id).update(email="")
    for login in (people.ana, people.ben):
        for grant in login.grants.all():
            members.end_access(grant_id=grant.pk, by=cast.actor_of(keisha), at=clock.now())
    said = services.write_first(
        account_id=people.owes.id, area=Area.WHOLE, about="account", words="Please call us.", language="en",
        form_key="first", by=cast.actor_of(keisha), at=clock.now(),
    )  # fmt: skip
    assert Message.objects.filter(channel="letter", body__contains="Please call us.").count() == 1
    with pytest.raises(AlreadyRead):
        services.recall(reference=said.thread.reference, ordinal=1, by=cast.actor_of(keisha), at=clock.now())
    assert proved()


def test_a_line_becomes_a_question(people: Cast, hers_at_desk: Client, keisha: Any, hers: Client) -> None:
    bill, line = people.owes.bill.number, cast.line_of(people.owes)
    thread = cast.writes(people, "Nobody came.", about=f"line:{bill}:{line}").thread
    page = body(hers_at_desk.get(at(thread)))
    assert f'value="{line}" checked' in page
    assert hers_at_desk.post(at(thread, "case/"), {"key": "4021187739"}).status_code == 422
    for _ in range(2):
        hers_at_desk.post(at(thread, "case/"), {"key": "4021187739", "lines": line})
    case = Case.objects.get()
    thread.refresh_from_db()
    assert thread.case_number == case.reference and thread.state == "answered" and proved()
    assert "Nobody came." in case.events.get(kind="opened").words
    page = body(hers.get(f"/account/messages/{thread.reference}/"))
    assert (
        "We made this a question about your bill" in page and f"/account/questions/{case.reference}/" in page
    )
    with pytest.raises(NotABill):
        services.make_case(
            reference=cast.writes(people).thread.reference, bill_number="", charge_ids=[], key="1",
            by=cast.actor_of(keisha), at=clock.now(),
        )  # fmt: skip


def test_staff_send_files_and_open_theirs(
    people: Cast, thread: Thread, hers_at_desk: Client, hers: Client
) -> None:
    hers_at_desk.post(at(thread, "take/"))
    key = cast.key_in(hers_at_desk.get(at(thread, "answer/")))
    preview = hers_at_desk.post(at(thread, "answer/"), {
        "key": key, "upto": "1", "words": "See the paper.", "step": "preview",
        "file": SimpleUploadedFile("paper.pdf", PDF)})  # fmt: skip
    assert "File 1: PDF" in body(preview)
    hers_at_desk.post(
        at(thread, "answer/"), {"key": key, "upto": "1", "words": "See the paper.", "step": "send"}
    )
    file = ThreadFile.objects.get()
    assert file.message is not None and file.message.side == Side.STAFF and proved()
    ThreadFile.objects.update(state="clean")
    assert hers.get(f"/account/messages/{thread.reference}/files/{file.reference}/").status_code == 200
    assert hers_at_desk.get(at(thread, f"files/{file.reference}/")).status_code == 200
    assert hers_at_desk.get(at(thread, "files/5020118838/")).status_code == 404


def test_closing_needs_no_answer(thread: Thread, hers_at_desk: Client) -> None:
    assert hers_at_desk.post(at(thread, "close/"))["Location"] == "/desk/queues/messages/"
    thread.refresh_from_db()
    assert thread.state == "closed" and proved()


def test_staff_write_first(people: Cast, hers_at_desk: Client, hers: Client) -> None:
    path = f"/desk/messages/new/{people.owes.account.number}/"
    key = cast.key_in(hers_at_desk.get(path))
    typed = {"key": key, "about": "account", "words": "Your card came back. Call us, please."}
    assert hers_at_desk.post(path, {"key": key, "words": "x"}).status_code == 422
    assert "School grade" in body(hers_at_desk.post(path, {**typed, "step": "preview"}))
    for _ in range(2):
        sent = hers_at_desk.post(path, {**typed, "step": "send"})
        assert sent.status_code == 303
    [thread] = cast.threads()
    assert thread.state == "answered" and thread.area == Area.WHOLE and proved()
    assert "Your card came back" in body(hers.get(f"/account/messages/{thread.reference}/"))
    said = thread.messages.get()
    assert said.danger == "" and said.side == Side.STAFF
    assert hers_at_desk.get("/desk/messages/new/5020118838/").status_code == 404


def test_ones_own_account_is_somebody_elses_work(people: Cast, thread: Thread) -> None:
    close = cast.make_login("ana@example.org", "Close", is_staff=True)
    identity.give_role(login_id=close.pk, role="billing_agent", by=cast.actor_of(people.dev), at=clock.now())
    browser = cast.at_desk(close)
    for path in (at(thread), f"/desk/messages/new/{people.owes.account.number}/"):
        assert browser.get(path).status_code == 403
    assert browser.post(at(thread, "take/")).status_code == 403
    assert Event.objects.filter(name="record.refused").count() == 3


@pytest.mark.parametrize(("role", "may_look", "may_act"), [
    ("billing_agent", True, True), ("supervisor", True, True), ("auditor", True, False),
    ("lockbox_clerk", False, False),
])  # fmt: skip
def test_who_may_look_and_who_may_act(thread: Thread, role: str, may_look: bool, may_act: bool) -> None:
    browser = cast.at_desk(cast.make_staff("someone", role))
    assert browser.get(at(thread)).status_code == (200 if may_look else 403)
    for rest, typed in (("take/", {}), ("note/", {"key": "4021187739", "words": "x"}), ("close/", {})):
        assert browser.post(at(thread, rest), typed).status_code == (303 if may_act else 403)
    assert Client().get(at(thread))["Location"].startswith("/sign-in/")


def test_the_account_screen_shows_threads(people: Cast, thread: Thread, hers_at_desk: Client) -> None:
    urgent = cast.writes(people, "I cannot breathe").thread
    screen = screen_of(account_screen, people.owes.id)
    alerts = screen.alerts
    assert [alert.kind for alert in alerts] == ["stop", "note"]
    rows = screen.rows
    assert [row.path for row in rows] == [at(urgent), at(thread)]
    [hit] = account_screen.with_number(thread.reference)
    assert (hit.account_id, hit.path) == (people.owes.id, at(thread))
    assert account_screen.with_number("5020118838") == account_screen.with_number("smith") == []
    page = body(hers_at_desk.get(f"/desk/accounts/{people.owes.account.number}/"))
    assert "words of danger" in page and f"/desk/messages/new/{people.owes.account.number}/" in page
