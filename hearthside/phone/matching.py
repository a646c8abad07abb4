"""Who is on the keypad line: account and pay code, or birth date and ZIP. The counters are the web's own.

A try is taken before the secret is looked at and given back if it was right, as on the guest's pages; a
made-up account is asked the same questions and counts down alike.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime

from hearthside.bills import selectors as bills
from hearthside.bills.selectors import BillRow
from hearthside.guards import services as guards
from hearthside.members import selectors as members
from hearthside.payments import selectors as payments


@dataclass(frozen=True, slots=True)
class Match:
    """The bill that was found; or whether the ZIP code is wanted too. Neither: no match, for any cause."""

    bill: BillRow | None = None
    needs_zip: bool = False


def by_pay_code(number: str, code: str, zip_code: str, *, at: datetime) -> Match:
    """One guess at a pay code; after five wrong ones a day, and under the site brake, with the ZIP code."""
    if not zip_code and _wants_zip(number, at):
        return Match(needs_zip=True)
    code_life = payments.code_life(number)
    life = guards.count("pay_code.code", code_life, at=at)
    guards.count("pay_code.account", number, at=at)
    bill = bills.find_open_bill(number, code) if life.allowed else None
    fits = _zip_fits(number, zip_code) if zip_code else True
    if bill is None or not fits:
        guards.note_wrong_code(at=at)
        return Match()
    guards.give_back("pay_code.account", number, at=at)
    guards.give_back("pay_code.code", code_life, at=at)
    return Match(bill)


def _wants_zip(number: str, at: datetime) -> bool:
    return guards.brake_is_on(at=at) or not guards.peek("pay_code.account", number, at=at).allowed


def _zip_fits(number: str, keyed: str) -> bool:
    """Whether this is the account's ZIP code. A made-up account asks the same of us."""
    account = members.account_with_number(number)
    ours = account.zip[:5] if account else ""
    return hmac.compare_digest(ours.encode(), keyed.encode()) and bool(ours)


def by_birth_date(number: str, born: date | None, zip_code: str, *, at: datetime) -> Match:
    """One guess at a birth date and ZIP code. A day that no calendar has is a wrong one, and counts."""
    tries = guards.count("birth_date.account", number, at=at)
    bill = bills.find_by_birth_date(number, born, zip_code) if born else None
    if not tries.allowed or bill is None:
        return Match()
    guards.give_back("birth_date.account", number, at=at)
    return Match(bill)
