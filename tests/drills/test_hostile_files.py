"""Files made to fill the memory, to hang, or to be posted twice. Threat rows 39 and 45; drills 21 and 22."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hearthside import references
from hearthside.audit.actor import job
from hearthside.claims.tests.plan import Service, decided, enroll, owed, receive, remittance
from hearthside.errors import HearthsideError
from hearthside.formats.findings import UnreadableFile
from hearthside.formats.tests.files import isa
from hearthside.formats.x12.remittance import read_remittance
from hearthside.guards import rules as guard_rules
from hearthside.guards.limits import Kind
from hearthside.intake import services as intake
from hearthside.intake.models import StoredFile
from hearthside.ledger import selectors as ledger
from hearthside.members.models import Person
from hearthside.payments import rules as payment_rules
from tests.drills.production import ROOT
from tests.drills.tables import changed, digests

GIGABYTE = 1_000_000_000
PEAK_MB_MAX = 64
READ_MB_MAX = 1


class Endless(io.RawIOBase):
    """An ISA, and then one segment that goes on for a gigabyte. Counts what was read of it."""

    def __init__(self, start: bytes, filler: bytes, size: int = GIGABYTE) -> None:
        self.start, self.filler, self.left, self.taken = start, filler, size, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = min(size if size >= 0 else self.left, self.left)
        block = (self.start + self.filler * (wanted // len(self.filler) + 1))[:wanted]
        self.start = self.start[wanted:]
        self.left -= wanted
        self.taken += wanted
        return block


HEAD = (isa() + "~GS*HP*A*B*20260602*1400*6*X*005010X221A1~ST*835*0001~").encode()
ENDLESS = {
    "one segment": (HEAD, b"BPR*I*76.00*C*ACH"),
    "no end at all": (isa().encode(), b"*CLP*A1*1*250"),
    "only letters": (HEAD, b"A"),
    "only stars": (HEAD, b"*"),
    "only line ends": (HEAD + b"BPR*I", b"\r\n"),
    "no ISA": (b"", b"ISA"),
    "zeros": (b"", b"\0"),
}


@pytest.mark.parametrize(("start", "filler"), ENDLESS.values(), ids=list(ENDLESS))
def test_a_gigabyte_without_an_end_is_refused_at_once(start: bytes, filler: bytes) -> None:
    """Drill 21; row 39: one named error after a block or two, with nothing piled up."""
    endless = Endless(start, filler)
    with pytest.raises(UnreadableFile) as refusal:
        for _ in read_remittance(endless):  # type: ignore[arg-type]
            pass
    assert str(refusal.value)
    assert endless.taken <= READ_MB_MAX * 1_000_000, f"read {endless.taken:,} bytes first"


CHECK_A_SPARSE_FILE = """
import json, re, sys, time
from hearthside.formats.x12.remittance import read_remittance
from hearthside.formats.findings import UnreadableFile
began = time.process_time()
try:
    with open(sys.argv[1], "rb") as stream:
        for record in read_remittance(stream):
            pass
    said = ""
except UnreadableFile as refusal:
    said = str(refusal)
peak = int(re.search(r"VmHWM:\\s+([0-9]+)", open("/proc/self/status").read()).group(1)) // 1024
print(json.dumps({"said": said, "cpu": time.process_time() - began, "peak_mb": peak}))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads its own peak memory from /proc")
def test_a_gigabyte_on_disk_stays_on_disk(tmp_path: Path) -> None:
    """Drill 21; row 39: a process of its own reads a file of 1 GB without a `~`, within 64 MB."""
    path = tmp_path / "huge.835"
    with path.open("wb") as huge:
        huge.write(HEAD + b"CLP*A1*1*250")
        huge.truncate(GIGABYTE)
    told = subprocess.run(
        [sys.executable, "-c", CHECK_A_SPARSE_FILE, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found = json.loads(told.stdout)
    assert found["said"] and found["cpu"] < 2 and found["peak_mb"] <= PEAK_MB_MAX, found


@pytest.mark.django_db
@pytest.mark.parametrize("good_segments", [0, 10_000])
def test_intake_refuses_it_in_words_and_keeps_the_bytes(good_segments: int) -> None:
    """Drill 21 through the front door: refused, with where and what; nothing is posted."""
    before = digests(leave_out=("intake_storedfile", "intake_arrival", "audit_event", "audit_waitingevent"))
    good = HEAD + b"".join(b"REF*EV*%d~" % number for number in range(good_segments))
    endless = Endless(good, b"BPR*I*76.00*C*ACH", 20_000_000)
    received = intake.receive_file("endless.835", endless, by=job("test"))  # type: ignore[arg-type]
    assert received.report.status == "refused"
    assert any("16384 bytes without" in finding.what for finding in received.report.findings), (
        received.as_dict()
    )
    after = digests(leave_out=("intake_storedfile", "intake_arrival", "audit_event", "audit_waitingevent"))
    assert changed(before, after) == []
    assert StoredFile.objects.get().size_bytes == 20_000_000


@pytest.mark.django_db
def test_the_same_835_twice_is_a_duplicate() -> None:
    """Drill 22; design 3.5: under another name, and in another hour, it posts nothing more."""
    enroll()
    said = remittance(decided("A1", Service(25000, {"2": 5000}, co=5000)))
    assert receive(said, "first.835").report.status == "posted"
    owes, posted = owed(), ledger.posting_count()
    again = receive(said, "other-name.txt")
    assert again.report.status == "duplicate"
    assert (owed(), ledger.posting_count()) == (owes, posted)


@pytest.mark.django_db
@pytest.mark.parametrize("mark", ["\x00", "\u202e", "\x1b[31m", "\x7f", "\x85"], ids=ascii)
def test_controls_in_a_file_are_kept_from_pages_and_logs(mark: str) -> None:
    """Row 39: a null byte or a terminal's command in a name is a finding or plain text, never a failure."""
    enroll()
    said = remittance(decided("A1", Service(25000, {"2": 5000}, co=5000))).decode("latin-1")
    said = (
        said.replace("MEADOWLARK", f"MEADOW{mark}LARK")
        .replace("ICN1", f"ICN{mark}1")
        .replace("~CLP*A1", "~CLP*A1")
    )
    received = intake.receive_file("odd.835", io.BytesIO(said.encode("utf-8")), by=job("test"))
    assert received.report.status in ("posted", "partly", "held", "refused")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "mark", ["\x00", "\u202e", "\x1b[31m", "x" * 300, "\ufeff"], ids=lambda mark: ascii(mark)[:12]
)
def test_an_odd_roster_is_enrolled_or_told(mark: str) -> None:
    """Row 39: a null byte, or a name as long as a book, in a roster's row."""
    columns = (
        "member_id,subscriber_id,relationship,first_name,last_name,birth_date,account_key,zip,plan,payer_id,"
        "coverage_order,effective_on"
    )
    row = f"M1,M1,self,A{mark}na,Rey{mark}es,1954-03-14,A1,31201,Meadow{mark}lark,1581234567,1,2026-01-01"
    said = (
        f"{columns}\r\n{row}\r\nM2,M2,self,Ben,Lee,1960-01-01,A2,31201,Meadowlark,1581234567,1,2026-01-01\r\n"
    )
    received = intake.receive_file("roster.csv", io.BytesIO(said.encode()), by=job("test"))
    assert received.report.status in ("posted", "partly", "held", "refused"), received.as_dict()
    assert Person.objects.filter(last_name="Lee").count() == 1, "one odd row keeps nobody else out"


LONG_IN_835 = ("MEADOWLARK", "ICN1", "CLP*A1", "E0601", "M100", "REYES", "TRN*1*T")


@pytest.mark.django_db
@pytest.mark.parametrize("place", LONG_IN_835)
@pytest.mark.parametrize("size", [90, 300, 3000])
def test_a_value_longer_than_any_column_is_held_or_told(place: str, size: int) -> None:
    """Row 39: where a field of an 835 is far too long, the file is not lost and nothing is cut in silence."""
    enroll()
    said = remittance(decided("A1", Service(25000, {"2": 5000}, co=5000))).replace(
        place.encode(), place.encode() + b"X" * size
    )
    received = intake.receive_file("long.835", io.BytesIO(said), by=job("test"))
    assert received.report.status in ("posted", "partly", "held", "refused"), received.as_dict()


LONG, LONGER = 10_000, 100_000
SLOW_PATTERNS = {
    "digits": "1",
    "digits and blanks": "1 ",
    "commas": "1,",
    "blanks": " ",
    "dollars": "$ ",
    "dashes": "1-",
    "ats": "a@",
    "dots": "a.",
    "quotes": '"',
    "brackets": "((",
    "slashes": "\\",
    "zeros": "0",
    "wide": "１",
    "combined": "e\u0301",
}
GUEST_FORMS: dict[str, tuple[str, dict[str, str], tuple[str, ...]]] = {
    "find": (
        "/pay/",
        {"account": "4021187739", "code": "12345678", "zip": "45402"},
        ("account", "code", "zip"),
    ),
    "birth": (
        "/pay/birth-date/",
        {
            "account": "4021187739",
            "birth_date_0": "1",
            "birth_date_1": "1",
            "birth_date_2": "1950",
            "zip": "45402",
        },
        ("account", "birth_date_0", "birth_date_1", "birth_date_2", "zip"),
    ),
    "look up": ("/receipts/find/", {"reference": "4021187739", "zip": "45402"}, ("reference", "zip")),
    "activate": (
        "/activate/",
        {
            "account": "4021187739",
            "code": "12345678",
            "birth_date_month": "1",
            "birth_date_day": "1",
            "birth_date_year": "1950",
        },
        ("account", "code", "birth_date_month"),
    ),
    "code": ("/sign-in/code/", {"email": "x@y.example"}, ("email",)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("form", GUEST_FORMS)
def test_no_typed_text_stalls_a_form(form: str) -> None:
    """Row 45: ten times the text costs about ten times the work at most, in every field of a stranger."""
    path, good, fields = GUEST_FORMS[form]
    client = Client()
    client.post(path, good)  # templates and patterns are made once
    for name in fields:
        for kind, piece in SLOW_PATTERNS.items():
            short, long = (
                least_cpu_of(partial(client.post, path, good | {name: (piece * size)[:size]}))
                for size in (LONG, LONGER)
            )
            assert long < 10 * short + 0.25, (
                f"{name} of {kind}: {short * 1000:.0f} ms, then {long * 1000:.0f} ms"
            )


def least_cpu_of(work: Callable[[], Any], tries: int = 2) -> float:
    """The least of some tries: a collection of garbage in between is not the form's work."""

    def once() -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    return min(once() for _ in range(tries))


@pytest.mark.parametrize("kind", SLOW_PATTERNS)
def test_no_rule_stalls_on_typed_text(kind: str) -> None:
    """Row 45 at the rules themselves, without a page around them: 100 KB in less than 50 ms, thrice tried."""
    text = (SLOW_PATTERNS[kind] * LONGER)[:LONGER]

    def amount(typed: str) -> None:
        with suppress(HearthsideError):
            payment_rules.read_typed_amount(typed)

    for reader in (
        amount,
        references.typed,
        references.spoken,
        *(lambda typed, one=one: guard_rules.normalized(one, typed) for one in Kind),
    ):
        best = least_cpu_of(lambda reader=reader: reader(text), tries=3)
        assert best < 0.05, f"{best * 1000:.0f} ms"
