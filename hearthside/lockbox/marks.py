"""Whose check this is, kept so that a copy of the database does not tell: keyed hashes of bank numbers."""

import hashlib
import hmac
from datetime import date

from django.conf import settings

from hearthside.formats.lockbox.records import Check
from hearthside.formats.micr import is_routing_number
from hearthside.money import Money


def payer_mark(routing: str, account: str) -> str:
    """The same for the same bank account; empty where either number is missing."""
    routing_digits, account_digits = routing[-9:], account.lstrip("0")
    if not is_routing_number(routing_digits) or not account_digits:
        return ""
    return _keyed("payer", routing_digits, account_digits)


def check_mark(check: Check, deposit_on: date) -> str | None:
    """The same for the same check in the same deposit day; None where its bank numbers are not known."""
    payer = payer_mark(check.routing, check.account)
    number = check.check_number.lstrip("0")
    if not payer or not number:
        return None
    return _keyed("check", payer, number, str(check.amount.cents), deposit_on.isoformat())


def last4(account: str) -> str:
    """The end of a bank account; empty for one so short that four digits would say most of it."""
    digits = account.lstrip("0")
    return digits[-4:] if len(digits) > 6 else ""


class Fingerprint:
    """What a whole batch says, check by check: the same batch in another file has the same one."""

    def __init__(self) -> None:
        self._running = hmac.new(_key(), b"batch", hashlib.sha256)

    def add(self, check: Check) -> None:
        told = (
            check.amount.cents, check.routing, check.account, check.check_number, check.written_on,
            check.remitter, check.reference,
            [(coupon.scan_line, coupon.invoice, coupon.amount) for coupon in check.coupons],
        )  # fmt: skip
        self._running.update(repr(told).encode())

    def text(self, lockbox: str, number: str, deposit_on: date, amount: Money) -> str:
        whole = self._running.copy()
        whole.update(f"{lockbox}|{number}|{deposit_on}|{amount.cents}".encode())
        return whole.hexdigest()


def _keyed(*parts: str) -> str:
    return hmac.new(_key(), "|".join(parts).encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    """A key of its own, made from GUARD_KEY, whose one use is marks that must not be read back."""
    return hmac.new(settings.GUARD_KEY.encode(), b"lockbox marks", hashlib.sha256).digest()
