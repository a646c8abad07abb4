"""Where what we know must never turn up: logs, mail, addresses, audit, caches, counters, sessions, papers.

Threat rows 11 and 55; section 6. The journeys run with values that stand nowhere else (canaries), and
then everything that was written meanwhile is searched for them.
"""

import base64
import io
import json
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
import requests
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.bills import services as billing
from hearthside.cli.logging import JsonLines
from hearthside.guards.models import Counter
from hearthside.identity.sessions import SessionStore
from hearthside.mailroom import services as mailroom
from hearthside.mailroom.models import Message
from hearthside.members.models import Person
from hearthside.members.services import open_account
from hearthside.payments.models import Payment
from hearthside.payments.tests.cast import BILLING, Ana, make_charges
from hearthside.payments.tests.conftest import Payer
from hearthside.payments.tests.test_guest_pages import choose, find, form_key, go, path_of
from hearthside.payments.views import receipts
from hearthside.portal.tests.cast import newest_code

pytestmark = pytest.mark.django_db

FIRST, LAST, EMAIL, STREET = "Quillandra", "Zephyrine", "quill.zephyr@canary.example", "77 Marmalade Court"
BORN = date(1949, 7, 23)
PASSWORD = "canary words in a row 7319"
CARD = "4242424242424242"
CARE = ("Willow Creek", "G0299", "Meadowlark", "nurs")
PHONE = "+14045550177"
QUERY = "marmoset"


class Lines(logging.Handler):
    """Every log record as our own log writes it, and as a library's plain handler would."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.as_ours: list[str] = []
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        self.as_ours.append(self.format(record))


@dataclass
class Run:
    """What one run of the journeys knew, and what it left behind."""

    ana: Ana
    token: str
    visited: list[str] = field(default_factory=list)
    lines: Lines = field(default_factory=Lines)
    codes: list[str] = field(default_factory=list)
    papers: list[bytes] = field(default_factory=list)
    sent_to_processor: list[str] = field(default_factory=list)

    @property
    def who(self) -> list[str]:
        return [
            FIRST,
            LAST,
            EMAIL,
            STREET,
            PHONE,
            BORN.isoformat(),
            "07/23/1949",
            "7/23/1949",
            "July 23, 1949",
        ]

    @property
    def keys(self) -> list[str]:
        code = self.ana.code
        return [code, f"{code[:4]} {code[4:]}", self.token, PASSWORD, CARD, CARD[-4:] + "x", *self.codes]


def quill() -> Ana:
    """A member like no other, who owes."""
    account = open_account(
        roster_key=None,
        opened_on=date(2026, 1, 1),
        language="en",
        contact={
            "address1": STREET,
            "city": "Dayton",
            "state": "OH",
            "zip": "45402",
            "email": EMAIL,
            "phone": PHONE,
        },
    )
    person = Person.objects.create(account=account, first_name=FIRST, last_name=LAST, birth_date=BORN)
    charge_ids = make_charges(account, person, (2900, 2900, 8450))
    bill = billing.make_bill(
        account_id=account.pk, as_of=clock.today() - timedelta(days=7), by=BILLING, at=clock.now()
    )
    assert bill is not None
    return Ana(account, bill, bills.pay_code_of(bill), charge_ids)


@pytest.fixture
def run(payer: Payer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Quill pays as a guest, comes by the QR link, makes a login, signs in, reads her bill, pays the rest."""
    ana = quill()
    found = Run(ana, bills.qr_address_of(ana.bill).rstrip("/").rpartition("/")[2])
    root = logging.getLogger()
    before, disabled = root.level, logging.root.manager.disable
    root.addHandler(found.lines)
    root.setLevel(logging.DEBUG)
    watch_requests(found, monkeypatch)
    watch_processor(found, monkeypatch)
    try:
        the_journeys(found, payer)
        yield found
    finally:
        root.removeHandler(found.lines)
        root.setLevel(before)
        logging.disable(disabled)


def watch_requests(found: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every address that the browser asked for or was sent to."""
    plain = Client.request

    def noted(self: Client, **told: Any) -> Any:
        answer = plain(self, **told)
        found.visited += [
            f"{told['PATH_INFO']}?{told.get('QUERY_STRING', '')}",
            answer.headers.get("Location", ""),
        ]
        return answer

    monkeypatch.setattr(Client, "request", noted)


def watch_processor(found: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every body that our own process sent to another machine."""
    plain = requests.Session.send

    def noted(self: Any, request: Any, **told: Any) -> Any:
        body = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
        if "/v1/" in request.url:
            found.sent_to_processor.append(f"{request.url} {body}")
        return plain(self, request, **told)

    monkeypatch.setattr(requests.Session, "send", noted)


def the_journeys(found: Run, payer: Payer) -> None:
    guest, ana = Client(), found.ana
    find(guest, ana, code="00000000")
    find(guest, ana)
    choose(guest, how="part", amount="50")
    back = payer.pays_by_card(go(guest)["Location"])
    guest.get(path_of(back.headers["Location"]), follow=True)
    reference = Payment.objects.get().reference
    guest.post(f"/pay/done/{reference}/", {"email": EMAIL})
    found.papers.append(guest.get(f"/receipts/{reference}.pdf").content)

    linked = Client()
    linked.get(f"/b/{found.token}/")
    linked.post("/pay/zip/", {"zip": "45402"})
    Client().post(
        "/pay/birth-date/",
        {
            "account": ana.account.number,
            "birth_date_0": "7",
            "birth_date_1": "23",
            "birth_date_2": "1949",
            "zip": "45402",
        },
    )
    Client().post("/receipts/find/", {"reference": reference, "zip": "45402"})

    hers = Client()
    hers.post(
        "/activate/",
        {
            "account": ana.account.number,
            "code": ana.code,
            "birth_date_month": "7",
            "birth_date_day": "23",
            "birth_date_year": "1949",
        },
    )
    found.codes.append(newest_code(EMAIL))
    hers.get("/activate/code/")
    hers.post("/activate/code/", {"code": found.codes[-1]})
    assert hers.post("/activate/password/", {"password": PASSWORD}).status_code == 302
    number = ana.bill.number
    for path in (
        "/account/",
        "/account/bills/",
        f"/account/bills/{number}/",
        "/account/details/",
        "/account/receipts/",
        "/account/number/",
        "/account/payments/",
        f"/account/payments/{reference}/",
    ):
        assert hers.get(path).status_code == 200, path
    found.papers += [
        hers.get(f"/account/bills/{number}.pdf").content,
        hers.get(f"/account/bills/{number}/coupon.pdf").content,
    ]
    hers.post("/account/pay/", {"how": "all", "amount": "", "method": "card"})
    answer = hers.post("/account/pay/check/", {"key": form_key(hers.get("/account/pay/check/"))})
    declined = payer.pays_by_card(answer["Location"], "4000000000000002")
    assert declined.status_code < 500
    hers.post("/account/security/confirm/", {"password": PASSWORD})
    hers.post("/account/details/phone/", {"phone": "404-555-0178"})

    Counter.objects.filter(door="send_code.contact").delete()  # half a minute later
    again = Client()
    again.post("/sign-in/", {"login": EMAIL, "password": "wrong " + PASSWORD})
    again.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    again.get("/sign-in/code/confirm/")
    waiting = newest_code(EMAIL)
    found.codes.append(waiting)
    Counter.objects.filter(door="send_code.contact").delete()
    forgot = Client()
    forgot.post("/sign-in/password/", {"email": EMAIL})
    forgot.get(f"/account/bills/{number}/?q={QUERY}")  # what somebody puts into an address is not ours to log
    mailroom.send_due(at=clock.now())


def found_in(text: str, canaries: list[str]) -> list[str]:
    lower = text.lower()
    return [one for one in canaries if one.lower() in lower]


def rows_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'select * from "{table}"')
        return "\n".join(repr(row) for row in cursor.fetchall())


def test_nothing_leaks(run: Run) -> None:
    """Row 55 and section 6, every place of its table, after one run of all journeys."""
    number = run.ana.account.number
    everything = [*run.who, *run.keys, *CARE, number]
    faults: list[str] = []

    def search(place: str, text: str, canaries: list[str]) -> None:
        faults.extend(f"{place} holds {one}" for one in found_in(text, canaries))

    assert len(run.lines.as_ours) >= 5, "something was logged meanwhile"
    for line in run.lines.as_ours:
        json.loads(line)
        search(f"log line {line[:160]}", line, [*everything, QUERY, "142.50", run.ana.bill.number])
    letters = list(Message.objects.all())
    assert len(letters) >= 4
    for letter in letters:
        said = f"{letter.subject}\n{letter.body}"
        search(
            f"letter {letter.kind}",
            said,
            [FIRST, LAST, STREET, *CARE, number, "$", "50.00", CARD[-4:], run.ana.code],
        )
        assert letter.key.count("@") == 0, f"the key of {letter.kind} holds an address"
    ours = [address for address in run.visited if run.token not in address]
    for address in ours:
        search(f"address {address}", address, [*everything, "@", "1949"])
    assert sum(run.token in address for address in run.visited) == 1, "the link leaves the address at once"
    search("audit", rows_of("audit_event"), [*everything, QUERY, "142.50"])
    search("cache", rows_of("shared_cache"), everything)
    search("counters", rows_of("guards_counter"), everything)
    search("counters of the site", rows_of("guards_siteminute"), everything)
    search("one-time codes", rows_of("identity_onetimecode"), everything)
    search("logins", rows_of("identity_login"), [PASSWORD, *run.codes, number])
    search("attempts", rows_of("payments_attempt"), [FIRST, LAST, *run.keys, *CARE])
    search("payments", rows_of("payments_payment"), [*run.who, CARD, *CARE])
    search("bills", rows_of("bills_bill"), [run.token, run.ana.code])
    for sent in run.sent_to_processor:
        search("the processor", sent, [*run.who, *CARE, run.ana.code, run.token, number, run.ana.bill.number])
    assert run.sent_to_processor
    for paper in run.papers:
        with pikepdf.open(io.BytesIO(paper)) as opened:
            more = opened.Root.Metadata.read_bytes() if "/Metadata" in opened.Root else b""
            told = f"{dict(opened.docinfo.items())} {more!r}"
            search("PDF metadata", told, [*run.who, *run.keys, *CARE, number])
    assert not faults, "\n".join(["", *faults])


def test_a_session_row_gives_nothing_away(run: Run) -> None:
    """Section 6: a copy of the session table tells no name, no contact, no code and no choice.

    What a session holds is references and what allauth needs (the address and the code it sent); so the
    whole of it is encrypted in its row.
    """
    assert Session.objects.count() >= 4
    faults = []
    for row in Session.objects.all():
        inside = f"{row.session_data} {plainly(row.session_data)}"
        faults += found_in(inside, [*run.who, *run.keys, run.ana.account.number, "_auth_user_id", "email"])
    assert not faults, faults
    kept = " ".join(json.dumps(SessionStore().decode(row.session_data)) for row in Session.objects.all())
    assert "_auth_user_id" in kept
    assert not found_in(
        kept, [FIRST, LAST, STREET, PHONE, PASSWORD, CARD, run.token, run.ana.code, "1949", *CARE]
    )


def plainly(session_data: str) -> str:
    """What anyone without our key reads in a session's row: Django's own form is signed, and not secret."""
    payload = session_data.split(":")[0]
    body = payload.lstrip(".")
    try:
        raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        return (zlib.decompress(raw) if payload.startswith(".") else raw).decode("utf-8", "replace")
    except (ValueError, zlib.error):
        return session_data


def test_an_error_report_has_no_values_in_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Section 6, error reports: the class and our own places in the code; no locals, no form, no message."""

    def breaks(reference: str) -> None:
        canary = f"{FIRST} {LAST}"
        raise RuntimeError(f"could not find {canary}, {EMAIL}")

    lines = Lines()
    logging.getLogger().addHandler(lines)
    monkeypatch.setattr(receipts.selectors, "attempt_with", breaks)
    client.raise_request_exception = False
    answer = client.post("/receipts/find/", {"reference": "4021187739", "zip": "45402"})
    logging.getLogger().removeHandler(lines)
    page = answer.content.decode()
    assert answer.status_code == 500 and not found_in(
        page, [FIRST, EMAIL, "RuntimeError", "Traceback", "45402"]
    )
    assert [line for line in lines.as_ours if "RuntimeError" in line]
    assert not found_in(" ".join(lines.as_ours), [FIRST, EMAIL, "45402", "4021187739"])


def test_a_forged_log_line_stays_one_line(client: Client) -> None:
    """Row 55: what a visitor sends cannot start a line of its own."""
    lines = Lines()
    logging.getLogger().addHandler(lines)
    client.get(
        "/", PATH_INFO='/x\r\n{"level": "error", "what": "forged"}/', headers={"User-Agent": "a\\r\\nb"}
    )
    logging.getLogger().removeHandler(lines)
    for line in lines.as_ours:
        assert "\n" not in line and "forged" not in line
        json.loads(line)
