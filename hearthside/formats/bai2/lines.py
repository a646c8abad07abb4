"""From bytes to records: line ends, lines that a bank's system broke, records that share a line, 88s."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from hearthside.formats.findings import UnreadableFile, shown

CODES = "01|02|03|16|49|88|98|99"
BEGINS = re.compile(rf"[ \t]*({CODES})[,:/]")
SHARED = re.compile(rf"(?<=/)[ \t]+(?=(?:{CODES}),)")
LINE_BYTES_MAX = 64 * 1024
RECORD_CHARACTERS_MAX = 256 * 1024
MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class RawRecord:
    """One record with its 88s: the text of each, without code and without the closing slash.

    `place` counts records from the file's start, each 88 on its own as control totals do.
    """

    code: str
    place: int
    line: int
    parts: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.parts)


def read_records(stream: BinaryIO) -> Iterator[RawRecord]:
    """Every record of a file, each with what continues it. Raises UnreadableFile where there is no record."""
    whole: RawRecord | None = None
    for place, (code, text, line) in enumerate(_physical(stream), 1):
        if code != "88":
            if whole is not None:
                yield whole
            whole = RawRecord(code, place, line)
        assert whole is not None, "the first record is no 88"
        whole.parts.append(_without_slash(text))
        _keep_small(sum(map(len, whole.parts[-2:])) + 64 * len(whole.parts), line)
    if whole is not None:
        yield whole


def _physical(stream: BinaryIO) -> Iterator[tuple[str, str, int]]:
    """(code, text, line) of each record; a piece of line that begins with no code belongs to the last."""
    code, text, began = "", "", 0
    for number, piece in _pieces(stream):
        found = BEGINS.match(piece)
        if found is None:
            if not code:
                raise _not_bai2(piece)
            text += piece
            _keep_small(len(text), number)
            continue
        if code:
            yield code, text, began
        elif found.group(1) != "01":
            raise _not_bai2(piece)
        code, text, began = found.group(1), piece[found.end() :], number
        if piece[found.end() - 1] == "/":
            text = "/"
    if code:
        yield code, text, began


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    number = 0
    while raw := stream.readline(LINE_BYTES_MAX):
        number += 1
        if number == 1:
            if raw.startswith(MARKS_OF_UTF16):
                raise UnreadableFile(
                    "bai2.utf16", "the first bytes", "found UTF-16 text, expected plain text; save it as such"
                )
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        line = raw.decode("latin-1").rstrip("\r\n")
        if line.strip():
            yield from ((number, piece) for piece in SHARED.split(line))


def _without_slash(text: str) -> str:
    """The text of a record without what closes it: one slash, and blanks after that."""
    trimmed = text.rstrip(" \t\x1a\x00")
    return trimmed[:-1] if trimmed.endswith("/") else text


def _keep_small(size: int, line: int) -> None:
    if size > RECORD_CHARACTERS_MAX:
        raise UnreadableFile(
            "bai2.record_too_long", f"line {line}",
            f"found a record of more than {RECORD_CHARACTERS_MAX:,} characters, expected lines that begin "
            "with a record code; ask the bank whether the file is whole",
        )  # fmt: skip


def _not_bai2(piece: str) -> UnreadableFile:
    return UnreadableFile(
        "bai2.no_header", "line 1",
        f"found {shown(piece)}, expected record 01 of a BAI2 file; is it the bank's statement file?",
    )  # fmt: skip
