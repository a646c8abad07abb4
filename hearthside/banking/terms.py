"""How bank and processor settle, as of a day: the profile's `[[banking]]`, or terms.toml beside this."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from hearthside import clock
from hearthside.errors import BadSetting
from hearthside.money import Money

DEFAULTS = Path(__file__).with_name("terms.toml")
DAYS_MOST = 10
WHOLE = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Terms:
    """See terms.toml for what each line does."""

    grace_banking_days: int
    payout_banking_days: int
    fee_hundredths_of_percent: int
    fee_cents: int
    payout_names: tuple[str, ...]
    accounts: tuple[str, ...]

    def fee_of(self, amount: Money) -> Money:
        """What the processor keeps of one payment, half a cent going away from zero."""
        return amount.portion(Decimal(self.fee_hundredths_of_percent) / WHOLE) + Money(self.fee_cents)


def terms(on: date | None = None) -> Terms:
    """What holds on a day; today when none is given. Raises BadSetting naming the line that is wrong."""
    return _terms(settings.PROFILE, on or clock.today())


@lru_cache(maxsize=64)
def _terms(profile: Path, on: date) -> Terms:
    return _read(dict(_entry(DEFAULTS, on)) | dict(_entry(profile, on)))


def _entry(path: Path, on: date) -> Mapping[str, Any]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("banking", [])
    except (OSError, ValueError) as trouble:
        raise BadSetting("the terms of banking cannot be read", file=path.name, found=str(trouble)) from None
    entries = [entry for entry in tables if entry["from"] <= on]
    return max(entries, key=lambda entry: entry["from"]) if entries else {}


def _read(facts: Mapping[str, Any]) -> Terms:
    for line in ("grace_banking_days", "payout_banking_days", "fee_hundredths_of_percent", "fee_cents"):
        most = DAYS_MOST if line.endswith("days") else WHOLE
        if type(facts.get(line)) is not int or not 0 <= facts[line] <= most:
            raise BadSetting("[[banking]] makes no sense", line=line, found=str(facts.get(line)))
    return Terms(
        facts["grace_banking_days"], facts["payout_banking_days"], facts["fee_hundredths_of_percent"],
        facts["fee_cents"], _words(facts, "payout_names"), _words(facts, "accounts"),
    )  # fmt: skip


def _words(facts: Mapping[str, Any], line: str) -> tuple[str, ...]:
    told = facts.get(line)
    if not isinstance(told, list) or not all(isinstance(one, str) and one.strip() for one in told):
        raise BadSetting("[[banking]] makes no sense", line=line, found=str(told), expected="a list of words")
    return tuple(one.strip().upper() for one in told)
