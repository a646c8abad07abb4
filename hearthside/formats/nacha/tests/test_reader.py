"""Files as other systems save them, and every fault with its line, field, what was found and expected."""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.formats.findings import FINDINGS_MAX, Finding, UnreadableFile
from hearthside.formats.nacha import AdvEntry, Entry, FileEnd, IatEntry, looks_like_ach, read_nacha
from hearthside.formats.nacha.tests.test_writer import entry, file_of, web, written
from hearthside.money import Money

RETURN = b"""\
101 231380104 1210428822611230000A094101FIRST EXAMPLE BANK     HEARTHSIDE BILLING             
5225HEARTHSIDE                          1821234567WEBMEDICAL         2611250001231380100000001
626021000021000123456789     00000142504021187739     ANA REYES             S 1231380100000001
799R01121042880000001      02100002                                            231380100000001
822500000200021000020000000142500000000000001821234567                         231380100000001
9000001000001000000020002100002000000014250000000000000                                       
"""
RETURN += b"".join(b"9" * 94 + b"\n" for _ in range(4))
SAMPLES = Path(__file__).resolve().parents[4].parent / "shared" / "samples"


def read(data: bytes) -> list[object]:
    return list(read_nacha(BytesIO(data)))


def findings(data: bytes) -> list[Finding]:
    return [finding for record in read_nacha(BytesIO(data)) for finding in record.findings]


def entries(data: bytes) -> list[Entry]:
    return [record for record in read(data) if isinstance(record, Entry)]


def test_a_return_is_read_whole() -> None:
    (one,) = entries(RETURN)
    assert one.returned is not None
    assert (one.returned.code, one.returned.original_trace, one.amount) == (
        "R01",
        "121042880000001",
        Money(14250),
    )
    assert (one.routing, one.account, one.sec) == ("021000021", "000123456789", "WEB")
    assert findings(RETURN) == []


@pytest.mark.parametrize(
    "data",
    [
        RETURN.replace(b"\n", b"\r\n"),
        RETURN.replace(b"\n", b"\r"),
        RETURN.replace(b"\n", b""),
        b"\n".join(line.rstrip() for line in RETURN.splitlines()),
        RETURN.replace(b"\n", b"   \n"),
        RETURN.replace(b"\n", b"\n\n"),
        RETURN + b"\x1a",
    ],
    ids=["CR LF", "CR", "no line ends", "blanks trimmed", "blanks added", "blank lines", "end mark of DOS"],
)
def test_how_it_was_saved_changes_nothing(data: bytes) -> None:
    assert [one.returned for one in entries(data)] == [one.returned for one in entries(RETURN)]
    assert [finding for finding in findings(data) if finding.severity != "note"] == []


class Crumbs(BytesIO):
    """A stream that gives a few bytes at a time, whatever it is asked for."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self.step = step

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(self.step, size) if size and size > 0 else self.step)


@given(st.integers(189, 400), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_where_a_block_ends_changes_nothing(step: int, newline: bytes) -> None:
    data = RETURN.replace(b"\n", newline)
    found = list(read_nacha(cast(BinaryIO, Crumbs(data, step))))
    assert [type(one) for one in found] == [type(one) for one in read(RETURN)]
    assert isinstance(found[-1], FileEnd) and found[-1].findings == ()


def test_letters_beyond_ascii_are_read_in_latin1_and_in_utf8() -> None:
    for coding in ("latin-1", "utf-8"):
        (one,) = entries(RETURN.decode().replace("ANA REYES ", "ANA NUÑEZ ").encode(coding))
        assert one.name == "ANA NUÑEZ"


CASES = [
    ("0000014250402", "00000A4250402", "ach.amount", "line 3, amount, position 30-39"),
    ("626021000021", "626021000022", "ach.check_digit", "line 3, check digit, position 12"),
    ("626021000021", "699021000021", "ach.transaction_code", "line 3, transaction code, position 2-3"),
    ("799R01", "799R99", "ach.reason_code", "line 4, reason code, position 4-6"),
    ("799R01", "799X01", "ach.reason_code", "line 4, reason code, position 4-6"),
    (
        "799R01121042880000001",
        "799R01121O42880000001",
        "ach.original_trace",
        "line 4, original entry trace number, position 7-21",
    ),
    (
        "82250000020002100002",
        "82250000030002100002",
        "ach.batch_entry_and_addenda_count",
        "line 5, entry and addenda count, position 5-10",
    ),
    (
        "82250000020002100002",
        "82250000020002100003",
        "ach.batch_entry_hash",
        "line 5, entry hash, position 11-20",
    ),
    (
        "02100002000000014250000000000000182",
        "02100002000000014251000000000000182",
        "ach.batch_total_debits",
        "line 5, total debits, position 21-32",
    ),
    ("9000001000001", "9000002000001", "ach.file_batch_count", "line 6, batch count, position 2-7"),
    (
        "000000014250000000000000    ",
        "000000014250000000000001    ",
        "ach.file_total_credits",
        "line 6, total credits, position 44-55",
    ),
    ("5225HEARTH", "5999HEARTH", "ach.service_class", "line 2, service class code, position 2-4"),
    ("WEBMEDICAL ", "WEX          "[:11], "ach.entry_class", "line 2, standard entry class, position 51-53"),
    ("ANA REYES", "ANA\x01REYES", "ach.control_character", "line 3, position 58"),
]


@pytest.mark.parametrize(("old", "new", "code", "where"), CASES, ids=[case[2] for case in CASES])
def test_a_fault_is_told_with_its_place(old: str, new: str, code: str, where: str) -> None:
    text = RETURN.decode()
    assert old in text
    found = [one for one in findings(text.replace(old, new, 1).encode()) if one.code == code]
    assert [one.where for one in found] == [where]
    assert found[0].severity == "error" and "found" in found[0].what and "expected" in found[0].what


def test_an_amount_that_cannot_be_read_is_not_guessed() -> None:
    (one,) = entries(RETURN.replace(b"0000014250402", b"00000A4250402"))
    assert one.amount is None and one.is_unfit


@pytest.mark.parametrize(
    ("cut", "code"),
    [
        (5, "ach.no_file_control"),
        (4, "ach.batch_open"),
        (4, "ach.no_file_control"),
        (2, "ach.no_file_control"),
    ],
)
def test_a_file_that_breaks_off_says_so(cut: int, code: str) -> None:
    data = b"".join(RETURN.splitlines(keepends=True)[:cut])
    assert code in [finding.code for finding in findings(data)]


def test_debits_under_a_credit_class_are_told() -> None:
    wrong = RETURN.replace(b"5225", b"5220").replace(b"8225", b"8220")
    assert [finding.code for finding in findings(wrong)] == ["ach.service_class_amounts"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ach.empty"),
        (b"\n\n", "ach.empty"),
        (b"ISA*00*", "ach.no_file_header"),
        (b"1" + b"x" * 5000 + b"\n", "ach.line_too_long"),
    ],
)
def test_what_is_no_ach_file_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(b"101\n" + data if code == "ach.line_too_long" else data)
    assert refusal.value.code == code and ";" in refusal.value.what


def test_a_file_full_of_faults_is_not_listed_for_ever() -> None:
    data = RETURN.splitlines(keepends=True)[0] + b"X bad\n" * 5000
    end = read(data)[-1]
    assert isinstance(end, FileEnd) and len(end.findings) == FINDINGS_MAX + 1


@given(st.binary(max_size=2000))
def test_no_bytes_bring_the_reader_down(data: bytes) -> None:
    try:
        read(b"101" + data)
    except UnreadableFile as refusal:
        assert refusal.code and refusal.what


@given(st.integers(0, len(RETURN) - 1), st.binary(min_size=1, max_size=3))
def test_no_byte_changed_brings_the_reader_down(place: int, with_what: bytes) -> None:
    try:
        read(RETURN[:place] + with_what + RETURN[place + len(with_what) :])
    except UnreadableFile as refusal:
        assert refusal.code and refusal.what


def test_our_own_file_is_known_for_what_it_is() -> None:
    raw = written(file_of(web(entry())))
    assert looks_like_ach(raw) and looks_like_ach(RETURN.replace(b"\n", b""))
    assert not looks_like_ach(b"ISA*00*") and not looks_like_ach(
        b"01,122099999,123456789,040621,0200,1,65,,2/\n"
    )
    assert entries(raw)[0].returned is None


# Marked invalid in the samples' index by a guess from name or totals, and in truth without a fault:
SOUND_AFTER_ALL = {
    "issue702.ach",  # the index adds a returned debit (26) to the credits
    "long-line.ach",  # only blanks stand beyond position 94
    "short-line.ach",  # only blanks are missing
    *(f"issue927_{name}.ach" for name in (
        "044f121c5da6ff398d22b6ca8679239a13270594", "44a858e07e89fb0b24bcfdda733070f38ef1e889",
        "9bb2e883c8cfa2bfc73f433fcac11a7e90f8d6e5", "bfd6b648c4b4e2d1581a0767740233f2c67cebea",
    )),  # figures, order and counts agree
}  # fmt: skip
# Not marked, and yet at odds with themselves:
FAULTY_AFTER_ALL = {
    "issue1620.ach": "ach.file_batch_count",
    "nonascii-utf8.ach": "ach.file_entry_and_addenda_count",
    "skip-validation.ach": "ach.trace_order",
}


def marked_invalid() -> dict[str, bool]:
    rows = (line.split("|") for line in (SAMPLES / "INDEX.md").read_text().splitlines() if "/ach " in line)
    return {row[1].strip(): "invalid" in row[4].split(", ")[0:9] or " invalid" in row[4] for row in rows}


def samples() -> list[Path]:
    return sorted((SAMPLES / "ach").iterdir()) if (SAMPLES / "ach").is_dir() else []


@pytest.mark.samples
@pytest.mark.parametrize("path", samples(), ids=lambda path: path.name)
def test_a_file_another_system_wrote_is_read_or_faulted_for_a_reason(path: Path) -> None:
    records = read(path.read_bytes())
    assert looks_like_ach(path.read_bytes()[:65536])
    errors = [one for record in records for one in record.findings if one.severity == "error"]  # type: ignore[attr-defined]
    short = path.name.removeprefix("moov-io__").removeprefix("testdata_")
    if short in FAULTY_AFTER_ALL:
        assert FAULTY_AFTER_ALL[short] in {one.code for one in errors}
    else:
        assert bool(errors) == (marked_invalid()[path.name] and short not in SOUND_AFTER_ALL)
    for one in errors:
        assert one.where.startswith("line ") and "expected" in one.what


@pytest.mark.samples
@pytest.mark.skipif(not samples(), reason="the folder of samples is not beside this checkout")
def test_international_and_advice_entries_are_their_own_records() -> None:
    named = {path.name: read(path.read_bytes()) for path in samples()}
    assert any(isinstance(one, AdvEntry) for one in named["moov-io__testdata_adv.ach"])
    returned = [one for one in named["moov-io__testdata_iat-addenda99.ach"] if isinstance(one, IatEntry)]
    assert returned[0].returned is not None and returned[0].returned.code == "R01"
    (change,) = [one for one in named["moov-io__testdata_cor-example.ach"] if isinstance(one, Entry)]
    assert change.changed is not None and change.changed.corrected.strip() == "1918171614"
