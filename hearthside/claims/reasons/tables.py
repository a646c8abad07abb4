"""Reads the room's word tables: tab-separated text, one header line, blank means "none"."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources

from hearthside.errors import HearthsideError


class BadWordTable(HearthsideError):
    """A table of this package is damaged. Says which file, which line, and what was expected."""

    code = "claims.bad_word_table"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, with its place so that a fault can name it."""

    table: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def needed(self, column: str) -> str:
        """The cell, which may not be blank. Raises BadWordTable."""
        text = self.cells[column]
        if not text:
            raise self.fault(column, "some words")
        return text

    def day(self, column: str) -> date | None:
        """The cell as a day, None when blank. Raises BadWordTable."""
        text = self.cells[column]
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.fault(column, "a day like 2026-11-23") from None

    def fault(self, column: str, expected: str) -> BadWordTable:
        return BadWordTable(
            f"{self.table}, line {self.line}: {column} cannot be read",
            found=repr(self.cells[column][:60]),
            expected=expected,
        )


def rows(package: str, table: str) -> Iterator[Row]:
    """Every row of `data/<table>` in `package`. Raises BadWordTable for a line with too many or few cells."""
    text = resources.files(package).joinpath("data", table).read_text(encoding="utf-8")
    return rows_of(text, table)


def rows_of(text: str, table: str) -> Iterator[Row]:
    """As `rows`, from the text itself."""
    header, *lines = text.splitlines()
    columns = header.split("\t")
    for number, line in enumerate(lines, start=2):
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise BadWordTable(
                f"{table}, line {number}: wrong number of cells", found=len(cells), expected=len(columns)
            )
        yield Row(table, number, dict(zip(columns, cells, strict=True)))
