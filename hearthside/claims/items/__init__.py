"""Plain names for what a claim line bills: equipment, supplies, visits and medicine used at home.

The names are our own and short; a code we have no name for says so honestly. Families of codes share a
name, and the narrowest family that holds a code names it. Source: docs/rules/reasons.md, "Items".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from hearthside.claims.reasons.codes import LANGUAGES, clean_code, language_of, one_of
from hearthside.claims.reasons.tables import Row, rows

PACKAGE = "hearthside.claims.items"


class ItemKind(StrEnum):
    EQUIPMENT = "equipment"
    SUPPLY = "supply"
    OXYGEN = "oxygen"
    NUTRITION = "nutrition"
    INFUSION = "infusion"
    MEDICINE = "medicine"
    VISIT = "visit"
    CARE = "care"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ItemWords:
    """A line's name for a bill, begun with a capital and without a full stop."""

    short: str
    kind: ItemKind


@dataclass(frozen=True, slots=True)
class _Family:
    first: str
    last: str
    effective_from: date | None
    effective_to: date | None
    kind: ItemKind
    names: dict[str, str]

    @property
    def width(self) -> int:
        return int(_digits(self.last)) - int(_digits(self.first))

    def holds(self, code: str, on: date) -> bool:
        return (
            self.first <= code <= self.last
            and (self.effective_from is None or self.effective_from <= on)
            and (self.effective_to is None or on <= self.effective_to)
        )


def describe_item(
    code: str,
    modifiers: Sequence[str] = (),
    qualifier: str = "HC",
    *,
    language: str,
    on: date,
    revenue_code: str = "",
    rental_month: tuple[int, int] | None = None,
) -> ItemWords:
    """What an SVC line is, in a few words of English or Spanish.

    `qualifier` is SVC01-1: HC (a procedure code), NU (the code is a revenue code), N4 (a drug number).
    `on` is the day of service. A line whose procedure code we cannot name takes its revenue code's name.
    `rental_month` (4, 13) is told by who knows the rental; without it only KH, the first month, is said:
    KI and KJ cover several months each, so no month is guessed from them.
    """
    tongue, marks = language_of(language), [clean_code(mark) for mark in modifiers]
    family = _family_of(clean_code(code), qualifier.strip().upper(), clean_code(revenue_code), on)
    if family is None:
        return _unnamed(clean_code(code) or clean_code(revenue_code), qualifier.strip().upper(), tongue)
    return ItemWords(_with_modifiers(family.names[tongue], marks, rental_month, tongue), family.kind)


def _family_of(code: str, qualifier: str, revenue_code: str, on: date) -> _Family | None:
    if qualifier == "NU":
        return _revenue(code or revenue_code, on)
    named = _narrowest("procedures.tsv", code, on) if qualifier in {"HC", "HP", ""} else None
    return named or (_revenue(revenue_code, on) if revenue_code else None)


def _revenue(code: str, on: date) -> _Family | None:
    return _narrowest("revenue.tsv", code.zfill(4), on)


def _unnamed(code: str, qualifier: str, tongue: str) -> ItemWords:
    if qualifier == "N4":
        return ItemWords({"en": "Medicine", "es": "Medicina"}[tongue], ItemKind.MEDICINE)
    if not code:
        return ItemWords({"en": "Care or equipment", "es": "Atención o equipo"}[tongue], ItemKind.UNKNOWN)
    words = {"en": f"Care or equipment (code {code})", "es": f"Atención o equipo (código {code})"}
    return ItemWords(words[tongue], ItemKind.UNKNOWN)


def _with_modifiers(
    name: str, marks: Sequence[str], rental_month: tuple[int, int] | None, tongue: str
) -> str:
    if "RR" in marks:
        return _rental(name, tongue) + _month(marks, rental_month, tongue)
    if "MS" in marks:
        return _of(name, {"en": "upkeep", "es": "Mantenimiento"}[tongue], tongue)
    if "RB" in marks:
        return {"en": f"Repair part: {_lowered(name)}", "es": f"Pieza de arreglo: {_lowered(name)}"}[tongue]
    if "RA" in marks:
        return {"en": f"{name}, replacement", "es": f"{name}, de reemplazo"}[tongue]
    return name


def _rental(name: str, tongue: str) -> str:
    # Some names of revenue codes are rentals already.
    already = {"en": "rental", "es": "Alquiler"}[tongue]
    return name if already in name else _of(name, already, tongue)


def _of(name: str, what: str, tongue: str) -> str:
    """ "CPAP machine rental" or "Alquiler de máquina CPAP"; after a long name, ", rental"."""
    if tongue == "es":
        return f"{what} de {_lowered(name)}"
    is_long = any(joint in name for joint in (" with ", " for ", " to ", " that ", "(", ","))
    return f"{name}, {what}" if is_long else f"{name} {what}"


def _month(marks: Sequence[str], rental_month: tuple[int, int] | None, tongue: str) -> str:
    if rental_month is not None:
        month, months = rental_month
        return {"en": f" (month {month} of {months})", "es": f" (mes {month} de {months})"}[tongue]
    if "KH" in marks:
        return {"en": " (month 1)", "es": " (mes 1)"}[tongue]
    return ""


def _lowered(name: str) -> str:
    """The name inside a sentence; names that begin with initials (CPAP, IV) keep them."""
    return name if name[1:2].isupper() else name[0].lower() + name[1:]


def _narrowest(table: str, code: str, on: date) -> _Family | None:
    found = [family for family in _families(table).get(_shape(code), ()) if family.holds(code, on)]
    return min(found, key=lambda family: family.width, default=None)


@cache
def _families(table: str) -> dict[str, list[_Family]]:
    """The families of a table, by the shape of their codes."""
    by_shape: dict[str, list[_Family]] = {}
    for family in _read(table):
        by_shape.setdefault(_shape(family.first), []).append(family)
    return by_shape


def _read(table: str) -> Iterator[_Family]:
    for row in rows(PACKAGE, table):
        yield _Family(
            first=row.needed("first"),
            last=_last(row),
            effective_from=row.day("effective_from"),
            effective_to=row.day("effective_to"),
            kind=one_of(ItemKind, row, "kind"),
            names={language: row.needed(f"name_{language}") for language in LANGUAGES},
        )


def _last(row: Row) -> str:
    last = row.needed("last")
    if _shape(last) != _shape(row["first"]) or last < row["first"]:
        raise row.fault("last", f"a code of the same family, not before {row['first']}")
    return last


def _shape(code: str) -> str:
    """E0601 is "E9999", 99601 is "99999": codes of one shape compare as text."""
    return "".join(mark if mark.isalpha() and place == 0 else _mark(mark) for place, mark in enumerate(code))


def _mark(mark: str) -> str:
    return "9" if mark.isascii() and mark.isdigit() else "?"


def _digits(code: str) -> str:
    return code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
