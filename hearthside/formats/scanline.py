"""The line of digits at the foot of a coupon that a lockbox reads. Source: docs/rules/scan-line.md."""

from dataclasses import dataclass
from datetime import date

from hearthside.money import Money
from hearthside.references import has_check_digit, luhn_digit


class BadScanLine(ValueError):
    """Not a scan line we wrote: wrong length, a letter, or a check digit that does not agree."""


@dataclass(frozen=True, slots=True)
class ScanLine:
    """27 digits: account (10), amount due in cents (10), due date YYMMDD (6), Luhn digit (1)."""

    account: str
    amount: Money
    due_on: date

    def text(self) -> str:
        body = f"{self.account:0>10}{self.amount.cents:010d}{self.due_on:%y%m%d}"
        return body + luhn_digit(body)


def read_scan_line(text: str) -> ScanLine:
    """The reverse of `ScanLine.text`. Raises BadScanLine."""
    digits = text.replace(" ", "")
    if len(digits) != 27 or not has_check_digit(digits):
        raise BadScanLine("a scan line is 27 digits with a right check digit")
    try:
        due_on = date(2000 + int(digits[20:22]), int(digits[22:24]), int(digits[24:26]))
    except ValueError:
        raise BadScanLine("the due date in the scan line is not a day") from None
    return ScanLine(account=digits[:10], amount=Money(int(digits[10:20])), due_on=due_on)
