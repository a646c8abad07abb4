"""The rules for a member's share: the worked table of docs/rules/member-share.md, and properties."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.claims.reasons import rules
from hearthside.claims.reasons.codes import CodeList, Tag, tagged
from hearthside.claims.reasons.rules import (
    Adjustment,
    ChargeKind,
    ClaimFacts,
    HoldReason,
    LineFacts,
    Verdict,
    decide_share,
)
from hearthside.money import Money

TODAY = date(2026, 11, 23)
PAGE = Path(__file__).parents[4] / "docs" / "rules" / "member-share.md"


def _table():
    lines = PAGE.read_text(encoding="utf-8").split("## Worked table")[1].split("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return rows[2:]


def _places(cell):
    """The cell's text for the claim itself, and for each line."""
    parts = [part.strip() for part in cell.split("/")]
    claim = parts.pop(0).removeprefix("claim:") if parts[0].startswith("claim:") else ""
    return claim, parts


def _adjustments(text):
    found = []
    for trio in filter(None, (part.strip() for part in text.split(","))):
        group, code, amount = re.fullmatch(r"([A-Z]{2})-(\w+) (-?[\d.]+)", trio).groups()
        found.append(Adjustment(group, code, Money.parse_dollars(amount).cents))
    return tuple(found)


def _remarks(text):
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def _claim(status, adjustments, remarks, known):
    claim_adjustments, lines = _places(adjustments)
    claim_remarks, line_remarks = _places(remarks)
    line_remarks += [""] * (len(lines) - len(line_remarks))
    return ClaimFacts(
        status=status,
        on=TODAY,
        adjustments=_adjustments(claim_adjustments),
        remarks=_remarks(claim_remarks),
        lines=tuple(
            LineFacts(ordinal, _adjustments(told), _remarks(marks))
            for ordinal, (told, marks) in enumerate(zip(lines, line_remarks, strict=True), start=1)
        ),
        **dict.fromkeys(_remarks(known), True),
    )


def _written(decision, groups):
    place = "claim" if decision.line is None else str(decision.line)
    words = [
        place,
        f"{groups[decision.line, decision.code]}-{decision.code}",
        decision.kind or "-",
        Money(decision.amount_cents).dollars_text,
        decision.verdict,
        decision.hold_reason or "",
    ]
    return " ".join(filter(None, words))


def _groups(claim):
    places = [(None, claim.adjustments), *((line.ordinal, line.adjustments) for line in claim.lines)]
    return {(line, each.code): each.group for line, trios in places for each in trios}


@pytest.mark.parametrize("row", _table(), ids=lambda row: row[0])
def test_the_worked_table(row):
    _title, status, adjustments, remarks, known, expected = row
    claim = _claim(status, adjustments, remarks, known)
    found = [_written(decision, _groups(claim)) for decision in decide_share(claim)]
    assert found == [part.strip() for part in expected.split(";") if part.strip()]


def test_the_table_shows_every_verdict_and_every_reason_to_hold():
    told = " ".join(row[-1] for row in _table()).replace(";", " ").split()
    assert {*Verdict, *HoldReason} <= set(told)
    assert {*rules.BILLABLE_PR} <= {word.removeprefix("PR-") for word in told}


def _one(**facts):
    facts = {"status": "1", "lines": (LineFacts(1, (Adjustment("PR", "2", 1900),)),)} | facts
    [decision] = decide_share(ClaimFacts(on=TODAY, **facts))
    return decision


def test_every_reason_that_holds_is_kept_in_order_of_precedence():
    line = LineFacts(
        1,
        (Adjustment("PR", "2", -100), Adjustment("OA", "133", 5), Adjustment("CR", "1", 0)),
        ("M27", "N781", "MA18"),
    )
    decision, nothing = decide_share(
        ClaimFacts(status="99", on=TODAY, lines=(line,), deceased=True, open_appeal=True)
    )
    assert nothing.verdict is Verdict.NONE
    held = (decision.hold_reason, *decision.also_held)
    assert held == (
        HoldReason.QMB,
        HoldReason.NOT_LIABLE,
        HoldReason.DECEASED,
        HoldReason.OPEN_APPEAL,
        HoldReason.UNDECIDED,
        HoldReason.UNKNOWN_STATUS,
        HoldReason.NEGATIVE_SHARE,
        HoldReason.WAITING_SECOND_PLAN,
    )


def test_spaces_and_small_letters_do_not_change_a_decision():
    decision = _one(status=" 1 ", lines=(LineFacts(1, (Adjustment("pr", " 2 ", 1900),), (" n781 ",)),))
    assert decision.hold_reason is HoldReason.QMB
    assert decision.code == "2"


def test_a_code_with_a_leading_zero_is_not_guessed():
    decision = _one(lines=(LineFacts(1, (Adjustment("PR", "02", 1900),)),))
    assert (decision.verdict, decision.hold_reason) == (Verdict.HOLD, HoldReason.REVIEW_CODE)


def test_the_caller_may_say_that_nothing_is_decided():
    assert _one(undecided=True).hold_reason is HoldReason.UNDECIDED


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("1", "deductible"),
        ("2", "coinsurance"),
        ("3", "copay"),
        (" 66", "deductible"),
        ("45", None),
        ("", None),
    ],
)
def test_charge_kind(code, kind):
    assert rules.charge_kind(code) == kind


@pytest.mark.parametrize(
    ("carcs", "remarks", "answer"),
    [
        ([("209", "OA")], (), True),
        ([("303", "CO")], (), True),
        ([("209", "PR")], (), True),
        ([], ("N192",), True),
        ([], ("N781",), True),
        ([], ("N782",), True),
        ([], ("N783",), True),
        ([("2", "PR")], ("N830",), False),
        ([], (), False),
    ],
)
def test_is_qmb(carcs, remarks, answer):
    assert rules.is_qmb(carcs, remarks, TODAY) is answer


@pytest.mark.parametrize("remark", ["M27", "M39", "N172", "N563", "N842", "N830", "N364"])
def test_says_not_liable(remark):
    assert rules.says_not_liable([remark], TODAY)


@pytest.mark.parametrize("remark", ["MA10", "MA59", "MA72", "MA77", "N720", "N857", "M25", "M26", "N125"])
def test_asks_refund(remark):
    assert rules.asks_refund([remark], TODAY)


def test_other_remarks_neither_free_the_member_nor_ask_for_a_refund():
    assert not rules.says_not_liable(["N859", "MA13", "N1", "XX9"], TODAY)
    assert not rules.asks_refund(["N1", "MA13", ""], TODAY)


@pytest.mark.parametrize(
    ("group", "code", "answer"),
    [
        ("OA", "133", True),
        ("OA", "257", True),
        ("OA", "277", True),
        ("CO", "133", False),
        ("OA", "23", False),
    ],
)
def test_is_undecided(group, code, answer):
    assert rules.is_undecided([Adjustment(group, code, 100)], TODAY) is answer


@pytest.mark.parametrize(
    ("codes", "remarks", "answer"),
    [
        (["275"], (), True),
        (["276"], (), True),
        (["2"], ("N408",), True),
        (["2"], ("N536",), True),
        (["2"], ("N765",), True),
        (["2"], ("N766",), True),
        (["2"], ("N1",), False),
    ],
)
def test_second_plan_denied(codes, remarks, answer):
    adjustments = [Adjustment("PR", code, 100) for code in codes]
    assert rules.second_plan_denied(adjustments, remarks, TODAY) is answer


def test_the_charge_tags_in_the_table_are_the_billable_codes():
    for kind in ChargeKind:
        codes = {code for code, made in rules.BILLABLE_PR.items() if made is kind}
        assert tagged(CodeList.CARC, Tag(kind.value), TODAY) == codes


def test_every_hold_has_words_for_the_member_and_the_desk():
    for reason in HoldReason:
        assert reason.member_words("en") != reason.member_words("es")
        assert reason.staff_words


cents = st.integers(min_value=-(10**9), max_value=10**9)
groups = st.sampled_from(["PR", "CO", "OA", "PI", "CR"])
codes = st.sampled_from(["1", "2", "3", "45", "66", "96", "133", "209", "241", "247", "248", "303", "999"])
remark_codes = st.sampled_from(["N781", "M27", "MA18", "N1", "MA59", "N859"])
trios = st.builds(Adjustment, groups, codes, cents)
lines = st.lists(st.tuples(st.lists(trios, max_size=6), st.lists(remark_codes, max_size=2)), max_size=3)
statuses = st.sampled_from(["1", "2", "3", "4", "19", "20", "21", "22", "23", "25", "5", ""])
claims = st.builds(
    lambda status, own, remarks, given_lines, flags: ClaimFacts(
        status,
        TODAY,
        tuple(own),
        tuple(remarks),
        tuple(LineFacts(n, tuple(a), tuple(r)) for n, (a, r) in enumerate(given_lines, start=1)),
        *flags,
    ),
    statuses,
    st.lists(trios, max_size=4),
    st.lists(remark_codes, max_size=2),
    lines,
    st.tuples(*[st.booleans()] * 5),
)


@given(claims)
def test_no_cent_of_the_members_share_is_lost_or_made_up(claim):
    every = [*claim.adjustments, *(each for line in claim.lines for each in line.adjustments)]
    told = sum(each.amount_cents for each in every if each.group in {"PR", "CR"})
    assert sum(decision.amount_cents for decision in decide_share(claim)) == told


@given(claims)
def test_a_charge_is_above_zero_has_a_kind_and_nothing_speaks_against_it(claim):
    for decision in decide_share(claim):
        assert (decision.verdict is Verdict.HOLD) == (decision.hold_reason is not None)
        if decision.verdict is Verdict.CHARGE:
            assert decision.amount_cents > 0
            assert decision.kind is rules.charge_kind(decision.code)
            assert decision.kind is not None
            assert claim.status in {"1", "2", "3", "19", "20", "21"}
            assert not claim.deceased
            assert not claim.open_appeal
            assert not claim.undecided
            assert claim.wait_is_over or not claim.known_secondary
        if decision.verdict is Verdict.UNDO:
            assert claim.status == "22"
            assert decision.amount_cents < 0


@given(claims)
def test_a_qmb_member_is_charged_nothing(claim):
    every = [*claim.adjustments, *(each for line in claim.lines for each in line.adjustments)]
    remarks = [*claim.remarks, *(remark for line in claim.lines for remark in line.remarks)]
    if rules.is_qmb([(each.code, each.group) for each in every], remarks, TODAY):
        assert all(decision.verdict is not Verdict.CHARGE for decision in decide_share(claim))


@given(claims)
def test_one_decision_for_each_line_group_and_code(claim):
    places = [(None, claim.adjustments), *((line.ordinal, line.adjustments) for line in claim.lines)]
    expected = {
        (line, each.group, each.code) for line, own in places for each in own if each.group in {"PR", "CR"}
    }
    found = [(decision.line, decision.code) for decision in decide_share(claim)]
    assert sorted(found, key=str) == sorted(((line, code) for line, _group, code in expected), key=str)
