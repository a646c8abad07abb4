"""The line of magnetic ink at the foot of a check (E-13B): where it is drawn on, whose, which.

Readers print its four signs in different ways: as Unicode, as the letters A to D of the usual fonts, or a
colon for the transit sign. Source: lockbox/README.md,
"MICR line".
"""

import re
from dataclasses import dataclass, field

from hearthside.errors import HearthsideError
from hearthside.money import Money

TRANSIT, AMOUNT, ON_US, DASH = "\u2446", "\u2447", "\u2448", "\u2449"
_SIGNS = str.maketrans({
    "A": TRANSIT, "a": TRANSIT, ":": TRANSIT, "B": AMOUNT, "b": AMOUNT, "C": ON_US, "c": ON_US,
    "D": DASH, "d": DASH, "-": DASH,
})  # fmt: skip
_LINE = re.compile(
    rf"(?:{ON_US}(?P<aux>[0-9 {DASH}]+){ON_US})?\s*(?P<epc>[0-9])?\s*"
    rf"{TRANSIT}(?P<routing>[0-9 {DASH}]+){TRANSIT}"
    rf"(?P<on_us>[^{AMOUNT}{TRANSIT}]*)"
    rf"(?:{AMOUNT}(?P<amount>[0-9]{{10}}){AMOUNT})?\s*"
)
LENGTH_MAX = 100


class BadMicr(HearthsideError):
    """A line that cannot be read for certain. Says which field, what was found, what was expected."""

    code = "micr.unreadable"

    def __init__(self, name: str, expected: str) -> None:
        super().__init__("the MICR line cannot be read", field=name, expected=expected)


@dataclass(frozen=True, slots=True)
class MicrLine:
    """The fields of one check. The bank numbers stay out of its repr.

    `check_number` is the auxiliary on-us field of a business check, else what follows the account.
    `amount` is there once the bank has encoded it. `epc` is one digit left of the routing number.
    """

    routing: str = field(repr=False)
    account: str = field(repr=False)
    check_number: str = ""
    amount: Money | None = None
    epc: str = ""
    is_business: bool = False

    def text(self) -> str:
        """The line in Unicode's own signs, as a reader would print it."""
        aux = f"{ON_US}{self.check_number}{ON_US} " if self.is_business else ""
        behind = f" {self.check_number}" if self.check_number and not self.is_business else ""
        amount = f" {AMOUNT}{self.amount.cents:010d}{AMOUNT}" if self.amount is not None else ""
        return f"{aux}{self.epc}{TRANSIT}{self.routing}{TRANSIT} {self.account}{ON_US}{behind}{amount}"


def routing_digit(digits: str) -> str:
    """The ninth digit of a routing number: weights 3, 7, 1 and the sum a multiple of ten."""
    weighted = sum(int(digit) * (3, 7, 1)[place % 3] for place, digit in enumerate(digits))
    return str(-weighted % 10)


def is_routing_number(digits: str) -> bool:
    is_nine = len(digits) == 9 and digits.isascii() and digits.isdigit()
    return is_nine and digits.strip("0") != "" and routing_digit(digits[:8]) == digits[8]


def read_micr(text: str) -> MicrLine:
    """The reverse of `MicrLine.text`, from any of the spellings. Raises BadMicr; nothing is guessed."""
    match = _LINE.fullmatch(text[:LENGTH_MAX].strip().translate(_SIGNS))
    if match is None:
        raise BadMicr("line", "a routing number between two transit signs, then the account")
    routing = _digits(match["routing"])
    if not is_routing_number(routing):
        raise BadMicr("routing", "nine digits with a right check digit")
    account, behind = _on_us(match["on_us"])
    aux = _digits(match["aux"] or "")
    if aux and behind:
        raise BadMicr("check_number", "one check number, beside the account or left of the routing number")
    amount = Money(int(match["amount"])) if match["amount"] else None
    return MicrLine(routing, account, aux or behind, amount, match["epc"] or "", bool(aux))


def _on_us(text: str) -> tuple[str, str]:
    account, sign, behind = text.partition(ON_US)
    if not sign or ON_US in behind or not _digits(account):
        raise BadMicr("account", "digits and then one on-us sign")
    return _digits(account), _digits(behind)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
