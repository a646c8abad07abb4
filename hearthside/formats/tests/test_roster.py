"""The CSV roster: rows as they are, and a finding for each that cannot be."""

from datetime import date
from io import BytesIO

import pytest

from hearthside.formats.findings import RowFinding, UnreadableFile
from hearthside.formats.roster import COLUMNS, RosterRow, read_roster

HEAD = ",".join(COLUMNS)
ANA = (
    "M1,S1,Self,Ana,Rivera,1980-02-29,K1,1 Elm St,Apt 2,Springfield,OH,45501,ana@example.org,"
    "555-0100,es,GOLD,PAYER1,primary,2026-01-01,"
)
ROSTER = f"{HEAD}\n{ANA}\n{ANA.replace('M1,', 'M2,').replace('Ana', 'Ben')}\n".encode()


def read(data: bytes) -> list[RosterRow | RowFinding]:
    return list(read_roster(BytesIO(data)))


def rows(data: bytes) -> list[RosterRow]:
    return [row for row in read(data) if isinstance(row, RosterRow)]


def told(data: bytes) -> list[RowFinding]:
    return [row for row in read(data) if isinstance(row, RowFinding)]


ROW = RosterRow(
    *("M1", "S1", "self", "Ana", "Rivera", date(1980, 2, 29), "K1", "1 Elm St", "Apt 2", "Springfield", "OH"),
    *("45501", "ana@example.org", "555-0100", "es", "GOLD", "PAYER1", 1, date(2026, 1, 1), None),
    row=2,
)


def test_a_row_is_read_whole() -> None:
    assert read(ROSTER)[0] == ROW
    assert [row.member_id for row in rows(ROSTER)] == ["M1", "M2"]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + ROSTER,
        ROSTER.replace(b"\n", b"\r\n"),
        ROSTER.replace(b",", b" , "),
        ROSTER.replace(HEAD.encode(), HEAD.upper().replace("_", " ").encode()),
        ROSTER.replace(b"1 Elm St", b'"1 Elm St"'),
    ],
    ids=["bom", "crlf", "blanks", "other case", "quotes"],
)
def test_how_it_was_saved_changes_nothing(data: bytes) -> None:
    assert read(data) == read(ROSTER)


def test_columns_may_stand_in_any_order_and_most_may_be_missing() -> None:
    (row,) = rows(b"last_name,first_name,member_id\nRivera,Ana,M1\n")
    assert (row.member_id, row.subscriber_id, row.account_key, row.coverage_order) == ("M1", "M1", "M1", 1)
    assert row.birth_date is None and row.email == ""


def test_a_comma_inside_quotes_belongs_to_the_value() -> None:
    (row, _) = rows(ROSTER.replace(b"1 Elm St,Apt 2", b'"1 Elm St, rear",Apt 2', 1))
    assert row.address1 == "1 Elm St, rear"


def test_unknown_columns_are_told_once_and_not_refused() -> None:
    data = b"member_id,first_name,last_name,shoe_size,hat\nM1,Ana,Rivera,38,7\nM2,Ben,Rivera,44,8\n"
    (finding,) = told(data)
    assert (finding.severity, finding.code, finding.row) == ("warning", "roster.unknown_columns", 1)
    assert "shoe_size" in finding.found and "hat" in finding.found
    assert len(rows(data)) == 2


def test_latin1_names_are_read_and_told_once() -> None:
    data = ROSTER.replace(b"Rivera", "Núñez".encode("latin-1"))
    assert {row.last_name for row in rows(data)} == {"Núñez"}
    assert [finding.code for finding in told(data)] == ["roster.latin1"]
    assert rows(ROSTER.replace(b"Rivera", "Núñez".encode()))[0].last_name == "Núñez"


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        (b"M2,", b",", "roster.missing", "member_id"),
        (b"Ben", b" ", "roster.missing", "first_name"),
        (b"1980-02-29", b"1980-02-30", "roster.bad_date", "birth_date"),
        (b"1980-02-29", b"02/29/1980", "roster.bad_date", "birth_date"),
        (b"1980-02-29", b"19800229", "roster.bad_date", "birth_date"),
        (b"2026-01-01,", b"2026-01-01,2025-12-31", "roster.ends_before_start", "ends_on"),
        (b"primary", b"fourth", "roster.bad_order", "coverage_order"),
        (b"2026-01-01,", b"2026-01-01,,extra", "roster.too_many_values", ""),
        (b"1 Elm St", b'"1 Elm\nSt"', "roster.line_break", ""),
    ],
)
def test_a_bad_row_is_left_out_with_its_place_and_the_others_stay(
    old: bytes, new: bytes, code: str, column: str
) -> None:
    head, ana, ben = ROSTER.splitlines(keepends=True)
    assert old in ben
    data = head + ben.replace(old, new) + ana
    (finding,) = told(data)
    assert (finding.severity, finding.code, finding.row, finding.column) == ("error", code, 2, column)
    assert "found" in finding.what and "expected" in finding.what and finding.where.startswith("row 2")
    assert [row.member_id for row in rows(data)] == ["M1"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "roster.empty"),
        (b"\n\n", "roster.empty"),
        (ROSTER.replace(b",", b";"), "roster.wrong_separator"),
        (ROSTER.replace(b",", b"\t"), "roster.wrong_separator"),
        (b"name,amount\nAna,1\n", "roster.no_column"),
        (b"member_id,first_name,last_name,Member ID\n", "roster.column_twice"),
        (ROSTER.decode().encode("utf-16"), "roster.wrong_encoding"),
        (b"PK\x03\x04 a workbook", "roster.not_csv"),
        (b"member_id,first_name,last_name\0\n", "roster.not_csv"),
        (ROSTER.replace(b"\n", b"\r"), "roster.line_ends"),
        (ROSTER.replace(b"1 Elm St", b'"1 Elm St'), "roster.broken_quotes"),
        (HEAD.encode() + b"\n" + b"A" * 70_000, "roster.line_too_long"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_clear_words(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(data)
    assert refusal.value.code == code
    assert "found" in refusal.value.what and "expected" in refusal.value.what and ";" in refusal.value.what
