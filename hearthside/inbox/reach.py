"""How to reach us, by purpose: numbers from the organization's profile, what its hours say now, and where.

The profile's file may name a number of its own for a purpose, in the same dated entry as the billing number
(`equipment = "1-800-555-0100"`), a fax (`physicians_fax`), and an address for letters apart from the
payment box (`letter_lines` in the `mail` entry). Where it names none, the one number answers for all.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from hearthside.inbox import rules
from hearthside.inbox.rules import Opening
from hearthside.organization.profile import Profile
from hearthside.organization.selectors import profile

AT_ALL_HOURS = ("equipment",)
"""Numbers of their own that somebody answers day and night: named apart, or not offered as such."""
PURPOSES = ("billing", "care", "equipment", "appeals", "privacy", "fraud", "physicians")


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number as it is printed. `is_own`: this purpose has one that the others do not."""

    shown: str
    is_own: bool

    @property
    def link(self) -> str:
        return "+" + "".join(mark for mark in self.shown if mark.isdigit())


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything the contact page says that is the organization's own."""

    org: Profile
    opening: Opening
    numbers: Mapping[str, Number]
    fax: str
    letter_lines: Sequence[str]
    is_letter_apart: bool


def reach(at: datetime) -> Reach:
    """How to reach the organization, as things stand at `at`."""
    org = profile()
    local = at.astimezone(ZoneInfo(org.time_zone))
    phones, mail = _more(settings.PROFILE, local.date())
    letter_lines = tuple(mail.get("letter_lines") or org.return_lines)
    return Reach(
        org=org, opening=rules.opening(local, org.hours),
        numbers={purpose: _number(purpose, phones, org) for purpose in PURPOSES},
        fax=str(phones.get("physicians_fax", "")), letter_lines=letter_lines,
        is_letter_apart=letter_lines != tuple(org.mail_lines),
    )  # fmt: skip


def _number(purpose: str, phones: Mapping[str, Any], org: Profile) -> Number:
    own = str(phones.get(purpose) or org.phone)
    return Number(own, own != org.phone)


@lru_cache(maxsize=16)
def _more(path: Path, on: date) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The dated entries that hold phones and addresses, whole: the profile was checked when it was read."""
    facts = tomllib.loads(path.read_text("utf-8"))
    return _holding(facts["phones"], on), _holding(facts["mail"], on)


def _holding(entries: Sequence[Mapping[str, Any]], on: date) -> Mapping[str, Any]:
    found: Mapping[str, Any] = max(
        (entry for entry in entries if entry["from"] <= on), key=lambda entry: entry["from"]
    )
    return found
