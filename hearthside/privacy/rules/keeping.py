"""When something is kept no longer, and a proof of what went. Source: threats.md 6."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Keeping:
    """One line of the retention table: what, for how long, why so long, and what goes.

    Either `years` or `days` is set. `never_before_years` guards money: nothing younger goes, whatever the
    other figures say.
    """

    kind: str
    what: str
    years: int
    days: int
    source: str
    removes: str
    never_before_years: int = 0

    def cutoff(self, today: date) -> date:
        """What is older than this day goes; what is of this day or younger stays."""
        own = years_before(today, self.years) if self.years else today - timedelta(days=self.days)
        return min(own, years_before(today, self.never_before_years)) if self.never_before_years else own


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; February 28 for a leap day that has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class Digest:
    """A running proof of which rows went: SHA-256 over their ids in the order they went, a line each."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = hashlib.sha256()

    def add(self, ids: Iterable[str]) -> None:
        for one in ids:
            self.count += 1
            self._sum.update(one.encode() + b"\n")

    @property
    def hex(self) -> str:
        return self._sum.hexdigest() if self.count else ""
