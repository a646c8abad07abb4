"""Where a request came from, and what a stranger's header cannot change about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.guards.addresses import audit_prefix, client_address, for_limits, limit_prefix


def meta(direct: str, forwarded: str | None = None) -> dict[str, str]:
    return {"REMOTE_ADDR": direct} | ({} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded})


@pytest.mark.parametrize(
    ("direct", "forwarded", "proxies", "client"),
    [
        ("203.0.113.9", None, 0, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", 0, "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", 2, "10.0.0.1"),
        ("10.0.0.1", None, 1, "10.0.0.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, unknown", 1, "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9:51234", 1, "203.0.113.9"),
        ("10.0.0.1", "[2001:db8::1]:51234", 1, "2001:db8::1"),
        ("10.0.0.1", '"[2001:DB8:0::1]"', 1, "2001:db8::1"),
        ("::ffff:203.0.113.9", None, 0, "203.0.113.9"),
        ("fe80::1%eth0", None, 0, "fe80::1"),
        ("", None, 0, ""),
        ("", "203.0.113.9", 1, "203.0.113.9"),
    ],
)
def test_the_client_is_who_our_outermost_proxy_saw(
    direct: str, forwarded: str | None, proxies: int, client: str
) -> None:
    assert client_address(meta(direct, forwarded), proxies) == client


@given(st.text(max_size=300), st.integers(1, 3))
def test_nothing_a_client_writes_to_the_left_changes_who_they_are(claimed: str, proxies: int) -> None:
    ours = ["203.0.113.9", "10.0.0.2", "10.0.0.3"][:proxies]
    forwarded = ", ".join([claimed, *ours])
    assert client_address(meta("10.0.0.1", forwarded), proxies) == "203.0.113.9"


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_header_stops_the_page(direct: str, forwarded: str) -> None:
    for proxies in range(3):
        limit_prefix(meta(direct, forwarded), proxies)
        audit_prefix(meta(direct, forwarded), proxies)


def test_a_very_long_header_is_read_from_the_right() -> None:
    assert client_address(meta("10.0.0.1", "1.2.3.4," * 100_000 + "203.0.113.9"), 1) == "203.0.113.9"


def test_limits_count_one_ipv4_address_and_one_ipv6_household() -> None:
    assert limit_prefix(meta("203.0.113.9"), 0) == "203.0.113.9"
    one, neighbor = "2001:db8:1:2::1", "2001:db8:1:2:ffff::9"
    assert for_limits(one) == for_limits(neighbor) == "2001:db8:1:2::/64"
    assert for_limits("2001:db8:1:3::1") != for_limits(one)
    assert for_limits(for_limits(one)) == for_limits(one)
    assert for_limits("somewhere") == for_limits("") == ""


def test_the_audit_trail_keeps_less() -> None:
    assert audit_prefix(meta("203.0.113.9"), 0) == "203.0.113.0/24"
    assert audit_prefix(meta("2001:db8:1:2::1"), 0) == "2001:db8:1::/48"
    assert audit_prefix(meta(""), 0) == ""
