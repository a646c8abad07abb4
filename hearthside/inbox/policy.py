"""The policy file and the words of danger, checked while they are read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from hearthside.errors import BadSetting
from hearthside.inbox.models import Danger

ROOM = Path(__file__).parent
FILE, DANGERS = ROOM / "policy.toml", ROOM / "dangers.toml"


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds on one day. Days are calendar days but `answer_days`, which are business days."""

    answer_days: int
    words_bytes_most: int
    a_day_most: int
    quiet_days: int
    draft_days: int
    keep_days: int


def policy(on: date) -> Policy:
    """The policy on a day. Raises BadSetting naming the line that is missing or makes no sense."""
    return read_policy(FILE, on)


@lru_cache(maxsize=64)
def read_policy(path: Path, on: date) -> Policy:
    """As `policy`, from any file."""
    holding = [entry for entry in _facts(path).get("messages", ()) if entry["from"] <= on]
    if not holding:
        raise BadSetting("the message policy has no entry for this day", day=on.isoformat())
    newest = max(holding, key=lambda entry: entry["from"])
    return Policy(**{name: _whole(newest, name) for name in Policy.__dataclass_fields__})


def _whole(entry: Mapping[str, Any], name: str) -> int:
    value = entry.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BadSetting("the message policy has no such number", line=name, found=value, least=1)
    return value


@cache
def dangers() -> Mapping[str, tuple[str, ...]]:
    """Phrases that mean danger, by kind, gravest first: a message with one is flagged, and never stopped."""
    return read_dangers(DANGERS)


def read_dangers(path: Path) -> Mapping[str, tuple[str, ...]]:
    """As `dangers`, from any file. Raises BadSetting when a kind is missing or empty in a language."""
    facts = _facts(path)
    found = {}
    for kind in (Danger.CRISIS, Danger.EMERGENCY):
        languages = facts.get(kind, {})
        if not languages.get("en") or not languages.get("es"):
            raise BadSetting("the words of danger lack a language", kind=str(kind), expected="en and es")
        found[str(kind)] = (*languages["en"], *languages["es"])
    return found


def _facts(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError:
        raise BadSetting("a file of the inbox room cannot be read", found=path.name) from None
    except tomllib.TOMLDecodeError as trouble:
        raise BadSetting("a file of the inbox room is not TOML", file=path.name, found=str(trouble)) from None
