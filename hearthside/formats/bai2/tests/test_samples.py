"""Statement files that other people's systems wrote. Skipped where that folder is not beside the checkout."""

from pathlib import Path

import pytest

from hearthside.formats.bai2 import (
    AccountEnd,
    FileEnd,
    GroupEnd,
    Record,
    Transaction,
    looks_like_bai2,
    read_bai2,
)

FOLDER = Path(__file__).resolve().parents[4].parent / "shared" / "samples" / "bai2"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no samples beside this checkout")

# accounts, lines, accounts whose total does not hold, groups whose total does not hold
EXPECTED = {
    "ministryofjustice__data_svb_us_example.bai2": (2, 2, 0, 0),
    "moov-io__testdata_sample2.txt": (5, 4, 0, 0),
    "moov-io__testdata_sample3.txt": (15, 26, 0, 0),
    # Made by hand from a real one: its totals are those of the file it was cut from.
    "moov-io__testdata_sample5-issue113.txt": (5, 20, 2, 1),
    "venturehacks__data_daily_with_summary.bai2": (1, 1, 0, 0),
    "venturehacks__data_eod_with_slash_in_text.bai2": (1, 1, 0, 0),
    # The index lists it as invalid: its checksum is one cent off.
    "venturehacks__data_invalid_checksum_eod.bai2": (1, 1, 1, 0),
}


def records_of(name: str) -> list[Record]:
    with (FOLDER / name).open("rb") as stream:
        return list(read_bai2(stream))


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*")) if FOLDER.is_dir() else [])
def test_every_sample_is_recognized_and_judged(name: str) -> None:
    assert looks_like_bai2((FOLDER / name).read_bytes())
    records = records_of(name)
    accounts = [one for one in records if isinstance(one, AccountEnd)]
    groups = [one for one in records if isinstance(one, GroupEnd)]
    figures = (
        len(accounts), sum(isinstance(one, Transaction) for one in records),
        sum(not one.is_sound for one in accounts), sum(not one.is_sound for one in groups),
    )  # fmt: skip
    assert figures == EXPECTED[name]
    assert isinstance(records[-1], FileEnd) and records[-1].is_sound


def test_text_goes_on_over_its_lines_slashes_and_all() -> None:
    line = next(
        one
        for one in records_of("venturehacks__data_eod_with_slash_in_text.bai2")
        if isinstance(one, Transaction)
    )
    assert "2/AV MAIN 2/AVENUE DE ANGELLIST 3/MX\n/MEXICO ;\nBNF ID" in line.text
    assert line.text.count("\n") == 11


def test_records_that_share_a_line_or_were_broken_over_two_are_apart() -> None:
    lines = [one for one in records_of("moov-io__testdata_sample3.txt") if isinstance(one, Transaction)]
    assert [one.type for one in lines[:4]] == ["142", "142", "142", "451"]
    assert any("1111111111111111111111111" in one.text for one in lines)


def test_a_field_too_many_moves_no_type_code() -> None:
    from hearthside.formats.bai2 import AccountStart

    starts = [
        one
        for one in records_of("ministryofjustice__data_svb_us_example.bai2")
        if isinstance(one, AccountStart)
    ]
    assert [one.type for one in starts[0].summaries] == [
        "010",
        "015",
        "040",
        "045",
        "072",
        "074",
        "100",
        "400",
    ]
    assert starts[0].amount_of("015") is not None
