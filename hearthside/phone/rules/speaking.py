"""Amounts, days and numbers as they are said aloud, in English and in US Spanish.

Source: shared voice rules: digits one by one, "zero" and never "oh", never in pairs, 3-3-4 with a gap.
"""

from dataclasses import dataclass
from datetime import date

from hearthside.money import Money

GAP_MS = 500
LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Gap:
    """Silence between two groups of digits."""

    ms: int = GAP_MS


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A sentence in another language than the call's: whoever needs it does not know this one yet."""

    language: str
    text: str


Spoken = str | Gap | InLanguage

_EN_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ES_SMALL = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_ES_TENS = ["-", "-", "-", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_ES_HUNDREDS = [
    "-",
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
]
_EN_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_ES_MONTHS = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
_EN_DAYS = [
    "-",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]


def number_words(number: int, language: str) -> str:
    """A whole number from 0 to 999,999,999 in words; in Spanish as it stands before "dólares"."""
    if not 0 <= number < 10**9:
        raise ValueError(f"{number} is not said on the phone")
    return _spanish(number) if language == "es" else _english(number)


def _english(number: int) -> str:
    for size, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            many, rest = divmod(number, size)
            return f"{_english(many)} {name}" + (f" {_english(rest)}" if rest else "")
    if number < 20:
        return _EN_SMALL[number]
    tens, ones = divmod(number, 10)
    return _EN_TENS[tens] + (f"-{_EN_SMALL[ones]}" if ones else "")


def _spanish(number: int) -> str:
    if number >= 10**6:
        many, rest = divmod(number, 10**6)
        said = "un millón" if many == 1 else f"{_spanish(many)} millones"
        return said + (f" {_spanish(rest)}" if rest else "")
    if number >= 1000:
        many, rest = divmod(number, 1000)
        return ("mil" if many == 1 else f"{_spanish(many)} mil") + (f" {_spanish(rest)}" if rest else "")
    if number >= 100:
        many, rest = divmod(number, 100)
        if not rest:
            return "cien" if many == 1 else _ES_HUNDREDS[many]
        return f"{_ES_HUNDREDS[many]} {_spanish(rest)}"
    return _spanish_below_hundred(number)


def _spanish_below_hundred(number: int) -> str:
    """ "Uno" loses its o before the noun that follows: veintiún dólares, treinta y un mil."""
    if number < 30:
        return {1: "un", 21: "veintiún"}.get(number, _ES_SMALL[number])
    tens, ones = divmod(number, 10)
    return _ES_TENS[tens] + (f" y {_spanish_below_hundred(ones)}" if ones else "")


def amount_words(amount: Money, language: str) -> str:
    """$142.50 as "one hundred forty-two dollars and fifty cents". Never "point", never below zero."""
    dollars, cents = divmod(amount.cents, 100)
    parts = []
    if dollars or not cents:
        parts.append(f"{number_words(dollars, language)} {_dollars(dollars, language)}")
    if cents:
        parts.append(f"{number_words(cents, language)} {_cents(cents, language)}")
    return (" con " if language == "es" else " and ").join(parts)


def _dollars(count: int, language: str) -> str:
    if language == "es":
        whole_millions = count >= 10**6 and count % 10**6 == 0
        return "de dólares" if whole_millions else "dólar" if count == 1 else "dólares"
    return "dollar" if count == 1 else "dollars"


def _cents(count: int, language: str) -> str:
    if language == "es":
        return "centavo" if count == 1 else "centavos"
    return "cent" if count == 1 else "cents"


def day_words(day: date, language: str) -> str:
    """December 15 as "December fifteenth" or «15 de diciembre» in words. The year is not said."""
    if language == "es":
        number = "primero" if day.day == 1 else _spanish_day(day.day)
        return f"{number} de {_ES_MONTHS[day.month - 1]}"
    return f"{_EN_MONTHS[day.month - 1]} {_english_day(day.day)}"


def day_figures(day: date, language: str) -> str:
    """December 15, «15 de diciembre»: for a person who reads it aloud."""
    if language == "es":
        return f"{day.day} de {_ES_MONTHS[day.month - 1]}"
    return f"{_EN_MONTHS[day.month - 1]} {day.day}"


def _english_day(day: int) -> str:
    if day <= 20:
        return _EN_DAYS[day]
    tens, ones = divmod(day, 10)
    return f"{_EN_TENS[tens]}-{_EN_DAYS[ones]}" if ones else "thirtieth"


def _spanish_day(day: int) -> str:
    return "treinta y uno" if day == 31 else _ES_SMALL[day] if day < 30 else "treinta"


def digits_words(digits: str, language: str) -> str:
    """4242 as "four two four two"; a comma in Spanish keeps the voice from joining them."""
    small = _ES_SMALL if language == "es" else _EN_SMALL
    return (", " if language == "es" else " ").join(small[int(digit)] for digit in digits)


def reference_words(reference: str, language: str) -> tuple[Spoken, ...]:
    """A confirmation number said slowly as 3-3-4, half a second at each gap."""
    groups = (reference[:3], reference[3:6], reference[6:])
    first, second, third = (digits_words(group, language) for group in groups)
    return (first, Gap(), second, Gap(), third)
