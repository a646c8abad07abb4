"""The policy file, checked while it is read. Every figure of this room comes from here."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path

from hearthside.errors import BadSetting

FILE = Path(__file__).parent / "policy.toml"


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it as it stands on one day. `look_days` are business days, the others calendar days."""

    look_days: int
    stop_days: int
    household_days: int
    again_days: int
    estate_grace_days: int
    view_days: int


def policy(on: date) -> Policy:
    """The policy on a day. Raises BadSetting naming the line that is missing or makes no sense."""
    return read_policy(FILE, on)


@lru_cache(maxsize=64)
def read_policy(path: Path, on: date) -> Policy:
    """As `policy`, from any file."""
    try:
        entries = tomllib.loads(path.read_text("utf-8"))["deaths"]
    except OSError:
        raise BadSetting("the policy on deaths cannot be read", found=path.name) from None
    except tomllib.TOMLDecodeError as trouble:
        raise BadSetting("the policy on deaths is not TOML", found=str(trouble)) from None
    except KeyError:
        raise BadSetting("the policy on deaths has no [[deaths]]", found=path.name) from None
    holding = [entry for entry in entries if entry.get("from", date.max) <= on]
    if not holding:
        raise BadSetting("the policy on deaths has no entry for this day", day=on.isoformat())
    newest = max(holding, key=lambda entry: entry["from"])
    return Policy(**{field.name: _days(newest.get(field.name), field.name) for field in fields(Policy)})


def _days(value: object, line: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BadSetting("the policy on deaths has no such number of days", line=line, found=value)
    return value
