"""The worked table of docs/rules/cost-sharing.md, and what holds for every amount."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.coverage.cost_sharing import CostShare, Left, Terms, member_share, price
from hearthside.money import ZERO, Money, total

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules" / "cost-sharing.md"


def worked_rows() -> list[list[str]]:
    lines = PAGE.read_text().partition("## Worked table")[2].partition("## Sources")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] != "What happened"]


def dollars(cell: str) -> Money:
    return Money.parse_dollars(cell)


def limit(cell: str) -> Money | None:
    return None if cell == "-" else dollars(cell)


@pytest.mark.parametrize("row", worked_rows(), ids=lambda row: row[0])
def test_worked_table(row: list[str]) -> None:
    _, charged, fee, rate, copay, left, family, cap, family_cap, *expected = row
    priced = price(
        dollars(charged),
        dollars(fee),
        Terms(Decimal(rate), dollars(copay)),
        Left(dollars(left), limit(cap), limit(family), limit(family_cap)),
    )
    deductible, coinsurance, copay_paid, plan = (dollars(cell) for cell in expected)
    assert priced.share == CostShare(deductible, coinsurance, copay_paid)
    assert priced.plan_pays == plan


def test_the_table_is_there() -> None:
    assert len(worked_rows()) >= 15


def test_a_plan_may_take_the_deductible_first() -> None:
    terms = Terms(Decimal("0.10"), Money(2000), copay_comes_first=False)
    assert member_share(Money(10_000), terms, Left(Money(9_000))) == CostShare(
        Money(9_000), ZERO, Money(1000)
    )


def test_a_plan_may_waive_the_deductible_where_there_is_a_copay() -> None:
    terms = Terms(copay=Money(2500), waives_deductible=True)
    assert member_share(Money(14_500), terms, Left(Money(60_000))) == CostShare(copay=Money(2500))


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="coinsurance rate"):
        Terms(Decimal("1.2"))
    with pytest.raises(ValueError, match="copay"):
        Terms(copay=Money(-1))
    with pytest.raises(ValueError, match="allowed amount"):
        member_share(Money(-1), Terms(), Left())


amounts = st.integers(0, 2_000_000).map(Money)
limits = st.none() | amounts
all_terms = st.builds(
    Terms,
    st.integers(0, 100).map(lambda percent: Decimal(percent) / 100),
    st.integers(0, 20_000).map(Money),
    st.booleans(),
    st.booleans(),
)
all_left = st.builds(Left, amounts, limits, limits, limits)


@given(amounts, all_terms, all_left)
def test_nobody_owes_more_than_allowed_or_the_cap(allowed: Money, terms: Terms, left: Left) -> None:
    share = member_share(allowed, terms, left)
    caps = [cap for cap in (left.cap, left.family_cap) if cap is not None]
    assert ZERO <= share.total <= min([allowed, *caps])
    assert min(share.deductible, share.coinsurance, share.copay) >= ZERO
    assert share.deductible <= left.deductible


@given(amounts, amounts, all_terms, all_left)
def test_every_cent_of_a_charge_is_somewhere(charged: Money, fee: Money, terms: Terms, left: Left) -> None:
    priced = price(charged, fee, terms, left)
    assert priced.discount + priced.plan_pays + priced.share.total == charged
    assert min(priced.discount, priced.plan_pays) >= ZERO


@given(st.lists(amounts, max_size=12), all_terms, all_left)
def test_a_year_never_passes_its_limits(year: list[Money], terms: Terms, left: Left) -> None:
    before, shares = left, []
    for allowed in year:
        shares.append(member_share(allowed, terms, left))
        left = left.after(shares[-1])
    assert total(share.deductible for share in shares) <= before.deductible
    for limit_before, used in (
        (before.cap, total(share.total for share in shares)),
        (before.family_cap, total(share.total for share in shares)),
        (before.family_deductible, total(share.deductible for share in shares)),
    ):
        assert limit_before is None or used <= limit_before


@given(amounts, all_terms, all_left)
def test_a_family_limit_that_is_larger_changes_nothing(allowed: Money, terms: Terms, left: Left) -> None:
    alone = Left(left.deductible, left.cap)
    large = Left(left.deductible, left.cap, left.deductible + allowed, allowed)
    assert member_share(allowed, terms, alone) == member_share(allowed, terms, large)
