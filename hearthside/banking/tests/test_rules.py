"""The proof of a day holds whatever the bank leaves out, adds or says twice, in any order."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.banking.rules import (
    BANK_AGAINST_RECORDS,
    CHANNEL_OF,
    TYPES_OF,
    DifferenceKind,
    Line,
    Pair,
    Source,
    SourceKind,
    Succession,
    Word,
    match,
    may_sign,
    payout_day,
    payout_days,
    prove,
    succession,
    tokens_of,
)
from hearthside.money import ZERO, Money, total

DAY = date(2026, 11, 18)
GRACE = 2
KINDS = [SourceKind.DEPOSIT, SourceKind.PAYOUT, SourceKind.ACH_BATCH, SourceKind.ACH_RETURN,
         SourceKind.CHECK_RETURN, SourceKind.CHECK_PAID]  # fmt: skip
LEAVES = {SourceKind.ACH_RETURN, SourceKind.CHECK_RETURN, SourceKind.CHECK_PAID}
TYPE = {
    SourceKind.DEPOSIT: "115", SourceKind.PAYOUT: "142", SourceKind.ACH_BATCH: "166",
    SourceKind.ACH_RETURN: "557", SourceKind.CHECK_RETURN: "555", SourceKind.CHECK_PAID: "475",
}  # fmt: skip


def source_of(place: int, kind: SourceKind, cents: int) -> Source:
    """One source with a name of its own, as a bank's reference would give it."""
    amount = Money(-cents if kind in LEAVES else cents)
    return Source(kind, f"k{place}", DAY, amount, frozenset({f"NAME{place:04}"}), what=f"thing {place}")


def line_of(source: Source) -> Line:
    return Line(f"line-{source.key}", TYPE[source.kind], source.on, source.amount, source.names)


@st.composite
def days(draw: Any) -> tuple[list[Source], list[int], list[tuple[str, int]], int]:
    """Sources, those that the bank leaves out, fees the bank adds, and a seed for the order."""
    told = draw(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 500)), max_size=12))
    sources = [source_of(place, kind, cents) for place, (kind, cents) in enumerate(told)]
    left_out = draw(st.lists(st.integers(0, max(len(sources) - 1, 0)), unique=True)) if sources else []
    fees = draw(st.lists(st.tuples(st.sampled_from(["698", "354"]), st.integers(1, 500)), max_size=4))
    return sources, left_out, fees, draw(st.integers(0, 1000))


def proof_of(sources: list[Source], lines: list[Line]) -> Any:
    found = match(lines, sources, grace_banking_days=GRACE)
    taken_lines = {line.key for one in found for line in one.lines}
    taken = {(source.kind, source.key) for one in found for source in one.sources}
    pairs = [
        Pair(str(place), one.kind, one.lines, total(source.amount for source in one.sources))
        for place, one in enumerate(found)
    ]
    known = {line.key: line for line in lines}
    return prove(
        DAY,
        unmatched=[line for key, line in known.items() if key not in taken_lines],
        pairs=pairs,
        missing=[source for source in sources if (source.kind, source.key) not in taken],
    )  # fmt: skip


@given(days())
def test_differences_are_exactly_what_was_left_out_and_what_was_added(told: Any) -> None:
    sources, left_out, fees, seed = told
    lines = [line_of(source) for place, source in enumerate(sources) if place not in left_out]
    lines += [
        Line(f"fee-{place}", code, DAY, Money(-cents if code == "698" else cents))
        for place, (code, cents) in enumerate(fees)
    ]
    expected = sorted(
        [line.amount.cents for line in lines if line.key.startswith("fee")]
        + [-sources[place].amount.cents for place in left_out]
    )
    shuffled = lines + lines  # twice, in any order
    random.Random(seed).shuffle(shuffled)
    proof = proof_of(sources, shuffled)
    assert sorted(gap.amount.cents for gap in proof.gaps) == expected
    assert proof.bank == total(line.amount for line in lines)
    assert proof.bank - proof.records == total(gap.amount for gap in proof.gaps)


@given(days(), st.integers(-200, 200))
def test_bank_less_records_is_always_the_sum_of_the_differences(told: Any, more: int) -> None:
    sources, _, fees, _ = told
    lines = [
        Line(f"l{place}", TYPE[source.kind], DAY, source.amount + Money(more))
        for place, source in enumerate(sources)
    ] + [Line(f"f{place}", code, DAY, Money(cents)) for place, (code, cents) in enumerate(fees)]
    proof = proof_of(sources, lines)
    between = [gap.amount for gap in proof.gaps if gap.kind in BANK_AGAINST_RECORDS]
    assert proof.bank - proof.records == total(between)
    assert proof.bank == total(line.amount for line in lines)


def test_without_names_amounts_of_one_kind_are_paired_and_two_kinds_are_left_to_a_person() -> None:
    payout = Source(SourceKind.PAYOUT, "p", DAY, Money(500), frozenset({"STRIPE"}))
    debits = Source(SourceKind.ACH_BATCH, "a", DAY, Money(500), frozenset({"FILE1"}))
    line = Line("l", "142", DAY, Money(500))
    assert match([line], [payout, debits], grace_banking_days=2) == []
    (found,) = match([line], [payout], grace_banking_days=2)
    assert (found.kind, found.how) == (SourceKind.PAYOUT, "amount")
    named = Line("l", "142", DAY, Money(500), frozenset({"STRIPE"}))
    (found,) = match([named], [payout, debits], grace_banking_days=2)
    assert (found.kind, found.how) == (SourceKind.PAYOUT, "name")


def test_a_line_that_names_another_return_is_not_taken_by_its_amount() -> None:
    one = Source(SourceKind.ACH_RETURN, "1", DAY, Money(-500), frozenset({"TRACE1"}))
    other = Source(SourceKind.ACH_RETURN, "2", DAY, Money(-700), frozenset({"TRACE2"}))
    assert match([Line("l", "557", DAY, Money(-500), frozenset({"TRACE2"}))], [one, other],
                 grace_banking_days=2) == []  # fmt: skip


def test_several_returns_of_a_day_are_one_line_and_only_whole() -> None:
    back = [
        Source(SourceKind.ACH_RETURN, str(cents), DAY, Money(-cents), family="d") for cents in (100, 200, 300)
    ]
    (found,) = match([Line("l", "557", DAY, Money(-600))], back, grace_banking_days=2)
    assert (len(found.sources), found.how) == (3, "sum")
    assert match([Line("l", "557", DAY, Money(-450))], back, grace_banking_days=2) == []


def test_a_plans_money_is_known_by_its_trace_and_never_by_its_amount() -> None:
    plan = Source(SourceKind.REMITTANCE, "9", DAY, Money(500), frozenset({"EFT12345"}))
    assert match([Line("l", "142", DAY, Money(500))], [plan], grace_banking_days=2) == []
    (found,) = match([Line("l", "142", DAY, Money(500), frozenset({"EFT12345"}))], [plan],
                     grace_banking_days=2)  # fmt: skip
    assert found.kind is SourceKind.REMITTANCE


@pytest.mark.parametrize(
    ("new", "known", "expected"),
    [
        (("1", "2"), [], Succession.FIRST),
        (("1", "2"), [("1", "2")], Succession.ADDS),
        (("1", "2"), [("1", "1")], Succession.REPLACES),
        (("1", "4"), [("1", "3")], Succession.REPLACES),
        (("1", "3"), [("1", "2")], Succession.LATE),
        (("3", "2"), [("1", "2")], Succession.REPLACES),
        (("1", ""), [("1", "2")], Succession.ADDS),
        (("4", "2"), [], Succession.TEST),
        (("2", "2"), [("1", "2")], Succession.DELETES),
    ],
)
def test_which_word_about_a_day_counts(new: tuple[str, str], known: list[Any], expected: Succession) -> None:
    assert succession(Word(*new), [Word(*one) for one in known]) is expected


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 4))
def test_every_day_is_paid_out_once(day: date, lag: int) -> None:
    assert day in payout_days(payout_day(day, banking_days=lag), banking_days=lag)
    others = [day + timedelta(days=step) for step in range(-3, 12)]
    assert sum(day in payout_days(other, banking_days=lag) for other in others) == 1


def test_what_a_line_names() -> None:
    assert {"EFT-12345", "EFT12345", "277947", "STRIPE"} <= tokens_of("EFT-12345", "0277947", "stripe payout")
    assert not tokens_of("A1", "12 34")


def test_who_worked_a_day_does_not_sign_it() -> None:
    assert may_sign("staff:2", ["staff:1"])
    assert not may_sign("staff:1", ["staff:1"])


def test_every_kind_has_a_door_and_codes() -> None:
    assert set(CHANNEL_OF) == set(SourceKind) == set(TYPES_OF)
    assert prove(DAY, unmatched=[], pairs=[], missing=[]).bank == ZERO
    assert set(BANK_AGAINST_RECORDS) < set(DifferenceKind)
