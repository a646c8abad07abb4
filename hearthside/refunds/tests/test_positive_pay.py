"""The bank's list of checks: exact, and never a formula."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.money import Money
from hearthside.refunds import positive_pay, terms
from hearthside.refunds.positive_pay import DoesNotFit, Line

PROFILES = terms.positive_pay()["profiles"]
CHECK = Line(100007, date(2026, 11, 23), Money(5750), "Ana Reyes")


def test_fixed_columns() -> None:
    told = positive_pay.write([CHECK], profile=PROFILES["fixed-100"], account="123456")
    assert told == "000000123456   0000100007000000005750" + "20261123" + " " + "Ana Reyes".ljust(54) + "\r\n"
    assert len(told) == 102


def test_a_stopped_check_says_so() -> None:
    void = Line(100007, CHECK.issued_on, CHECK.amount, CHECK.payee, is_void=True)
    assert positive_pay.write([void], profile=PROFILES["comma"], account="1").startswith("C,1,100007,")
    assert positive_pay.write([void], profile=PROFILES["fixed-100"], account="1")[12] == "2"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1"])
def test_a_name_is_never_a_formula(name: str) -> None:
    line = Line(1, CHECK.issued_on, CHECK.amount, name)
    payee = positive_pay.write([line], profile=PROFILES["comma"], account="1").split(",", 5)[5]
    assert payee.strip().lstrip('"').startswith("'")


@given(st.text(max_size=80))
def test_a_name_never_makes_a_line_or_a_column(name: str) -> None:
    lines = [Line(1, CHECK.issued_on, CHECK.amount, name), CHECK]
    fixed = positive_pay.write(lines, profile=PROFILES["fixed-100"], account="1")
    assert [len(row) for row in fixed.split("\r\n")] == [100, 100, 0]


def test_what_does_not_fit_is_refused_not_cut() -> None:
    with pytest.raises(DoesNotFit):
        positive_pay.write([CHECK], profile=PROFILES["fixed-100"], account="1234567890123")
