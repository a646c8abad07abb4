"""Where copies are on the disk, and how one is written: piece by piece, never whole in memory."""

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from hearthside import clock

NAME_BYTES = 20
PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A copy whose bytes are safely on the disk. `entries` counts the files inside."""

    stored_as: str
    sha256: str
    size_bytes: int
    entries: int


class Archive:
    """One copy as it is written. Every file inside is listed with its SHA-256 in `contents.json`."""

    def __init__(self, file: zipfile.ZipFile, at: datetime) -> None:
        self._file, self._at = file, at.astimezone(clock.EASTERN)
        self.contents: list[dict[str, Any]] = []

    def add(self, name: str, pieces: Iterable[bytes], *, says: str) -> None:
        """Write one file as its pieces come."""
        digest, size = hashlib.sha256(), 0
        with self._file.open(self._entry(name), "w") as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        self.contents.append({"file": name, "what": says, "bytes": size, "sha256": digest.hexdigest()})

    def add_rows(self, name: str, rows: Iterable[dict[str, Any]], *, says: str) -> int:
        """Write rows as one JSON list, a row at a time. Returns how many."""
        count = 0

        def pieces() -> Iterator[bytes]:
            nonlocal count
            for row in rows:
                yield (b"[\n" if count == 0 else b",\n") + _json(row)
                count += 1
            yield b"\n]\n" if count else b"[]\n"

        self.add(name, pieces(), says=says)
        return count

    def _entry(self, name: str) -> zipfile.ZipInfo:
        at = self._at
        entry = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        return entry


def _json(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, indent=1, sort_keys=False).encode()


def path_of(stored_as: str) -> Path:
    """Where the bytes are. `stored_as` is a name that `writing` made: hexadecimal digits, nothing else."""
    assert len(bytes.fromhex(stored_as)) == NAME_BYTES, "no name of ours"
    return settings.FILES_FOLDER / "privacy" / stored_as[:2] / stored_as


@contextmanager
def writing(at: datetime) -> Iterator[tuple[Archive, list[KeptCopy]]]:
    """A new copy to write into. When the block ends well, the list holds what is on the disk; when it does
    not, nothing is left of it."""
    stored_as = secrets.token_hex(NAME_BYTES)
    path = path_of(stored_as)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept: list[KeptCopy] = []
    try:
        with open(path, "xb", opener=_for_us_alone) as raw:
            with zipfile.ZipFile(raw, "w") as file:
                archive = Archive(file, at)
                yield archive, kept
                inside = len(archive.contents)
                archive.add("contents.json", [json.dumps(archive.contents, indent=1).encode()], says="")
            raw.flush()
            os.fsync(raw.fileno())
        kept.append(KeptCopy(stored_as, _sha256(path), path.stat().st_size, inside))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def drop(stored_as: str) -> None:
    """Delete the bytes. Deleting twice, or nothing, is harmless."""
    if stored_as:
        path_of(stored_as).unlink(missing_ok=True)
