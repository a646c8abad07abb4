"""Ana asks about a line in two steps, reads it once more, and follows it. Cora finds nothing."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.cases import flows, proofs
from hearthside.cases.models import Case, CaseFile, CaseState, Draft
from hearthside.cases.tests import cast
from hearthside.cases.tests.cast import PDF, Cast
from hearthside.mailroom.models import Message
from hearthside.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast.make_cast()


@pytest.fixture
def hers(people: Cast) -> Client:
    return cast.signed_in(people.ana)


def send(client: Client, people: Cast, *, why: str = "not_received", words: str = "", start: str = "") -> Any:
    """Asked, and sent from the check page: its address, and the answer."""
    line = cast.line_of(people.owes)
    step = client.post(f"{start}/account/questions/ask/{people.owes.bill.number}/{line}/",
                       {"lines": line, "why": why, "words": words})  # fmt: skip
    assert step.status_code == 303, step.content.decode()
    return step["Location"], client.post(step["Location"])


def test_one_step_and_a_check_set_the_line_aside(hers: Client, people: Cast) -> None:
    before = bills.due(people.owes.id)
    line = cast.line_of(people.owes)
    page = hers.get(f"/account/questions/ask/{people.owes.bill.number}/{line}/")
    assert "What is wrong with this line?" in page.content.decode()
    check, answer = send(hers, people, words="Nobody came on that day.")
    case = Case.objects.get()
    assert answer["Location"] == f"/account/questions/{case.reference}/sent/"
    assert bills.due(people.owes.id) == before - Money(2900)
    assert cast.held(people.owes) == {people.owes.charge_ids[0]}
    proof = hers.get(answer["Location"]).content.decode()
    assert "We have your question" in proof and "Last day to answer" in proof
    # Back, reload and a second press lead to the same case.
    assert hers.post(check)["Location"] == answer["Location"]
    assert Case.objects.count() == 1 and not Draft.objects.exists()
    assert not [found for _name, found in proofs.checks() if found]


def test_the_same_line_again_is_the_same_question(hers: Client, people: Cast) -> None:
    send(hers, people)
    case = Case.objects.get()
    again = hers.get(f"/account/questions/ask/{people.owes.bill.number}/{cast.line_of(people.owes)}/")
    assert again["Location"] == f"/account/questions/{case.reference}/"


def test_what_was_typed_waits_for_who_comes_back(hers: Client, people: Cast) -> None:
    address = f"/account/questions/ask/{people.owes.bill.number}/{cast.line_of(people.owes)}/"
    said = {"lines": cast.line_of(people.owes), "why": "paid_already", "words": "By check, in March."}
    step = hers.post(address, said)
    other = cast.signed_in(people.ana)
    asked = other.get(address).content.decode()
    assert re.search(r'value="paid_already" checked', asked) and "By check, in March." in asked
    assert "By check, in March." in other.get(step["Location"]).content.decode()


def test_a_bill_as_a_whole_asks_which_lines(hers: Client, people: Cast) -> None:
    address = f"/account/questions/ask/{people.owes.bill.number}/"
    none = hers.post(address, {"why": "paid_provider"})
    assert none.status_code == 422 and "Choose at least one line." in none.content.decode()
    refs = [cast.line_of(people.owes, 0), cast.line_of(people.owes, 2)]
    step = hers.post(address, {"lines": refs, "why": "paid_provider"})
    hers.post(step["Location"])
    assert Case.objects.get().charges.count() == 2


def test_something_else_must_be_said(hers: Client, people: Cast) -> None:
    line = cast.line_of(people.owes)
    address = f"/account/questions/ask/{people.owes.bill.number}/{line}/"
    told = hers.post(address, {"lines": line, "why": "other", "words": " "})
    assert told.status_code == 422 and "Tell us what is wrong." in told.content.decode()


def test_cora_and_a_guest_find_nothing(people: Cast, hers: Client) -> None:
    send(hers, people)
    case = Case.objects.get()
    cora = cast.signed_in(people.cora)
    made_up = cora.get("/account/questions/1234567897/")
    hidden = cora.get(f"/account/questions/{case.reference}/")
    assert hidden.status_code == made_up.status_code == 404
    for path in ("say/", "file/", "take-back/", "again/"):
        assert cora.post(f"/account/questions/{case.reference}/{path}").status_code == 404
    assert cora.get(f"/account/questions/ask/{people.owes.bill.number}/").status_code == 404
    assert case.reference not in cora.get("/account/questions/").content.decode()
    assert "/sign-in/" in Client().get(f"/account/questions/{case.reference}/")["Location"]
    assert case.reference in cast.signed_in(people.ben).get(
        f"/account/questions/{case.reference}/").content.decode().replace(" ", "")  # fmt: skip


def test_nobody_reads_the_draft_of_another(people: Cast, hers: Client) -> None:
    line = cast.line_of(people.owes)
    address = f"/account/questions/ask/{people.owes.bill.number}/{line}/"
    step = hers.post(address, {"lines": line, "why": "other", "words": "It is not mine."})
    assert cast.signed_in(people.ben).get(step["Location"]).status_code == 404


def test_an_e_mail_names_no_care_and_no_amount(people: Cast, hers: Client) -> None:
    send(hers, people, words="The nurse never came for my wound.")
    letter = Message.objects.get(kind="case_received")
    assert letter.channel == "email"
    for told in ("nurse", "wound", "29.00", "$", people.owes.account.number):
        assert told not in letter.body and told not in letter.subject


def test_a_file_is_kept_and_saved_as_an_attachment(people: Cast, hers: Client) -> None:
    send(hers, people)
    case = Case.objects.get()
    sent = hers.post(f"/account/questions/{case.reference}/file/",
                     {"file": SimpleUploadedFile("../../etc/passwd.pdf", PDF)})  # fmt: skip
    assert sent.status_code == 303
    file = CaseFile.objects.get()
    address = f"/account/questions/{case.reference}/files/{file.reference}/"
    assert hers.get(address).status_code == 404  # not looked at yet
    flows.scan_waiting(clock.now())
    answer = hers.get(address)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert cast.signed_in(people.cora).get(address).status_code == 404


def test_drill_19_html_named_pdf_is_refused(people: Cast, hers: Client, files: Any) -> None:
    send(hers, people)
    case = Case.objects.get()
    false = SimpleUploadedFile("a.pdf", b"<html><script>", content_type="application/pdf")
    page = hers.post(f"/account/questions/{case.reference}/file/", {"file": false})
    assert page.status_code == 422
    assert "We can take a PDF, or a photo (JPEG, PNG, HEIC). Choose another file." in page.content.decode()
    assert not CaseFile.objects.exists() and not [path for path in files.rglob("*") if path.is_file()]


def test_drill_20_eleven_megabytes_get_plain_words(people: Cast, hers: Client) -> None:
    send(hers, people)
    case = Case.objects.get()
    big = SimpleUploadedFile("a.pdf", PDF + b"0" * (11 * 1024 * 1024))
    page = hers.post(f"/account/questions/{case.reference}/file/", {"file": big})
    assert page.status_code == 422
    assert "This file is larger than 10 MB." in page.content.decode()


def test_taking_it_back_makes_it_payable_again(people: Cast, hers: Client) -> None:
    before = bills.due(people.owes.id)
    send(hers, people)
    case = Case.objects.get()
    address = f"/account/questions/{case.reference}/take-back/"
    assert "$29.00 is to be paid again" in hers.get(address).content.decode()
    hers.post(address)
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, "withdrawn")
    assert bills.due(people.owes.id) == before and not cast.held(people.owes)


def test_a_message_twice_is_kept_once(people: Cast, hers: Client) -> None:
    send(hers, people)
    case = Case.objects.get()
    for _ in range(2):
        hers.post(f"/account/questions/{case.reference}/say/", {"words": "It was the 6th.", "key": "k1"})
    assert case.events.filter(kind="said").count() == 1
    assert "It was the 6th." in hers.get(f"/account/questions/{case.reference}/").content.decode()


@pytest.mark.parametrize("address", ["", "{case}/", "{case}/sent/", "{case}/take-back/"])
def test_every_page_speaks_spanish(people: Cast, hers: Client, address: str) -> None:
    send(hers, people)
    case = Case.objects.get()
    page = hers.get("/es/account/questions/" + address.format(case=case.reference))
    assert page.status_code == 200 and 'lang="es"' in page.content.decode()
