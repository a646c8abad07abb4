"""The policy file, checked while it is read. Every figure of this room comes from here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hearthside.errors import BadSetting

FILE = Path(__file__).parent / "policy.toml"


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it as it stands on one day. `policy.toml` says what each figure means."""

    days: int
    warn_days: int
    replay_minutes: int
    follow_minutes: int
    common_most: int
    keep_days_found: int
    keep_days_nothing: int
    bundle_days: int
    size_bytes_most: int
    count_most: int


def policy(on: date) -> Policy:
    """The policy on a day. Raises BadSetting naming the table or line that is missing or makes no sense."""
    return read_policy(FILE, on)


@lru_cache(maxsize=64)
def read_policy(path: Path, on: date) -> Policy:
    """As `policy`, from any file."""
    try:
        facts = tomllib.loads(path.read_text("utf-8"))
        lines = {**_on(facts, "reports", on), **_on(facts, "files", on)}
    except OSError:
        raise BadSetting("the fraud policy cannot be read", found=path.name) from None
    except tomllib.TOMLDecodeError as trouble:
        raise BadSetting("the fraud policy is not TOML", found=str(trouble)) from None
    return Policy(**{field.name: _whole(lines, field.name) for field in fields(Policy)})


def _on(facts: Mapping[str, Any], table: str, on: date) -> Mapping[str, Any]:
    """The newest entry of a dated table that holds on a day."""
    holding = [entry for entry in facts.get(table, ()) if entry["from"] <= on]
    if not holding:
        raise BadSetting("the fraud policy has no entry for this day", table=table, day=on.isoformat())
    newest: Mapping[str, Any] = max(holding, key=lambda entry: entry["from"])
    return newest


def _whole(lines: Mapping[str, Any], name: str) -> int:
    value = lines.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BadSetting("the fraud policy makes no sense", line=name, found=value, expected="1 or more")
    return value
