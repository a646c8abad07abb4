"""Codes, last days, and what papers must say. Values in, a value out; `today` is told."""

import hashlib
import hmac
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"
"""No vowels, so that no word comes of it; nothing that looks like something else: no 0 or O, 1, I or L."""
CODE_LENGTH = 8


def code_of(numbers: Collection[int]) -> str:
    """A code of eight letters and digits from eight random numbers below 28."""
    assert len(numbers) == CODE_LENGTH
    return "".join(LETTERS[number] for number in numbers)


def grouped(code: str) -> str:
    """K7MP4QRT as K7MP 4QRT: how it is shown and said."""
    return f"{code[:4]} {code[4:]}"


def typed_code(text: str) -> str:
    """What a person typed, as a code: capitals, without spaces and dashes. Capped before it is read."""
    return re.sub(r"[\s.\-\u2010-\u2015]", "", text[:40]).upper()


def code_hash(secret: bytes, reference: str, code: str) -> str:
    """HMAC-SHA256 of one invitation's code, so that a stolen table cannot be searched for all at once."""
    return hmac.new(secret, f"invitation\n{reference}\n{code}".encode(), hashlib.sha256).hexdigest()


def held_until(changed_at: datetime | None, *, hold: timedelta, at: datetime) -> datetime | None:
    """Until when nobody may be added, because the contact changed lately; None when nothing holds.

    Source: threats.md 2, row 18.
    """
    until = changed_at + hold if changed_at else None
    return until if until is not None and until > at else None


def is_good_last_day(ends_on: date | None, *, today: date, days_most: int) -> bool:
    """From today on, and not further than the policy allows; no last day at all is the member's to choose."""
    return ends_on is None or today <= ends_on <= today + timedelta(days=days_most)


def opens_care(scope: str) -> bool:
    """Whether this much needs the member to prove again that it is them."""
    return scope in ("care", "all")


class Paper(StrEnum):
    """What kind of paper lets somebody act."""

    AUTHORIZATION = "authorization"
    POA_MONEY = "poa_money"
    POA_HEALTH = "poa_health"
    GUARDIAN = "guardian"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class PaperRule:
    """What a paper must show (codes of the checklist), what it opens, and whether two people must agree."""

    must_show: tuple[str, ...]
    opens: tuple[str, ...]
    needs_two: bool


RULES = {
    # The core elements and required statements. Source: 45 CFR 164.508(c)(1) and (2).
    Paper.AUTHORIZATION: PaperRule(
        ("what", "who_tells", "who_hears", "purpose", "last_day", "signed", "may_revoke", "conditions",
         "passed_on", "plain"),
        ("money", "care", "all"), needs_two=False,
    ),
    # A representative acts as the member, within the paper's own limits. Source: 45 CFR 164.502(g)(2).
    Paper.POA_MONEY: PaperRule(
        ("names_member", "names_helper", "signed", "witnessed", "in_effect", "covers_money", "whole"),
        ("money",), needs_two=True,
    ),
    Paper.POA_HEALTH: PaperRule(
        ("names_member", "names_helper", "signed", "witnessed", "in_effect", "covers_care", "whole"),
        ("care", "all"), needs_two=True,
    ),
    Paper.GUARDIAN: PaperRule(
        ("names_member", "names_helper", "court_seal", "in_effect", "covers_what", "whole"),
        ("money", "care", "all"), needs_two=True,
    ),
    # Source: 45 CFR 164.502(g)(3): a parent acts for a minor unless a court or state law says otherwise.
    Paper.PARENT: PaperRule(
        ("names_child", "names_parent", "is_minor", "no_order_against"),
        ("care", "all"), needs_two=False,
    ),
}  # fmt: skip


def missing(paper: Paper, ticked: Collection[str]) -> tuple[str, ...]:
    """What a paper should show and staff did not see, in the order of the checklist."""
    return tuple(code for code in RULES[paper].must_show if code not in ticked)


def last_day(
    paper: Paper, asked: date | None, *, of_age_on: date | None, today: date, days_most: int
) -> date:
    """The last day of a grant on papers: the paper's own, never further than the policy allows.

    A parent's ends the day before the child is of age.
    """
    ends = [today + timedelta(days=days_most)]
    if asked is not None:
        ends.append(asked)
    if paper is Paper.PARENT and of_age_on is not None:
        ends.append(of_age_on - timedelta(days=1))
    return min(ends)
