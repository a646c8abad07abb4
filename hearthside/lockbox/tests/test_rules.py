"""Whose check it is: a table of cases in people's words, and what must hold for any of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.formats.scanline import ScanLine
from hearthside.lockbox import rules
from hearthside.lockbox.rules import Controls, Decision, Doubt, How, Known, Said, Seen, Share
from hearthside.money import ZERO, Money, total
from hearthside.references import has_check_digit, luhn_digit

DAY = date(2026, 11, 20)
RUTH = Known(1, "6041178234"[:9] + luhn_digit("604117823"), ("Ruth Hale",))
BEN = Known(2, "123456789" + luhn_digit("123456789"), ("Ben Reyes", "Ana Reyes"))
TOM = Known(3, "777777777" + luhn_digit("777777777"), ("Tom Gray",), is_of_the_dead=True)
ACCOUNTS = {known.number: known for known in (RUTH, BEN, TOM)}
AMOUNT = Money(8640)


def scan(known: Known, cents: int = 8640) -> str:
    return ScanLine(known.number, Money(cents), date(2026, 12, 15)).text()


def seen(*said: str | tuple[str, int], **changes: object) -> Seen:
    told = tuple(Said(one) if isinstance(one, str) else Said(one[0], Money(one[1])) for one in said)
    facts: dict[str, object] = {
        "amount": AMOUNT, "said": told, "remitter": "RUTH M HALE", "deposit_on": DAY, "written_on": DAY,
    }  # fmt: skip
    return Seen(**{**facts, **changes})  # type: ignore[arg-type]


def spoken(number: str) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:]}"


WRONG_SCAN = scan(RUTH)[:-1] + str((int(scan(RUTH)[-1]) + 1) % 10)
WRONG = RUTH.number[:-1] + str((int(RUTH.number[-1]) + 1) % 10)
STRANGER = "999999999" + luhn_digit("999999999")

CASES: list[tuple[str, Seen, str | list[tuple[Known, int, How]]]] = [
    ("our coupon", seen(scan(RUTH)), [(RUTH, 8640, How.SCAN_LINE)]),
    ("our coupon, paid by the daughter", seen(scan(RUTH), remitter="CLARA STONE"),
     [(RUTH, 8640, How.SCAN_LINE)]),
    ("our coupon and another amount", seen(scan(RUTH), amount=Money(5000)), [(RUTH, 5000, How.SCAN_LINE)]),
    ("the number in the memo", seen(f"acct {spoken(RUTH.number)}"), [(RUTH, 8640, How.WRITTEN)]),
    ("the number, no name on the check", seen(RUTH.number, remitter=""), [(RUTH, 8640, How.WRITTEN)]),
    ("the number, a name of somebody else", seen(RUTH.number, remitter="CLARA STONE"), "name_differs"),
    ("the number with accents in the name", seen(RUTH.number, remitter="Rúth Hále"),
     [(RUTH, 8640, How.WRITTEN)]),
    ("coupon and memo agree", seen(RUTH.number, scan(RUTH)), [(RUTH, 8640, How.SCAN_LINE)]),
    ("coupon and memo differ", seen(scan(RUTH), BEN.number), "two_answers"),
    ("nothing at all", seen(), "no_number"),
    ("a blank coupon", seen("  "), "no_number"),
    ("a scan line with a wrong digit", seen(WRONG_SCAN), "bad_number"),
    ("a number with a wrong digit", seen(WRONG), "bad_number"),
    ("a note beside a good number", seen(scan(RUTH), "for the nurse"), "bad_number"),
    ("nobody has the number", seen(STRANGER), "no_such_account"),
    ("two coupons with amounts", seen((scan(RUTH), 8000), (scan(BEN), 640)),
     [(RUTH, 8000, How.SCAN_LINE), (BEN, 640, How.SCAN_LINE)]),
    ("two coupons of one account", seen((scan(RUTH), 8000), (scan(RUTH), 640)),
     [(RUTH, 8640, How.SCAN_LINE)]),
    ("two coupons that do not add up", seen((scan(RUTH), 8000), (scan(BEN), 641)), "several_coupons"),
    ("two coupons, one amount", seen((scan(RUTH), 8000), scan(BEN)), "two_answers"),
    ("three coupons without amounts", seen(scan(RUTH), scan(BEN), scan(BEN)), "several_coupons"),
    ("two numbers, the name is on one", seen((RUTH.number, 8000), (BEN.number, 640)),
     [(RUTH, 8000, How.WRITTEN), (BEN, 640, How.WRITTEN)]),
    ("two numbers, the name is on none", seen((RUTH.number, 8000), (BEN.number, 640), remitter="CLARA STONE"),
     "several_coupons"),
    ("a second coupon of nothing", seen((scan(RUTH), 8640), (scan(BEN), 0)), "several_coupons"),
    ("dated after the deposit", seen(scan(RUTH), written_on=date(2026, 11, 21)), "post_dated"),
    ("made out to the doctor", seen(scan(RUTH), payee="DR PATEL"), "third_party"),
    ("made out to us", seen(scan(RUTH), payee="Carecentrix Inc"), [(RUTH, 8640, How.SCAN_LINE)]),
    ("came before", seen(scan(RUTH), is_double=True), "double"),
    ("everybody on the account died", seen(scan(TOM)), "estate"),
    ("no money", seen(scan(RUTH), amount=ZERO), "letter"),
]  # fmt: skip


@pytest.mark.parametrize(("story", "one", "expected"), CASES, ids=[case[0] for case in CASES])
def test_where_a_check_goes_by_itself(story: str, one: Seen, expected: object) -> None:
    decision = rules.decide(one, ACCOUNTS, payees=["CareCentrix"])
    if isinstance(expected, str):
        assert decision == Decision(why=expected)
    else:
        shares = tuple(Share(known.account_id, Money(cents), how) for known, cents, how in expected)  # type: ignore[attr-defined]
        assert decision == Decision(shares)


scans = [scan(one) for one in ACCOUNTS.values()]
texts = st.sampled_from([*ACCOUNTS, STRANGER, WRONG, WRONG_SCAN, "", "a note", *scans])
said = st.builds(Said, texts, st.none() | st.integers(0, 10**6).map(Money))
whoever = st.builds(
    Seen, amount=st.integers(0, 10**6).map(Money), said=st.lists(said, max_size=4).map(tuple),
    remitter=st.sampled_from(["", "RUTH HALE", "A REYES", "CLARA STONE"]),
    payee=st.sampled_from(["", "CareCentrix", "X Y"]), written_on=st.none() | st.just(DAY),
    deposit_on=st.just(DAY), is_double=st.booleans(),
)  # fmt: skip


@given(whoever)
def test_no_cent_is_made_or_lost_and_nobody_is_guessed(one: Seen) -> None:
    decision = rules.decide(one, ACCOUNTS, payees=["CareCentrix"])
    assert bool(decision.shares) != bool(decision.why)
    if decision.shares:
        assert total(share.amount for share in decision.shares) == one.amount
        assert all(share.amount > ZERO and share.how in rules.BY_ITSELF for share in decision.shares)
        named = {ACCOUNTS[said.account].account_id for said in one.told}
        assert {share.account_id for share in decision.shares} == named
        assert all(said.account for said in one.told)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("acct 604 117 82?4", [n for n in (f"604117828{d}" for d in "") if n]),
        ("no number here", []),
        ("6041178234", []),
        ("60411782??", None),
        ("604117????", []),
    ],
)  # fmt: skip
def test_a_digit_nobody_can_read_is_filled_in_by_the_check_digit(text: str, found: list[str] | None) -> None:
    got = rules.readings(text)
    assert all(has_check_digit(number) for number in got)
    if "82?4" in text:
        assert len(got) == 1 and got[0].startswith("60411782") and got[0].endswith("4")
    elif found is None:
        assert len(got) == 10
    else:
        assert got == found


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 9))
def test_one_missing_digit_has_one_reading_and_it_is_the_number(body: str, place: int) -> None:
    number = body + luhn_digit(body)
    assert rules.readings(number[:place] + "?" + number[place + 1 :]) == [number]


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 9), st.integers(1, 9))
def test_a_slip_of_one_digit_is_among_the_near_numbers(body: str, place: int, more: int) -> None:
    number = body + luhn_digit(body)
    slipped = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    near = rules.near_numbers(slipped)
    assert number in near and len(near) <= 30 and all(map(has_check_digit, near))


@pytest.mark.parametrize(
    ("remitter", "contradicts", "agrees"),
    [
        ("", False, False), ("RUTH M HALE", False, True), ("R M HALE", False, False),
        ("HALE R", False, False),
        ("Mr. & Mrs. John Hale", False, False), ("BOB SMITH", True, False), ("R.", False, False),
        ("HALEY RUTH", True, False),
    ],
)  # fmt: skip
def test_names(remitter: str, contradicts: bool, agrees: bool) -> None:
    assert rules.name_contradicts(remitter, RUTH.names) is contradicts
    assert rules.name_agrees(remitter, RUTH.names) is agrees


def test_suggestions_name_everybody_once_and_the_surest_first() -> None:
    one = seen("acct 604 117 82?4", remitter="RUTH HALE")
    ruth = Known(1, RUTH.number, RUTH.names, due=AMOUNT)
    ben = Known(2, BEN.number, BEN.names, due=Money(1))
    found = {How.READING: [ruth], How.NAME_AND_AMOUNT: [ruth], How.PAST_PAYER: [ben, ruth]}
    (first,) = rules.suggestions(one, found, times_before={2: 3})
    assert (first.account_id, first.how, first.is_exact, first.name_agrees) == (1, How.READING, True, True)
    (stranger,) = rules.suggestions(one, {How.PAST_PAYER: [ben]}, times_before={2: 3})
    assert (stranger.account_id, stranger.how, stranger.times_before) == (2, How.PAST_PAYER, 3)
    assert stranger.name_contradicts and not stranger.is_exact


DOUBTS = [
    ("what the check says, small", seen(RUTH.number), "name_differs", RUTH, Doubt.MARKED),
    ("what the check says, too little else", seen(RUTH.number), "", RUTH, Doubt.NONE),
    (
        "a digit filled in, one answer",
        seen(f"{RUTH.number[:8]}?{RUTH.number[9:]}"),
        "bad_number",
        RUTH,
        Doubt.NONE,
    ),
    ("somebody else than the check says", seen(RUTH.number), "", BEN, Doubt.BY_HAND),
    ("nothing on the check", seen(), "no_number", RUTH, Doubt.BY_HAND),
    ("large", seen(RUTH.number, amount=rules.SECOND_CLERK_FROM), "", RUTH, Doubt.LARGE),
    ("paid in full", seen(RUTH.number), "paid_in_full", RUTH, Doubt.MARKED),
]


@pytest.mark.parametrize(("story", "one", "why", "known", "doubt"), DOUBTS, ids=[case[0] for case in DOUBTS])
def test_when_a_second_clerk_must_agree(story: str, one: Seen, why: str, known: Known, doubt: Doubt) -> None:
    assert rules.doubt_of(one, why, [(known.number, one.amount)]) is doubt


@given(st.lists(st.integers(-5, 10**6).map(Money), max_size=4), st.integers(0, 10**6).map(Money))
def test_shares_add_up_or_are_refused(shares: list[Money], amount: Money) -> None:
    assert rules.add_up(shares, amount) == (
        bool(shares) and total(shares) == amount and all(s > ZERO for s in shares)
    )


@pytest.mark.parametrize(("days", "band"), [(0, 0), (1, 1), (9, 1), (10, 2), (29, 2), (30, 3), (400, 3)])
def test_ages(days: int, band: int) -> None:
    assert rules.age_band(days) == band


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, ""), ({"told_count": 3}, "3 checks"), ({"told": Money(1)}, "$0.01"), ({"errors": 2}, "2 lines"),
        ({"lockbox_holds": False}, "lockbox"), ({"records_hold": False}, "number of lines"),
        ({"told_count": None, "told": None}, ""),
    ],
)  # fmt: skip
def test_why_a_batch_waits_for_review(changes: dict[str, object], word: str) -> None:
    facts: dict[str, object] = {"errors": 0, "count": 2, "amount": AMOUNT, "told_count": 2, "told": AMOUNT}
    why = rules.why_review(Controls(**{**facts, **changes}))  # type: ignore[arg-type]
    assert word in why and bool(why) == bool(word)
