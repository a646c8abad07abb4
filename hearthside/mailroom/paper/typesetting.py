"""From a sheet (plain data, all strings) to PDF. The template sees JSON only; nothing in it is run."""

import json
import re
import threading
import unicodedata
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from hearthside.errors import HearthsideError

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).resolve().parents[2] / "fonts" / "vendor"
FACES = ("open-sans/OpenSans_400Regular.ttf", "open-sans/OpenSans_700Bold.ttf", "bitter/Bitter_700Bold.ttf")
# Letters and marks that all of our faces have: ASCII, Latin-1, and what our own words use.
PLAIN = frozenset(chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))) - {"\N{SOFT HYPHEN}"}
TYPOGRAPHIC = frozenset("–—‘’“”•…€−")
_LONG_RUN = re.compile(r"\S{40,}")

_own = threading.local()


class FontsMissing(HearthsideError):
    """The fonts are fetched once, by set-up, and this installation has not done it."""

    code = "mailroom.fonts_missing"


def typeset(template: str, sheet: dict[str, Any], *, dated_on: date, drawings: dict[str, str]) -> bytes:
    """PDF/UA-1 bytes; the same for the same arguments, on any day. Raises FontsMissing."""
    pdf = _compiler().compile(
        input=str(TEMPLATES / template),
        format="pdf",
        sys_inputs={"data": json.dumps({**_printed(sheet), "drawings": drawings}, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(dated_on, time(), UTC),
    )
    assert isinstance(pdf, bytes)
    return pdf


def printable(text: str) -> str:
    """One line of text in letters we have; an accent we lack goes, and what is left becomes one "?".

    PDF/UA forbids the empty box of a missing letter. A run of 40 characters may break inside.
    """
    letters = "".join(_letter(letter) for letter in unicodedata.normalize("NFC", text))
    shown = re.sub(r"\x00+", "?", letters)
    return _LONG_RUN.sub(lambda run: "\N{ZERO WIDTH SPACE}".join(re.findall(r".{1,20}", run.group())), shown)


def _letter(letter: str) -> str:
    if letter in PLAIN or letter in TYPOGRAPHIC:
        return letter
    if letter.isspace() or unicodedata.category(letter) == "Cc":
        return " "
    if unicodedata.category(letter) in ("Cf", "Cs", "Me", "Mn"):
        return ""
    close = "".join(one for one in unicodedata.normalize("NFKD", letter) if one in PLAIN)
    return close or "\x00"


def _printed(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printed(one) for key, one in value.items()}
    return [_printed(one) for one in value] if isinstance(value, list | tuple) else value


def _compiler() -> typst.Compiler:
    """This thread's own: it keeps fonts and the parsed template from one letter to the next."""
    compiler: typst.Compiler | None = getattr(_own, "compiler", None)
    if compiler is None:
        missing = [face for face in FACES if not (FONTS / face).exists()]
        if missing:
            raise FontsMissing("letters need fonts; run `make setup`", missing=", ".join(missing))
        compiler = typst.Compiler(root=str(TEMPLATES), font_paths=[str(FONTS)], ignore_system_fonts=True)
        _own.compiler = compiler
    return compiler
