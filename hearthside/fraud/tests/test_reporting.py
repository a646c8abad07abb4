"""Somebody reports in three pages, unnamed; and every way that can go wrong."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hearthside.audit.models import Event
from hearthside.fraud import flows, keeping, proofs, sealing, selectors
from hearthside.fraud.models import Tip, TipEvent, TipFile
from hearthside.fraud.tests import cast
from hearthside.fraud.tests.cast import PDF, PNG, Cast
from tests.drills.tables import digests, tables_written

pytestmark = pytest.mark.django_db
TELL = "/report-fraud/tell/"


def step(
    client: Client, said: dict[str, str], page: str, go: str = "", status: int = 200, **more: Any
) -> str:
    answer = client.post(TELL, said | {"page": page, "go": go} | more)
    assert answer.status_code == status, answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    return str(answer.content.decode())


def shown(page: str) -> tuple[str, str]:
    """The report number and the PIN on the thanks page."""
    number, pin = re.findall(r'<p class="hs-reference">([0-9 ]+)</p>', page)
    return number, pin


def test_three_pages_and_a_number_with_a_pin(client: Client) -> None:
    assert "Call 911" in client.get("/report-fraud/").content.decode()
    said = cast.typed(client, words="<b>Pay</b> at once", who="Brightway")
    before = digests()
    assert "Who, when and where?" in step(client, said, "what")
    check = step(client, said, "who")
    assert "Nothing is sent yet" in check and "&lt;b&gt;Pay&lt;/b&gt;" in check and "<b>Pay" not in check
    assert digests() == before
    thanks = step(client, said, "check", "send")
    number, pin = shown(thanks)
    tip = Tip.objects.get()
    assert number.replace(" ", "") == tip.reference
    assert selectors.tip_opened_by(tip.reference, pin.replace(" ", "")) == tip
    told = selectors.facts_of(tip)
    assert told.words == "<b>Pay</b> at once" and told.who == "Brightway" and not tip.is_known


def test_nothing_of_an_unnamed_reporter_is_kept(client: Client) -> None:
    people = cast.make_cast()
    hers = cast.signed_in(people.ana, client)
    said = cast.typed(hers, name="Ana Reyes", contact="ana@mail.example", words="zebra crossing canary")
    with tables_written() as written:
        step(hers, said, "check", "send", REMOTE_ADDR="198.51.100.77")
    tip = Tip.objects.get()
    told = selectors.facts_of(tip)
    assert (told.name, told.contact, tip.account_id, tip.charge_ids) == ("", "", None, [])
    for event in Event.objects.filter(subject=tip.reference):
        assert (event.actor_ident, event.address_prefix, event.request_id) == ("", "", "")
    rows = [str(row) for table in (Tip, TipEvent) for row in table.objects.values()]
    assert not [row for row in rows if "canary" in row or "Reyes" in row or "198.51.100" in row]
    assert {"fraud_tip", "fraud_tipevent"} <= written
    assert "tip" not in str(dict(hers.session)) and tip.reference not in str(dict(hers.session))
    assert not dict(proofs.checks())["fraud: nothing tells who reported unless they chose to be known"]


def test_who_wants_to_be_known_is(client: Client) -> None:
    step(client, cast.typed(client, known="yes", name="Ana", contact="555-0100"), "check", "send")
    told = selectors.facts_of(Tip.objects.get())
    assert (told.name, told.contact) == ("Ana", "555-0100")


def test_the_same_form_twice_is_one_report_and_shows_the_same_pin(client: Client) -> None:
    said = cast.typed(client)
    first, second = (step(client, said, "check", "send") for _ in range(2))
    assert shown(first) == shown(second) and Tip.objects.count() == 1
    Tip.objects.update(received_at=cast.in_days(-1))
    late = step(client, said, "check", "send")
    assert "cannot show it again" in late and shown(first)[1] not in late


def test_a_form_that_was_open_for_a_day_still_works(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    said = cast.typed(client)
    tomorrow = cast.in_days(2)
    monkeypatch.setattr("hearthside.clock.now", lambda: tomorrow)
    step(Client(), said, "check", "send")
    assert Tip.objects.get().received_at == tomorrow


@pytest.mark.parametrize(
    ("changed", "page", "says"),
    [
        ({"kind": ""}, "what", "Choose what happened."),
        ({"kind": "gossip"}, "what", "Choose what happened."),
        ({"words": "  "}, "what", "Tell us what happened"),
        ({"words": "x" * 100_000}, "what", "up to 10,000 characters"),
        ({"who": "x" * 501}, "who", "up to 500 characters"),
        ({"where": "x\x00y"}, "who", "Null characters"),
        ({"kind": ""}, "check", "Choose what happened."),
    ],
)
def test_what_must_be_mended_is_said_and_nothing_typed_is_lost(
    client: Client, changed: dict[str, str], page: str, says: str
) -> None:
    said = cast.typed(client, who="Brightway") | changed
    answer = step(client, said, page, "send" if page == "check" else "", status=422)
    assert says in answer and (changed.get("who", "Brightway") in answer)
    assert (said["words"].strip() or "Brightway") in answer and not Tip.objects.exists()


@pytest.mark.parametrize(
    "words", ["‮drowssap‬ 😀", "שלום عليكم", "<script>alert(1)</script>", "={1+1}", "' or 1=1 --"]
)
def test_any_writing_comes_back_as_it_was_typed(client: Client, words: str) -> None:
    page = step(client, cast.typed(client, words=words), "check", "send")
    assert "<script>alert" not in page
    assert selectors.facts_of(Tip.objects.get()).words == words


def test_two_answers_to_one_question_are_refused(client: Client) -> None:
    said: dict[str, Any] = cast.typed(client) | {"words": ["one", "two"]}
    assert "two answers" in step(client, said, "check", "send", status=422)


def test_back_and_change_lead_to_the_page_with_everything_in_it(client: Client) -> None:
    said = cast.typed(client, who="Brightway", words="Nobody came")
    back = step(client, said, "check", "what")
    assert "step 1 of 3" in back and "Nobody came" in back and "Brightway" in back
    assert "step 2 of 3" in step(client, said, "check", "who")
    switched = client.post("/es/report-fraud/tell/", said | {"page": "who", "switch_language": "es"})
    assert switched.status_code == 200 and "Brightway" in switched.content.decode()


def test_files_come_with_it_locked_on_the_disk(client: Client, files: Path) -> None:
    step(client, cast.typed(client), "check", "send", files=[cast.upload(PDF), cast.upload(PNG, "x.png")])
    rows = list(TipFile.objects.order_by("pk"))
    assert [row.kind for row in rows] == ["pdf", "png"]
    assert (
        PDF not in keeping.path_of(rows[0].stored_as).read_bytes() and keeping.read(rows[0].stored_as) == PDF
    )
    assert flows.scan_waiting(cast.in_days(0)) == 2


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ([b"<html>", PDF], "cannot take this file"),
        ([b"MZ\x90" + b"x" * 50], "cannot take this file"),
        ([b""], "empty"),
        ([PDF + b"x" * 10_485_760], "10 MB"),
        ([PDF] * 6, "up to 5 files"),
    ],
)
def test_a_file_we_do_not_take_sends_nothing(
    client: Client, files: Path, sent: list[bytes], says: str
) -> None:
    uploads = [cast.upload(content, f"../{place}.pdf") for place, content in enumerate(sent)]
    page = client.post(TELL, cast.typed(client) | {"page": "check", "go": "send", "files": uploads})
    if len(sent) > 5:
        assert page.status_code in (400, 422)
    else:
        assert page.status_code == 422 and says in page.content.decode()
        assert "A letter asked me to pay." in page.content.decode()
    assert not Tip.objects.exists() and not [path for path in files.rglob("*") if path.is_file()]


def test_the_sixth_report_of_an_hour_waits_and_keeps_what_was_typed(client: Client) -> None:
    for _ in range(5):
        cast.tells(address="127.0.0.1")
    said = cast.typed(client, words="The sixth of them")
    answer = client.post(TELL, said | {"page": "check", "go": "send"})
    assert answer.status_code == 429 and int(answer["Retry-After"]) <= 3600
    assert "The sixth of them" in answer.content.decode() and Tip.objects.count() == 5
    assert (
        client.post(TELL, said | {"page": "check", "go": "send"}, REMOTE_ADDR="192.0.2.1").status_code == 200
    )


class TestFromALine:
    """Ana begins from a line of her bill; Ben may, Cora and somebody signed out may not."""

    @pytest.fixture
    def people(self) -> Cast:
        return cast.make_cast()

    @pytest.fixture
    def path(self, people: Cast) -> str:
        return f"/report-fraud/line/{people.owes.bill.number}/{cast.line_of(people.owes)}/"

    def test_it_is_filled_in(self, people: Cast, path: str) -> None:
        page = cast.signed_in(people.ana).get(path).content.decode()
        assert "The line on your bill" in page and 'value="not_received" checked' in page
        assert f"/account/questions/ask/{people.owes.bill.number}/" in page
        assert cast.signed_in(people.ben).get(path).status_code == 200
        assert cast.signed_in(people.cora).get(path).status_code == 404
        assert Client().get(path).status_code == 302

    def test_unnamed_keeps_the_care_and_no_account(self, people: Cast, path: str) -> None:
        hers = cast.signed_in(people.ana)
        step(hers, cast.typed(hers, path), "check", "send")
        tip = Tip.objects.get()
        line = selectors.facts_of(tip).line
        assert line is not None and line.service and line.served_on and not line.charge
        assert tip.account_id is None and tip.charge_ids == []

    def test_known_links_the_account_for_a_day(
        self, people: Cast, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hers = cast.signed_in(people.ana)
        step(hers, cast.typed(hers, path, known="yes"), "check", "send")
        tip = Tip.objects.get()
        assert tip.account_id == people.owes.id and set(tip.charge_ids) <= set(people.owes.charge_ids)
        said, later = cast.typed(hers, path, known="yes"), cast.in_days(2)
        monkeypatch.setattr("hearthside.clock.now", lambda: later)
        step(Client(), said, "check", "send")
        assert Tip.objects.latest("pk").account_id is None

    def test_a_ticket_that_is_not_ours_tells_nothing(self, client: Client) -> None:
        forged = sealing.ticket(sealing.FOLLOW, {"account_id": 1})
        step(client, cast.typed(client, about=forged, known="yes"), "check", "send")
        assert Tip.objects.get().account_id is None
