"""Text as our fonts can print it.

PDF/UA forbids the empty box that stands for a missing glyph, so a character that the fonts lack is
replaced here, before the typesetter sees it. Everything else is printed as it was typed.
"""

import re
import unicodedata
from functools import cache
from typing import Any

from hearthside.bills.paper.font_file import read_font
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
    return frozenset.intersection(*(frozenset(read_font(path).advances) for path in TEXT_FACES))
