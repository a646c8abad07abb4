"""Routing numbers of American banks: nine digits, the last a check digit."""

_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)
_PREFIXES = frozenset([*range(13), *range(21, 33), *range(61, 73), 80])


def check_digit(first_eight: str) -> str:
    """The digit that makes eight digits a routing number: weights 3, 7, 1, sum a multiple of ten."""
    return str(-sum(int(digit) * weight for digit, weight in zip(first_eight, _WEIGHTS, strict=True)) % 10)


def is_routing_number(digits: str) -> bool:
    """Nine digits, a Federal Reserve prefix (00-12, 21-32, 61-72, 80) and a right check digit.

    Source: ABA routing number policy; the prefixes are those in use.
    """
    return (
        len(digits) == 9
        and digits.isascii()
        and digits.isdigit()
        and int(digits[:2]) in _PREFIXES
        and digits[8] == check_digit(digits[:8])
    )
