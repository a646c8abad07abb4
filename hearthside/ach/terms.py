"""How this organization sends ACH files, as of a day: the profile's `[[ach]]`, or terms.toml beside this."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from hearthside import clock
from hearthside.errors import BadSetting
from hearthside.formats.fed_calendar import Cutoff, effective_entry_date
from hearthside.formats.nacha import is_routing_number

DEFAULTS = Path(__file__).with_name("terms.toml")
VALIDATIONS = ("prenote", "none")
RETRIES_MOST = 2


@dataclass(frozen=True, slots=True)
class Terms:
    """The bank's numbers for us and the house's own policy. See terms.toml for what each line does."""

    originates: bool
    destination: str
    destination_name: str
    odfi: str
    origin: str
    origin_name: str
    company_name: str
    company_id: str
    description: str
    cutoff: time
    time_zone: str
    days_ahead: int
    validation: str
    prenote_wait_banking_days: int
    settle_wait_banking_days: int
    retry_after_days: tuple[int, ...]

    def settles_on(self, at: datetime, *, not_before: date | None = None) -> date:
        """The soonest day that a file sent at `at` can settle on."""
        sent = at.astimezone(ZoneInfo(self.time_zone))
        return effective_entry_date(sent, Cutoff(self.cutoff, self.days_ahead), not_before=not_before)


def terms(on: date | None = None) -> Terms:
    """What holds on a day; today when none is given. Raises BadSetting naming the line that is wrong."""
    return _terms(settings.PROFILE, on or clock.today())


def originates(on: date | None = None) -> bool:
    """Whether this organization sends its own ACH files. Off: no page, no debit, no file."""
    return terms(on).originates


@lru_cache(maxsize=64)
def _terms(profile: Path, on: date) -> Terms:
    facts: dict[str, Any] = {}
    for path in (DEFAULTS, profile):
        facts |= _entry(path, on)
    return _read(facts)


def _entry(path: Path, on: date) -> Mapping[str, Any]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("ach", [])
    except (OSError, ValueError) as trouble:
        raise BadSetting("the terms of ACH cannot be read", file=path.name, found=str(trouble)) from None
    entries = [entry for entry in tables if entry["from"] <= on]
    return max(entries, key=lambda entry: entry["from"]) if entries else {}


def _read(facts: Mapping[str, Any]) -> Terms:
    try:
        read = Terms(
            **{name: facts[name] for name in Terms.__slots__ if name != "retry_after_days"},
            retry_after_days=tuple(facts["retry_after_days"]),
        )
    except KeyError as missing:
        raise BadSetting("[[ach]] lacks a line", line=missing.args[0]) from None
    _check(read)
    return read


def _check(read: Terms) -> None:
    wrong = {
        "destination": not is_routing_number(read.destination),
        "odfi": not (len(read.odfi) == 8 and read.odfi.isdigit()),
        "validation": read.validation not in VALIDATIONS,
        "description": not 1 <= len(read.description) <= 10,
        "company_name": not 1 <= len(read.company_name) <= 16,
        "company_id": not 1 <= len(read.company_id) <= 10,
        "origin": not 1 <= len(read.origin) <= 10,
        "days_ahead": read.days_ahead not in (0, 1, 2),
        "retry_after_days": len(read.retry_after_days) > RETRIES_MOST,
        "settle_wait_banking_days": read.settle_wait_banking_days < 0,
    }
    for line, is_wrong in wrong.items():
        if is_wrong:
            raise BadSetting("[[ach]] makes no sense", line=line, found=str(getattr(read, line)))
