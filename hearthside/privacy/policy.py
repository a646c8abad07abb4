"""The policy file, checked while it is read. Every figure of this room comes from here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hearthside.cases.rules import Clock
from hearthside.errors import BadSetting

FILE = Path(__file__).parent / "policy.toml"
ASKED = ("copy", "fix", "list", "less", "contact", "complaint", "breach")


@dataclass(frozen=True, slots=True)
class Terms:
    """The clock of one kind of request, and where the law says so."""

    clock: Clock
    law: str


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it as it stands on one day. `copy_days`: how long a copy can be fetched."""

    requests: Mapping[str, Terms]
    copy_days: int
    copies_a_day: int
    does_research: bool
    raises_funds: bool


def policy(on: date) -> Policy:
    """The policy on a day. Raises BadSetting naming the line that is missing or makes no sense."""
    return read_policy(FILE, on)


@lru_cache(maxsize=64)
def read_policy(path: Path, on: date) -> Policy:
    """As `policy`, from any file."""
    try:
        facts = tomllib.loads(path.read_text("utf-8"))
        asked, house = _on(facts, "requests", on), _on(facts, "house", on)
        return Policy(
            {name: _terms(asked[name]) for name in ASKED}, _whole(house, "copy_days", least=1),
            _whole(house, "copies_a_day", least=1), bool(house["does_research"]), bool(house["raises_funds"]),
        )  # fmt: skip
    except OSError:
        raise BadSetting("the privacy policy cannot be read", found=path.name) from None
    except tomllib.TOMLDecodeError as trouble:
        raise BadSetting("the privacy policy is not TOML", found=str(trouble)) from None
    except KeyError as missing:
        raise BadSetting("the privacy policy lacks a line", found=str(missing)) from None


def _on(facts: Mapping[str, Any], table: str, on: date) -> Mapping[str, Any]:
    """The newest entry of a dated table that holds on a day."""
    holding = [entry for entry in facts[table] if entry["from"] <= on]
    if not holding:
        raise BadSetting("the privacy policy has no entry for this day", table=table, day=on.isoformat())
    newest: Mapping[str, Any] = max(holding, key=lambda entry: entry["from"])
    return newest


def _terms(entry: Mapping[str, Any]) -> Terms:
    return Terms(
        Clock(
            days=_whole(entry, "days", least=1), extension_days=_whole(entry, "extension_days"),
            extensions_most=_whole(entry, "extensions_most"), warn_days=_whole(entry, "warn_days"),
        ),
        str(entry["law"]),
    )  # fmt: skip


def _whole(entry: Mapping[str, Any], name: str, *, least: int = 0) -> int:
    value = entry[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise BadSetting("the privacy policy has no such number", line=name, found=value, least=least)
    return value
