"""Where a request came from, trusting only what our own proxies wrote."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

HEADER_CHARACTERS_MAX = 2_000


def client_address(meta: Mapping[str, Any], trusted_proxies: int) -> str:
    """The client's IP address, in its one usual spelling; empty if there is none, as on a local socket.

    Each trusted proxy adds the address it was called from at the right of X-Forwarded-For, so with two
    of them the client's is second from the right; anything further left is what the client claims.
    With fewer entries than proxies, or an entry that is no address, the connection's own address counts:
    too many people then share one limit, but nobody escapes it.
    """
    direct = _address(str(meta.get("REMOTE_ADDR") or ""))
    if trusted_proxies == 0:
        return str(direct or "")
    header = str(meta.get("HTTP_X_FORWARDED_FOR") or "")[-HEADER_CHARACTERS_MAX:]
    entries = header.split(",")
    told = _address(entries[-trusted_proxies]) if len(entries) >= trusted_proxies else None
    return str(told or direct or "")


def limit_prefix(meta: Mapping[str, Any], trusted_proxies: int) -> str:
    """What a limit counts this request by. See `for_limits`."""
    return for_limits(client_address(meta, trusted_proxies))


def audit_prefix(meta: Mapping[str, Any], trusted_proxies: int) -> str:
    """What the audit trail keeps of this request's address: an IPv4 /24 or an IPv6 /48, or nothing."""
    known = _address(client_address(meta, trusted_proxies))
    if known is None:
        return ""
    return str(ip_network((known, 24 if known.version == 4 else 48), strict=False))


def for_limits(address: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 one, which is one household. Anything else is empty."""
    known = _address(address.removesuffix("/64"))
    if isinstance(known, IPv6Address):
        return str(ip_network((known, 64), strict=False))
    return str(known or "")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Read "203.0.113.9", "203.0.113.9:443", "2001:db8::1", "[2001:db8::1]:443" or "fe80::1%eth0"."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
