"""The organization's facts, read once from its profile file and checked while reading."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from hearthside.errors import BadSetting
from hearthside.money import Money


@dataclass(frozen=True, slots=True)
class Hours:
    """When a person answers the phone. `days` are 0 (Monday) to 6."""

    days: tuple[int, ...]
    opens: time
    closes: time
    zone: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BillingTerms:
    """How bills are made. Days are calendar days."""

    due_days: int
    grace_days: int
    second_plan_wait_days: int
    smallest_part: Money
    smallest_bill: Money


@dataclass(frozen=True, slots=True)
class Profile:
    """What is true of the organization on one day."""

    name: str
    legal_name: str
    tax_id: str
    is_demo: bool
    time_zone: str
    site: str
    hosts: tuple[str, ...]
    phone: str
    relay: str
    hours: Hours
    payee: str
    mail_lines: tuple[str, ...]
    return_lines: tuple[str, ...]
    mailer_id: str
    cards: tuple[str, ...]
    bank_accounts: tuple[str, ...]
    processor_name: str
    billing: BillingTerms
    sender_email: str
    sender_text: str

    @property
    def phone_link(self) -> str:
        return "+" + "".join(digit for digit in self.phone if digit.isdigit())


def read_profile(path: Path, on: date) -> Profile:
    """The profile in the TOML file `path` as it stands on the day `on`.

    Raises BadSetting naming the table or key that is missing or makes no sense.
    """
    try:
        facts = _load(path)
        phones, hours, mail = (_on(facts, table, on) for table in ("phones", "hours", "mail"))
        methods, billing, senders = (_on(facts, table, on) for table in ("methods", "billing", "senders"))
        return Profile(
            name=facts["name"],
            legal_name=facts["legal_name"],
            tax_id=facts["tax_id"],
            is_demo=bool(facts.get("is_demo", False)),
            time_zone=facts["time_zone"],
            site=facts["sites"]["pay"],
            hosts=tuple(facts["sites"]["hosts"]),
            phone=phones["billing"],
            relay=phones["relay"],
            hours=Hours(
                days=tuple(hours["days"]),
                opens=time.fromisoformat(hours["opens"]),
                closes=time.fromisoformat(hours["closes"]),
                zone={"en": hours["zone_en"], "es": hours["zone_es"]},
            ),
            payee=mail["payee"],
            mail_lines=tuple(mail["lines"]),
            return_lines=tuple(mail["return_lines"]),
            mailer_id=mail["mailer_id"],
            cards=tuple(methods["cards"]),
            bank_accounts=tuple(methods["bank_accounts"]),
            processor_name=methods["processor_name"],
            billing=BillingTerms(
                due_days=billing["due_days"],
                grace_days=billing["grace_days"],
                second_plan_wait_days=billing["second_plan_wait_days"],
                smallest_part=Money(billing["smallest_part_cents"]),
                smallest_bill=Money(billing["smallest_bill_cents"]),
            ),
            sender_email=senders["email"],
            sender_text=senders["text"],
        )
    except KeyError as missing:
        raise BadSetting("the profile lacks a line", file=path.name, line=missing.args[0]) from None


@cache
def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as trouble:
        raise BadSetting("the profile cannot be read", file=str(path), found=str(trouble)) from None


def _on(facts: Mapping[str, Any], table: str, on: date) -> Mapping[str, Any]:
    entries = [entry for entry in facts[table] if entry["from"] <= on]
    if not entries:
        raise BadSetting("the profile has no entry for this day", table=table, day=on.isoformat())
    return max(entries, key=lambda entry: entry["from"])
