"""Lines of a fixed-length file, one at a time, whatever ends them; never the whole file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from hearthside.formats.findings import UnreadableFile

LINE_BYTES_MAX = 4096
END_OF_TEXT = "\x1a\x00"
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end. `number` counts from 1, blank lines too; `offset` is in bytes."""

    text: str
    number: int
    offset: int
    length: int


def read_lines(stream: BinaryIO, width: int) -> Iterator[Line]:
    """The lines of a file in Latin-1. One without any line end is cut every `width` bytes.

    Raises UnreadableFile for a file in UTF-16 and for a line over 4 KiB.
    """
    number = offset = 0
    cut = 0
    while raw := stream.readline(cut or LINE_BYTES_MAX + 1):
        if number == 0:
            _refuse_wide(raw)
            cut = width if len(raw) > LINE_BYTES_MAX and b"\n" not in raw else 0
        if cut:
            raw += stream.read(-len(raw) % cut)
        elif len(raw) > LINE_BYTES_MAX:
            raise _too_long(number + 1, offset)
        for piece in _pieces(raw, cut):
            number += 1
            yield Line(_text(piece, first=number == 1), number, offset, len(piece))
            offset += len(piece)


def _pieces(raw: bytes, cut: int) -> Iterator[bytes]:
    if not cut:
        yield raw
        return
    for start in range(0, len(raw), cut):
        yield raw[start : start + cut]


def _text(raw: bytes, *, first: bool) -> str:
    kept = raw.removeprefix(_BOM) if first else raw
    return kept.decode("latin-1").rstrip("\r\n").rstrip(END_OF_TEXT)


def _refuse_wide(raw: bytes) -> None:
    if raw.startswith(_WIDE_STARTS):
        raise UnreadableFile(
            "lockbox.wrong_encoding", "byte 0",
            "found text in UTF-16, expected one byte a character; save the file as plain text again",
        )  # fmt: skip


def _too_long(number: int, offset: int) -> UnreadableFile:
    return UnreadableFile(
        "lockbox.line_too_long", f"line {number}, byte {offset}",
        f"found more than {LINE_BYTES_MAX} bytes without a line end, expected a line of a lockbox file; "
        "ask the bank for a new file",
    )  # fmt: skip
