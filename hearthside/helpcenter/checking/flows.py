"""One try at a check page: counted before the secret is looked at, given back if it was right.

A number that does not exist is counted and asked about like one that does: the same questions to the
database, the same answer. Not to be called inside a transaction.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from hearthside.bills import selectors as bills
from hearthside.guards import services as guards
from hearthside.mailroom import selectors as mailroom
from hearthside.members import selectors as members
from hearthside.money import Money
from hearthside.payments import selectors as payments

ACCOUNT, LIFE, ADDRESS, MESSAGE = (
    "pay_code.account", "pay_code.code", "pay_code.address", "message.number"
)  # fmt: skip
"""The limits that the pay page counts by as well: a guesser has one budget, whichever door they use."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Match or no match, and nothing more. `waits_until` is set when the door was shut before a look."""

    matches: bool
    tries_left: int = 0
    asks_zip: bool = False
    is_shut: bool = False
    waits_until: datetime | None = None


def asks_zip(account: str, *, at: datetime) -> bool:
    """Whether the ZIP code must be typed too: today's tries are used up, or the site's brake is on."""
    return guards.brake_is_on(at=at) or not guards.peek(ACCOUNT, account, at=at).allowed


def check_bill(
    *, account: str, code: str, amount: Money, zip_code: str | None, address: str, at: datetime
) -> Answer:
    """Whether an open bill of this account has this pay code and asks for this amount.

    A bill that is paid or replaced has a dead code, and does not match. `zip_code` is None where the page
    did not ask; then nothing matches once today's tries are gone.
    """
    if not (held := guards.count(ADDRESS, address, at=at)).allowed:
        return Answer(False, is_shut=True, waits_until=held.until)
    life_key = payments.code_life(account)
    life = guards.count(LIFE, life_key, at=at)
    today = guards.count(ACCOUNT, account, at=at)
    # All of it is asked whatever the first answer was, so that the time says nothing.
    bill = bills.find_open_bill(account, code)
    printed = bill.amount_due if bill is not None else Money(-1)
    zip_fits = _zip_fits(account, zip_code or "")
    may_look = life.allowed and (today.allowed if zip_code is None else True)
    if not (may_look and printed == amount and (zip_code is None or zip_fits)):
        guards.note_wrong_code(at=at)
        return Answer(False, today.tries_left or life.tries_left, asks_zip=not today.tries_left)
    for limit, value in ((ACCOUNT, account), (LIFE, life_key), (ADDRESS, address)):
        guards.give_back(limit, value, at=at)
    return Answer(True)


def check_message(*, number: str, proof: str, address: str, at: datetime) -> Answer:
    """Whether a message with this number went to this account or ZIP code."""
    if not (held := guards.count(ADDRESS, address, at=at)).allowed:
        return Answer(False, is_shut=True, waits_until=held.until)
    tries = guards.count(MESSAGE, number, at=at)
    is_ours = mailroom.is_ours(number, proof)
    if not (tries.allowed and is_ours):
        return Answer(False, tries.tries_left)
    guards.give_back(MESSAGE, number, at=at)
    guards.give_back(ADDRESS, address, at=at)
    return Answer(True)


def _zip_fits(number: str, typed: str) -> bool:
    account = members.account_with_number(number)
    ours = account.zip[:5] if account else ""
    return hmac.compare_digest(ours.encode(), typed.encode()) and bool(ours)
