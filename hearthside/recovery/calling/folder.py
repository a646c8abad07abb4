"""Calls as files in a folder: the demo and the tests ring nobody."""

import secrets
from pathlib import Path


class FolderCaller:
    """Writes what each call would say to a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, *, to: str, says: str) -> str:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{secrets.token_hex(8)}.xml"
        path.write_text(f"<!-- To: {to} -->\n{says}\n", encoding="utf-8")
        return path.stem
