"""Where the bytes of papers are: outside the web root, under random names, for nobody but this house."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from hearthside.relief.errors import PaperRefused
from hearthside.relief.rules.papers import HEAD_BYTES, PaperKind, kind_of


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A file that is safely on the disk."""

    stored_as: str
    kind: PaperKind
    sha256: str
    size_bytes: int


def _folder() -> Path:
    return settings.FILES_FOLDER / "papers"


def path_of(stored_as: str) -> Path:
    """Where a paper's bytes are. `stored_as` is a name this module made: 48 hexadecimal digits."""
    assert len(stored_as) == 48 and set(stored_as) <= set("0123456789abcdef")
    return _folder() / stored_as[:2] / stored_as


def keep(chunks: Iterable[bytes], *, size_bytes_most: int) -> KeptPaper:
    """Write a file while it arrives. Raises PaperRefused for its kind or size; then nothing is left of it."""
    stored_as = secrets.token_hex(24)
    path = path_of(stored_as)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _write(path, stored_as, chunks, size_bytes_most)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write(path: Path, stored_as: str, chunks: Iterable[bytes], most: int) -> KeptPaper:
    digest, size, head = hashlib.sha256(), 0, b""
    with path.open("xb") as file:
        for chunk in chunks:
            head = head if len(head) >= HEAD_BYTES else (head + chunk)[:HEAD_BYTES]
            size += len(chunk)
            if size > most:
                raise PaperRefused("size")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        raise PaperRefused("empty")
    kind = kind_of(head)
    if kind is None:
        raise PaperRefused("kind")
    return KeptPaper(stored_as, kind, digest.hexdigest(), size)


def drop(stored_as: str) -> None:
    """Delete the bytes. Deleting twice is harmless."""
    if stored_as:
        path_of(stored_as).unlink(missing_ok=True)
