"""Which bank account and which line this is, kept so that a copy of the database does not tell numbers."""

import hashlib
import hmac
from datetime import date

from django.conf import settings

from hearthside.formats.bai2 import Transaction

LONG_ENOUGH = 6


def account_mark(number: str) -> str:
    """A keyed hash of a bank account's number: the same for the same account."""
    digits = number.strip().lstrip("0").upper()
    return hmac.new(_key(), digits.encode(), hashlib.sha256).hexdigest()


def last4(number: str) -> str:
    """The end of the number; empty for one so short that four digits would say most of it."""
    digits = number.strip()
    return digits[-4:] if len(digits) > LONG_ENOUGH else ""


def essence(line: Transaction, mark: str, as_of: date, currency: str) -> str:
    """The same for the same line of the same account and day, whatever file holds it."""
    words = " ".join(line.text.split())
    told = (mark, as_of.isoformat(), currency, line.type, line.amount.cents if line.amount else None,
            line.bank_reference, line.customer_reference, words)  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _key() -> bytes:
    """A key of its own, made from GUARD_KEY, whose one use is marks that must not be read back."""
    return hmac.new(settings.GUARD_KEY.encode(), b"banking marks", hashlib.sha256).digest()
