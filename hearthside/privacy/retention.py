"""The retention table, checked while it is read: what is kept how long, and who removes it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from hearthside.errors import BadSetting
from hearthside.privacy.errors import UnknownKeeping
from hearthside.privacy.rules.keeping import Keeping

FILE = Path(__file__).parent / "retention.toml"


class By(StrEnum):
    """Who removes it: this room's round, another room's own, or nobody."""

    PURGER = "purger"
    OWN = "own"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table."""

    keeping: Keeping
    by: By


def table() -> tuple[Line, ...]:
    """Every line. Raises BadSetting naming the line that makes no sense."""
    return read_table(FILE)


def line(kind: str) -> Line:
    """Raises UnknownKeeping."""
    for one in table():
        if one.keeping.kind == kind:
            return one
    raise UnknownKeeping("the retention table has no such line", kind=kind)


@lru_cache(maxsize=8)
def read_table(path: Path) -> tuple[Line, ...]:
    """As `table`, from any file."""
    try:
        entries = tomllib.loads(path.read_text("utf-8"))["keep"]
        lines = tuple(_line(entry) for entry in entries)
    except (OSError, tomllib.TOMLDecodeError) as trouble:
        raise BadSetting("the retention table cannot be read", found=str(trouble)) from None
    except KeyError as missing:
        raise BadSetting("the retention table lacks a line", found=str(missing)) from None
    kinds = [one.keeping.kind for one in lines]
    if len(set(kinds)) != len(kinds):
        raise BadSetting("the retention table names a kind twice", found=", ".join(sorted(kinds)))
    return lines


def _line(entry: Mapping[str, Any]) -> Line:
    years, days = int(entry.get("years", 0)), int(entry.get("days", 0))
    if (years > 0) == (days > 0):
        raise BadSetting("a line of the retention table needs years or days", kind=entry["kind"])
    keeping = Keeping(
        entry["kind"], entry["what"], years, days, entry["source"], entry["removes"],
        int(entry.get("never_before_years", 0)),
    )  # fmt: skip
    try:
        return Line(keeping, By(entry["by"]))
    except ValueError:
        raise BadSetting("the retention table knows purger, own and kept", found=entry["by"]) from None
