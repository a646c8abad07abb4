"""What is odd about an address, and what a name may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from localflavor.us.us_states import USPS_CHOICES

from hearthside.details import rules


@pytest.mark.parametrize(
    ("zip_code", "state", "fits"),
    [
        ("45402", "OH", True), ("45402-1234", "OH", True), ("45402", "GA", False), ("30384-7947", "GA", True),
        ("00501", "NY", True), ("06390", "NY", True), ("06390", "CT", True), ("20101", "VA", True),
        ("73301", "TX", True), ("88510", "TX", True), ("00801", "VI", True), ("00901", "PR", True),
        ("96799", "AS", True), ("09012", "AE", True), ("05501", "MA", True), ("99950", "AK", True),
        ("", "OH", False), ("12345", "ZZ", True),
    ],
)  # fmt: skip
def test_a_zip_code_and_its_state(zip_code: str, state: str, fits: bool) -> None:
    assert rules.zip_fits_state(zip_code, state) is fits


def test_every_state_that_can_be_chosen_has_its_zip_codes() -> None:
    assert {code for code, _name in USPS_CHOICES} == set(rules.RANGES)


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({}, ""),
        ({"address1": "PO Box 277947"}, ""),
        ({"address1": "General Delivery"}, ""),
        ({"address1": "The old mill"}, "no_number"),
        ({"state": "GA"}, "zip_state"),
        ({"country": "Canada", "state": "", "zip": ""}, "abroad"),
    ],
)
def test_what_a_person_looks_at(changes: dict[str, str], doubt: str) -> None:
    address = {"address1": "12 Elm St", "state": "OH", "zip": "45402", "country": "", **changes}
    assert rules.doubt_about(address) == doubt


@given(st.text(max_size=300))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    line = rules.one_line(text)
    assert rules.one_line(line) == line and "\n" not in line and "\r" not in line


@pytest.mark.parametrize("name", ["فاطمة الزهراء", "O’Brien-Lee", "Ana 🌻", "山田 花子", "\u200fרות כהן"])
def test_names_of_any_script_stay(name: str) -> None:
    assert rules.one_line(f"  {name}\n ") == name
