"""The newest seal, kept where nobody who can edit the database can edit it too.

Without it, cutting off the newest seals leaves a chain that looks whole. The embedded store is a file
that is only ever added to. In production the setting AUDIT_HEAD_STORE names a class with the same two
methods, over storage that refuses change (an object-locked bucket, mail to the privacy officer).
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from hearthside.audit.errors import UnreadableHead

_LINE_BYTES_MAX = 1_000
_HASH = re.compile(r"[0-9a-f]{64}")
_EXPECTED = (
    'a line like {"no": 7, "hash": "64 hexadecimal digits", "count": 12, "at": "2026-11-23T15:04:05Z"}'
)


@dataclass(frozen=True, slots=True)
class Head:
    """One seal as it was told to the outside: its number, hash, count of events and time (ISO 8601)."""

    no: int
    hash: str
    count: int
    at: str


class HeadStore(Protocol):
    """Where heads go. `add` returns only when the line will survive a power cut."""

    def add(self, line: str) -> None: ...

    def lines(self) -> Iterator[str]:
        """Every line ever added, oldest first."""
        ...

    def last(self) -> str:
        """The line added last, or nothing."""
        ...


@dataclass(frozen=True, slots=True)
class HeadFile:
    """A text file, a head a line, opened only for adding. Mode 0600 in a folder of mode 0700."""

    path: Path

    def add(self, line: str) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(handle).st_size
            # A line cut short by a crash must not swallow the next one.
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            os.write(handle, (b"\n" if torn else b"") + line.encode("ascii") + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)

    def lines(self) -> Iterator[str]:
        if not self.path.exists():
            return
        with self.path.open(encoding="ascii", errors="replace") as file:
            yield from (line.rstrip("\n") for line in file)

    def last(self) -> str:
        if not self.path.exists():
            return ""
        with self.path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LINE_BYTES_MAX))
            return file.read().decode("ascii", "replace").rstrip("\n").rpartition("\n")[2]


def embedded_store() -> HeadFile:
    """HOME/seals/, one file a database: a second database under the same home has its own chain."""
    facts = connection.settings_dict
    database = f"{connection.vendor} {facts['HOST']} {facts['PORT']} {facts['NAME']}"
    mark = hashlib.sha256(database.encode()).hexdigest()[:8]
    return HeadFile(settings.HOME / "seals" / f"{connection.vendor}-{mark}.jsonl")


def store() -> HeadStore:
    """The store this installation uses."""
    named = getattr(settings, "AUDIT_HEAD_STORE", "")
    found: HeadStore = import_string(named)() if named else embedded_store()
    return found


def line_of(head: Head) -> str:
    return json.dumps(asdict(head))


def parse(line: str) -> Head:
    """Read back what `line_of` wrote. Raises UnreadableHead for anything else."""
    try:
        fields = json.loads(line)
        head = Head(fields["no"], fields["hash"], fields["count"], fields["at"])
        datetime.fromisoformat(head.at)
    except (ValueError, TypeError, KeyError):
        raise UnreadableHead(_EXPECTED) from None
    numbers_fit = type(head.no) is int and head.no > 0 and type(head.count) is int
    if not numbers_fit or not isinstance(head.hash, str) or not _HASH.fullmatch(head.hash):
        raise UnreadableHead(_EXPECTED)
    return head
