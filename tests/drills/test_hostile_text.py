"""Names and words made to run, to break out or to lie. Threat rows 27, 38, 51; drills 17 and 18."""

import io
import json
import re
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.bills import printing
from hearthside.bills import services as billing
from hearthside.claims.models import Charge
from hearthside.claims.tests.plan import Service, decided, enroll, receive, remittance, roster_row
from hearthside.mailroom import services as mailroom
from hearthside.mailroom.models import Message
from hearthside.members import selectors as members
from hearthside.members import services as members_services
from hearthside.members.models import Account
from hearthside.payments.tests.cast import make_charges
from hearthside.payments.tests.test_guest_pages import at_card_page, path_of
from hearthside.portal.tests.cast import PASSWORD, SETTING_THE_TABLE, Cast, make_login
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
    "quotes": 'O\'Reyes "Ann" \\ back',
    "an entity": "&lt;b&gt;&#x41;",
}


@pytest.fixture
def owing() -> Any:
    """owing(name): somebody whom the roster names so, what they owe, and their bill."""

    def make(name: str) -> tuple[Account, Any]:
        enroll(roster_row(first_name=name, last_name="Reyes", address1=name[:120], city=name[:80]))
        account = Account.objects.get()
        make_charges(account, account.people.get(), [5000])
        bill = billing.make_bill(account_id=account.pk, as_of=clock.today(), by=job("test"), at=clock.now())
        assert bill is not None
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
    for path in (
        "/account/",
        "/account/details/",
        "/account/bills/",
        "/account/receipts/",
        "/account/number/",
        "/account/pay/",
        "/account/details/address/",
        f"/account/bills/{bill.number}/",
    ):
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
    account, bill = owing(name)
    assert members.recipient_of(account.pk) == f"{name} Reyes"
    content = printing.bill_pdf(bill)
    assert content is not None and content.startswith(b"%PDF")
    assert b"root:" not in content
    words = words_of_pdf(content)
    assert "".join(printed.split()) in "".join(words.split()), words[:400]


def words_of_pdf(content: bytes) -> str:
    """The text of a PDF as a reader copies it."""
    with pdfplumber.open(io.BytesIO(content)) as opened:
        return " ".join(page.extract_text() for page in opened.pages)


@pytest.mark.parametrize(
    "text", ["=1+1", "<script>alert(1)</script>", '#read("x")', "\u202eevil", "<b>&amp;"]
)
def test_a_payers_words_are_words(text: str) -> None:
    """Row 27: the names an 835 gives, on the bill's page and on the page that shows its source."""
    enroll(roster_row(plan=text[:60]))
    receive(remittance(decided("A1", Service(25000, {"2": 5000}, co=5000)), name=text))
    account = Account.objects.get()
    bill = billing.make_bill(account_id=account.pk, as_of=clock.today(), by=job("test"), at=clock.now())
    assert bill is not None
    hers = ana_of(account)
    charge = Charge.objects.get()
    read = ""
    for path in (
        f"/account/bills/{bill.number}/",
        f"/account/bills/{bill.number}/lines/{charge.reference}/source/",
    ):
        answer = hers.get(path)
        assert answer.status_code == 200, path
        page = Words()
        page.feed(answer.content.decode())
        assert not page.inline, f"{path} runs {page.inline}"
        read += page.words
    assert " ".join(text.split()) in " ".join(read.split())


def test_the_bill_as_data_is_data(owing: Any) -> None:
    """Row 27: JSON is sent as JSON, so that no browser reads a name in it as a page."""
    account, bill = owing("</script><script>alert(1)</script>")
    answer = ana_of(account).get(f"/account/bills/{bill.number}.json")
    assert (
        answer["Content-Type"].startswith("application/json")
        and answer["X-Content-Type-Options"] == "nosniff"
    )
    json.loads(answer.content)


@pytest.mark.parametrize("field", ["to", "subject"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_line_break_in_a_mails_head_is_refused(field: str, end: str) -> None:
    """Row 51: nobody adds a header, at the outbox or past it."""
    told = {"to": "ana@mail.example", "subject": "Your bill"}
    told[field] += f"{end}Bcc: evil@evil.example"
    with pytest.raises(mailroom.BrokenHeader):
        mailroom.queue_email(
            key="k", kind="test", account_id=None, language="en", body="x", at=clock.now(), **told
        )
    assert not Message.objects.exists()


def test_a_mail_says_its_body_and_nothing_in_its_head(client: Client, settings: Any, tmp_path: Path) -> None:
    """Row 51: what a body says of headers stays body, in the bytes that go out."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    mailroom.queue_email(
        key="k",
        kind="test",
        account_id=None,
        language="en",
        to="ana@mail.example",
        subject="Ünïcode \u202e =?x?q?",
        body="Bcc: evil@evil.example\n.\n\nFrom nobody",
        at=clock.now(),
    )
    assert mailroom.send_due(at=clock.now()) == 1
    (sent,) = tmp_path.iterdir()
    letter = message_from_bytes(sent.read_bytes().rsplit(b"-" * 79, 1)[0])
    assert letter["Bcc"] is None and letter["To"] == "ana@mail.example"


@pytest.mark.parametrize(
    "email",
    [
        "a@b.example\nBcc: x@y.example",
        "a@b.example,c@d.example",
        "a@b.example;c@d.example",
        "Ana <a@b.example>",
        '"a\r\nBcc: x"@b.example',
        "a@b.example\x00",
        "a@[127.0.0.1]\n",
    ],
)
def test_a_receipt_goes_to_one_plain_address(ana: Any, payer: Any, email: str) -> None:
    """Row 51: the one field where a guest types an address."""
    client = Client()
    back = payer.pays_by_card(at_card_page(client, ana))
    client.get(path_of(back.headers["Location"]))
    before = Message.objects.count()
    answer = client.post(path_of(back.headers["Location"]).replace("return", "done"), {"email": email})
    if answer.status_code == 303:  # blanks around a good address are no attack
        assert set(Message.objects.values_list("to", flat=True)) <= {"ana@example.org", email.strip()}
        assert not re.search(r"[\s,;<>\x00]", email.strip())
    else:
        assert answer.status_code == 422 and Message.objects.count() == before


def test_a_contact_of_any_length_is_kept_or_refused(cast: Cast) -> None:
    """Rows 25, 51: the longest address that fits is written to; a longer one is refused in words."""
    hers = signed_in(cast.ana)
    hers.post("/account/security/confirm/", {"password": PASSWORD})
    longest = f"{'a' * 60}@{'.'.join(['b' * 60] * 3)}.example"
    assert hers.post("/account/details/email/", {"email": longest}).status_code == 302
    assert Message.objects.filter(to=longest, kind="contact_changed").count() == 1
    for field, path, text in (
        ("email", "email", f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.example"),
        ("address1", "address", "x" * 121),
        ("city", "address", "x" * 81),
        ("phone", "phone", "4" * 41),
    ):
        fields = {"address1": "1 Elm St", "city": "Macon", "state": "GA", "zip": "31201"} | {field: text}
        answer = hers.post(f"/account/details/{path}/", fields)
        assert answer.status_code in (200, 422) and b"<title>Error: " in answer.content, field
