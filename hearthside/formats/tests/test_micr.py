"""The MICR line of a check: read for certain or refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.formats.micr import BadMicr, MicrLine, is_routing_number, read_micr, routing_digit
from hearthside.money import Money

digits = st.text("0123456789", min_size=1, max_size=12)
routings = (
    st.text("0123456789", min_size=8, max_size=8)
    .filter(lambda text: text.strip("0"))
    .map(lambda text: text + routing_digit(text))
)
lines = st.builds(
    MicrLine, routing=routings, account=digits, check_number=digits,
    amount=st.none() | st.integers(0, 10**10 - 1).map(Money), epc=st.sampled_from(["", "4"]),
    is_business=st.booleans(),
)  # fmt: skip


@given(lines)
def test_reading_gives_back_what_was_written(line: Any) -> None:
    assert read_micr(line.text()) == line


@given(lines, st.sampled_from(["ABCD", "abcd"]))
def test_the_letters_of_the_fonts_say_the_same(line: Any, letters: Any) -> None:
    assert read_micr(line.text().translate(str.maketrans("⑆⑇⑈⑉", letters))) == line


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "line"),
        ("061000052 00441729 2207", "line"),
        (":061000053: 00441729C 2207", "routing"),
        (":06100005: 00441729C 2207", "routing"),
        (":061000052: 00441729 2207", "account"),
        (":061000052: C 2207", "account"),
        (":061000052: 1C2C3", "account"),
        ("C99C :061000052: 00441729C 2207", "check_number"),
    ],
)
def test_what_is_not_certain_is_refused(text: Any, field: Any) -> None:
    with pytest.raises(BadMicr) as refused:
        read_micr(text)
    assert refused.value.facts["field"] == field


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: Any) -> None:
    try:
        assert is_routing_number(read_micr(text).routing)
    except BadMicr as refusal:
        assert refusal.facts["expected"]


@given(routings, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_a_routing_number_is_seen(routing: Any, place: Any, more: Any) -> None:
    wrong = str((int(routing[place]) + more) % 10)
    assert not is_routing_number(routing[:place] + wrong + routing[place + 1 :])


def test_bank_numbers_stay_out_of_what_is_printed() -> None:
    assert "061000052" not in repr(read_micr(":061000052: 00441729C 2207"))
