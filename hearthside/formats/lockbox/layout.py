"""Layouts: where each bank puts what. Data, not code: one TOML file a layout in layouts/.

amount = "8-17 amount"          positions count from 1, as banks write them; two implied decimals
amount = "8-17 amount/4"        four implied decimals; amount/point: the point is written
deposit_on = "15-20 YYMMDD"     or MMDDYY, CCYYMMDD
lockbox = "8-14 digits"         digits kept with their zeros; count: a number; text: anything
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hearthside.formats.lockbox.values import DAYS

ROLES = {
    "file", "service", "batch", "check", "coupon", "batch_total", "lockbox_total", "file_total",
}  # fmt: skip
_FIELD = re.compile(r"(\d+)-(\d+) (text|digits|count|amount(?:/(?:[0-4]|point))?|YYMMDD|MMDDYY|CCYYMMDD)")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. `first` and `last` are positions from 1, both inside it."""

    name: str
    first: int
    last: int
    kind: str  # text, digits, count, amount, day
    form: str = ""  # of an amount: its decimals; of a day: YYMMDD and the like

    @property
    def width(self) -> int:
        return self.last - self.first + 1

    @property
    def expected(self) -> str:
        """What stands here in a good file, for a finding."""
        if self.kind == "day":
            return f"a day as {self.form}"
        if self.kind == "amount":
            return "dollars and cents with a point" if self.form == "point" else f"{self.width} digits"
        return f"{self.width} digits" if self.kind in ("digits", "count") else "text"


@dataclass(frozen=True, slots=True)
class RecordLayout:
    """One kind of line: how it begins, what it is, and its fields by name."""

    code: str
    role: str
    fields: dict[str, Field]


@dataclass(frozen=True, slots=True)
class Layout:
    """One bank's way to write a lockbox file.

    `needs` are the totals that must be there; `senders` the origins (record 1) or lockbox numbers whose
    files are in this layout whatever they look like.
    """

    name: str
    summary: str
    width: int
    needs: frozenset[str]
    senders: frozenset[str]
    records: dict[str, RecordLayout]

    @property
    def code_length(self) -> int:
        return len(next(iter(self.records)))

    def record_of(self, line: str) -> RecordLayout | None:
        return self.records.get(line[: self.code_length])

    def of_role(self, role: str) -> RecordLayout | None:
        return next((record for record in self.records.values() if record.role == role), None)


def parse_layout(text: str) -> Layout:
    """A layout from its TOML. Raises ValueError for a field or role that makes no sense."""
    told = tomllib.loads(text)
    records = {code: _record(code, dict(facts)) for code, facts in told["records"].items()}
    if len({len(code) for code in records}) != 1:
        raise ValueError(f"{told['name']}: record names differ in length")
    return Layout(
        told["name"], told["summary"], told["width"], frozenset(told["needs"]), frozenset(told["senders"]),
        records,
    )  # fmt: skip


def _record(code: str, facts: dict[str, str]) -> RecordLayout:
    role = facts.pop("role")
    if role not in ROLES:
        raise ValueError(f"record {code}: {role} is not one of {', '.join(sorted(ROLES))}")
    return RecordLayout(code, role, {name: _field(code, name, told) for name, told in facts.items()})


def _field(code: str, name: str, told: str) -> Field:
    match = _FIELD.fullmatch(told)
    if match is None or not len(code) < int(match[1]) <= int(match[2]):
        raise ValueError(f"record {code}, field {name}: found {told!r}, expected such as '8-17 amount'")
    first, last, kind = int(match[1]), int(match[2]), match[3]
    if kind in DAYS:
        return Field(name, first, last, "day", kind)
    word, _, form = kind.partition("/")
    return Field(name, first, last, word, (form or "2") if word == "amount" else "")


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout we know, the standard one first."""
    folder = files("hearthside.formats.lockbox") / "layouts"
    texts = [one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".toml")]
    return tuple(sorted(map(parse_layout, texts), key=lambda one: (one.name != STANDARD, one.name)))


STANDARD = "bai-80"


def layout_named(name: str) -> Layout:
    """Raises KeyError."""
    return {layout.name: layout for layout in layouts()}[name]
