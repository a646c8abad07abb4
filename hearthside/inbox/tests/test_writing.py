"""Ana writes: once, whatever she presses; and nothing she typed is ever lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.inbox import formkeys, proofs, services
from hearthside.inbox.models import Draft, ThreadFile, ThreadMessage, ThreadState
from hearthside.inbox.services.saying import answer_by
from hearthside.inbox.tests import cast
from hearthside.inbox.tests.cast import PDF, PNG, Cast

pytestmark = pytest.mark.django_db
NEW = "/account/messages/new/"


def upload(content: bytes = PDF, name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def body(answer: Any) -> str:
    return str(answer.content.decode())


def proved() -> bool:
    return not [found for _name, found in proofs.checks() if found]


def test_one_page_and_it_is_sent(hers: Client, people: Cast) -> None:
    page = hers.get(NEW)
    key = cast.key_in(page)
    assert "Your bill of" in body(page) and "Care at home or equipment" in body(page)
    bill = people.owes.bill.number
    sent = hers.post(NEW, {"about": f"bill:{bill}", "words": "What is this?", "key": key, "file": upload()})
    [thread] = cast.threads()
    assert (sent.status_code, sent["Location"]) == (303, f"/account/messages/{thread.reference}/")
    assert (thread.area, thread.about, thread.state) == ("money", f"bill:{bill}", ThreadState.OPEN)
    assert thread.due_on == answer_by(thread.opened_at) and thread.account_id == people.owes.id
    shown = body(hers.get(sent["Location"]))
    assert "Sent. We answer by" in shown and "What is this?" in shown and "File 1: PDF" in shown
    names = list(Event.objects.filter(account_id=people.owes.id).values_list("name", flat=True))
    assert {"thread.opened", "thread.said", "thread.file_added"} <= set(names) and proved()
    # Back and a second press, or a double click: the same message. Back and other words: one more of them.
    for words, count in (("What is this?", 1), (" What is this? ", 1), ("And this?", 2)):
        again = hers.post(NEW, {"about": f"bill:{bill}", "words": words, "key": key})
        assert again["Location"] == sent["Location"] and ThreadMessage.objects.count() == count
    assert len(cast.threads()) == 1 and proved()


def test_a_line_and_a_payment_start_from_their_own_pages(hers: Client, people: Cast) -> None:
    line, bill = cast.line_of(people.owes), people.owes.bill.number
    page = body(hers.get(f"/account/messages/about/bill/{bill}/{line}/"))
    assert f'value="line:{bill}:{line}" checked' in page
    answer = cast.sends(hers, f"/account/messages/about/bill/{bill}/{line}/", about=f"line:{bill}:{line}")
    assert answer.status_code == 303 and cast.threads()[0].about == f"line:{bill}:{line}"
    for strange in (f"bill/{bill}/5020118838/", "bill/5020118838/", "payment/5020118838/"):
        assert hers.get(f"/account/messages/about/{strange}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"about": ""}, "Choose what it is about."),
        ({"about": "bill:5020118838"}, "Choose what it is about."),
        ({"words": " \n"}, "Type your message."),
        ({"words": "x" * 100_001}, "too long for one message"),
        ({"words": "é" * 50_001}, "too long for one message"),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(hers: Client, typed: dict[str, str], says: str) -> None:
    answer = cast.sends(hers, **typed)
    assert answer.status_code == 422 and says in body(answer) and "There is a problem" in body(answer)
    assert not cast.threads()
    draft = Draft.objects.get()
    words = typed.get("words", "Why?")
    assert draft.words == words
    if words.strip():
        assert words[:50] in body(hers.get(NEW))


def test_the_draft_goes_when_the_message_does(hers: Client) -> None:
    cast.sends(hers, about="")
    page = hers.get(NEW)
    assert "We kept it for you" in body(page)
    assert hers.post(NEW, {"about": "paying", "words": "Why?", "key": cast.key_in(page)}).status_code == 303
    assert not Draft.objects.exists() and "We kept it for you" not in body(hers.get(NEW))


def test_words_typed_while_the_session_ended_wait_behind_the_sign_in(hers: Client, people: Cast) -> None:
    key = cast.key_in(hers.get(NEW))
    hers.logout()
    typed = {"about": "paying", "words": "I typed this for an hour.", "key": key}
    answer = hers.post(NEW, typed)
    assert answer["Location"].startswith("/sign-in/") and NEW in answer["Location"] and not cast.threads()
    cora = body(cast.signed_in(people.cora).get(NEW))
    assert "for an hour" not in cora, "only whose form it was"
    back = cast.signed_in(people.ana)
    page = back.get(NEW)
    assert "I typed this for an hour." in body(page) and 'value="paying" checked' in body(page)
    assert back.post(NEW, {**typed, "key": cast.key_in(page)}).status_code == 303


def test_a_reply_typed_while_the_session_ended_is_kept_too(hers: Client, people: Cast) -> None:
    thread = cast.writes(people).thread
    say = f"/account/messages/{thread.reference}/say/"
    key = cast.key_in(hers.get(f"/account/messages/{thread.reference}/"))
    hers.logout()
    answer = hers.post(say, {"words": "One more thing.", "key": key})
    back = cast.signed_in(people.ana)
    at_thread = back.get(answer["Location"].partition("next=")[2])
    assert at_thread.status_code == 303, "the address of a form leads to its page"
    assert "One more thing." in body(back.get(at_thread["Location"]))


@pytest.mark.parametrize("key", ["", "made up", "A" * 3000])
def test_a_form_without_a_good_key_is_shown_again(hers: Client, key: str) -> None:
    answer = hers.post(NEW, {"about": "paying", "words": "Still mine?", "key": key})
    assert answer.status_code == 422 and "Still mine?" in body(answer) and not cast.threads()
    sent = hers.post(NEW, {"about": "paying", "words": "Still mine?", "key": cast.key_in(answer)})
    assert sent.status_code == 303


def test_the_key_of_somebody_else_sends_nothing(hers: Client, people: Cast) -> None:
    theirs = formkeys.new_form(people.ben.pk, people.owes.id, "new").sealed()
    assert hers.post(NEW, {"about": "paying", "words": "Hi", "key": theirs}).status_code == 422
    assert Client().post(NEW, {"words": "Hi", "key": "forged"}).status_code == 302
    assert not cast.threads() and not Draft.objects.exclude(login=people.ana).exists()


def test_words_are_shown_as_typed(hers: Client) -> None:
    words = "<script>alert(1)</script> \u202eright to left שלום 🏠 & “quotes”\n\nsecond"
    answer = cast.sends(hers, words=words)
    shown = body(hers.get(answer["Location"]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown and "<script>alert" not in shown
    assert "שלום 🏠 &amp; “quotes”" in shown
    assert ThreadMessage.objects.get().words == words


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"<html>not a photo", "We can take a PDF, or a photo"), (b"", "This file is empty"),
     (PDF + b"x" * 10_485_760, "larger than 10 MB")],
)  # fmt: skip
def test_a_refused_file_leaves_the_words(hers: Client, content: bytes, says: str) -> None:
    answer = cast.sends(hers, words="My long story", file=upload(content))
    assert answer.status_code == 422 and says in body(answer) and "My long story" in body(answer)
    assert not cast.threads() and not ThreadFile.objects.exists()


def test_files_are_added_one_by_one_and_words_stay(hers: Client, files: Any) -> None:
    key = cast.key_in(hers.get(NEW))
    typed = {"about": "paying", "words": "See the photos", "key": key}
    none = hers.post(NEW, {**typed, "step": "add"})
    assert none.status_code == 422 and "Choose a file first." in body(none)
    for content in (PDF, PNG, PNG):  # the same file twice is one
        assert hers.post(NEW, {**typed, "step": "add", "file": upload(content)}).status_code == 303
    page = hers.get(NEW)
    assert "File 2: PNG" in body(page) and "File 3" not in body(page) and "See the photos" in body(page)
    first = ThreadFile.objects.order_by("pk")[0]
    gone = hers.post(NEW, {**typed, "remove": first.reference})
    assert gone.status_code == 303 and "File 2" not in body(hers.get(NEW))
    sent = hers.post(NEW, {**typed, "key": cast.key_in(hers.get(NEW))})
    assert sent.status_code == 303
    message = ThreadMessage.objects.get()
    assert [file.kind for file in message.files.filter(gone_at=None)] == ["png"] and proved()
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1


def test_a_file_stays_when_the_words_are_missing(hers: Client) -> None:
    answer = cast.sends(hers, words="", file=upload())
    assert answer.status_code == 422 and "File 1: PDF" in body(answer)
    assert hers.post(NEW, {"about": "paying", "words": "Here", "key": cast.key_in(answer)}).status_code == 303
    assert ThreadFile.objects.get().message is not None


def test_ten_files_a_thread(hers: Client, people: Cast) -> None:
    key = cast.key_in(hers.get(NEW))
    typed = {"about": "paying", "words": "Papers", "key": key}
    for number in range(10):
        hers.post(NEW, {**typed, "step": "add", "file": upload(PDF + b"%d" % number)})
    thread_page = hers.post(NEW, typed)["Location"]
    more = hers.post(f"{thread_page}say/", {"words": "One more", "key": cast.key_in(hers.get(thread_page)),
                                            "file": upload(PDF + b"more")})  # fmt: skip
    assert more.status_code == 422
    assert "as many files as we can take" in body(more) and "One more" in body(more)


def test_a_flood_is_stopped_and_kept(hers: Client, people: Cast) -> None:
    for number in range(40):
        cast.writes(people, f"Message {number}")
    answer = cast.sends(hers, words="The last straw")
    assert answer.status_code == 422 and "as many messages as we can take" in body(answer)
    assert Draft.objects.get().words == "The last straw" and len(cast.threads()) == 40


@pytest.mark.parametrize(
    ("words", "shown", "not_shown"),
    [("I have chest pain", ["911"], ["988"]), ("I want to die", ["911", "988"], []),
     ("Quiero morirme", ["911", "988"], []), ("My bill is high", [], ["988", "If this is an emergency"])],
)  # fmt: skip
def test_danger_is_answered_at_once_and_never_blocked(
    hers: Client, words: str, shown: list[str], not_shown: list[str]
) -> None:
    answer = cast.sends(hers, words=words)
    page = body(hers.get(answer["Location"])).partition("<h1")[0].partition("<main")[2]
    assert all(one in page for one in shown) and not any(one in page for one in not_shown)
    [thread] = cast.threads()
    assert thread.is_urgent is bool(shown)
    assert Event.objects.filter(name="thread.flagged").exists() is bool(shown)


def test_a_reply_opens_a_closed_thread_again(hers: Client, people: Cast) -> None:
    thread = cast.writes(people).thread
    page = f"/account/messages/{thread.reference}/"
    for _ in range(2):
        assert hers.post(f"{page}close/").status_code == 303
    thread.refresh_from_db()
    assert (thread.state, thread.due_on) == ("closed", None)
    assert cast.sends(hers, f"{page}say/", words="Not yet").status_code == 303
    thread.refresh_from_db()
    assert thread.state == "open" and thread.closed_at is None
    assert thread.waits_since is not None and thread.waits_since > thread.opened_at
    assert Event.objects.filter(name="thread.closed").count() == 1 and proved()


def test_the_language_switch_keeps_what_was_typed(hers: Client) -> None:
    key = cast.key_in(hers.get(NEW))
    switched = hers.post(f"/es{NEW}", {"about": "paying", "words": "My words", "key": key,
                                       "switch_language": "es"})  # fmt: skip
    assert switched.status_code == 200 and "My words" in body(switched) and "Escribirnos" in body(switched)
    sent = hers.post(f"/es{NEW}", {"about": "paying", "words": "Mis palabras", "key": key})
    assert sent["Location"].startswith("/es/account/messages/") and cast.threads()[0].language == "es"
    assert "Respondemos a más tardar el" in body(hers.get(sent["Location"]))


def test_somebody_without_an_account_is_told_how(people: Cast) -> None:
    cora = cast.signed_in(people.cora)
    for path in ("/account/messages/", NEW):
        assert "must be linked to an account" in body(cora.get(path))
    assert "linked" in body(cora.post(NEW, {"words": "Hi", "about": "paying"}))


def test_signed_out_there_is_no_form(people: Cast) -> None:
    for path in ("/account/messages/", NEW, f"/account/messages/about/bill/{people.owes.bill.number}/"):
        assert Client().get(path)["Location"].startswith("/sign-in/")


def test_the_clock_of_a_first_word_holds_for_the_next(people: Cast) -> None:
    first = cast.writes(people)
    due = first.thread.due_on
    services.say(
        reference=first.thread.reference, words="Hello?", form_key="another", by=cast.actor_of(people.ana),
        at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    first.thread.refresh_from_db()
    assert first.thread.due_on == due and first.thread.waits_since == first.at
