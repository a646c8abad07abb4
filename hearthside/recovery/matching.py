"""What somebody types, against what we hold: one answer for every cause, and the same work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.guards import services as guards
from hearthside.identity import selectors as logins
from hearthside.members import selectors as members
from hearthside.payments import selectors as payments
from hearthside.recovery.rules import scope_of

NOBODY = -1
"""No row has this id: asking for its people costs what asking for a real account's costs."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The account, how much of it the person may see, and the name on its envelope."""

    account_id: int
    scope: Any
    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """One answer for every cause. `until` is set when no try is left."""

    tries_left: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """A sign-in and its account. `is_only_here`: it opens no other, so that this bill proves all of it."""

    account_id: int
    login_id: int
    is_only_here: bool


def match_bill(
    *, number: str, pay_code: str, birth_date: date, address: str, by: Actor, at: datetime
) -> Matched | Refused:
    """Whether these three facts belong together. A wrong try counts against the account, the address, the
    life of the pay code and the brake of the site, as at the pay page.

    A made-up account is counted and asked about like a real one: same questions to the database, same
    answer. Not to be called inside a transaction.
    """
    facts = _Facts(number, pay_code, birth_date, address)
    found = _matched(facts, lambda account_id: True, by=by, at=at)
    if isinstance(found, Refused):
        return found
    account_id, scope = found
    return Matched(account_id, scope, members.recipient_of(account_id))


def match_login(
    *, email: str, number: str, pay_code: str, birth_date: date, address: str, by: Actor, at: datetime
) -> Known | Refused:
    """As `match_bill`, and the e-mail address opens a member's sign-in of whoever is billed there."""
    login = logins.member_with_email(email)
    login_id = login.pk if login else NOBODY
    grants = list(members.live_grants(login_id))

    def opens(account_id: int) -> bool:
        return any(one.account_id == account_id and one.scope in members.OWN_SCOPES for one in grants)

    found = _matched(_Facts(number, pay_code, birth_date, address), opens, by=by, at=at)
    if isinstance(found, Refused):
        return found
    return Known(found[0], login_id, is_only_here=len({one.account_id for one in grants}) == 1)


@dataclass(frozen=True, slots=True)
class _Facts:
    number: str
    pay_code: str
    birth_date: date
    address: str


def _matched(
    facts: _Facts, opens: Callable[[int], bool], *, by: Actor, at: datetime
) -> tuple[int, str] | Refused:
    tries = [("pay_code.account", facts.number), ("pay_code.address", facts.address)]
    verdicts = guards.count_all(tries, at=at, by=by)
    if not all(verdict.allowed for verdict in verdicts):
        ends = [verdict.until for verdict in verdicts if not verdict.allowed]
        return Refused(tries_left=0, until=max((end for end in ends if end), default=None))
    life = ("pay_code.code", payments.code_life(facts.number))
    is_alive = guards.count(*life, at=at, by=by).allowed
    bill = bills.find_open_bill(facts.number, facts.pay_code) if is_alive else None
    account_id = bill.account_id if bill else NOBODY
    scope = scope_of(members.people_of(account_id), facts.birth_date)
    if bill is None or scope is None or not opens(account_id):
        guards.note_wrong_code(at=at)
        audit.record("access.link_refused", reason="facts", result="refused", by=by, at=at)
        return Refused(tries_left=min(verdict.tries_left for verdict in verdicts), until=None)
    for limit, value in (*tries, life):
        guards.give_back(limit, value, at=at)
    return account_id, scope
