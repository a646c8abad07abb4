"""What the organization decided, as data: limits, waits, dormancy, the bank's layout. Read from TOML."""

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hearthside.errors import BadSetting
from hearthside.money import Money
from hearthside.refunds.rules import ApprovalTerms, CreditTerms, DormancyTerms, WaitTerms

FOLDER = Path(__file__).parent


def approval(on: date) -> ApprovalTerms:
    """Who may send how much alone, on a day."""
    entry = _on("refunds", "approval", on)
    return ApprovalTerms(
        alone_card_most=Money(entry["alone_card_max_cents"]),
        alone_check_most=Money(entry["alone_check_max_cents"]),
        alone_correction_most=Money(entry["alone_correction_max_cents"]),
        address_days=entry["address_days"],
        supervisor_from=Money(entry["supervisor_from_cents"]),
    )


def waits(on: date) -> WaitTerms:
    """How long money waits before it leaves, on a day."""
    entry = _on("refunds", "waits", on)
    return WaitTerms(
        contact_hours=entry["contact_hours"], check_days=entry["check_days"], bank_days=entry["bank_days"],
        card_days_most=entry["card_days_max"],
    )  # fmt: skip


def credits(on: date) -> CreditTerms:
    """When credit is proposed for refund by itself, on a day."""
    entry = _on("refunds", "credits", on)
    return CreditTerms(
        propose_after_days=entry["propose_after_days"],
        propose_least=Money(entry["propose_least_cents"]),
        keep_days=entry["keep_days"],
    )


def dormancy(on: date) -> DormancyTerms:
    """When money nobody claims goes to a state, on a day."""
    entry = _on("unclaimed", "table", on)
    return DormancyTerms(
        years=entry["years"], by_state=dict(entry["by_state"]),
        letter_days_most=entry["letter_days_most"], letter_days_least=entry["letter_days_least"],
        is_checked=bool(entry["checked_on"]),
    )  # fmt: skip


def stale_days(on: date) -> int:
    return int(_on("refunds", "checks", on)["stale_days"])


def first_check_number(on: date) -> int:
    return int(_on("refunds", "checks", on)["first_number"])


def evidence_days(on: date) -> int:
    return int(_on("refunds", "disputes", on)["evidence_days"])


def positive_pay() -> dict[str, Any]:
    """The bank's layouts by name, which is in use, and the account our checks are drawn on."""
    return _read("positive_pay")


def _on(name: str, table: str, on: date) -> dict[str, Any]:
    entries = [entry for entry in _read(name)[table] if entry["from"] <= on]
    if not entries:
        raise BadSetting(f"no entry of [[{table}]] in {name}.toml holds on this day", found=on.isoformat())
    newest: dict[str, Any] = max(entries, key=lambda entry: entry["from"])
    return newest


@lru_cache(maxsize=8)
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
