"""Do two spellings name the same person? Asked only beside an equal member id, never alone.

A family often shares one member id, so this refuses when unsure: a claim that is not matched goes to a
person, but a claim matched to the wrong member shows one person's care to another.
Source: docs/rules/member-share.md, "Whose claim is it".
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from hearthside.claims.reasons.codes import PACKAGE
from hearthside.claims.reasons.tables import rows

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "sr", "sra", "srta"})
PARTICLES = frozenset(
    {"a", "al", "da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "e", "el", "la", "las"}
    | {"le", "los", "mac", "mc", "o", "saint", "san", "santa", "van", "von", "y"}
)
SPELLED_OUT = {"st": "saint", "sta": "santa", "jnr": "jr", "junior": "jr", "snr": "sr", "senior": "sr"}


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as a file or a roster spells it. Parts may be blank."""

    last: str
    first: str
    middle: str = ""
    suffix: str = ""


def names_agree(a: PersonName, b: PersonName) -> bool:
    """True if the two can be the same person. The order of the two does not matter.

    Case, accents, punctuation, spaces, titles and suffixes do not matter, but Jr. and Sr. never agree.
    Last names agree when they are equal, or when one part of a double name is equal ("Garcia-Lopez" and
    "Lopez"). First names agree when they are equal, or one is an initial or a known short form of the
    other, with the same first letter; middle names must not contradict each other.
    A blank last or first name agrees with nothing: a family can share the id.
    """
    one, other = _Spelled.of(a), _Spelled.of(b)
    return (
        _last_names_agree(one.last, other.last)
        and _given_names_agree(one.given, other.given)
        and not (one.suffix and other.suffix and one.suffix != other.suffix)
    )


@dataclass(frozen=True, slots=True)
class _Spelled:
    last: tuple[str, ...]
    given: tuple[str, ...]
    suffix: str

    @classmethod
    def of(cls, name: PersonName) -> "_Spelled":
        last, in_last = _without_suffix(_parts(name.last))
        first, in_first = _without_suffix(_without_title(_parts(name.first)))
        middle, in_middle = _without_suffix(_parts(name.middle)) if name.middle else ((), "")
        told = _parts(name.suffix)
        suffix = told[0] if told and told[0] in SUFFIXES else in_last or in_first or in_middle
        return cls(last, (*first, *middle) if first else (), suffix)


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    # O'Brien is one part; Garcia-Lopez and "Garcia Lopez" are two.
    joined = re.sub(r"['’‘`´.]", "", letters)
    return tuple(SPELLED_OUT.get(part, part) for part in re.split(r"[\W\d_]+", joined) if part)


def _without_title(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts[1:] if len(parts) > 1 and parts[0] in TITLES else parts


def _without_suffix(parts: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    if len(parts) > 1 and parts[-1] in SUFFIXES:
        return parts[:-1], parts[-1]
    return parts, ""


def _last_names_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return False
    return "".join(one) == "".join(other) or bool(_weighty(one) & _weighty(other))


def _weighty(parts: tuple[str, ...]) -> set[str]:
    return {part for part in parts if len(part) > 1 and part not in PARTICLES}


def _given_names_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other or one[0][0] != other[0][0]:
        return False
    if "".join(one) == "".join(other):
        return True
    return all(_given_name_agrees(mine, yours) for mine, yours in zip(one, other, strict=False))


def _given_name_agrees(one: str, other: str) -> bool:
    if one == other or frozenset({one, other}) in _short_forms():
        return True
    return min(len(one), len(other)) == 1 and one[0] == other[0]


@cache
def _short_forms() -> frozenset[frozenset[str]]:
    # A list, and no rule of the first letters: Juan and Juana are often two members of one family.
    return frozenset(
        frozenset({row.needed("short"), row.needed("full")}) for row in rows(PACKAGE, "short_names.tsv")
    )
