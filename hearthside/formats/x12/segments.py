"""The one segment reader under every X12 transaction: a stream of bytes in, segments out, block by block."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import accumulate
from re import compile as pattern
from typing import BinaryIO

from hearthside.formats.findings import Finding, Severity, UnreadableFile, add_finding
from hearthside.formats.x12.delimiters import (
    BLANKS,
    ISA_LENGTH_MAX,
    ISA_LOOK_AHEAD,
    Delimiters,
    find_isa,
    find_next_isa,
    guess_without_isa,
    read_isa,
)

BLOCK_BYTES = 64 * 1024
SEGMENT_BYTES_MAX = 16 * 1024
SNIFF_BYTES = 64 * 1024
ENVELOPE_BYTES = 2048

_PLAIN_STRIP_DIFFERS = "\x00\x1a\x1c\x1d\x1e\x1f"
_BOM = b"\xef\xbb\xbf"
_BOM_TEXT = _BOM.decode("latin-1")
_UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"I\0S\0A\0", b"\0I\0S\0A", b"S\0T\0", b"\0S\0T")
_BINARY_STARTS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP or Excel file",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_LOST_TERMINATOR = pattern(
    r"[A-Za-z0-9.)][ \t]*[\r\n]+[ \t]*"
    r"(?:ST|SE|GS|GE|IEA|BPR|TRN|LX|CLP|CAS|NM1|SVC|DTM|REF|AMT|PLB|N1|INS|HD)[^A-Za-z0-9 ]"
)
_KIND_BY_GROUP = {
    "HP": "835",
    "BE": "834",
    "HC": "837",
    "HS": "270",
    "HB": "271",
    "HR": "276",
    "HN": "277",
    "HI": "278",
    "FA": "999",
    "RA": "820",
}


@dataclass(slots=True)
class Segment:
    """One segment: its id, all its elements (the id is element 0), and where it stands in the file."""

    id: str
    elements: list[str]
    number: int  # 1 is the first segment of the file
    offset: int  # bytes before it
    length: int  # bytes, without its terminator

    def value(self, index: int) -> str:
        """Element `index` without outer blanks; empty when the segment stops before it."""
        return self.elements[index].strip() if index < len(self.elements) else ""


@dataclass(slots=True)
class Batch:
    """The segments of one block, not yet split into elements: the fast way to read."""

    texts: list[str]
    delimiters: Delimiters
    first_number: int
    base: int
    raw: list[str]
    kept: list[int] | None = None  # which of `raw` became texts, when empty ones were dropped
    _ends: list[int] = field(default_factory=list)

    @classmethod
    def empty(cls) -> "Batch":
        return cls([], Delimiters(), 1, 0, [])

    def start(self, position: int) -> int:
        """Bytes of the file before segment `position` of this batch."""
        index = self.kept[position] if self.kept else position
        before = self._raw_end(index) - len(self.raw[index])
        return before + len(self.raw[index]) - len(self.raw[index].lstrip(BLANKS))

    def end(self, position: int) -> int:
        """Bytes of the file up to the end of segment `position`, without its terminator."""
        index = self.kept[position] if self.kept else position
        return self._raw_end(index) - (len(self.raw[index]) - len(self.raw[index].rstrip(BLANKS)))

    def _raw_end(self, index: int) -> int:
        if not self._ends:
            self._ends = list(accumulate(map(len, self.raw)))
        return self.base + self._ends[index] + index


class SegmentStream:
    """Reads segments from a binary stream, never holding more than a block of it.

    Survives a byte-order mark, text before ISA, indentation, an unpadded ISA, no ISA at all, several ISA
    with different delimiters, and Latin-1 text: each is in `findings`. Raises UnreadableFile for what is
    empty, binary, UTF-16, not X12, or has a segment over 16 KiB.
    """

    def __init__(self, stream: BinaryIO, *, block_bytes: int = BLOCK_BYTES) -> None:
        self.stream = stream
        self.block_bytes = block_bytes
        self.findings: list[Finding] = []
        self.delimiters = Delimiters()
        self.first_delimiters: Delimiters | None = None
        self.has_isa = False
        self._number = 1
        self._told: set[str] = set()

    def __iter__(self) -> Iterator[Segment]:
        for batch in self.batches():
            separator = batch.delimiters.element
            for position, text in enumerate(batch.texts):
                elements = text.split(separator)
                start = batch.start(position)
                length = batch.end(position) - start
                yield Segment(elements[0], elements, batch.first_number + position, start, length)

    def batches(self) -> Iterator[Batch]:
        """The same segments, a block at a time and not yet split into elements."""
        head = self._read_head()
        text, base = self._find_start(head)
        ended = len(head) < self.block_bytes
        while True:
            for batch, used in self._interchanges(text, base, ended):
                text, base = text[used:], base + used
                if batch is not None:
                    yield batch
            if not self._is_waiting:
                batch, text, base = self._split(text, base, keep_tail=not ended)
                if batch.texts:
                    yield batch
            if ended:
                return
            block = self._read_block()
            ended = not block
            text += block.decode("latin-1")

    def _interchanges(self, text: str, base: int, ended: bool) -> Iterator[tuple[Batch | None, int]]:
        """Each ISA in `text`, and what comes before it; with how many characters were used up.

        Sets `_is_waiting` when an ISA stands too near the end of the block to be understood yet.
        """
        self._is_waiting = False
        search = 0
        while (at := find_next_isa(text, search, self.delimiters.segment)) >= 0:
            if at:
                before, _, _ = self._split(text[:at].removesuffix(_BOM_TEXT), base, keep_tail=False)
                yield (before if before.texts else None), at
                text, base = text[at:], base + at
            if len(text) < ISA_LENGTH_MAX and not ended:
                self._is_waiting = True
                return
            opening = read_isa(text[:ISA_LOOK_AHEAD])
            if opening is None:
                self._tell_bad_isa(base)
                search = 3
                continue
            self._use(opening.delimiters)
            self.has_isa = True
            for finding in opening.findings:
                add_finding(self.findings, _at_segment(finding, self._number))
            isa = text[: opening.length]
            yield Batch(self._unwrapped([isa]), self.delimiters, self._number, base, [isa]), opening.after
            self._number += 1
            text, base, search = text[opening.after :], base + opening.after, 0

    def _read_head(self) -> bytes:
        head = b""
        while len(head) < self.block_bytes:
            block = self.stream.read(self.block_bytes - len(head))
            if not block:
                break
            head += block
        return head

    def _read_block(self) -> bytes:
        return self.stream.read(self.block_bytes) or b""

    def _find_start(self, head: bytes) -> tuple[str, int]:
        """The text from the first segment on, and its offset. Raises UnreadableFile."""
        _refuse_what_is_not_text(head)
        text = head.decode("latin-1")
        isa = find_isa(text)
        if isa >= 0 and read_isa(text[isa : isa + ISA_LOOK_AHEAD]):
            self._tell_what_comes_first(text[:isa], "ISA")
            return text[isa:], isa
        guess = guess_without_isa(text[3:] if head.startswith(_BOM) else text)
        if guess is None:
            raise _not_x12(head)
        at, delimiters = guess
        at += 3 * head.startswith(_BOM)
        self._tell_what_comes_first(text[:at], "the first segment")
        self._tell(
            "warning",
            "envelope.no_isa",
            "segment 1",
            "found no ISA, expected one at the start; separators were guessed from the first segments, "
            "so sender, receiver and control number are unknown",
        )
        self._use(delimiters)
        return text[at:], at

    def _tell_what_comes_first(self, before: str, what: str) -> None:
        if before.startswith("\xef\xbb\xbf"):
            before = before[3:]
            self._tell(
                "note", "envelope.bom", "byte 0", "found a byte-order mark, expected none; it was skipped"
            )
        if before.strip(BLANKS):
            self._tell(
                "warning",
                "envelope.text_before_isa",
                "byte 0",
                f"found {len(before)} characters before {what}, expected none; they were skipped",
            )

    def _use(self, delimiters: Delimiters) -> None:
        self.delimiters = delimiters
        self.first_delimiters = self.first_delimiters or delimiters

    def _split(self, text: str, base: int, *, keep_tail: bool) -> tuple[Batch, str, int]:
        """A batch of the whole segments in `text`, and what is left over with its offset."""
        raw = text.split(self.delimiters.segment)
        tail = raw.pop() if keep_tail else ""
        if len(tail) > SEGMENT_BYTES_MAX:
            if tail.strip(BLANKS):
                raise self._too_long(self._number + len(raw), base + len(text) - len(tail.lstrip(BLANKS)))
            tail = ""
        batch = Batch(self._texts(raw, text), self.delimiters, self._number, base, raw)
        if "" in batch.texts:
            batch.kept = [index for index, segment in enumerate(batch.texts) if segment]
            batch.texts = [batch.texts[index] for index in batch.kept]
        longest = max(map(len, batch.texts), default=0)
        if longest > SEGMENT_BYTES_MAX:
            position = [len(segment) for segment in batch.texts].index(longest)
            raise self._too_long(self._number + position, batch.start(position))
        self._number += len(batch.texts)
        return batch, tail, base + len(text) - len(tail)

    def _texts(self, raw: list[str], block: str) -> list[str]:
        texts = raw
        terminator = self.delimiters.segment
        if "\n" in block or "\r" in block or terminator + " " in block or " " + terminator in block:
            texts = _stripped(raw, block)
            joined = "".join(texts)
            if "\n" in joined or "\r" in joined:
                texts = self._unwrapped(texts)
        elif raw and not raw[-1].strip(BLANKS):
            texts = [*raw[:-1], ""]
        return texts if block.isascii() else self._decoded(texts)

    def _unwrapped(self, texts: list[str]) -> list[str]:
        """Segments that a sender cut into lines, whole again. A lost terminator is told, never mended."""
        whole = []
        number = self._number
        for text in texts:
            if "\n" in text or "\r" in text:
                where = f"segment {number}"
                if _LOST_TERMINATOR.search(text):
                    self._tell(
                        "error",
                        "envelope.lost_terminator",
                        where,
                        f"found a line break and another segment, expected {self.delimiters.segment!r} "
                        "between them; ask the sender for a new file",
                    )
                else:
                    text = text.replace("\r", "").replace("\n", "")
                    self._tell(
                        "note",
                        "envelope.wrapped",
                        where,
                        "found line breaks inside segments, expected none; they were taken out",
                    )
            number += bool(text)
            whole.append(text)
        return whole

    def _decoded(self, texts: list[str]) -> list[str]:
        return [text if text.isascii() else self._decode(text) for text in texts]

    def _decode(self, text: str) -> str:
        try:
            return text.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            self._tell(
                "note",
                "envelope.latin1",
                f"from segment {self._number} on",
                "found bytes that are not UTF-8; read as Latin-1, check names with accents",
            )
            return text

    def _tell(self, severity: Severity, code: str, where: str, what: str) -> None:
        """Say it once for the whole file."""
        if code not in self._told:
            self._told.add(code)
            self.findings.append(Finding(severity, code, where, what))

    def _tell_bad_isa(self, base: int) -> None:
        self._tell(
            "error",
            "envelope.bad_isa",
            f"segment {self._number}, byte {base}",
            "found an ISA that cannot be read, expected sixteen elements; the separators before it stay in "
            "use, so what follows may be unreadable: ask the sender for a new file",
        )

    def _too_long(self, number: int, offset: int) -> UnreadableFile:
        return UnreadableFile(
            "x12.segment_too_long",
            f"segment {number}, byte {offset}",
            f"found more than {SEGMENT_BYTES_MAX} bytes without the segment terminator "
            f"{self.delimiters.segment!r}, expected a shorter segment; ask the sender for a new file",
        )


def read_segments(stream: BinaryIO) -> Iterator[Segment]:
    """Every segment of an X12 file, in order. Raises UnreadableFile. Findings need a SegmentStream."""
    return iter(SegmentStream(stream))


def sniff(head: bytes) -> str | None:
    """The kind of the first transaction, such as "835", from the first 64 KiB or so; None if not X12.

    A file that breaks off or runs wild after its first lines is of that kind all the same: its own reader
    then says what is wrong, and where.
    """
    return _sniffed(head[:ENVELOPE_BYTES]) or _sniffed(head[:SNIFF_BYTES])


def _sniffed(head: bytes) -> str | None:
    group_kind: str | None = None
    try:
        for segment in SegmentStream(BytesIO(head)):
            if segment.id == "ST" and len(segment.value(1)) == 3:
                return segment.value(1)
            if segment.id == "GS":
                group_kind = _KIND_BY_GROUP.get(segment.value(1))
            elif segment.id == "TA1":
                group_kind = group_kind or "TA1"
            elif segment.id == "BPR":
                return group_kind or "835"
    except UnreadableFile:
        return group_kind
    return group_kind


def _stripped(raw: list[str], block: str) -> list[str]:
    """Each segment without BLANKS around it; by the faster plain strip where that means the same."""
    if block.isascii() and not any(sign in block for sign in _PLAIN_STRIP_DIFFERS):
        return list(map(str.strip, raw))
    return [segment.strip(BLANKS) for segment in raw]


def _refuse_what_is_not_text(head: bytes) -> None:
    if not head.strip(b" \t\r\n\x00\x1a\xef\xbb\xbf"):
        raise UnreadableFile(
            "x12.empty", "byte 0", "found nothing, expected an X12 file; ask the sender to send it again"
        )
    if head.startswith(_UTF16_STARTS):
        raise UnreadableFile(
            "x12.wrong_encoding",
            "byte 0",
            "found text in UTF-16, expected one byte a character; save the file as plain text (UTF-8) again",
        )
    for start, name in _BINARY_STARTS.items():
        if head.startswith(start):
            raise UnreadableFile(
                "x12.binary",
                "byte 0",
                f"found {name}, expected an X12 text file; send the file it was made from",
            )
    if b"\0" in head.strip(b"\0"):
        raise UnreadableFile(
            "x12.binary",
            f"byte {head.index(bytes(1))}",
            "found zero bytes, expected an X12 text file; ask the sender to send it again",
        )


def _not_x12(head: bytes) -> UnreadableFile:
    isa = find_isa(head.decode("latin-1"))
    if isa >= 0:
        return UnreadableFile(
            "x12.bad_isa",
            f"byte {isa}",
            "found an ISA that does not have sixteen elements and a terminator, expected the fixed 106 "
            "characters; ask the sender for a new file",
        )
    return UnreadableFile(
        "x12.not_x12",
        "byte 0",
        "found no ISA, GS, ST or BPR near the start, expected an X12 file; check that it is the right file",
    )


def _at_segment(finding: Finding, number: int) -> Finding:
    return Finding(finding.severity, finding.code, f"segment {number}, {finding.where}", finding.what, number)
