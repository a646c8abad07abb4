"""The policy file, checked while it is read. Every figure of this room comes from here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from hearthside.cases.rules import Clock, Counts
from hearthside.errors import BadSetting

FILE = Path(__file__).parent / "policy.toml"


@dataclass(frozen=True, slots=True)
class InvitationTerms:
    """How long an invitation and the help after it last, and what holds one back."""

    days: int
    tries: int
    a_day: int
    usual_days: int
    days_most: int
    contact_hold: timedelta


@dataclass(frozen=True, slots=True)
class PaperTerms:
    """How long we take to read papers, and how long they open anything. Days."""

    clock: Clock
    a_day: int
    days_most: int
    tell_before_days: int


@dataclass(frozen=True, slots=True)
class SpokenTerms:
    """How long a permission given by voice holds. Days."""

    usual_days: int
    days_most: int


@dataclass(frozen=True, slots=True)
class MinorTerms:
    """When a record becomes a child's own, and how long before we write."""

    age_of_majority: int
    tell_before_days: int


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it as it stands on one day. `leave_for` is where the quick way out leads."""

    invitations: InvitationTerms
    papers: PaperTerms
    spoken: SpokenTerms
    minors: MinorTerms
    leave_for: str


def policy(on: date) -> Policy:
    """The policy on a day. Raises BadSetting naming the table or line that is missing or makes no sense."""
    return read_policy(FILE, on)


@lru_cache(maxsize=64)
def read_policy(path: Path, on: date) -> Policy:
    """As `policy`, from any file."""
    try:
        facts = tomllib.loads(path.read_text("utf-8"))
        return Policy(
            _invitations(_on(facts, "invitations", on)), _papers(_on(facts, "papers", on)),
            SpokenTerms(**_wholes(_on(facts, "spoken", on), "usual_days", "days_most")),
            MinorTerms(**_wholes(_on(facts, "minors", on), "age_of_majority", "tell_before_days")),
            _address(_on(facts, "safety", on)),
        )  # fmt: skip
    except OSError:
        raise BadSetting("the people policy cannot be read", found=path.name) from None
    except tomllib.TOMLDecodeError as trouble:
        raise BadSetting("the people policy is not TOML", found=str(trouble)) from None
    except KeyError as missing:
        raise BadSetting("the people policy lacks a line", found=str(missing)) from None


def _on(facts: Mapping[str, Any], table: str, on: date) -> Mapping[str, Any]:
    """The newest entry of a dated table that holds on a day."""
    holding = [entry for entry in facts[table] if entry["from"] <= on]
    if not holding:
        raise BadSetting("the people policy has no entry for this day", table=table, day=on.isoformat())
    newest: Mapping[str, Any] = max(holding, key=lambda entry: entry["from"])
    return newest


def _invitations(entry: Mapping[str, Any]) -> InvitationTerms:
    days = _wholes(entry, "days", "tries", "a_day", "usual_days", "days_most")
    hold = timedelta(hours=_wholes(entry, "contact_hold_hours")["contact_hold_hours"])
    return InvitationTerms(**days, contact_hold=hold)


def _papers(entry: Mapping[str, Any]) -> PaperTerms:
    days = _wholes(entry, "answer_days", "warn_days", "a_day", "days_most", "tell_before_days")
    try:
        counts = Counts(entry["counts"])
    except ValueError:
        raise BadSetting("the people policy counts days it does not know", found=entry["counts"]) from None
    clock = Clock(
        days=days.pop("answer_days"), warn_days=days.pop("warn_days"), counts=counts, pauses=True
    )  # fmt: skip
    return PaperTerms(clock=clock, **days)


def _address(entry: Mapping[str, Any]) -> str:
    address = str(entry["leave_for"])
    if not address.startswith("https://"):
        raise BadSetting("the quick way out must lead to an https address", found=address)
    return address


def _wholes(entry: Mapping[str, Any], *lines: str) -> dict[str, int]:
    found = {line: entry[line] for line in lines}
    for line, value in found.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise BadSetting("the people policy has no such number", line=line, found=value, least=1)
    return found
