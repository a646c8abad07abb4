"""The list of checks that a bank should pay, in its layout: terms/positive_pay.toml."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hearthside.errors import HearthsideError
from hearthside.money import Money

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class DoesNotFit(HearthsideError):
    """A value is longer than the bank's column. Nothing is cut, but a name."""

    code = "refunds.does_not_fit"

    def __init__(self, field: str, width: int) -> None:
        super().__init__("a value is longer than the bank's column", field=field, width=width)


@dataclass(frozen=True, slots=True)
class Line:
    """One check as the bank is told of it. `is_void`: do not pay it."""

    number: int
    issued_on: date
    amount: Money
    payee: str
    is_void: bool = False


def safe_text(text: str) -> str:
    """Text that a spreadsheet will not take for a formula. Source: threats.md row 38."""
    one_line = " ".join(text.split())
    return (
        f"'{one_line}" if text.startswith(FORMULA_STARTS) or one_line.startswith(FORMULA_STARTS) else one_line
    )


def write(lines: Sequence[Line], *, profile: Mapping[str, Any], account: str) -> str:
    """The whole file, each line ending in CR LF. Raises DoesNotFit."""
    rows = [
        [_value(column["field"], line, profile, account) for column in profile["columns"]] for line in lines
    ]
    if profile["kind"] == "csv":
        told = io.StringIO()
        csv.writer(told, lineterminator="\r\n").writerows(rows)
        return told.getvalue()
    return "".join(
        "".join(_fitted(value, column) for value, column in zip(row, profile["columns"], strict=True))
        + "\r\n"
        for row in rows
    )


def _value(field: str, line: Line, profile: Mapping[str, Any], account: str) -> str:
    values = {
        "issue": profile["void"] if line.is_void else profile["issue"],
        "account": account,
        "number": str(line.number),
        "issued_on": line.issued_on.strftime(profile["day"]),
        "cents": str(line.amount.cents),
        "dollars": line.amount.dollars_text,
        "payee": safe_text(line.payee)[: profile["payee_most"]],
        "blank": "",
    }
    return str(values[field])


def _fitted(value: str, column: Mapping[str, Any]) -> str:
    width, fill = column["width"], column["fill"]
    if len(value) > width:
        raise DoesNotFit(column["field"], width)
    # What a bank's reader counts in characters of one byte.
    plain = value.encode("ascii", "replace").decode()
    return plain.rjust(width, fill) if fill == "0" else plain.ljust(width, fill)
