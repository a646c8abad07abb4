"""One search box: what was typed decides where to look. Exact finds only, and never a guess between two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hearthside import references
from hearthside.bills import selectors as bills
from hearthside.desk import gathering
from hearthside.desk.registry import Hit
from hearthside.members import selectors as members
from hearthside.payments import selectors as payments

WORDS_MAX = 120
_NUMBER = re.compile(r"[0-9]{10}")
_PHONE = re.compile(r"\+?1?[\s.-]*\(?([2-9][0-9]{2})\)?[\s.-]*([0-9]{3})[\s.-]*([0-9]{4})")
_CHECK = re.compile(r"check\s*(?:number|no\.?|#)?\s*([0-9]{1,12})", re.IGNORECASE)
_BORN = re.compile(
    r"\b(?:([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})|([0-9]{4})-([0-9]{1,2})-([0-9]{1,2}))\b"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: the account, the name on its envelope, and what about it was found."""

    account_number: str
    name: str
    what: str
    path: str


def look_up(typed: str) -> list[Found]:
    """What these words find, the most exact kind first; an empty list when nothing does."""
    words = " ".join(typed[:WORDS_MAX].split())
    hits: Sequence[Hit] = ()
    for look in (_by_number, _by_check, _by_person, _by_phone):
        hits = hits or look(words)
    hits = hits or gathering.hits(words)
    return _named(_once(hits))


def _by_number(words: str) -> list[Hit]:
    """An account, payment, bill or case number, in any spelling of 3-3-4."""
    number = references.typed(words)
    if not _NUMBER.fullmatch(number):
        return []
    account = members.account_with_number(number)
    if account is not None:
        return [Hit(account.pk, "Account number")]
    payment = payments.payment_with_reference(number)
    if payment is not None:
        return [Hit(payment.account_id, f"Payment of {payment.amount}")]
    bill = bills.bill_with_number(number)
    if bill is not None:
        return [Hit(bill.account_id, f"Bill of {bill.amount_due}")]
    return gathering.hits(number)


def _by_check(words: str) -> list[Hit]:
    """ "check 1042": what the rooms know of it, then checks among payments by the digits kept of them."""
    found = _CHECK.fullmatch(words)
    if found is None:
        return []
    number = found.group(1)
    rows = payments.PaymentRow.objects.filter(method="check", last4=number[-4:]).order_by("-received_at")[:20]
    seen = [Hit(row.account_id, f"Check ending {row.last4}, {row.amount}") for row in rows]
    return gathering.hits(f"check {number}") or seen


def _by_person(words: str) -> list[Hit]:
    """A name and a birth date, in either order: Reyes 4/17/1958, Ana Reyes 1958-04-17."""
    born = _BORN.search(words)
    names = _BORN.sub(" ", words).replace(",", " ").split()
    day = _day(born) if born else None
    if day is None or not names:
        return []
    people = members.accounts_of_person(names[-1], day, first_name=" ".join(names[:-1]))
    if not people and len(names) > 1:  # "Reyes, Ana"
        people = members.accounts_of_person(names[0], day, first_name=" ".join(names[1:]))
    return [Hit(person.account_id, f"{person.name}, by name and birth date") for person in people]


def _day(found: re.Match[str]) -> date | None:
    month, day, year, first, second, third = found.groups()
    year, month, day = (year, month, day) if year else (first, second, third)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _by_phone(words: str) -> list[Hit]:
    found = _PHONE.fullmatch(words)
    if found is None:
        return []
    rows = members.accounts_with_phone("".join(found.groups()))
    return [Hit(row.pk, "Phone on file") for row in rows]


def _once(hits: Sequence[Hit]) -> list[Hit]:
    return list({(hit.account_id, hit.path, str(hit.what)): hit for hit in hits}.values())


def _named(hits: Sequence[Hit]) -> list[Found]:
    names = members.names_on(hit.account_id for hit in hits) if hits else {}
    numbers = members.numbers_of(hit.account_id for hit in hits) if hits else {}
    return [
        Found(numbers[hit.account_id], names.get(hit.account_id, ""), str(hit.what), hit.path) for hit in hits
    ]
