"""Numbers that people say aloud: ten digits, the last a Luhn check digit, said 3-3-4."""

import re
import secrets


def luhn_digit(digits: str) -> str:
    """The digit that makes `digits` plus itself pass the Luhn check (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(digits))]
    return str(-sum(value - 9 * (value > 9) for value in doubled) % 10)


def has_check_digit(digits: str) -> bool:
    return len(digits) > 1 and digits.isascii() and digits.isdigit() and luhn_digit(digits[:-1]) == digits[-1]


def new_reference() -> str:
    """Ten random digits; never starts with 0, so that a spreadsheet keeps it whole."""
    body = str(secrets.randbelow(9 * 10**8) + 10**8)
    return body + luhn_digit(body)


def reference_of(serial: int) -> str:
    """A reference for the row with id `serial`: never the same for two rows, and not in sequence.

    Past 900 million rows it has eleven digits or more.
    """
    turn, place = divmod(serial, 9 * 10**8)
    # 371_293_001 has no factor in common with 9 * 10**8, so each place is met once a turn.
    body = f"{turn or ''}{place * 371_293_001 % (9 * 10**8) + 10**8}"
    return body + luhn_digit(body)


def spoken(reference: str) -> str:
    """4021187739 as 402 118 7739."""
    return f"{reference[:3]} {reference[3:6]} {reference[6:]}" if len(reference) == 10 else reference


def typed(text: str) -> str:
    """What a person typed, as digits: spaces, dashes and dots are dropped. Capped before it is read."""
    return re.sub(r"[\s.\-\u2010-\u2015]", "", text[:64])
