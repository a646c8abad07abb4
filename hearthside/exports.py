"""Files a room sends out: its `exports.py` holds `EXPORTS`, and `hearthside export KIND` finds it there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hearthside.audit.actor import Actor


@dataclass(frozen=True, slots=True)
class Exported:
    """One file that was written: where, its SHA-256, how many items and how much money it holds."""

    path: Path
    sha256: str
    items: int
    cents: int


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of outgoing file.

    `write(folder, by, at)` writes what is ready into `folder` and returns the files, none when nothing is
    ready. What was written once is not written again: `again(reference, ...)` is a room's own business.
    """

    kind: str
    summary: str
    write: Callable[[Path, Actor, datetime], list[Exported]]
