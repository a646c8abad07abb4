"""Small lockbox files for tests, and any file that Hypothesis can think of."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from hypothesis import strategies as st

from hearthside.formats.findings import Finding
from hearthside.formats.lockbox.layout import Layout, layout_named
from hearthside.formats.lockbox.reading import read_lockbox
from hearthside.formats.lockbox.records import BatchStart, Check, Coupon, FileEnd, FileStart, Record
from hearthside.formats.lockbox.writing import write_lockbox
from hearthside.money import Money

DAY = date(2026, 11, 23)
STANDARD = layout_named("bai-80")


def check(cents: int = 8640, **changes: object) -> Check:
    facts: dict[str, object] = {
        "ordinal": 1, "amount": Money(cents), "routing": "061000052", "account": "441729",
        "check_number": "2207", "written_on": date(2026, 11, 16), "remitter": "RUTH M HALE",
    }  # fmt: skip
    return Check(**{**facts, **changes})  # type: ignore[arg-type]


def file_of(*batches: Sequence[Check], layout: Layout = STANDARD, line_end: str = "\r\n") -> bytes:
    """The bytes of a file with these batches, numbered from 1."""
    records: list[Record] = [FileStart(layout.name, origin="0099999991", created_on=DAY, created_time="1800")]
    for number, checks in enumerate(batches, 1):
        records.append(BatchStart(number, f"{number:03d}", "0277947", DAY))
        records += checks
    out = BytesIO()
    write_lockbox(records, out, layout, line_end=line_end)
    return out.getvalue()


def read(data: bytes, layout: Layout = STANDARD) -> list[Record]:
    return list(read_lockbox(BytesIO(data), layout))


def of_type(records: Sequence[Record], kind: type) -> list:  # type: ignore[type-arg]
    return [record for record in records if isinstance(record, kind)]


def end_of(records: Sequence[Record]) -> FileEnd:
    end = records[-1]
    assert isinstance(end, FileEnd)
    return end


def findings_of(records: Sequence[Record]) -> list[Finding]:
    return [finding for record in records for finding in getattr(record, "findings", [])]


def codes_of(records: Sequence[Record]) -> set[str]:
    return {finding.code for finding in findings_of(records)}


letters = st.characters(
    min_codepoint=33, max_codepoint=255, exclude_characters=[chr(n) for n in range(127, 161)]
)
days = st.none() | st.dates(date(2001, 1, 1), date(2068, 1, 1))
scan_lines = st.text("0123456789", min_size=27, max_size=27)
numbers = st.integers(0, 999_999_999).map(str)


def names(width: int) -> st.SearchStrategy[str]:
    return st.text(letters, max_size=width)


@st.composite
def coupons_of(draw: st.DrawFn, cents: int, layout: Layout) -> list[Coupon]:
    record = layout.of_role("coupon")
    if record is None:
        return []
    count = draw(st.integers(0, 3))
    if count == 0:
        return []
    cuts = sorted(draw(st.lists(st.integers(0, cents), min_size=count - 1, max_size=count - 1)))
    shares = [high - low for low, high in zip([0, *cuts], [*cuts, cents], strict=True)]
    return [
        Coupon(
            invoice=draw(names(16)) if "invoice" in record.fields else "",
            scan_line=draw(scan_lines) if "scan_line" in record.fields else "",
            amount=Money(share),
        )
        for share in shares
    ]  # fmt: skip


@st.composite
def files(draw: st.DrawFn, layout: Layout) -> list[list[Check]]:
    """Batches of checks that this layout can carry."""
    fields = layout.of_role("check").fields  # type: ignore[union-attr]
    batches = []
    for _ in range(draw(st.integers(0, 3))):
        batch = []
        for ordinal in range(1, draw(st.integers(1, 4)) + 1):
            cents = draw(st.integers(0, 10**7))
            has = fields.keys()
            batch.append(Check(
                ordinal=ordinal, amount=Money(cents), routing=draw(numbers), account=draw(numbers),
                check_number=draw(numbers),
                written_on=draw(days) if "written_on" in has else None,
                remitter=draw(names(28)) if "remitter" in has else "",
                reference=draw(names(26)) if "reference" in has else "",
                coupons=draw(coupons_of(cents, layout)),
            ))  # fmt: skip
        batches.append(batch)
    return batches
