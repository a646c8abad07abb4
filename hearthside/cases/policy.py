"""The policy file, checked while it is read. Every figure of this room comes from here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hearthside.cases.rules import Clock, Counts
from hearthside.errors import BadSetting

FILE = Path(__file__).parent / "policy.toml"


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """How long a question about a bill may take, and how long it may be asked again. Days."""

    clock: Clock
    again_days: int
    wait_days: int


@dataclass(frozen=True, slots=True)
class FileTerms:
    """What may be sent with a case, and how long it is kept."""

    size_bytes_most: int
    count_most: int
    keep_days: int
    draft_days: int
    scan_command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it as it stands on one day."""

    questions: QuestionTerms
    files: FileTerms


def policy(on: date) -> Policy:
    """The policy on a day. Raises BadSetting naming the table or line that is missing or makes no sense."""
    return read_policy(FILE, on)


@lru_cache(maxsize=64)
def read_policy(path: Path, on: date) -> Policy:
    """As `policy`, from any file."""
    try:
        facts = tomllib.loads(path.read_text("utf-8"))
        return Policy(_questions(_on(facts, "questions", on)), _files(_on(facts, "files", on)))
    except OSError:
        raise BadSetting("the case policy cannot be read", found=path.name) from None
    except tomllib.TOMLDecodeError as trouble:
        raise BadSetting("the case policy is not TOML", found=str(trouble)) from None
    except KeyError as missing:
        raise BadSetting("the case policy lacks a line", found=str(missing)) from None


def _on(facts: Mapping[str, Any], table: str, on: date) -> Mapping[str, Any]:
    """The newest entry of a dated table that holds on a day."""
    holding = [entry for entry in facts[table] if entry["from"] <= on]
    if not holding:
        raise BadSetting("the case policy has no entry for this day", table=table, day=on.isoformat())
    newest: Mapping[str, Any] = max(holding, key=lambda entry: entry["from"])
    return newest


def _questions(entry: Mapping[str, Any]) -> QuestionTerms:
    clock = Clock(
        days=_whole(entry, "days", least=1), counts=_counts(entry), pauses=bool(entry["pauses"]),
        extension_days=_whole(entry, "extension_days"), extensions_most=_whole(entry, "extensions_most"),
        warn_days=_whole(entry, "warn_days"),
    )  # fmt: skip
    return QuestionTerms(clock, _whole(entry, "again_days"), _whole(entry, "wait_days", least=1))


def _files(entry: Mapping[str, Any]) -> FileTerms:
    return FileTerms(
        size_bytes_most=_whole(entry, "size_bytes_most", least=1), count_most=_whole(entry, "count_most"),
        keep_days=_whole(entry, "keep_days", least=1), draft_days=_whole(entry, "draft_days", least=1),
        scan_command=tuple(str(word) for word in entry["scan_command"]),
    )  # fmt: skip


def _counts(entry: Mapping[str, Any]) -> Counts:
    try:
        return Counts(entry["counts"])
    except ValueError:
        raise BadSetting(
            "the case policy counts days it does not know",
            found=entry["counts"],
            expected="business, calendar",
        ) from None


def _whole(entry: Mapping[str, Any], name: str, *, least: int = 0) -> int:
    value = entry[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise BadSetting("the case policy has no such number", line=name, found=value, least=least)
    return value
