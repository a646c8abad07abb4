"""Names and words made to run, to break out or to lie. Threat rows 27, 38, 51; drills 17 and 18."""

import io
import json
import os
import re
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.bills import selectors as bills
from hearthside.bills import services as billing
from hearthside.claims.tests.plan import (
    MEADOWLARK,
    Service,
    decided,
    enroll,
    receive,
    remittance,
    roster_row,
)
from hearthside.mailroom import services as mailroom
from hearthside.mailroom.models import Message
from hearthside.members import selectors as members
from hearthside.members.models import Account, Person
from hearthside.payments.tests.test_guest_pages import at_card_page, path_of
from hearthside.portal.tests.cast import Cast, make_login
from hearthside.portal.tests.cast import SETTING_THE_TABLE
from hearthside.members import services as members_services
from tests.drills.conftest import signed_in
from tests.drills.test_heads import Loads

pytestmark = pytest.mark.django_db

NAMES = {
    "a formula": "=1+1",
    "a script": "<script>alert(1)</script>",
    "an attribute": '" onmouseover="alert(1)',
    "a picture": "<img src=x onerror=alert(1)>",
    "typst code": '#read("/etc/passwd")',
    "typst math": "$sum_1^2$ *bold* _it_ `raw` @ref <label>",
    "typst end": "] #panic() [",
    "a template": "{{ settings.SECRET_KEY }}{% debug %}",
    "a percent": "%(password)s %s {0.__class__}",
    "right to left": "\u202eseyeR anA\u202c",
    "Hebrew": "אנה רייס",
    "a face": "Ana 🧡",
    "quotes": "O'Reyes \"Ann\" \\ back",
    "an entity": "&lt;b&gt;&#x41;",
}


@pytest.fixture
def owing() -> Any:
    """owing(name): somebody of that name on a roster, an 835 about them, and their bill."""

    def make(name: str) -> tuple[Account, Any]:
        enroll(roster_row(first_name=name, last_name="Reyes", address1=name[:120], city=name[:80]))
        said = remittance(decided("A1", Service(25000, {"2": 5000}, co=5000), first="ANA"), name="MEADOWLARK")
        receive(said)
        account = Account.objects.get()
        bill = billing.make_bill(account_id=account.pk, as_of=clock.today(), by=job("test"), at=clock.now())
        return account, bill

    return make


def ana_of(account: Account) -> Client:
    login = make_login("ana@mail.example", "Ana")
    members_services.grant_access(
        login_id=login.pk, account_id=account.pk, scope="self", by=SETTING_THE_TABLE, at=clock.now()
    )
    return signed_in(login)


class Words(Loads):
    """A page's words as a person reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_a_name_is_printed_as_typed_and_runs_nowhere(owing: Any, name: str) -> None:
    """Drills 17 and 18; rows 27 and 51: on every member page, and on the PDF."""
    account, bill = owing(name)
    hers = ana_of(account)
    shown = 0
    for path in ("/account/", "/account/details/", "/account/bills/", "/account/receipts/", "/account/number/",
                 "/account/pay/", "/account/details/address/", *([f"/account/bills/{bill.number}/"] if bill else [])):  # fmt: skip
        answer = hers.get(path)
        page = Words()
        page.feed(answer.content.decode())
        assert not page.inline, f"{path} runs {page.inline}"
        assert not [one for one in page.addresses if not one.startswith("/")], path
        shown += " ".join(name.split()) in " ".join(page.words.split())
    assert shown, "the name stands somewhere as it was typed"


PAPER = {
    "a formula": ("=1+1", "=1+1 Reyes"),
    "a script": ("<script>alert(1)</script>", "<script>alert(1)</script> Reyes"),
    "typst code": ('#read("/etc/passwd")', '#read("/etc/passwd") Reyes'),
    "typst end": ("] #panic() [", "] #panic() [ Reyes"),
    "a face": ("Ana \N{ORANGE HEART}", "Ana ? Reyes"),
    "right to left": ("\u202eanA\u202c", "anA Reyes"),
}


@pytest.mark.parametrize(("name", "printed"), PAPER.values(), ids=list(PAPER))
def test_a_name_on_paper_is_ink(owing: Any, name: str, printed: str) -> None:
    """Drill 18; row 51: typst prints markup as characters, and reads no file."""
    from hearthside.bills import printing

    account, bill = owing(name)
    assert members.recipient_of(account.pk) == f"{name} Reyes"
    content = printing.bill_pdf(bill)
    assert content is not None and content.startswith(b"%PDF")
    assert b"root:" not in content
    words = words_of_pdf(content)
    assert "".join(printed.split()) in "".join(words.split()), words[:400]


def words_of_pdf(content: bytes) -> str:
    """The text of a PDF as a reader copies it."""
    import subprocess

    import shutil

    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) reads the paper back")
    told = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, timeout=30, check=True)
    return told.stdout.decode()
