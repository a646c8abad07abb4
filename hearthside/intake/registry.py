"""The kinds of file we know. A room registers its kinds in `imports.py`; adding one touches no other room."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps

from hearthside.audit.actor import Actor


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a file that a person should know: what, where, what to do."""

    severity: str
    where: str
    what: str
    code: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"severity": self.severity, "where": self.where, "what": self.what}


@dataclass(slots=True)
class Report:
    """What became of a file. `figures` are the kind's own totals, in cents where they are money."""

    status: str
    findings: list[Finding] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)


Progress = Callable[[int], None]
"""Told how many bytes of the file are done."""


class Check(Protocol):
    def __call__(self, path: Path, progress: Progress) -> Report: ...


class Post(Protocol):
    def __call__(self, file_id: int, path: Path, *, by: Actor, progress: Progress) -> Report: ...


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: how it is recognized by content, checked without posting, and posted.

    `recognizes` gets the first 64 KiB. `post` can be run again after a kill and goes on where it stopped.
    """

    name: str
    recognizes: Callable[[bytes], bool]
    check: Check
    post: Post


_kinds: dict[str, FileKind] = {}


def register(kind: FileKind) -> None:
    _kinds[kind.name] = kind


def kinds() -> list[FileKind]:
    """Every registered kind, discovered the first time it is asked."""
    if not _kinds:
        for config in apps.get_app_configs():
            module = f"{config.name}.imports"
            if config.name.startswith("hearthside.") and find_spec(module):
                import_module(module)
    return list(_kinds.values())


def recognize(head: bytes) -> FileKind | None:
    return next((kind for kind in kinds() if kind.recognizes(head)), None)
