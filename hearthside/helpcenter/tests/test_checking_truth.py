"""What is ours is written in the profile; everything else is not ours, however much it looks like it."""

from datetime import date

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hearthside.helpcenter.checking.truth import compare, host_of, phone_digits, true_list
from hearthside.organization.profile import read_profile

OURS = true_list(read_profile(settings.PROFILE, date(2026, 11, 23)))


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("1-877-989-9059", "phone"),
        ("+1 (877) 989.9059", "phone"),
        ("8779899059", "phone"),
        ("bills@pay.carecentrix.example", "email"),
        ("CareCentrix <Bills@Pay.CareCentrix.example>", "email"),
        ("pay.carecentrix.example", "site"),
        ("https://pay.carecentrix.example/pay/?x=1", "site"),
        ("HTTPS://PAY.CARECENTRIX.EXAMPLE.", "site"),
    ],
)
def test_what_is_on_the_list_is_ours(typed: str, kind: str) -> None:
    found = compare(typed, OURS)
    assert (found.kind, found.is_ours) == (kind, True)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("1-877-989-9058", "phone"),
        ("911", "phone"),
        ("bills@carecentrix.example", "email"),
        ("bills@pay.carecentrix.example.evil.example", "email"),
        ("bills@pay.carecentrix.example <pay@evil.example>", "email"),
        ("carecentrix.example", "site"),
        ("pay-carecentrix.example", "site"),
        ("pay.carecentrix.example.evil.example", "site"),
        ("https://pay.carecentrix.example@evil.example/", "site"),
        ("https://evil.example/pay.carecentrix.example", "site"),
        ("https://evil.example\\@pay.carecentrix.example", "site"),
        ("https://pay.carecentrix.exаmple/", "site"),  # a Cyrillic а
        ("http://127.0.0.1", "site"),
        ("http://[::1", None),
        ("hello", None),
        ("", None),
    ],
)
def test_what_only_looks_like_us_is_not(typed: str, kind: str | None) -> None:
    found = compare(typed, OURS)
    assert (found.kind, found.is_ours) == (kind, False)


def test_the_list_has_none_of_the_machines_own_names() -> None:
    assert OURS.sites == ("pay.carecentrix.example",)
    assert OURS.payment_mail == ("PO Box 277947", "Atlanta, GA 30384-7947")


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(typed: str) -> None:
    found = compare(typed, OURS)
    assert found.kind or not found.is_ours


@given(st.text(alphabet="abc./:@\\?# -0123456789", max_size=60))
def test_a_host_holds_nothing_but_a_host(typed: str) -> None:
    assert not set(host_of(typed)) & set("/@?# \\")
    assert phone_digits(typed) == "" or phone_digits(typed).isdigit()
