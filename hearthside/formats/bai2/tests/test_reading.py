"""What is read, what is found wrong and where, and that what was written is read back."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.formats.bai2 import (
    AccountEnd,
    AccountStart,
    Direction,
    FileEnd,
    FileStart,
    Funds,
    GroupEnd,
    GroupStart,
    Summary,
    Transaction,
    Unwritable,
    direction_of,
    looks_like_bai2,
    read_bai2,
    write_bai2,
)
from hearthside.formats.bai2.lines import SHARED
from hearthside.formats.findings import Finding, UnreadableFile
from hearthside.money import Money

WHOLE = (
    "01,BANK,US,261118,0700,1,,,2/\n02,US,BANK,1,261118,,USD,2/\n03,0123456789,USD,010,500,,/\n"
    "16,{line}\n49,{total},{records}/\n98,{total},1,{group}/\n99,{total},1,{file}/\n"
)


def read(text: str) -> list[Any]:
    return list(read_bai2(BytesIO(text.encode("latin-1"))))


def one_line(line: str, total: int) -> list[Any]:
    count = 3 + line.count("\n88,")
    return read(WHOLE.format(line=line, total=500 + total, records=count, group=count + 2, file=count + 4))


def findings(records: list[Any]) -> list[Finding]:
    ends = [one for one in records if not isinstance(one, Transaction | AccountStart)]
    return [found for record in ends for found in record.findings]


@pytest.mark.parametrize(
    ("line", "total", "expected"),
    [
        ("142,100,Z,R1,C1,TEXT/", 100, ("142", 100, Funds("Z"), "R1", "C1", "TEXT")),
        ("115,100,S,10,20,70,R1,,A, B/C/", 100,
         ("115", 100, Funds("S", ("10", "20", "70")), "R1", "", "A, B/C")),
        ("218,100,V,261119,0900,,C1,T/", 100, ("218", 100, Funds("V", ("261119", "0900")), "", "C1", "T")),
        ("142,100,D,1,0,100,R,C,T/", 100, ("142", 100, Funds("D", ("1", "0", "100")), "R", "C", "T")),
        ("142,100,,R1,/\n88,MORE\n88,AND MORE", 100, ("142", 100, Funds(), "R1", "", "MORE\nAND MORE")),
        ("115,100/\n88,S,50,40,10/\n88,AX1,B0,ACME/", 100,
         ("115", 100, Funds("S", ("50", "40", "10")), "AX1", "B0", "ACME")),
        ("475,100/\n88,JUST TEXT, HERE", 100, ("475", 100, Funds(), "", "", "JUST TEXT, HERE")),
        ("890,,Z,,,NOT MONEY/", 0, ("890", 0, Funds("Z"), "", "", "NOT MONEY")),
        ("977,+5,,,,OUR OWN CODE/", 5, ("977", 5, Funds(), "", "", "OUR OWN CODE")),
    ],
)  # fmt: skip
def test_a_line_is_read_field_by_field(line: str, total: int, expected: tuple[Any, ...]) -> None:
    records = one_line(line, total)
    found = next(one for one in records if isinstance(one, Transaction))
    assert found.amount is not None
    assert (
        found.type, found.amount.cents, found.funds, found.bank_reference,
        found.customer_reference, found.text,
    ) == expected  # fmt: skip
    assert not findings(records)


@pytest.mark.parametrize(
    ("before", "after", "code", "where"),
    [
        ("49,600", "49,601", "bai2.total", "record 5 (line 5, type 49), account total"),
        ("98,600", "98,601", "bai2.total", "group total"),
        ("99,600", "99,601", "bai2.total", "file total"),
        ("98,600,1", "98,600,2", "bai2.accounts", "number of accounts"),
        ("99,600,1", "99,600,3", "bai2.groups", "number of groups"),
        ("49,600,3", "49,600,4", "bai2.records", "number of records of the account"),
        ("16,142,100", "16,142,1OO", "bai2.amount", "record 4 (line 4, type 16), amount"),
        ("1,261118,,USD", "1,261199,,USD", "bai2.day", "as-of date"),
        ("99,600,1,7/\n", "", "bai2.cut_off", "the end of the file"),
        ("49,600,3/\n", "", "bai2.no_account_total", "account ending 6789"),
        ("02,US,BANK,1,261118,,USD,2/\n", "", "bai2.order", "record 2"),
        ("16,142", "16,1A2", "bai2.type_code", "type code"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(before: str, after: str, code: str, where: str) -> None:
    text = WHOLE.format(line="142,100,Z,R,C,T/", total=600, records=3, group=5, file=7)
    assert before in text
    found = [one for one in findings(read(text.replace(before, after))) if one.code == code]
    assert found and where in found[0].where, found
    assert "found" in found[0].what and "expected" in found[0].what


def test_a_wrong_count_alone_holds_nothing() -> None:
    text = WHOLE.format(line="142,100,Z,R,C,T/", total=600, records=9, group=5, file=7)
    ends = [one for one in read(text) if isinstance(one, AccountEnd)]
    assert ends[0].findings and ends[0].is_sound


@pytest.mark.parametrize(
    "head", [b"", b"ISA*00*", b"101 021000021", b"02,A,B", b"\xff\xfe0\x001\x00", b"hello\n"]
)
def test_what_is_no_statement_is_refused_or_empty(head: bytes) -> None:
    assert not looks_like_bai2(head)
    if head:
        with pytest.raises(UnreadableFile):
            list(read_bai2(BytesIO(head)))


def test_a_line_without_end_is_refused_and_memory_stays_small() -> None:
    with pytest.raises(UnreadableFile):
        list(read_bai2(BytesIO(b"01,A,B,261118,,1,,,2/\n" + b"x" * 1_000_000)))


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fall_over(noise: bytes) -> None:
    for head in (b"", b"01,A,B,261118,0700,1,,,2/\n02,A,B,1,261118,,USD,2/\n03,1,USD/\n16,142,"):
        try:
            records = list(read_bai2(BytesIO(head + noise)))
        except UnreadableFile as refusal:
            assert refusal.where and refusal.what
        else:
            assert not records or isinstance(records[-1], FileEnd)


codes = st.from_regex(r"[0-9]{3}", fullmatch=True).filter(str.isascii)
cents = st.integers(0, 10**12).map(Money)
words = st.text("ABCabc 019.-:", max_size=12).map(str.strip)
amounts_text = st.integers(0, 10**9).map(str)
funds = st.one_of(
    st.sampled_from(["", "Z", "0", "1", "2"]).map(Funds),
    st.tuples(amounts_text, amounts_text, amounts_text).map(lambda told: Funds("S", told)),
    st.tuples(st.sampled_from(["261118", ""]), st.sampled_from(["0900", ""])).map(
        lambda told: Funds("V", told)
    ),
    st.lists(amounts_text, min_size=2, max_size=2).map(lambda told: Funds("D", ("1", *told))),
)
lines_of_text = st.lists(st.text("ABC abc,/019.:", min_size=1, max_size=30), max_size=4).filter(
    lambda rows: not any(SHARED.search(f"{row}/") for row in rows)
)
transactions = st.builds(Transaction, codes, cents, funds, words, words, lines_of_text.map("\n".join))
summaries = st.builds(
    Summary, codes, st.integers(-(10**12), 10**12).map(Money), st.none() | st.integers(0, 999), funds
)
accounts = st.tuples(
    st.builds(AccountStart, st.from_regex(r"[0-9]{4,12}", fullmatch=True).filter(str.isascii),
              st.just("USD"), st.lists(summaries, max_size=3).map(tuple)),
    st.lists(transactions, max_size=4),
)  # fmt: skip


@given(st.lists(st.lists(accounts, max_size=3), max_size=3))
def test_what_was_written_is_read_back_and_holds(groups: list[list[Any]]) -> None:
    records: list[Any] = [FileStart("A", "B", date(2026, 11, 18), "0700", "1")]
    for group in groups:
        records.append(GroupStart("B", "A", "1", date(2026, 11, 18), "2359", "USD", "2"))
        for start, lines in group:
            records += [start, *lines, AccountEnd(start.number)]
        records.append(GroupEnd())
    records.append(FileEnd())
    out = BytesIO()
    write_bai2(records, out)
    back = list(read_bai2(BytesIO(out.getvalue())))
    assert not [found for one in back for found in one.findings]
    shown = (FileStart, GroupStart, AccountStart)
    assert [one for one in back if isinstance(one, shown)] == [
        one for one in records if isinstance(one, shown)
    ]
    assert [bare(one) for one in back if isinstance(one, Transaction)] == [
        bare(one) for one in records if isinstance(one, Transaction)
    ]


def bare(line: Transaction) -> tuple[Any, ...]:
    return (line.type, line.amount, line.funds, line.bank_reference, line.customer_reference, line.text)


@pytest.mark.parametrize(
    "line",
    [Transaction("142", Money(1), bank_reference="A,B"), Transaction("142", Money(1), text="\nB"),
     Transaction("142", Money(1), text="X/ 16,142,5"), Transaction("142", None),
     Transaction("142", Money(1), text="\u2013")],
)  # fmt: skip
def test_the_writer_refuses_what_could_not_be_read_back(line: Transaction) -> None:
    with pytest.raises(Unwritable):
        write_bai2([GroupStart(), AccountStart("1"), line], BytesIO())


@pytest.mark.parametrize(
    ("code", "way"),
    [("115", "in"), ("142", "in"), ("399", "in"), ("475", "out"), ("555", "out"), ("698", "out"),
     ("890", "none"), ("720", "none"), ("930", "in"), ("970", "out"), ("XX1", "none"), ("400", "none")],
)  # fmt: skip
def test_which_way_a_code_goes(code: str, way: str) -> None:
    assert direction_of(code) == Direction(way)
