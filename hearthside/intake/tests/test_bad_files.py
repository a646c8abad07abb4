"""Bad input: one clear message each, kept, and nothing changed that should not."""

from io import BytesIO

import pytest

from hearthside.audit.actor import job
from hearthside.claims.models import Charge
from hearthside.claims.tests.plan import Service, decided, enroll, owed, receive, remittance
from hearthside.intake import services as intake
from hearthside.intake.models import Arrival, StoredFile

pytestmark = pytest.mark.django_db
SAID = remittance(decided("A1", Service(25000, {"2": 1900}, co=15500)), trace="BAD")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 and so on", "not a kind of file"),
        (bytes(range(256)) * 64, "not a kind of file"),
        (b"Dear sir, please find our remittance enclosed.", "not a kind of file"),
        (b"PK\x03\x04" + bytes(1000), "not a kind of file"),
        (SAID.decode().encode("utf-16"), "not a kind of file"),
        (SAID.replace(b"ST*835*", b"ST*837*").replace(b"GS*HP", b"GS*HC"), "not a kind of file"),
        (SAID.split(b"~")[0] + b"*" * 200_000, "not a kind of file"),
    ],
    ids=["empty", "pdf", "binary", "letter", "zip", "utf-16", "another transaction", "no terminator"],
)
def test_what_is_not_a_remittance_is_refused_kept_and_changes_nothing(said, words):
    enroll()
    received = receive(said, "odd")
    assert received.report.status == "refused"
    (finding,) = received.report.findings
    assert words in finding.what and finding.where
    stored = StoredFile.objects.get()
    assert intake.kept_path(stored.sha256).read_bytes() == said
    assert not Charge.objects.exists()


def test_a_file_cut_short_is_held_with_the_place_it_ends():
    enroll()
    cut = SAID[: SAID.index(b"SE*")]
    received = receive(cut)
    assert received.report.status == "held"
    assert any(finding.severity == "error" for finding in received.report.findings)
    assert owed() == 0


@pytest.mark.parametrize(
    "amount", ["-19", "19.005", "nineteen", "1e9", "99999999999999999", "1,900.00", "NaN"]
)
def test_an_amount_that_makes_no_sense_charges_nobody(amount):
    enroll()
    wrong = SAID.replace(b"PR*2*19", b"PR*2*" + amount.encode())
    assert wrong != SAID
    received = receive(wrong)
    assert received.report.status == "held"
    assert any(finding.severity == "error" for finding in received.report.findings)
    assert owed() == 0


def test_the_same_file_under_another_name_is_a_duplicate_and_both_names_are_kept():
    enroll()
    receive(SAID, "one.835")
    assert receive(SAID, "two.835").report.status == "duplicate"
    assert set(Arrival.objects.values_list("name", flat=True)) == {"one.835", "two.835"}
    assert owed() == 1900


def test_a_check_reports_and_posts_nothing():
    enroll()
    checked = intake.check_file("one.835", BytesIO(SAID))
    assert checked.report.status == "posted" and checked.report.figures["pr_adjustment_cents"] == 1900
    assert not StoredFile.objects.exists() and not Charge.objects.exists()


def test_a_roster_with_a_bad_row_takes_the_others():
    text = "member_id,first_name,last_name,birth_date\nM1,Ana,Reyes,1950-04-02\nM2,Ben,Reyes,04/02/1950\n"
    received = intake.receive_file("roster.csv", BytesIO(text.encode()), by=job("test"))
    assert received.report.status == "partly" and received.report.figures["rows"] == 1
    assert any("row 3" in finding.where for finding in received.report.findings)
