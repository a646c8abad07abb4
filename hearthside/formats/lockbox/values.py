"""Fields of a fixed line, read exactly or not at all, and written back the same."""

from datetime import date, datetime

from hearthside.errors import UnreadableAmount
from hearthside.money import Money

DAYS = {"YYMMDD": "%y%m%d", "MMDDYY": "%m%d%y", "CCYYMMDD": "%Y%m%d"}
POINT = "point"


def read_amount(text: str, decimals: str) -> Money | None:
    """`decimals` is how many digits follow the implied point, or "point" where it is written.

    None for a blank field. Raises UnreadableAmount for a sign, a letter, or a part of a cent.
    """
    digits = text.strip()
    if not digits:
        return None
    if decimals == POINT:
        return Money.parse_dollars(digits)
    if not is_number(digits):
        raise UnreadableAmount(text)
    places = int(decimals)
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    return Money.parse_dollars(f"{whole or '0'}.{part.rjust(places, '0')}")


def amount_text(amount: Money, decimals: str) -> str:
    """The reverse of `read_amount`, without filling. A part of a dollar needs two decimals."""
    if decimals == POINT:
        return amount.dollars_text
    places = int(decimals)
    if places >= 2:
        return str(amount.cents * 10 ** (places - 2))
    if amount.cents % 10 ** (2 - places):
        raise UnreadableAmount(amount.dollars_text)
    return str(amount.cents // 10 ** (2 - places))


def read_day(text: str, form: str) -> date | None:
    """None for a blank or all-zero field. Raises ValueError for what is no day."""
    digits = text.strip()
    if not digits.strip("0"):
        return None
    if not is_number(digits) or len(digits) != len(form):
        raise ValueError("not a day")
    return datetime.strptime(digits, DAYS[form]).date()  # noqa: DTZ007


def day_text(day: date, form: str) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}" if form == "CCYYMMDD" else f"{day:{DAYS[form]}}"


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
