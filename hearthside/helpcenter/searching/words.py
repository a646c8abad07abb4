"""A question as words: small letters, no accents, one form a word, English and Spanish alike.

One stemmer serves both languages: people mix them in one sentence, and a word is only ever compared with
words that went through the same door. So a stem need not be a word; it must be the same each time.
Pure Python: no database, no clock.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

CHARACTERS_MOST = 2000
"""More than this of a question is not read: its start and its end, where questions stand."""
TOKENS_MOST = 120

_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_WORD = re.compile(r"[a-z]+|[0-9]+")
_DIGITS_MOST = 4

_KEPT = frozenset((Path(__file__).parent / "kept_whole.txt").read_text(encoding="ascii").split())
"""Words that an ending must not be taken off: what is left would be another word."""

_ENDINGS = tuple(
    sorted(
        (
            # English
            ("ies", "y", 3), ("ied", "y", 3), ("ing", "", 3), ("ings", "", 3), ("ed", "", 3), ("ly", "", 4),
            ("ment", "", 4), ("ments", "", 4), ("ation", "", 4), ("ations", "", 4), ("er", "", 4),
            ("ers", "", 4), ("s", "", 3), ("e", "", 4), ("es", "", 4),
            # Spanish
            ("acion", "", 4), ("aciones", "", 4), ("mente", "", 4), ("ando", "", 3), ("iendo", "", 3),
            ("aron", "", 3), ("ieron", "", 3), ("aban", "", 3), ("aba", "", 4), ("ado", "", 3),
            ("ada", "", 3),
            ("ados", "", 3), ("adas", "", 3), ("ido", "", 4), ("ida", "", 4), ("idos", "", 4),
            ("idas", "", 4),
            ("ar", "", 3), ("ir", "", 4), ("arme", "", 3), ("arlo", "", 3), ("arla", "", 3), ("arle", "", 3),
            ("arse", "", 3), ("arles", "", 3), ("arlos", "", 3), ("erlo", "", 3), ("erla", "", 3),
            ("erme", "", 3), ("irme", "", 3), ("irlo", "", 3), ("aste", "", 3), ("amos", "", 3),
            ("emos", "", 3), ("imos", "", 3), ("aria", "", 4), ("arian", "", 4), ("an", "", 4), ("en", "", 4),
            ("as", "", 3), ("os", "", 3), ("a", "", 3), ("o", "", 3), ("gue", "g", 2), ("guen", "g", 2),
            ("que", "c", 3), ("quen", "c", 3),
        ),
        key=lambda ending: -len(ending[0]),
    )
)  # fmt: skip


def plain(text: str) -> str:
    """Small letters without accents or apostrophes: "¿Cuánto?" as "¿cuanto?", "can't" as "cant"."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _APOSTROPHES.sub("", bare)


def tokens(text: str) -> list[str]:
    """The words of a question in order, at most TOKENS_MOST: numbers of five digits and more are left out."""
    found = whole_tokens(cut(text))
    if len(found) <= TOKENS_MOST:
        return found
    third = TOKENS_MOST // 3
    return found[:third] + found[third - TOKENS_MOST :]


def whole_tokens(text: str) -> list[str]:
    """Every word of a text of our own, however long it is."""
    return [word for word in _WORD.findall(plain(text)) if not word.isdigit() or len(word) <= _DIGITS_MOST]


def cut(text: str) -> str:
    """The part of a text that is read: all of it, or its first quarter and its end."""
    if len(text) <= CHARACTERS_MOST:
        return text
    quarter = CHARACTERS_MOST // 4
    return f"{text[:quarter]} {text[quarter - CHARACTERS_MOST :]}"


def stem(word: str) -> str:
    """One form for the forms of a word: pay, pays, paying; pagar, pago, pagué."""
    if word in _KEPT or len(word) < 4 or word.isdigit():
        return word
    for ending, instead, letters_least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= letters_least and not word.endswith("ss"):
            return _undoubled(word[: -len(ending)] + instead)
    return word


def _undoubled(stemmed: str) -> str:
    """ "stopped" as stop; but llegar stays lleg and bill stays bill."""
    if len(stemmed) > 4 and stemmed[-1] == stemmed[-2] and stemmed[-1] not in "lsaeiou":
        return stemmed[:-1]
    return stemmed


def stems(words: Iterable[str]) -> list[str]:
    return [stem(word) for word in words]


def pairs(items: Sequence[str]) -> list[str]:
    """Neighbors, joined."""
    return [f"{one} {other}" for one, other in pairwise(items)]
