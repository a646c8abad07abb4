"""Whom an agent may talk to. What is heard is compared; only pass or fail is kept.

Source: the verification script of the staff console: name and relation; account number or member ID; birth
date; one of ZIP, phone on file, last bill amount. Two fails: call back the number on file, or mail.
"""

import hmac
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hearthside.errors import UnreadableAmount
from hearthside.money import Money
from hearthside.references import typed

FAILS_MOST = 2


class Item(StrEnum):
    """What is asked, in this order."""

    ACCOUNT = "account"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    ZIP = "zip"
    PHONE = "phone"
    BILL_AMOUNT = "bill_amount"


LAST_QUESTION = (Item.ZIP, Item.PHONE, Item.BILL_AMOUNT)
"""One of these is enough."""


class Relation(StrEnum):
    """Who is calling, as they say."""

    MEMBER = "member"
    HELPER = "helper"
    OTHER = "other"


class Clearance(StrEnum):
    """What may be said to a caller now."""

    ASKING = "asking"
    FULL = "full"
    MONEY_ONLY = "money_only"
    PAYMENT_ONLY = "payment_only"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was asked, and whether what was heard is what we hold."""

    item: Item
    passed: bool


def clearance(relation: str, checks: Sequence[Check], *, scope: str = "") -> Clearance:
    """What a caller may be told. Someone else than the patient passes only by an access grant (`scope`).

    Without a grant they may pay or leave a message, and are given no fact.
    """
    if sum(not check.passed for check in checks) >= FAILS_MOST:
        return Clearance.CLOSED
    passed = {check.item for check in checks if check.passed}
    if Item.ACCOUNT not in passed:
        return Clearance.ASKING
    if relation == Relation.OTHER:
        return Clearance.PAYMENT_ONLY
    if not {Item.NAME, Item.BIRTH_DATE} <= passed or not passed & set(LAST_QUESTION):
        return Clearance.ASKING
    if relation == Relation.HELPER and scope not in ("all", "self", "guarantor"):
        return Clearance.MONEY_ONLY
    return Clearance.FULL


def next_items(checks: Sequence[Check]) -> tuple[Item, ...]:
    """What to ask now: one item, or the choice of the last question. Empty when all was asked."""
    passed = {check.item for check in checks if check.passed}
    for item in (Item.ACCOUNT, Item.NAME, Item.BIRTH_DATE):
        if item not in passed:
            return (item,)
    return () if passed & set(LAST_QUESTION) else LAST_QUESTION


def name_fits(heard: str, names: Collection[str]) -> bool:
    """Whether a name was heard as it is on file: capitals, accents, hyphens and middle names aside."""
    words = _words(heard)
    if len(words) < 2:
        return False
    return any(_same_name(words, _words(name)) for name in names)


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name[:200]).casefold()
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return re.findall(r"[^\W\d_]+", letters)


def _same_name(heard: Sequence[str], ours: Sequence[str]) -> bool:
    """The first word, and every word of the family name that we hold, in what was heard."""
    return bool(ours) and heard[0] == ours[0] and set(ours[1:]) <= set(heard[1:])


def birth_date_fits(heard: date, held: Collection[date]) -> bool:
    return any(_same(heard.isoformat(), one.isoformat()) for one in held)


def zip_fits(heard: str, held: str) -> bool:
    return bool(held) and _same(typed(heard)[:5], held[:5])


def phone_fits(heard: str, held: str) -> bool:
    """The ten digits of a US number, however it was typed."""
    theirs, ours = _ten_digits(heard), _ten_digits(held)
    return len(ours) == 10 and _same(theirs, ours)


def _ten_digits(number: str) -> str:
    return re.sub(r"[^0-9]", "", number[:40]).removeprefix("1")


def amount_fits(heard: str, held: Money | None) -> bool:
    try:
        amount = Money.parse_dollars(heard.strip().removeprefix("$").replace(",", "")[:20])
    except UnreadableAmount:
        return False
    return held is not None and amount == held


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
