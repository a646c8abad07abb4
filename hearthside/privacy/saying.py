"""Facts of a row as JSON can say them. Only fields that are named go out: a new column stays inside."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from hearthside.privacy.registry import Row


def said(row: Any, *names: str) -> Row:
    """The named fields of a row. Times are ISO text in UTC, days are ISO text."""
    return {name: plain(getattr(row, name)) for name in names}


def each(rows: Iterable[Any], *names: str) -> Iterable[Row]:
    """As `said`, of many."""
    return (said(row, *names) for row in rows)


def plain(value: Any) -> Any:
    """A value as JSON can say it. Raises TypeError for one it cannot: nothing is guessed."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)  # a TextChoices member as its text
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    raise TypeError(f"a {type(value).__name__} cannot be said in JSON")
