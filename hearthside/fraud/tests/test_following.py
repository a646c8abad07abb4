"""Number and PIN open a report: our answers, more words, more files. Guessing opens nothing."""

from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.cases.errors import FileRefused
from hearthside.fraud import flows, selectors, services
from hearthside.fraud.models import Tip, TipEvent
from hearthside.fraud.tests import cast
from hearthside.fraud.tests.cast import PDF, Told

pytestmark = pytest.mark.django_db
FOLLOW = "/report-fraud/follow/"


@pytest.fixture
def told() -> Told:
    return cast.tells()


def come_in(client: Client, told: Told) -> Any:
    return client.post(FOLLOW, {"number": told.reference, "pin": told.pin})


def test_the_number_in_any_spelling_opens_it(client: Client, told: Told) -> None:
    number = f"{told.reference[:3]}-{told.reference[3:6]} {told.reference[6:]}"
    answer = client.post(FOLLOW, {"number": number, "pin": f"{told.pin[:4]} {told.pin[4:]}"})
    assert answer.status_code == 303
    cookie = client.cookies["report"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and told.reference not in cookie.value
    page = client.get(FOLLOW)
    assert "pay-hearthside.example" in page.content.decode() and "no-store" in page["Cache-Control"]
    assert not Event.objects.exclude(actor_ident="").filter(subject=told.reference).exists()


def test_an_answer_is_read_and_a_note_is_not(client: Client, told: Told) -> None:
    sam = cast.staff(cast.make_staff("sam", "investigator"))
    given: dict[str, Any] = {"reference": told.reference, "by": sam, "at": clock.now()}
    services.reply(words="Which day was it?", key="r", **given)
    services.add_note(words="Smells of the other one", key="n", **given)
    come_in(client, told)
    page = client.get(FOLLOW).content.decode()
    assert (
        "Which day was it?" in page
        and "We answered" in page
        and "Smells" not in page
        and "sam@" not in page.lower()
    )


def test_words_and_files_are_added_once(client: Client, told: Told) -> None:
    come_in(client, told)
    sent = {"words": "It was Monday.", "key": "k"}
    for _ in range(2):
        answer = client.post(f"{FOLLOW}say/", sent | {"files": [cast.upload(PDF)]})
        assert answer.status_code == 303
    assert "It was Monday." in client.get(FOLLOW).content.decode()
    assert TipEvent.objects.filter(kind="said").count() == 1 and len(selectors.files_of(told.tip)) == 1
    told.tip.refresh_from_db()
    assert told.tip.has_news


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"words": "", "key": "k"}, "or choose a file"),
        ({"words": "y" * 10_001, "key": "k"}, "up to 10,000"),
        ({"words": "Keep me", "key": "k", "files": [b"<html>"]}, "cannot take this file"),
    ],
)
def test_what_cannot_be_added_is_said_and_kept_in_the_form(
    client: Client, told: Told, sent: dict[str, Any], says: str
) -> None:
    come_in(client, told)
    files = [cast.upload(content) for content in sent.get("files", ())]
    answer = client.post(f"{FOLLOW}say/", sent | {"files": files})
    assert answer.status_code == 422 and says in answer.content.decode()
    assert sent["words"] in answer.content.decode() and not TipEvent.objects.filter(kind="said").exists()


def test_wrong_and_made_up_say_the_same_five_times_a_day(client: Client, told: Told) -> None:
    said = set()
    for number in (told.reference, "4021187739" if told.reference != "4021187739" else "5020118838"):
        pages = [client.post(FOLLOW, {"number": number, "pin": "00000000"}) for _ in range(6)]
        assert [page.status_code for page in pages] == [422] * 5 + [429] and int(pages[5]["Retry-After"]) > 0
        problems = [page.context["form"].non_field_errors()[0] for page in pages]
        assert len(set(problems[:5])) == 1 and "tried too often" in problems[5]
        said.add(tuple(problems))
    assert len(said) == 1
    assert come_in(client, told).status_code == 429
    assert cast.tells().pin != told.pin and "report" not in client.cookies


def test_a_right_pin_takes_no_try(told: Told) -> None:
    for _ in range(9):
        assert come_in(Client(), told).status_code == 303


def test_after_fifteen_minutes_or_by_hand_it_is_closed(
    client: Client, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in(client, told)
    client.post(f"{FOLLOW}close/")
    assert "Report number" in client.get(FOLLOW).content.decode()
    come_in(client, told)
    later = cast.in_days(1)
    monkeypatch.setattr("hearthside.clock.now", lambda: later)
    assert "pay-hearthside.example" not in client.get(FOLLOW).content.decode()
    assert client.post(f"{FOLLOW}say/", {"words": "late", "key": "z"}).status_code == 303
    assert not TipEvent.objects.filter(kind="said").exists()


def test_whoever_is_named_later_loses_it_then(told: Told) -> None:
    sam = cast.make_staff("sam", "investigator")
    services.take(reference=told.reference, login_id=sam.pk, by=cast.staff(sam), at=clock.now())
    services.say(reference=told.reference, words="Write to sam@desk.example", key="k", at=clock.now())
    assert selectors.tip_for(sam, told.reference) is None and Tip.objects.get().owner_id is None


@pytest.mark.parametrize("ticket", ["", "x", "gAAAAA", "é"])
def test_a_made_up_ticket_opens_nothing(client: Client, told: Told, ticket: str) -> None:
    client.cookies["report"] = ticket
    assert told.reference not in client.get(FOLLOW).content.decode()


def test_a_day_has_fifty_megabytes_and_a_report_ten_files(told: Told) -> None:
    for place in range(10):
        flows.add_file(reference=told.reference, upload=cast.upload(PDF + bytes([place])), at=clock.now())
    with pytest.raises(FileRefused) as refusal:
        flows.add_file(reference=told.reference, upload=cast.upload(PDF + b"eleven"), at=clock.now())
    assert refusal.value.why == "count"
    assert Tip.objects.get().files.count() == 10
