"""The 834: the same rows as a CSV roster."""

from datetime import date
from io import BytesIO

import pytest

from hearthside.formats.findings import Finding, RowFinding, UnreadableFile
from hearthside.formats.roster import RosterRow
from hearthside.formats.tests.files import file_of, isa, remittance
from hearthside.formats.x12.enrollment import read_enrollment

ANA = """INS*Y*18*021*20*A***FT
REF*0F*S1
REF*1L*GROUP7
DTP*356*D8*20260101
NM1*IL*1*RIVERA*ANA*M***34*123456789
PER*IP**HP*5550100*EM*ana@example.org
N3*1 ELM ST*APT 2
N4*SPRINGFIELD*OH*45501
DMG*D8*19800229*F
LUI*LE*SPA
NM1*31*1
N3*PO BOX 9
N4*SPRINGFIELD*OH*45502
HD*021**HLT*GOLD*FAM
DTP*348*D8*20260101"""
LEO = """INS*N*19*024*20*A
REF*0F*S1
REF*23*D2
NM1*IL*1*RIVERA*LEO****ZZ*M2
DMG*D8*20100301*M
HD*024**HLT*GOLD
DTP*348*D8*20250101
DTP*349*D8*20251231
HD*024**DEN*SMILE
DTP*348*D8*20250601
DTP*349*D8*20251130"""


def enrollment(members: str = f"{ANA}\n{LEO}") -> bytes:
    body = ["BGN*00*1*20260101*1200", "N1*P5*ACME INC", "N1*IN*ACME HEALTH*FI*PAYER1", *members.splitlines()]
    return file_of(
        [
            isa(),
            "GS*BE*ACMEPAYER*HEARTHSIDE*20260602*1400*6*X*005010X220A1",
            "ST*834*0001*005010X220A1",
            *body,
            f"SE*{len(body) + 2}*0001",
            "GE*1*6",
            "IEA*1*000000006",
        ]
    )


ENROLLMENT = enrollment()


def read(data: bytes) -> list[RosterRow | RowFinding | Finding]:
    return list(read_enrollment(BytesIO(data)))


def test_a_subscriber_is_read_whole_and_the_social_security_number_stays_behind() -> None:
    assert read(ENROLLMENT)[0] == RosterRow(
        *("S1", "S1", "self", "ANA", "RIVERA", date(1980, 2, 29), "S1", "PO BOX 9", "", "SPRINGFIELD", "OH"),
        *("45502", "ana@example.org", "5550100", "SPA", "GOLD", "PAYER1", 1, date(2026, 1, 1), None),
        row=1,
        segment=7,
    )


def test_a_dependent_has_a_row_for_each_coverage_on_the_subscribers_account() -> None:
    rows = [row for row in read(ENROLLMENT) if isinstance(row, RosterRow) and row.row == 2]
    assert [(row.member_id, row.account_key, row.relationship) for row in rows] == [("M2", "S1", "child")] * 2
    assert [(row.plan, row.effective_on, row.ends_on) for row in rows] == [
        ("GOLD", date(2025, 1, 1), date(2025, 12, 31)),
        ("SMILE", date(2025, 6, 1), date(2025, 11, 30)),
    ]
    assert len(read(ENROLLMENT)) == 3


def test_dtm_is_read_as_dtp() -> None:
    data = enrollment(ANA.replace("DTP*348*D8*", "DTM*348*"))
    assert read(data) == read(enrollment(ANA))


def test_a_member_without_coverage_segment_has_one_row() -> None:
    (row,) = read(enrollment(ANA.partition("\nHD")[0]))
    assert isinstance(row, RosterRow)
    assert (row.plan, row.effective_on) == ("GROUP7", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("REF*0F*S1\n", "", "roster.missing", "member_id"),
        ("*RIVERA*ANA", "*RIVERA*", "roster.missing", "first_name"),
        ("19800229", "19800230", "roster.bad_date", "birth_date"),
        ("DTP*348*D8*20260101", "DTP*348*D8*2026", "roster.bad_date", "effective_on"),
        ("INS*Y*18*021", "INS*Y*18*024", "roster.no_end", "ends_on"),
    ],
)
def test_a_bad_member_is_left_out_with_its_place(old: str, new: str, code: str, column: str) -> None:
    assert old in ANA
    finding, *rows = read(enrollment(f"{ANA.replace(old, new)}\n{LEO}"))
    assert isinstance(finding, RowFinding)
    assert (finding.severity, finding.code, finding.row, finding.column) == ("error", code, 1, column)
    assert finding.segment == 7 and finding.where.startswith("segment 7, row 1")
    assert len(rows) == 2 and all(isinstance(row, RosterRow) for row in rows)


def test_envelope_faults_come_last() -> None:
    *rows, finding = read(ENROLLMENT.replace(b"SE*31*", b"SE*30*"))
    assert isinstance(finding, Finding) and finding.code == "envelope.se01"
    assert len(rows) == 3


def test_a_roster_cut_short_says_so() -> None:
    told = {finding.code for finding in read(ENROLLMENT[:-60]) if isinstance(finding, Finding)}
    assert told == {"envelope.no_se", "envelope.no_ge", "envelope.no_iea"}


def test_another_kind_is_refused_and_named() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(remittance())
    assert refusal.value.code == "x12.not_834" and "835" in refusal.value.what
