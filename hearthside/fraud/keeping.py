"""Where the bytes of files are: outside the web root, under random names, and locked.

A photo that somebody took in their own kitchen says who they are, so a copied disk must not read it.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from hearthside.cases.errors import FileRefused
from hearthside.cases.keeping import NAME_BYTES, KeptFile
from hearthside.cases.rules import HEAD_BYTES, kind_of_file
from hearthside.fraud.sealing import FILE
from hearthside.identity.keys import box


def path_of(stored_as: str) -> Path:
    """Where the bytes are. `stored_as` is a name that `keep` made: hexadecimal digits and nothing else."""
    assert len(bytes.fromhex(stored_as)) == NAME_BYTES, "no name of ours"
    return settings.FILES_FOLDER / "fraud" / stored_as[:2] / stored_as


def keep(chunks: Iterable[bytes], *, most: int) -> KeptFile:
    """Keep a file of at most `most` bytes. The digest is of the bytes as they came.

    Raises FileRefused "size", "empty" or "kind"; then nothing is left of it.
    """
    content = _read(chunks, most)
    kind = kind_of_file(content[:HEAD_BYTES])
    if kind is None:
        raise FileRefused("kind" if content else "empty")
    stored_as = secrets.token_hex(NAME_BYTES)
    _write(path_of(stored_as), box(FILE).encrypt(content))
    return KeptFile(stored_as, kind, hashlib.sha256(content).hexdigest(), len(content))


def _read(chunks: Iterable[bytes], most: int) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > most:
            raise FileRefused("size")
    return bytes(content)


def _write(path: Path, locked: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(locked)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def read(stored_as: str) -> bytes:
    """The bytes as they came. Raises cryptography.fernet.InvalidToken when the key was taken away."""
    return box(FILE).decrypt(path_of(stored_as).read_bytes())


def drop(stored_as: str) -> None:
    """Delete the bytes. Deleting twice, or nothing, is harmless."""
    if stored_as:
        path_of(stored_as).unlink(missing_ok=True)
