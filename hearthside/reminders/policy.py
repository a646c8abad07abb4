"""The policy file, checked while it is read. Every figure of this room comes from here."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from hearthside.errors import BadSetting
from hearthside.money import Money
from hearthside.reminders.rules import CHANNELS, Step, Terms

FILE = Path(__file__).parent / "policy.toml"


def policy(on: date) -> Terms:
    """The policy on a day. Raises BadSetting naming the line that is missing or makes no sense."""
    return read_policy(FILE, on)


@lru_cache(maxsize=64)
def read_policy(path: Path, on: date) -> Terms:
    """As `policy`, from any file."""
    try:
        entries = tomllib.loads(path.read_text("utf-8"))["reminders"]
        holding = [entry for entry in entries if entry["from"] <= on]
        if not holding:
            raise BadSetting("the reminder policy has no entry for this day", day=on.isoformat())
        return _terms(max(holding, key=lambda entry: entry["from"]))
    except OSError:
        raise BadSetting("the reminder policy cannot be read", found=path.name) from None
    except tomllib.TOMLDecodeError as trouble:
        raise BadSetting("the reminder policy is not TOML", found=str(trouble)) from None
    except KeyError as missing:
        raise BadSetting("the reminder policy lacks a line", line=missing.args[0]) from None


def _terms(entry: Mapping[str, Any]) -> Terms:
    steps = tuple(_step(step) for step in entry["steps"])
    if not steps or any(one.days >= after.days for one, after in pairwise(steps)):
        raise BadSetting("reminder steps", expected="at least one, in the order of their days")
    if len({step.code for step in steps}) < len(steps):
        raise BadSetting("reminder steps", expected="a code of its own for each")
    hours = _whole(entry, "from_hour", most=23), _whole(entry, "until_hour", least=1, most=24)
    if hours[0] >= hours[1]:
        raise BadSetting("reminder hours", found=hours, expected="from_hour before until_hour")
    return Terms(
        steps, _whole(entry, "contacts_most", least=1), _whole(entry, "contacts_days", least=1), *hours,
        _whole(entry, "late_days"), Money(_whole(entry, "smallest_cents")),
        _whole(entry, "pause_days_most", least=1),
    )  # fmt: skip


def _step(entry: Mapping[str, Any]) -> Step:
    channels = tuple(entry["channels"])
    if not channels or not set(channels) <= set(CHANNELS):
        raise BadSetting("channels of a reminder step", found=channels, expected=", ".join(CHANNELS))
    days = _whole(entry, "days", least=-60, most=365)
    return Step(str(entry["code"]), days, channels, bool(entry["unless_opened"]))


def _whole(entry: Mapping[str, Any], name: str, *, least: int = 0, most: int = 10**9) -> int:
    value = entry[name]
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise BadSetting("the reminder policy has no such number", line=name, found=value, least=least)
    return value
