"""Values of fields: days and amounts, read exactly or not at all."""

import re
from datetime import date

from hearthside.money import Money

AMOUNT = re.compile(r"([+-]?)([0-9]{1,15})")


def amount_in(text: str) -> Money | None:
    """Cents as they are written, "-500000" or "+4350000"; None for anything else."""
    found = AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    cents = int(found.group(2))
    return Money(-cents if found.group(1) == "-" else cents)


def day_in(text: str) -> date | None:
    """YYMMDD, or YYYYMMDD as some banks write; None for anything else. Years are of this century."""
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or len(text) not in (6, 8):
        return None
    year = int(text[:-4]) + (2000 if len(text) == 6 else 0)
    try:
        return date(year, int(text[-4:-2]), int(text[-2:]))
    except ValueError:
        return None


def count_in(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
