"""A file of 94-character records, as lines, however it was saved: LF, CR LF, CR, or no line ends at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from hearthside.formats.findings import UnreadableFile, shown
from hearthside.formats.nacha.layout import WIDTH

BLOCK_BYTES = 1 << 16
LINE_BYTES_MAX = 1000
"""Longer than any record in any encoding; a file whose line is longer is no ACH file."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record as text of exactly 94 characters. `length` is what stood there, trailing blanks apart."""

    number: int
    offset: int
    text: str
    length: int


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """The records of a file in order, blank lines left out. Memory: one block of 64 KiB.

    Raises UnreadableFile for a line longer than 1,000 bytes.
    """
    head = stream.read(BLOCK_BYTES)
    pieces = _by_newline(head, stream) if _has_lines(head) else _by_width(head, stream)
    number = 0
    for offset, raw in pieces:
        if stripped := raw.rstrip(b" \x00\x1a"):
            number += 1
            text = _decoded(stripped)
            yield Line(number, offset, text[:WIDTH].ljust(WIDTH), len(text))


def _has_lines(head: bytes) -> bool:
    start = head[: 2 * WIDTH]
    return b"\n" in start or b"\r" in start or len(head) <= WIDTH


def _by_newline(head: bytes, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    offset, rest, block = 0, b"", head
    while block:
        held_back = b""
        if block.endswith(b"\r"):  # perhaps the first half of a CR LF
            block, held_back = block[:-1], b"\r"
        lines = (rest + block).splitlines(keepends=True)
        rest = lines.pop() if lines and not lines[-1].endswith((b"\n", b"\r")) else b""
        for line in lines:
            yield offset, _bounded(line.rstrip(b"\r\n"), offset)
            offset += len(line)
        _bounded(rest, offset)
        block = stream.read(BLOCK_BYTES)
        rest += held_back if block else b""
    if rest:
        yield offset, rest


def _by_width(head: bytes, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    offset, rest, block = 0, b"", head
    while block:
        rest += block.replace(b"\r", b"").replace(b"\n", b"")
        while len(rest) >= WIDTH:
            yield offset, rest[:WIDTH]
            offset, rest = offset + WIDTH, rest[WIDTH:]
        block = stream.read(BLOCK_BYTES)
    if rest:
        yield offset, rest


def _bounded(line: bytes, offset: int) -> bytes:
    if len(line) > LINE_BYTES_MAX:
        raise UnreadableFile(
            "ach.line_too_long",
            f"byte {offset}",
            f"found a line of more than {LINE_BYTES_MAX} characters beginning "
            f"{shown(line[:40].decode('latin-1'))}, expected records of {WIDTH}; this is no ACH file",
        )
    return line


def _decoded(raw: bytes) -> str:
    """Latin-1, which reads any byte; UTF-8 where a longer line shows that it was saved so."""
    if len(raw) > WIDTH:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return raw.decode("latin-1")
