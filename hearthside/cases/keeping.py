"""Where the bytes of files are: outside the web root, under random names, for nobody but this house."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from hearthside.cases.errors import FileRefused
from hearthside.cases.rules import HEAD_BYTES, kind_of_file

NAME_BYTES = 20


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file whose bytes are safely on the disk."""

    stored_as: str
    kind: str
    sha256: str
    size_bytes: int


def path_of(stored_as: str) -> Path:
    """Where the bytes are. `stored_as` is a name that `keep` made: hexadecimal digits and nothing else."""
    assert len(bytes.fromhex(stored_as)) == NAME_BYTES, "no name of ours"
    return settings.FILES_FOLDER / "cases" / stored_as[:2] / stored_as


def keep(chunks: Iterable[bytes], *, most: int) -> KeptFile:
    """Write a file of at most `most` bytes as it arrives.

    Raises FileRefused "size", "empty" or "kind"; then nothing is left of it.
    """
    stored_as = secrets.token_hex(NAME_BYTES)
    with _new_file(path_of(stored_as)) as file:
        digest, size, head = hashlib.sha256(), 0, b""
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise FileRefused("size")
            head += chunk[: HEAD_BYTES - len(head)]
            digest.update(chunk)
            file.write(chunk)
        kind = kind_of_file(head)
        if kind is None:
            raise FileRefused("kind" if size else "empty")
    return KeptFile(stored_as, kind, digest.hexdigest(), size)


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is on the disk when the block ends well, and nowhere when it does not."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def drop(stored_as: str) -> None:
    """Delete the bytes. Deleting twice, or nothing, is harmless."""
    if stored_as:
        path_of(stored_as).unlink(missing_ok=True)
