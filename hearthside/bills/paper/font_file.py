"""What we need to know of a TrueType font: which characters it has and how wide they are.

Source: OpenType 1.9, tables `cmap` (formats 4 and 12), `head`, `hhea` and `hmtx`.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FontFile:
    """Advance widths by code point, in thousandths of the font size."""

    advances: dict[int, int]

    def width(self, text: str, size_points: float) -> float:
        """The width of one line of text in points, without kerning. A character we lack counts as an em."""
        thousandths = sum(self.advances.get(ord(character), 1000) for character in text)
        return thousandths * size_points / 1000


@cache
def read_font(path: Path) -> FontFile:
    """The font at `path`, read once. Raises OSError, and ValueError where it is not a TrueType font."""
    font = path.read_bytes()
    tables = _tables(font)
    if not {b"cmap", b"head", b"hhea", b"hmtx"} <= tables.keys():
        raise ValueError(f"{path.name} is not a TrueType font")
    (units_per_em,) = struct.unpack_from(">H", font, tables[b"head"] + 18)
    (metric_count,) = struct.unpack_from(">H", font, tables[b"hhea"] + 34)
    metrics = struct.unpack_from(f">{2 * metric_count}H", font, tables[b"hmtx"])[::2]
    return FontFile(
        {
            code: metrics[min(glyph, metric_count - 1)] * 1000 // units_per_em
            for code, glyph in _glyphs(font, tables[b"cmap"])
        }
    )


def _tables(font: bytes) -> dict[bytes, int]:
    (count,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sLLL", font, 12 + 16 * index) for index in range(count))
    return {tag: offset for tag, _, offset, _ in entries}


def _glyphs(font: bytes, start: int) -> Iterator[tuple[int, int]]:
    (subtable_count,) = struct.unpack_from(">H", font, start + 2)
    for index in range(subtable_count):
        platform, _, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * index)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if platform in (0, 3) and form == 4:
            yield from _format_4(font, start + offset)
        elif platform in (0, 3) and form == 12:
            yield from _format_12(font, start + offset)


def _format_4(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 4 * count)
    ranges_at = at + 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", font, ranges_at)
    for index in range(count):
        for code in range(starts[index], min(ends[index], 0xFFFE) + 1):
            glyph = code
            if ranges[index]:
                where = ranges_at + 2 * index + ranges[index] + 2 * (code - starts[index])
                (glyph,) = struct.unpack_from(">H", font, where)
            if glyph or not ranges[index]:
                glyph = (glyph + deltas[index]) & 0xFFFF
            if glyph:
                yield code, glyph


def _format_12(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    (group_count,) = struct.unpack_from(">L", font, at + 12)
    for index in range(group_count):
        first, last, glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * index)
        yield from ((code, glyph + code - first) for code in range(first, last + 1))
