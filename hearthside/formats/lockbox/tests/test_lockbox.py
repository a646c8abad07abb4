"""Reading gives back what was written, in every layout; controls that do not hold are seen; any bytes are."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearthside.formats.findings import UnreadableFile
from hearthside.formats.lockbox.choosing import choose_layout
from hearthside.formats.lockbox.layout import Layout, layout_named, layouts, parse_layout
from hearthside.formats.lockbox.reading import read_lockbox
from hearthside.formats.lockbox.records import BatchEnd, Check, Coupon, FileStart, LockboxEnd
from hearthside.formats.lockbox.tests.files import (
    DAY,
    STANDARD,
    check,
    codes_of,
    end_of,
    file_of,
    files,
    findings_of,
    of_type,
    read,
)
from hearthside.formats.lockbox.values import amount_text, read_amount
from hearthside.formats.lockbox.writing import UnwritableValue
from hearthside.money import Money

ALL = pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.name)


def facts(one: Check) -> tuple[object, ...]:
    """What a check says, its numbers without the zeros that fill a field."""
    coupons = [(coupon.invoice, coupon.scan_line, coupon.amount) for coupon in one.coupons]
    numbers = [text.lstrip("0") for text in (one.routing, one.account, one.check_number)]
    return (
        one.ordinal,
        one.amount,
        numbers,
        one.written_on,
        one.remitter,
        one.reference,
        coupons,
        one.is_readable,
    )


@ALL
@settings(max_examples=60)
@given(data=st.data())
def test_reading_gives_back_what_was_written(layout: Layout, data: st.DataObject) -> None:
    batches = data.draw(files(layout))
    line_end = data.draw(st.sampled_from(["\r\n", "\n"]))
    records = read(file_of(*batches, layout=layout, line_end=line_end), layout)
    assert not findings_of(records)
    assert [facts(one) for one in of_type(records, Check)] == [
        facts(one) for batch in batches for one in batch
    ]
    ends = of_type(records, BatchEnd)
    assert [(end.told_count, end.told_amount) for end in ends] == [(end.count, end.amount) for end in ends]
    assert [end.deposit_on for end in ends] == [DAY] * len(batches)
    end = end_of(records)
    assert (end.batches, end.checks) == (len(batches), sum(map(len, batches))) and end.lines == end.told_lines


@ALL
@given(data=st.data())
def test_every_line_of_the_file_belongs_where_it_says(layout: Layout, data: st.DataObject) -> None:
    told = file_of(*data.draw(files(layout)), layout=layout)
    for one in of_type(read(told, layout), Check):
        piece = told[one.offset : one.offset + one.length].decode("latin-1")
        assert len(piece.splitlines()) == 1 + len(one.coupons)
        assert piece.startswith(layout.of_role("check").code)  # type: ignore[union-attr]


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@ALL
def test_a_layout_is_known_by_its_content(layout: Layout, line_end: str) -> None:
    record = layout.of_role("coupon")
    fields = record.fields if record else {}
    ours = "000123456600000123452612159"
    coupons = [Coupon(scan_line=ours if "scan_line" in fields else "", amount=Money(8640))] if fields else []
    reference = "0001234566" if layout.name == "bai-reference" else ""
    told = file_of([check(coupons=coupons, reference=reference)], layout=layout, line_end=line_end)
    chosen = choose_layout(told)
    assert chosen is not None and chosen.name == layout.name


def test_the_layout_of_a_known_sender_counts_more_than_how_it_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    from hearthside.formats.lockbox import choosing

    known = layout_named("bai-reference")
    told = Layout(
        known.name, known.summary, known.width, known.needs, frozenset({"0099999991"}), known.records
    )
    monkeypatch.setattr(choosing, "layouts", lambda: (STANDARD, told))
    assert choose_layout(file_of([check()])) == told


@pytest.mark.parametrize(
    "head",
    [
        b"", b"\n\n", b"member_id,first_name\n1,2\n", b"ISA*00*",
        b"01,SENDER,RECEIVER,260101,0800,1,80,,2/\n",
        b"101 091000019 1234567892611231800A094101BANK                   US                     \n",
        b"%PDF-1.7\n", b"\xff\xfe1\x000\x00", b"hello\nworld\n",
    ],
)  # fmt: skip
def test_other_files_are_not_taken_for_lockbox_files(head: bytes) -> None:
    assert choose_layout(head) is None


def test_blanks_may_be_cut_and_a_file_may_come_without_line_ends() -> None:
    whole = file_of(*[[check(), check(100)]] * 30, line_end="\n")
    cut = b"".join(line.ljust(80) for line in whole.split(b"\n") if line)
    assert len(cut) > 4096
    assert end_of(read(cut)).amount == end_of(read(whole)).amount == Money(30 * 8740)
    assert not findings_of(read(cut))


CONTROLS = [
    (7, "count", b"001", b"002", "lockbox.count_differs", "batches"),
    (7, "amount", b"0000008640", b"0000008641", "lockbox.amount_differs", "batches"),
    (8, "amount", b"0000008640", b"0000008649", "lockbox.amount_differs", "lockboxes"),
    (9, "records", b"000008", b"000009", "lockbox.records_differs", "records"),
]


@pytest.mark.parametrize(("record", "name", "was", "becomes", "code", "control"), CONTROLS)
def test_a_wrong_total_is_seen(
    record: int, name: str, was: bytes, becomes: bytes, code: str, control: str
) -> None:
    lines = file_of([check(coupons=[Coupon("A1", amount=Money(8640))])]).splitlines(keepends=True)
    place = next(at for at, line in enumerate(lines) if line.startswith(b"%d" % record))
    head, found, tail = lines[place].rpartition(was)
    assert found, lines[place]
    lines[place] = head + becomes + tail
    records = read(b"".join(lines))
    assert codes_of(records) == {code}
    finding = findings_of(records)[0]
    assert finding.severity == "error" and name in finding.where and "expected" in finding.what
    assert not getattr(end_of(records).balanced, control)
    assert (of_type(records, BatchEnd)[0].errors > 0) == (record == 7)


def test_coupons_that_do_not_add_up_to_their_check_are_seen() -> None:
    told = file_of([check(coupons=[Coupon("A1", amount=Money(8600)), Coupon("A2", amount=Money(41))])])
    records = read(told)
    assert codes_of(records) == {"lockbox.coupons_differ"} and not end_of(records).balanced.coupons
    assert of_type(records, BatchEnd)[0].errors == 1


def test_coupons_past_ninety_nine_may_start_again_at_one() -> None:
    coupons = [Coupon(f"A{place}", amount=Money(1)) for place in range(250)]
    records = read(file_of([check(250, coupons=coupons)]))
    assert not findings_of(records)
    assert len(of_type(records, Check)[0].coupons) == 250


@pytest.mark.parametrize("at", range(1, 11))
def test_a_file_cut_after_any_line_says_so(at: int) -> None:
    lines = file_of([check(), check(1)], [check(2)]).splitlines(keepends=True)
    assert len(lines) == 11
    codes = codes_of(read(b"".join(lines[:at])))
    assert codes & {"lockbox.cut_short", "lockbox.total_missing"}


def test_an_amount_that_cannot_be_read_is_refused_and_holds_its_batch() -> None:
    told = file_of([check(), check(100)]).replace(b"0000008640", b"00000A8640", 1)
    records = read(told)
    first, second = of_type(records, Check)
    assert not first.is_readable and first.amount == Money(0) and second.is_readable
    finding = first.findings[0]
    assert "positions 8-17" in finding.where and "'00000A8640'" in finding.what
    assert of_type(records, BatchEnd)[0].errors


def test_a_blurred_account_number_is_for_a_person_and_is_not_shown() -> None:
    told = file_of([check()]).replace(b"0000441729", b"00004?1729")
    records = read(told)
    finding = findings_of(records)[0]
    assert finding.severity == "warning" and "441" not in finding.what and "4?1" not in finding.what
    assert not of_type(records, BatchEnd)[0].errors


@pytest.mark.parametrize(
    ("text", "decimals", "cents"),
    [("8640", "2", 8640), ("864000", "4", 8640), ("86.4", "point", 8640), ("86", "0", 8600), ("5", "2", 5)],
)
def test_amounts_by_their_decimals(text: str, decimals: str, cents: int) -> None:
    assert read_amount(text, decimals) == Money(cents)
    assert read_amount(amount_text(Money(cents), decimals), decimals) == Money(cents)


@pytest.mark.parametrize(
    ("text", "decimals"), [("864001", "4"), ("-86", "2"), ("8.64", "2"), ("86,40", "point")]
)
def test_amounts_that_are_no_cents_are_refused(text: str, decimals: str) -> None:
    from hearthside.errors import UnreadableAmount

    with pytest.raises(UnreadableAmount):
        read_amount(text, decimals)


@pytest.mark.parametrize(
    "changes",
    [
        {"remitter": "X" * 31},
        {"check_number": "12A"},
        {"remitter": "A\nB"},
        {"remitter": "\u0151"},
        {"cents": -1},
    ],
)
def test_a_value_that_its_field_cannot_carry_is_refused(changes: dict[str, object]) -> None:
    cents = changes.pop("cents", 8640)
    with pytest.raises(UnwritableValue):
        file_of([check(cents, **changes)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        'amount = "17-8 amount"',
        'amount = "1-8 amount"',
        'amount = "8-17 dollars"',
        'amount = "8-17 amount/9"',
    ],
)
def test_a_layout_that_makes_no_sense_is_refused(wrong: str) -> None:
    head = 'name = "x"\nsummary = ""\nwidth = 80\nneeds = []\nsenders = []\n'
    text = f'{head}[records.6]\nrole = "check"\n{wrong}'
    with pytest.raises(ValueError, match="amount"):
        parse_layout(text)


PIECES = [
    b"\n",
    b"\r\n",
    b"6",
    b"4",
    b"5",
    b"7",
    b"8",
    b"9",
    b"1",
    b"0",
    b" ",
    b"\x00",
    b"\xff",
    b"\x1a",
    b"A" * 90,
]
REAL = {layout.name: file_of([check(), check(7)], [check(9)], layout=layout) for layout in layouts()}


def survives(data: bytes, layout: Layout) -> None:
    try:
        for record in read_lockbox(BytesIO(data), layout):
            assert record is not None
    except UnreadableFile as refusal:
        assert refusal.where and "expected" in refusal.what


@ALL
@settings(max_examples=150)
@given(data=st.binary(max_size=400) | st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join))
def test_any_bytes_are_read_or_refused(layout: Layout, data: bytes) -> None:
    survives(data, layout)
    choose_layout(data)


@ALL
@settings(max_examples=150)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_and_never_looks_whole(layout: Layout, data: st.DataObject) -> None:
    whole = REAL[layout.name]
    at = data.draw(st.integers(0, len(whole) - 1))
    piece = data.draw(st.sampled_from(PIECES) | st.binary(min_size=1, max_size=4))
    damaged = whole[:at] + piece + whole[at + len(piece) :]
    survives(damaged, layout)
    try:
        before, after = end_of(read(whole, layout)), end_of(read(damaged, layout))
    except UnreadableFile:
        return
    if after.amount != before.amount or after.checks != before.checks:
        assert any(finding.severity == "error" for finding in findings_of(read(damaged, layout)))


ENDLESS = """
import resource, sys
from io import RawIOBase, BufferedReader
from hearthside.formats.lockbox.layout import layout_named
from hearthside.formats.lockbox.reading import read_lockbox
from hearthside.formats.lockbox.tests.files import file_of, check
lines = file_of([check()]).splitlines(keepends=True)
class Endless(RawIOBase):
    left, kept = 40 << 20, b"".join(lines[:3])
    def readable(self): return True
    def readinto(self, room):
        while len(self.kept) < len(room) and self.left > 0:
            self.kept += lines[3] * 500
            self.left -= len(lines[3]) * 500
        given, self.kept = self.kept[:len(room)], self.kept[len(room):]
        room[:len(given)] = given
        return len(given)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in read_lockbox(BufferedReader(Endless()), layout_named("bai-80")))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file() -> None:
    done = subprocess.run([sys.executable, "-c", ENDLESS], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    count, grown_kib = map(int, done.stdout.split())
    assert count > 400_000 and grown_kib < 20 * 1024


SAMPLES = Path(__file__).resolve().parents[4].parent / "shared" / "samples" / "lockbox"


@pytest.mark.samples
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of samples is not beside this checkout")
def test_a_file_of_another_house_reads_with_its_totals() -> None:
    data = (SAMPLES / "fundersclub__tests_test_lockbox.bai").read_bytes()
    layout = choose_layout(data)
    assert layout is not None and layout.name == "bai-80"
    records = read(data, layout)
    assert not findings_of(records)
    (start,), (one,), (box,) = (of_type(records, kind) for kind in (FileStart, Check, LockboxEnd))
    assert start.origin == "0099999991" and one.amount == box.told_amount == Money(700_000)
    assert (one.remitter, one.payee, one.check_number) == ("BOB E SMITH", "MY BUSINESS COMPANY", "0000000180")
    assert one.coupons[0].invoice == "CE554"
    assert {line[:1] for line in data.decode().splitlines()} == set("12564789")
    assert end_of(records).told_lines == end_of(records).lines == 8
