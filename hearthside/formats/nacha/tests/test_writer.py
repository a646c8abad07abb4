"""What we write reads back as it was, through our own strict reader, with nothing to remark."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.formats.nacha import (
    RETRY,
    REVERSAL,
    Entry,
    FileEnd,
    OutBatch,
    OutEntry,
    OutFile,
    Unwritable,
    check_digit,
    read_nacha,
    write_nacha,
)
from hearthside.money import Money, total

ODFI = "12104288"
AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)


def entry(**parts: object) -> OutEntry:
    values: dict[str, object] = {
        "code": "27", "routing": "021000021", "account": "000123456789", "amount": Money(14250),
        "identification": "4021187739", "name": "Ana Reyes", "trace": f"{ODFI}0000001",
    }  # fmt: skip
    return OutEntry(**(values | parts))  # type: ignore[arg-type]


def file_of(*batches: OutBatch, **parts: object) -> OutFile:
    values: dict[str, object] = {
        "destination": "121042882", "destination_name": "First Example Bank", "origin": "1821234567",
        "origin_name": "Hearthside Billing", "company_name": "HEARTHSIDE", "company_id": "1821234567",
        "odfi": ODFI, "created_at": AT, "modifier": "A", "reference": "", "batches": batches,
    }  # fmt: skip
    return OutFile(**(values | parts))  # type: ignore[arg-type]


def web(*entries: OutEntry, description: str = "MEDICAL", sec: str = "WEB") -> OutBatch:
    return OutBatch(sec, description, DAY, entries or (entry(),))


def written(file: OutFile) -> bytes:
    stream = BytesIO()
    write_nacha(file, stream)
    return stream.getvalue()


routings = st.one_of(
    *(st.just(f"{prefix:02d}") for prefix in (0, 6, 12, 21, 32, 61, 72, 80))
).flatmap(
    lambda prefix: st.integers(0, 10**6 - 1).map(
        lambda rest: f"{prefix}{rest:06d}" + check_digit(f"{prefix}{rest:06d}")
    )
)  # fmt: skip
accounts = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9 -]{0,15}[A-Za-z0-9])?", fullmatch=True)
names = st.text(min_size=1, max_size=40).filter(
    lambda text: any(mark.isascii() and mark.isalnum() for mark in text[:20])
)
moving = st.tuples(st.sampled_from(["27", "37"]), st.integers(1, 10**10 - 1))
resting = st.tuples(st.sampled_from(["28", "38"]), st.just(0))


@st.composite
def batches(draw: st.DrawFn) -> OutBatch:
    rows = draw(
        st.lists(
            st.tuples(st.one_of(moving, resting), routings, accounts, names, st.booleans()),
            min_size=1,
            max_size=12,
        )
    )
    start = draw(st.integers(1, 9_000_000))
    entries = [
        entry(code=code, amount=Money(cents), routing=routing, account=account, name=name, single=single,
              trace=f"{ODFI}{start + place:07d}")
        for place, ((code, cents), routing, account, name, single) in enumerate(rows)
    ]  # fmt: skip
    sec = draw(st.sampled_from(["PPD", "WEB", "TEL"]))
    return OutBatch(sec, draw(st.sampled_from(["MEDICAL", RETRY])), DAY, entries)


@given(st.lists(batches(), min_size=1, max_size=4))
def test_what_is_written_reads_back_with_nothing_to_remark(made: list[OutBatch]) -> None:
    try:
        raw = written(file_of(*made))
    except Unwritable as refusal:
        assert refusal.facts["field"] in ("a total", "individual name")
        return
    records = list(read_nacha(BytesIO(raw)))
    assert [finding for record in records for finding in record.findings] == []
    sent = [one for batch in made for one in batch.entries]
    read = [record for record in records if isinstance(record, Entry)]
    assert [(one.code, one.routing, one.account, one.amount, one.trace) for one in read] == [
        (one.code, one.routing, one.account, one.amount, one.trace) for one in sent
    ]
    end = records[-1]
    assert isinstance(end, FileEnd) and end.debits == total(one.amount for one in sent)
    assert {len(line) for line in raw.splitlines()} == {94} and len(raw.splitlines()) % 10 == 0


def test_a_web_debit_stands_where_the_rules_put_it() -> None:
    lines = written(file_of(web())).decode().splitlines()
    assert lines[2] == (
        "627021000021000123456789     00000142504021187739     Ana Reyes             S 0121042880000001"
    )
    assert lines[1][50:63] == "WEBMEDICAL   "
    assert lines[3][:44] == "82250000010002100002000000014250000000000000"


def test_refunds_and_reversals_are_credits() -> None:
    refund = entry(code="22")
    raw = written(file_of(web(refund, sec="PPD", description="REFUND"), web(refund, description=REVERSAL)))
    records = list(read_nacha(BytesIO(raw)))
    assert [finding for record in records for finding in record.findings] == []
    end = records[-1]
    assert isinstance(end, FileEnd) and (end.debits, end.credits) == (Money(0), Money(28500))


def test_the_same_in_gives_the_same_bytes() -> None:
    first, second = BytesIO(), BytesIO()
    assert write_nacha(file_of(web()), first).sha256 == write_nacha(file_of(web()), second).sha256
    assert first.getvalue() == second.getvalue()


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"routing": "021000022"}, "receiving bank"),
        ({"routing": "99999999"}, "receiving bank"),
        ({"account": ""}, "account number"),
        ({"account": "1" * 18}, "account number"),
        ({"account": "12\n34"}, "account number"),
        ({"amount": Money(0)}, "amount"),
        ({"amount": Money(-5)}, "amount"),
        ({"amount": Money(10**10)}, "amount"),
        ({"code": "28"}, "amount"),
        ({"code": "22"}, "transaction code"),
        ({"code": "99"}, "transaction code"),
        ({"trace": "999999990000001"}, "trace number"),
        ({"name": "\u2603"}, "individual name"),
        ({"identification": "x" * 16}, "individual identification"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(parts: dict[str, object], field: str) -> None:
    with pytest.raises(Unwritable) as refusal:
        written(file_of(web(entry(**parts))))
    assert refusal.value.facts["field"] == field
    assert "000123456789" not in str(refusal.value)


def test_traces_out_of_order_are_refused() -> None:
    with pytest.raises(Unwritable):
        written(file_of(web(entry(), entry())))


@pytest.mark.parametrize(
    "batch",
    [
        web(sec="CCD"),
        OutBatch("WEB", "MEDICAL", DAY, []),
        web(description="0000000000"),
        web(description="WAY TOO LONG"),
    ],
)
def test_a_batch_that_no_bank_takes_is_refused(batch: OutBatch) -> None:
    with pytest.raises(Unwritable):
        written(file_of(batch))
