"""What a type code says. Source: the ranges of the BAI2 manual; names are ours, for what a biller meets."""

from enum import StrEnum


class Direction(StrEnum):
    """Which way the money of a line went; NONE where the code does not say."""

    IN = "in"
    OUT = "out"
    NONE = "none"


NAMES = {
    "010": "Opening ledger", "015": "Closing ledger", "040": "Opening available", "045": "Closing available",
    "100": "Total credits", "115": "Lockbox deposit", "116": "Check in a lockbox deposit",
    "142": "ACH credit", "147": "Bank card deposit", "165": "Preauthorized ACH credit",
    "166": "ACH settlement", "168": "ACH return settlement", "174": "Other deposit", "175": "Check deposit",
    "195": "Wire in", "257": "ACH credit returned", "354": "Interest paid to us", "399": "Other credit",
    "400": "Total debits", "415": "Lockbox debit", "451": "ACH debit", "455": "Preauthorized ACH debit",
    "466": "ACH settlement", "475": "Check paid", "495": "Wire out", "555": "Deposited check returned",
    "557": "ACH return", "558": "ACH settlement taken back", "698": "Bank fee", "699": "Other debit",
}  # fmt: skip


def direction_of(code: str) -> Direction:
    """By the range the code stands in: 101-399 in, 401-699 out; of the bank's own, 920-959 in, 960-999 out.

    Loans (700-799) and what is no money (890) have none.
    """
    if not (len(code) == 3 and code.isascii() and code.isdigit()):
        return Direction.NONE
    number = int(code)
    if 101 <= number <= 399 or 920 <= number <= 959:
        return Direction.IN
    if 401 <= number <= 699 or 960 <= number <= 999:
        return Direction.OUT
    return Direction.NONE


def is_summary(code: str) -> bool:
    """Whether a code may stand in record 03 only: balances, and totals of credits and of debits."""
    return code.isdigit() and (int(code) <= 100 or code == "400")


def name_of(code: str) -> str:
    """What the code means, in a few words; the code itself where we have none."""
    return NAMES.get(code, f"Type {code}")
