"""Rosters: who is covered. The row that every roster file gives, and the reader of the CSV form.

Source: design.md 4, "Roster CSV". The 834 reader (x12/enrollment.py) yields the same rows.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from hearthside.formats.findings import RowFinding, UnreadableFile, shown

LINE_BYTES_MAX = 64 * 1024
REQUIRED = ("member_id", "first_name", "last_name")
COLUMNS = (
    "member_id",
    "subscriber_id",
    "relationship",
    "first_name",
    "last_name",
    "birth_date",
    "account_key",
    "address1",
    "address2",
    "city",
    "state",
    "zip",
    "email",
    "phone",
    "language",
    "plan",
    "payer_id",
    "coverage_order",
    "effective_on",
    "ends_on",
)
LONGEST = {
    "member_id": 80,
    "subscriber_id": 80,
    "account_key": 80,
    "first_name": 100,
    "last_name": 100,
    "address1": 120,
    "address2": 120,
    "city": 80,
    "state": 2,
    "zip": 10,
    "email": 254,
    "phone": 20,
    "plan": 200,
    "payer_id": 80,
}
"""Characters that a value may have. What is longer is refused with its row, never cut short."""
COVERAGE_ORDERS = {
    "": 1,
    "1": 1,
    "p": 1,
    "primary": 1,
    "2": 2,
    "s": 2,
    "secondary": 2,
    "3": 3,
    "t": 3,
    "tertiary": 3,
}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One coverage of one member. Texts are without outer blanks, and empty when not given."""

    member_id: str
    subscriber_id: str
    relationship: str  # self, spouse, child, or what the file says, in lower case
    first_name: str
    last_name: str
    birth_date: date | None
    account_key: str  # what groups the people of one account; the subscriber id when the file has none
    address1: str
    address2: str
    city: str
    state: str
    zip: str
    email: str
    phone: str
    language: str
    plan: str
    payer_id: str
    coverage_order: int  # 1 primary, 2 secondary, 3 tertiary
    effective_on: date | None
    ends_on: date | None
    row: int = 0  # line of the CSV file, the heading being 1; the member's place in an 834
    segment: int = 0  # of INS in an 834; 0 in a CSV file


def read_roster(stream: BinaryIO) -> Iterator[RosterRow | RowFinding]:
    """The rows of a CSV roster in order, and a finding for each that is left out or looks odd.

    Columns may stand in any order and case; unknown ones are reported once. Raises UnreadableFile for a
    file that is empty, is no text, is not separated by commas, or lacks one of REQUIRED.
    """
    return _RosterReader(stream).rows()


class _RosterReader:
    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.findings: list[RowFinding] = []
        self.is_latin1_told = False
        self.line = 0

    def rows(self) -> Iterator[RosterRow | RowFinding]:
        lines = self._lines()
        first = next((line for line in lines if line.strip()), "")
        heading_line = self.line
        columns = _columns(first, heading_line)
        yield from self._unknown(columns, heading_line)
        table = csv.reader(lines, strict=True)
        begins = self.line + 1
        while True:
            try:
                values = next(table)
            except StopIteration:
                break
            except csv.Error as fault:
                raise _broken_quoting(begins, str(fault)) from None
            yield from self._told()
            row, begins = begins, self.line + 1
            if any(value.strip() for value in values):
                yield self._row(values, columns, row)
        yield from self._told()

    def _row(self, values: list[str], columns: list[str], row: int) -> RosterRow | RowFinding:
        if len(values) > len(columns) and any(value.strip() for value in values[len(columns) :]):
            expected = f"{len(columns)} as in the heading; put quotes around a value that holds a comma"
            return RowFinding("error", "roster.too_many_values", row, "", f"{len(values)} values", expected)
        if any("\n" in value for value in values):
            expected = f"one line a row; a quote opened here ends in row {self.line}, those rows are left out"
            return RowFinding("error", "roster.line_break", row, "", "a line break inside a value", expected)
        texts = {column: value.strip() for column, value in zip(columns, values, strict=False)}
        return build_row(texts, row=row, read_date=_iso_date, date_form="a day as YYYY-MM-DD")

    def _lines(self) -> Iterator[str]:
        """Lines as text, each read on its own: UTF-8, else Latin-1."""
        while raw := self.stream.readline(LINE_BYTES_MAX + 1):
            self.line += 1
            if self.line == 1:
                _refuse_what_is_no_csv(raw)
                raw = raw.removeprefix(b"\xef\xbb\xbf")
            if len(raw) > LINE_BYTES_MAX:
                raise UnreadableFile(
                    "roster.line_too_long",
                    f"row {self.line}",
                    f"found a line over {LINE_BYTES_MAX} bytes, expected one member a line; export it again",
                )
            yield self._text(raw)

    def _text(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            if not self.is_latin1_told:
                self.is_latin1_told = True
                expected = "UTF-8; read as Latin-1, check names with accents"
                self.findings.append(
                    RowFinding("note", "roster.latin1", self.line, "", "bytes that are not UTF-8", expected)
                )
            return raw.decode("latin-1")

    def _told(self) -> Iterator[RowFinding]:
        yield from self.findings
        self.findings.clear()

    def _unknown(self, columns: list[str], row: int) -> Iterator[RowFinding]:
        unknown = [column for column in columns if column not in COLUMNS]
        if unknown:
            found = ", ".join(shown(column) for column in unknown[:20])
            expected = f"only {', '.join(COLUMNS)}; the others are not read"
            yield RowFinding("warning", "roster.unknown_columns", row, "", found, expected)


def build_row(
    texts: dict[str, str],
    *,
    row: int,
    read_date: Callable[[str], date | None],
    date_form: str,
    segment: int = 0,
) -> RosterRow | RowFinding:
    """A row from column texts, or the first thing that keeps it from being one."""

    def left_out(code: str, column: str, found: str, expected: str) -> RowFinding:
        return RowFinding(
            "error", code, row, column, found, f"{expected}; the row is left out", segment or None
        )

    for column in REQUIRED:
        if not texts.get(column):
            return left_out("roster.missing", column, "nothing", "a value")
    for column, text in texts.items():
        if "\x00" in text:
            return left_out("roster.null", column, shown(text), "text without null bytes")
        if len(text) > LONGEST.get(column, len(text)):
            expected = f"{LONGEST[column]} characters or fewer"
            return left_out("roster.too_long", column, f"{len(text)} characters", expected)
    days: dict[str, date | None] = {}
    for column in ("birth_date", "effective_on", "ends_on"):
        text = texts.get(column, "")
        days[column] = read_date(text) if text else None
        if text and days[column] is None:
            return left_out("roster.bad_date", column, shown(text), date_form)
    effective_on, ends_on = days["effective_on"], days["ends_on"]
    if effective_on and ends_on and ends_on < effective_on:
        return left_out("roster.ends_before_start", "ends_on", str(ends_on), f"{effective_on} or later")
    order = COVERAGE_ORDERS.get(texts.get("coverage_order", "").lower())
    if order is None:
        expected = "1, 2, 3, primary, secondary or tertiary"
        return left_out("roster.bad_order", "coverage_order", shown(texts["coverage_order"]), expected)
    subscriber_id = texts.get("subscriber_id") or texts["member_id"]
    plain = {column: texts.get(column, "") for column in COLUMNS if column not in days}
    plain["subscriber_id"] = subscriber_id
    plain["account_key"] = texts.get("account_key") or subscriber_id
    plain["relationship"] = texts.get("relationship", "").lower()
    del plain["coverage_order"]
    return RosterRow(**plain, **days, coverage_order=order, row=row, segment=segment)  # type: ignore[arg-type]


def _columns(line: str, row: int) -> list[str]:
    """The column names of the heading, in lower case with underscores. Raises UnreadableFile."""
    where = f"row {max(row, 1)}"
    if not line.strip():
        what = "found nothing, expected a heading and a line for each coverage; export the roster again"
        raise UnreadableFile("roster.empty", where, what)
    for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if line.count(mark) > line.count(","):
            what = f"found columns separated by {name}, expected commas; save it as CSV with commas"
            raise UnreadableFile("roster.wrong_separator", where, what)
    try:
        names = next(csv.reader([line], strict=True))
    except csv.Error as fault:
        raise _broken_quoting(row, str(fault)) from None
    columns = [name.strip().lower().replace(" ", "_").replace("-", "_") for name in names]
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        what = f"found no column {', '.join(missing)}, expected a heading with {', '.join(COLUMNS)}; add it"
        raise UnreadableFile("roster.no_column", where, what)
    twice = sorted({column for column in columns if column in COLUMNS and columns.count(column) > 1})
    if twice:
        what = f"found column {', '.join(twice)} twice, expected it once; take one of them out"
        raise UnreadableFile("roster.column_twice", where, what)
    return columns


def _iso_date(text: str) -> date | None:
    if len(text) != 10 or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _refuse_what_is_no_csv(raw: bytes) -> None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        what = "found text in UTF-16, expected UTF-8; save the file as CSV UTF-8"
        raise UnreadableFile("roster.wrong_encoding", "byte 0", what)
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        what = "found an Office file or a PDF, expected CSV; open it and save it as CSV UTF-8"
        raise UnreadableFile("roster.not_csv", "byte 0", what)
    if b"\r" in raw.rstrip(b"\r\n"):
        what = "found lines that end in a carriage return alone, expected line feeds; save it as CSV UTF-8"
        raise UnreadableFile("roster.line_ends", "byte 0", what)
    if b"\0" in raw:
        raise UnreadableFile("roster.not_csv", "byte 0", "found zero bytes, expected CSV; export it again")


def _broken_quoting(row: int, fault: str) -> UnreadableFile:
    what = (
        f"found quotes that do not pair up ({fault}), expected each opened quote to be closed; mend the row"
    )
    return UnreadableFile("roster.broken_quotes", f"row {row}", what)
