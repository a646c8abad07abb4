"""Letters: on paper, in batches, counted, each once."""

import csv
import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearthside.audit import selectors as audit
from hearthside.audit.actor import job
from hearthside.mailroom import jobs, papers, proofs, selectors, services
from hearthside.mailroom.errors import BrokenHeader, LettersDiffer, NoSuchMessage, NoSuchPaper
from hearthside.mailroom.models import LetterBatch, Message
from hearthside.mailroom.paper import Letter, pages_in, render_letter
from hearthside.mailroom.paper.postal import letter_barcode, tracking_code
from hearthside.mailroom.paper.typesetting import PLAIN, TYPOGRAPHIC, printable
from hearthside.mailroom.services import batches
from hearthside.mailroom.tests.cast import LINES, NOON, make_account, queue_letter
from hearthside.organization.selectors import profile

DESK = job("desk")
LETTER = Letter(
    "4021187739",
    date(2026, 11, 23),
    "Ana Reyes",
    LINES,
    "Your bank sent your payment back",
    ("You owe $142.50 again.", "You can:", "- pay online", "- send a check"),
    account_number="7122042286",
)


def words_of(pdf: bytes) -> str:
    import io

    import pdfplumber

    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return "\n".join(page.extract_text() for page in opened.pages)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("large", [False, True])
def test_a_letter_says_who_what_and_how_to_check_it(language: str, large: bool) -> None:
    pdf = render_letter(replace(LETTER, language=language, large_print=large), profile(date(2026, 11, 23)))
    said = words_of(pdf)
    assert "Ana Reyes" in said and "Dayton, OH 45402" in said and "402 118 7739" in said
    assert "1-877-989-9059" in said and "/official/" in said
    pages = pages_in(pdf)
    assert pages == (2 if large else 1)
    assert {"en": f"Page {pages} of {pages}", "es": f"Página {pages} de {pages}"}[language] in said
    assert pdf == render_letter(
        replace(LETTER, language=language, large_print=large), profile(date(2026, 11, 23))
    )


def test_large_print_is_18_points() -> None:
    import io

    import pdfplumber

    pdf = render_letter(replace(LETTER, large_print=True), profile(date(2026, 11, 23)))
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        words = opened.pages[0].extract_words(extra_attrs=["size"])
    assert {round(word["size"]) for word in words if word["text"] in ("owe", "again.")} == {18}


def test_only_the_address_stands_in_the_window() -> None:
    """2.0 to 3.6 in from the top, 0.9 to 5.4 in from the left, as a #10 envelope shows it."""
    import io

    import pdfplumber

    for large in (False, True):
        pdf = render_letter(replace(LETTER, large_print=large), profile(date(2026, 11, 23)))
        with pdfplumber.open(io.BytesIO(pdf)) as opened:
            shown = (
                opened.pages[0].crop((0.9 * 72, 2.0 * 72, 5.4 * 72, 3.6 * 72), strict=False).extract_text()
            )
        assert shown.split("\n") == ["Ana Reyes", *LINES]


def test_what_a_person_typed_is_set_as_typed_and_never_run() -> None:
    nasty = '#read("/etc/passwd") = <script> $x$ \\ *b* 漢字 \u202e 😀'
    pdf = render_letter(replace(LETTER, name=nasty, paragraphs=(nasty,)), profile(date(2026, 11, 23)))
    assert '#read("/etc/passwd")' in words_of(pdf) and "root:" not in words_of(pdf)


def test_every_letter_we_call_printable_is_in_the_fonts() -> None:
    every = "".join(sorted(PLAIN | TYPOGRAPHIC))
    render_letter(replace(LETTER, paragraphs=(every,), subject=every[:60]), profile(date(2026, 11, 23)))


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_any_text_becomes_printable(text: str) -> None:
    allowed = PLAIN | TYPOGRAPHIC | {"\N{ZERO WIDTH SPACE}"}
    assert set(printable(text)) <= allowed


def test_the_postal_barcode_holds_the_message_number() -> None:
    assert tracking_code("123456", "4021187739") == "00700123456402118773"
    assert tracking_code("912345678", "4021187739") == "00700912345678118773"
    assert tracking_code("", "4021187739") == ""
    assert letter_barcode("123456", "4021187739", LINES).startswith("<?xml")
    assert letter_barcode("123456", "4021187739", ("nowhere",)) == ""


def test_paragraphs_and_items() -> None:
    assert papers.paragraphs_of("One\ntwo.\n\nYou can:\n- pay\n- call\n\nBye.") == (
        "One two.", "You can:", "- pay", "- call", "Bye.",
    )  # fmt: skip


def test_paragraphs_that_a_browser_sent() -> None:
    assert papers.paragraphs_of("One.\r\n\r\nTwo\r\nlines.\r\n- item") == ("One.", "Two lines.", "- item")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.django_db
def test_a_batch_is_a_folder_that_the_mail_house_can_count(tmp_path: Path) -> None:
    ana, ben = make_account(), make_account()
    numbers = [
        queue_letter(ana, "a"), queue_letter(ana, "b", large_print=True),
        queue_letter(ben, "c", language="es"),
    ]  # fmt: skip
    queue_letter(ana, "a")
    exported = services.print_letters(folder=tmp_path, by=DESK, at=NOON)
    batch = LetterBatch.objects.get()
    folder = tmp_path / batch.number
    assert {path.name for path in folder.glob("*.pdf")} == {f"{number}.pdf" for number in numbers}
    manifest = rows_of(folder / "manifest.csv")
    assert [row["message_number"] for row in manifest] == numbers
    assert [row["sheets"] for row in manifest] == ["1", "1", "1"]
    for row in manifest:
        assert hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    totals = rows_of(folder / "totals.csv")[0]
    assert (totals["letters"], totals["accounts"], totals["sheets"]) == ("3", "2", "3")
    assert totals["manifest_sha256"] == exported[0].sha256 == batch.manifest_sha256
    assert "Ana" not in (folder / "manifest.csv").read_text() + (folder / "totals.csv").read_text()
    assert exported[0].items == 3
    assert {message.state for message in Message.objects.all()} == {"sent"}
    sent = Message.objects.first()
    assert sent and audit.events_on(f"message:{sent.pk}").get().name == "mail.sent"
    assert services.print_letters(folder=tmp_path, by=DESK, at=NOON) == []
    assert all(not found for _name, found in proofs.checks())


@pytest.mark.django_db
def test_a_batch_that_was_left_half_written_is_finished(tmp_path: Path, monkeypatch: Any) -> None:
    ana = make_account()
    queue_letter(ana, "a")
    queue_letter(ana, "b")
    real, calls = papers.pdf_of, []

    def dies_at_the_second(message: Message) -> bytes:
        calls.append(message.number)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(message)

    monkeypatch.setattr(batches, "pdf_of", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        services.print_letters(folder=tmp_path, by=DESK, at=NOON)
    monkeypatch.setattr(batches, "pdf_of", real)
    queue_letter(ana, "c")
    soon = NOON + timedelta(minutes=1)
    services.print_letters(folder=tmp_path, by=DESK, at=soon)
    assert LetterBatch.objects.get(written_at=None).letters.count() == 2, (
        "whoever writes it may still be at it"
    )
    services.print_letters(folder=tmp_path, by=DESK, at=NOON + timedelta(minutes=11))
    assert {batch.letter_count for batch in LetterBatch.objects.all()} == {2, 1}
    assert not Message.objects.exclude(state="sent").exists()
    assert all(not found for _name, found in proofs.checks())


@pytest.mark.django_db
def test_a_stray_page_in_the_folder_stops_the_batch(tmp_path: Path, monkeypatch: Any) -> None:
    queue_letter(make_account(), "a")
    monkeypatch.setattr(batches, "new_reference", lambda: "4021187739")
    (tmp_path / "4021187739").mkdir()
    (tmp_path / "4021187739" / "1234567897.pdf").write_bytes(b"somebody else's")
    with pytest.raises(LettersDiffer):
        services.print_letters(folder=tmp_path, by=DESK, at=NOON)
    assert Message.objects.get().state == "waiting"


@pytest.mark.django_db
def test_the_proof_sees_a_batch_that_was_miscounted(tmp_path: Path) -> None:
    queue_letter(make_account(), "a")
    services.print_letters(folder=tmp_path, by=DESK, at=NOON)
    LetterBatch.objects.update(sheet_count=7)
    found = dict(proofs.checks())
    assert found["each letter batch holds the letters, accounts and sheets it counted"]
    Message.objects.update(batch=None)
    assert dict(proofs.checks())["a printed letter is in exactly one written batch"]


@pytest.mark.django_db
def test_a_letter_without_an_address_is_kept_for_staff(tmp_path: Path) -> None:
    ana = make_account()
    number = queue_letter(ana, address_lines=())
    assert services.print_letters(folder=tmp_path, by=DESK, at=NOON) == []
    waiting = selectors.stopped()
    assert [(one.number, one.trouble) for one in waiting] == [(number, "no_address")]
    assert selectors.tally_stopped()[0] == 1
    again = services.send_again(number=number, name="Ana Reyes", address_lines=LINES, by=DESK, at=NOON)
    assert (
        services.send_again(number=number, name="Ana Reyes", address_lines=LINES, by=DESK, at=NOON) == again
    )
    assert selectors.tally_stopped()[0] == 0
    assert Message.objects.get(number=again).to_lines == list(LINES)


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["name", "subject"])
def test_a_line_break_in_a_letter_head_is_refused(field: str) -> None:
    with pytest.raises(BrokenHeader):
        queue_letter(make_account(), **{field: "Ana\r\nBcc: x"})
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_an_envelope_that_came_back_waits_for_a_person(tmp_path: Path) -> None:
    ana = make_account()
    number = queue_letter(ana)
    with pytest.raises(NoSuchMessage):
        services.note_returned_mail(number=number, reason="moved", by=DESK, at=NOON)
    services.print_letters(folder=tmp_path, by=DESK, at=NOON)
    for _ in range(2):
        services.note_returned_mail(number=number, reason="moved", by=DESK, at=NOON)
    assert [one.number for one in selectors.returned()] == [number]
    assert selectors.contacts_of(ana.pk)[0].came_back
    services.settle(number=number, by=DESK, at=NOON)
    assert not selectors.returned()
    events = audit.events_about(ana.pk).values_list("name", flat=True)
    assert sorted(events) == ["mail.bounced", "mail.sent", "mail.settled"]


@pytest.mark.django_db
def test_a_paper_that_no_room_sets_is_named(tmp_path: Path) -> None:
    ana = make_account()
    services.queue_paper(
        key="x", kind="bill", account_id=ana.pk, name="Ana Reyes", address_lines=LINES, language="en",
        large_print=False, subject="Your bill", paper="nothing", reference="1", at=NOON,
    )  # fmt: skip
    with pytest.raises(NoSuchPaper):
        services.print_letters(folder=tmp_path, by=DESK, at=NOON)
    assert Message.objects.get().state == "waiting"


@pytest.mark.django_db
def test_the_worker_prints_into_the_outbox(settings: Any, tmp_path: Path) -> None:
    settings.OUTBOX_FOLDER = tmp_path
    queue_letter(make_account())
    assert jobs.print_waiting(NOON) == 1
    assert list((tmp_path / "letters").glob("*/manifest.csv"))
