"""Text as our fonts can print it.

PDF/UA forbids the empty box that stands for a missing glyph, so a character that the fonts lack is
replaced here, before the typesetter sees it. Everything else is printed as it was typed.
"""

import re
import struct
import unicodedata
from functools import cache
from typing import Any

from hearthside.bills.paper.typefaces import TEXT_FACES

UNPRINTABLE = "?"
UNBROKEN_MAX = 40
_LONG_RUN = re.compile(rf"\S{{{UNBROKEN_MAX},}}")
_LONG_PIECE = re.compile(r"\S{1,20}")
_BREAK_HERE = "\N{ZERO WIDTH SPACE}"


def printable(text: str) -> str:
    """One line of text in characters we can print.

    Line ends and controls become spaces, invisible marks go, a letter with an accent that we lack keeps its
    base letter, and a run of what is left (emoji, a script without a font) becomes one "?". A run of 40 or
    more characters may break inside, so that it cannot leave its column.
    """
    if text.isascii() and text.isprintable():
        return _breakable(text) if len(text) >= UNBROKEN_MAX else text
    characters = [_in_our_fonts(character) for character in unicodedata.normalize("NFC", text)]
    joined = re.sub(r"\x00+", UNPRINTABLE, "".join(characters))
    return _breakable(joined)


def printed(value: Any) -> Any:
    """The same plain data with every string made printable; keys are ours and stay."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: printed(one) for key, one in value.items()}
    return [printed(one) for one in value] if isinstance(value, list | tuple) else value


def _breakable(text: str) -> str:
    return _LONG_RUN.sub(lambda run: _BREAK_HERE.join(_LONG_PIECE.findall(run.group())), text)


@cache
def _in_our_fonts(character: str) -> str:
    """The character, something close, "" for an invisible mark, or NUL for what cannot be printed."""
    if character == "\N{NO-BREAK SPACE}":
        return character
    if character.isspace() or unicodedata.category(character) == "Cc":
        return " "
    if unicodedata.category(character) in ("Cf", "Cs", "Me") or "VARIATION SELECTOR" in unicodedata.name(
        character, ""
    ):
        return ""
    if ord(character) in _printable_codes():
        return character
    close = [one for one in unicodedata.normalize("NFKD", character) if ord(one) in _printable_codes()]
    letters = "".join(one for one in close if not unicodedata.combining(one))
    if letters:
        return letters
    return "" if unicodedata.combining(character) else "\x00"


@cache
def _printable_codes() -> frozenset[int]:
    """The code points that every text face has."""
    return frozenset.intersection(*(codes_in(path.read_bytes()) for path in TEXT_FACES))


def codes_in(font: bytes) -> frozenset[int]:
    """The code points a TrueType font has glyphs for. Source: OpenType 1.9, `cmap`, formats 4 and 12."""
    (table_count,) = struct.unpack_from(">H", font, 4)
    for index in range(table_count):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if tag == b"cmap":
            return frozenset(_codes_in_cmap(font, offset))
    raise ValueError("this font has no cmap table")


def _codes_in_cmap(font: bytes, start: int) -> set[int]:
    codes: set[int] = set()
    (subtable_count,) = struct.unpack_from(">H", font, start + 2)
    for index in range(subtable_count):
        platform, _, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * index)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if platform in (0, 3) and form == 4:
            codes |= _format_4(font, start + offset)
        elif platform in (0, 3) and form == 12:
            codes |= _format_12(font, start + offset)
    return codes


def _format_4(font: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 4 * count)
    ranges_at = at + 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", font, ranges_at)
    codes = set()
    for index in range(count):
        for code in range(starts[index], ends[index] + 1):
            glyph = code
            if ranges[index]:
                where = ranges_at + 2 * index + ranges[index] + 2 * (code - starts[index])
                (glyph,) = struct.unpack_from(">H", font, where)
            if code != 0xFFFF and (glyph if ranges[index] else (code + deltas[index]) & 0xFFFF):
                codes.add(code)
    return codes


def _format_12(font: bytes, at: int) -> set[int]:
    (group_count,) = struct.unpack_from(">L", font, at + 12)
    codes: set[int] = set()
    for index in range(group_count):
        first, last, _ = struct.unpack_from(">LLL", font, at + 16 + 12 * index)
        codes.update(range(first, last + 1))
    return codes
