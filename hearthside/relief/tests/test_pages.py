"""Ana asks for help on the site; Cora finds nothing; Dev answers at the desk."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from hearthside.ledger import selectors as ledger
from hearthside.money import ZERO, Money
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.conftest import Payer, payer, sandbox, sandbox_process  # noqa: F401
from hearthside.payments.tests.test_guest_pages import path_of
from hearthside.payments.tests.test_member_pages import signed_in
from hearthside.relief import keeping, proofs, selectors
from hearthside.relief.models import Application, Paper, Plan
from hearthside.relief.tests import cast

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj"


@pytest.fixture
def ana() -> Ana:
    return cast.make_owing()


@pytest.fixture
def hers(ana: Ana) -> Client:
    return signed_in("ana", ana)


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Any:
    with override_settings(FILES_FOLDER=tmp_path):
        yield tmp_path


def key_in(page: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert found
    return found.group(1)


def starts_a_plan(hers: Client, *, count: int = 4, day: int = 5) -> Plan:
    answer = hers.post("/pay/help/plan/", {"count": count, "day": day})
    assert answer.status_code == 303, answer.content.decode()
    page = hers.get("/pay/help/plan/check/")
    answer = hers.post("/pay/help/plan/check/", {"key": key_in(page)})
    assert answer.status_code == 303
    return Plan.objects.get()


@pytest.mark.parametrize("language", ["", "/es"])
def test_signed_out_everybody_finds_help(client: Client, language: str) -> None:
    page = client.get(f"{language}/pay/help/")
    assert page.status_code == 200
    assert client.get(f"{language}/pay/help/form/").status_code == 200


def test_signed_in_the_plans_are_offered_with_their_end(hers: Client) -> None:
    page = hers.get("/pay/help/").content.decode()
    assert "4 payments of $75.00" in page and "2 payments of $150.00" in page


def test_a_plan_in_four_steps(hers: Client, ana: Ana) -> None:
    plan = starts_a_plan(hers)
    page = hers.get(f"/pay/help/plan/{plan.reference}/").content.decode()
    assert "$75.00" in page and "$300.00 is left" in page
    assert cast.due(ana) == ZERO
    assert "There is no plan to choose" not in page


def test_pressed_twice_there_is_one_plan(hers: Client) -> None:
    hers.post("/pay/help/plan/", {"count": 3, "day": 10})
    key = key_in(hers.get("/pay/help/plan/check/"))
    first, second = (hers.post("/pay/help/plan/check/", {"key": key}) for _ in range(2))
    assert first["Location"] == second["Location"] and Plan.objects.count() == 1
    assert hers.get("/pay/help/plan/check/").status_code == 303


def test_what_is_owed_changed_since_the_choice(hers: Client, ana: Ana) -> None:
    hers.post("/pay/help/plan/", {"count": 3, "day": 10})
    key = key_in(hers.get("/pay/help/plan/check/"))
    cast.pay(ana, 5000)
    answer = hers.post("/pay/help/plan/check/", {"key": key})
    assert answer["Location"].endswith("/pay/help/plan/") and not Plan.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"count": 5, "day": 5}, {"count": 4, "day": 7}, {"count": "x", "day": 5}]
)
def test_a_choice_that_is_not_offered(hers: Client, sent: dict[str, Any]) -> None:
    answer = hers.post("/pay/help/plan/", sent)
    assert answer.status_code == 422 and b"There is a problem" in answer.content


def test_change_the_day_add_a_bill_stop(hers: Client, ana: Ana) -> None:
    plan = starts_a_plan(hers)
    path = f"/pay/help/plan/{plan.reference}/"
    assert b"Check the new days" in hers.post(f"{path}day/", {"day": 20}).content
    assert hers.post(f"{path}day/", {"day": 20, "sure": "yes"}).status_code == 303
    assert {row.due_on.day for row in plan.installments.all()} == {20}
    cast.more_charges(ana, 8000)
    assert b"$80.00" in hers.get(path).content
    page = hers.get(f"{path}add/").content.decode()
    assert "$95.00" in page
    hers.post(f"{path}add/", {"cents": "8000"})
    hers.post(f"{path}add/", {"cents": "8000"})
    assert selectors.picture(Plan.objects.get()).remaining == Money(38000)
    assert hers.get(f"{path}stop/").status_code == 200
    hers.post(f"{path}stop/")
    assert Plan.objects.get().state == "cancelled" and cast.due(ana) == Money(38000)
    assert hers.get(path).status_code == 200


def test_cora_finds_nothing(hers: Client, ana: Ana) -> None:
    plan = starts_a_plan(hers)
    cora = signed_in("cora")
    made_up = cora.get("/pay/help/plan/4021187739/")
    for part in ("", "day/", "add/", "stop/", "pay/", "start/"):
        assert cora.get(f"/pay/help/plan/{plan.reference}/{part}").status_code == 404
        if part:
            assert cora.post(f"/pay/help/plan/{plan.reference}/{part}", {"sure": "1"}).status_code == 404
    assert made_up.status_code == 404
    assert Plan.objects.get().state == "active"


def asks(hers: Client, *, people: str = "2", income: str = "1500", period: str = "month") -> Application:
    assert hers.post("/pay/help/lower/", {"people": people}).status_code == 303
    assert hers.post("/pay/help/lower/income/", {"income": income, "period": period}).status_code == 303
    hers.post("/pay/help/lower/papers/", {"paper": SimpleUploadedFile("../../stub.exe", PDF)})
    assert hers.get("/pay/help/lower/check/").status_code == 200
    answer = hers.post("/pay/help/lower/check/")
    assert answer.status_code == 303
    return Application.objects.get()


def test_asking_in_four_steps_holds_what_is_due(hers: Client, ana: Ana, files: Path) -> None:
    application = asks(hers)
    page = hers.get(f"/pay/help/lower/{application.reference}/").content.decode()
    assert "We have your application" in page
    assert cast.due(ana) == ZERO
    assert {hold.reason for hold in ledger.held_charges(ana.id).values()} == {"hardship"}
    paper = Paper.objects.get()
    assert paper.kind == "pdf" and keeping.path_of(paper.stored_as).read_bytes() == PDF
    assert not list(files.rglob("*stub*"))
    # Sent again, by Back and the button: the same application.
    assert hers.post("/pay/help/lower/check/").status_code == 303
    assert Application.objects.get().times_sent == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("tax.pdf", b"<html><script>alert(1)</script>", "We can take a PDF"),
        ("tax.pdf", b"PK\x03\x04 a zip", "We can take a PDF"),
        ("big.pdf", PDF + bytes(10 * 1024 * 1024), "larger than 10 MB"),
        ("empty.pdf", b"", "This file is empty"),
    ],
)
def test_a_file_we_do_not_take(hers: Client, files: Path, name: str, content: bytes, words: str) -> None:
    hers.post("/pay/help/lower/", {"people": "1"})
    hers.post("/pay/help/lower/income/", {"income": "0", "period": "year"})
    answer = hers.post("/pay/help/lower/papers/", {"paper": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Paper.objects.exists()
    assert not [path for path in files.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/pay/help/lower/", {"people": "0"}),
        ("/pay/help/lower/", {"people": "many"}),
        ("/pay/help/lower/income/", {"income": "12,50", "period": "month"}),
        ("/pay/help/lower/income/", {"income": "-5", "period": "month"}),
        ("/pay/help/lower/income/", {"income": "100"}),
    ],
)
def test_an_answer_we_cannot_read(hers: Client, path: str, sent: dict[str, str]) -> None:
    hers.post("/pay/help/lower/", {"people": "1"})
    answer = hers.post(path, sent)
    assert answer.status_code == 422 and b"There is a problem" in answer.content


def test_an_application_of_hers_is_not_coras(hers: Client) -> None:
    application = asks(hers)
    cora = signed_in("cora")
    for part in ("", "stop/", "again/"):
        assert cora.post(f"/pay/help/lower/{application.reference}/{part}").status_code in (404, 405)
        assert cora.get(f"/pay/help/lower/{application.reference}/{part}").status_code in (404, 405)
    assert Application.objects.get().state == "sent"


def test_nothing_is_wrong_in_the_books(hers: Client) -> None:
    starts_a_plan(hers)
    asks(hers)
    assert not [found for _, found in proofs.checks() if found]


def test_pay_this_month_online(hers: Client, ana: Ana, payer: Payer) -> None:  # noqa: F811
    plan = starts_a_plan(hers)
    path = f"/pay/help/plan/{plan.reference}/pay/"
    key = key_in(hers.get(path))
    answer = hers.post(path, {"method": "card", "key": key})
    again = hers.post(path, {"method": "card", "key": key})
    assert answer.status_code == 303 and answer["Location"] == again["Location"]
    assert answer["Location"].startswith("http")
    back = payer.pays_by_card(answer["Location"])
    hers.get(path_of(back.headers["Location"]))
    cast.note(ana)
    assert selectors.picture(Plan.objects.get()).remaining == Money(22500)
    due = selectors.installment_due(ana.id)
    assert due is not None and due.amount == Money(7500)
    assert b"$225.00 is left" in hers.get(f"/pay/help/plan/{plan.reference}/").content
