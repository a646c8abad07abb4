"""The policy file, checked while it is read. Every figure of this room comes from here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from hearthside.errors import BadSetting
from hearthside.money import Money

FILE = Path(__file__).parent / "policy.toml"
REGIONS = ("states", "AK", "HI")


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """How an amount may be paid over time. Days are calendar days; `missed` is "break" or "pause"."""

    smallest_balance: Money
    smallest_installment: Money
    installments_most: int
    installments_most_by_permission: int
    days_of_month: tuple[int, ...]
    first_due_days: int
    offer_days: int
    grace_days: int
    missed: str
    pause_days: int


@dataclass(frozen=True, slots=True)
class Guideline:
    """The federal poverty guideline of one region and year: one person, and each further one, a year."""

    one: Money
    more: Money
    source: str
    since: date


@dataclass(frozen=True, slots=True)
class ScaleStep:
    """Income up to this percent of the guideline: this percent of the bill is taken off."""

    up_to_percent: int
    forgives_percent: int


@dataclass(frozen=True, slots=True)
class HardshipTerms:
    """The sliding scale, lowest income first, and how soon we answer and look again."""

    steps: tuple[ScaleStep, ...]
    answer_days: int
    appeal_days: int


@dataclass(frozen=True, slots=True)
class PaperTerms:
    """What may be sent with an application, and how long it is kept."""

    size_bytes_most: int
    count_most: int
    keep_days: int
    draft_days: int
    scan_command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SmallBalanceTerms:
    """A balance up to `most` that is `after_days` old is given up; up to `unattended` by itself."""

    most: Money
    after_days: int
    unattended: Money


@dataclass(frozen=True, slots=True)
class ApprovalTerms:
    """How much one person may give up without a second, by kind of write-off."""

    alone: Mapping[str, Money]


@dataclass(frozen=True, slots=True)
class CollectionTerms:
    """When an account may go on the list for another company."""

    days_from_first_bill: int
    days_from_notice: int
    smallest: Money
    bills_least: int


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it as it stands on one day."""

    plans: PlanTerms
    guidelines: Mapping[str, Guideline]
    hardship: HardshipTerms
    papers: PaperTerms
    small_balances: SmallBalanceTerms
    approvals: ApprovalTerms
    collections: CollectionTerms


@lru_cache(maxsize=64)
def policy(on: date) -> Policy:
    """The policy on a day. Raises BadSetting naming the table or line that is missing or makes no sense."""
    return read_policy(FILE, on)


def read_policy(path: Path, on: date) -> Policy:
    """As `policy`, from any file."""
    try:
        return _policy(_load(path), on)
    except KeyError as missing:
        raise BadSetting("the relief policy lacks a line", file=path.name, line=missing.args[0]) from None


def _policy(facts: Mapping[str, Any], on: date) -> Policy:
    plans, lines, hardship = (_on(facts, table, on) for table in ("plans", "guidelines", "hardship"))
    papers, small = _on(facts, "papers", on), _on(facts, "small_balances", on)
    approvals, lists = _on(facts, "approvals", on), _on(facts, "collections", on)
    return Policy(
        plans=_plan_terms(plans),
        guidelines={
            region: Guideline(
                Money(lines[region]["one_cents"]), Money(lines[region]["more_cents"]),
                lines["source"], lines["from"],
            )
            for region in REGIONS
        },
        hardship=HardshipTerms(_steps(hardship["steps"]), hardship["answer_days"], hardship["appeal_days"]),
        papers=PaperTerms(
            papers["size_bytes_most"], papers["count_most"], papers["keep_days"], papers["draft_days"],
            tuple(papers["scan_command"]),
        ),
        small_balances=SmallBalanceTerms(
            Money(small["most_cents"]), small["after_days"], Money(small["unattended_cents"])
        ),
        approvals=ApprovalTerms(
            {
                kind: Money(approvals[f"{kind}_alone_cents"])
                for kind in ("assistance", "small_balance", "bad_debt")
            }
        ),
        collections=CollectionTerms(
            lists["days_from_first_bill"], lists["days_from_notice"], Money(lists["smallest_cents"]),
            lists["bills_least"],
        ),
    )  # fmt: skip


def _plan_terms(entry: Mapping[str, Any]) -> PlanTerms:
    if entry["missed"] not in ("break", "pause"):
        raise BadSetting("plans.missed", found=entry["missed"], expected="break or pause")
    if not all(1 <= day <= 31 for day in entry["days_of_month"]) or not entry["days_of_month"]:
        raise BadSetting("plans.days_of_month", found=entry["days_of_month"], expected="days from 1 to 31")
    return PlanTerms(
        Money(entry["smallest_balance_cents"]), Money(entry["smallest_installment_cents"]),
        entry["installments_most"], entry["installments_most_by_permission"],
        tuple(entry["days_of_month"]), entry["first_due_days"], entry["offer_days"], entry["grace_days"],
        entry["missed"], entry["pause_days"],
    )  # fmt: skip


def _steps(rows: list[Mapping[str, int]]) -> tuple[ScaleStep, ...]:
    steps = tuple(ScaleStep(row["up_to_percent"], row["forgives_percent"]) for row in rows)
    rising = all(
        one.up_to_percent < next_one.up_to_percent and one.forgives_percent > next_one.forgives_percent
        for one, next_one in pairwise(steps)
    )
    if not steps or not rising or not all(0 < step.forgives_percent <= 100 for step in steps):
        # Somebody who earns more would get more off, or more than all.
        raise BadSetting("hardship.steps", found=rows, expected="more income, less help; 1 to 100 percent")
    return steps


@cache
def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as trouble:
        raise BadSetting("the relief policy cannot be read", file=path.name, found=str(trouble)) from None


def _on(facts: Mapping[str, Any], table: str, on: date) -> Mapping[str, Any]:
    entries = [entry for entry in facts[table] if entry["from"] <= on]
    if not entries:
        raise BadSetting(
            "the relief policy has no entry for this day", table=table, day=on.isoformat(),
            expected="an entry whose `from` is that day or before",
        )  # fmt: skip
    return max(entries, key=lambda entry: entry["from"])
