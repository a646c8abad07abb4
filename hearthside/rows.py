"""Many rows at once: ids taken before they are written, and the fastest way in that each database has."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, JSONField, Max, Model

FEW = 8


def take_ids(model: type[Model], count: int) -> list[int]:
    """`count` new ids for `model`, ascending. Call inside the transaction that writes the rows."""
    return take_ids_of((model, count))[0]


def take_ids_of(*wanted: tuple[type[Model], int]) -> list[list[int]]:
    """As `take_ids` for several models, in one question to the database."""
    if connection.vendor == "postgresql":
        return _from_sequences(wanted)
    # SQLite lets one writer in at a time (IMMEDIATE) and these rows are never deleted.
    taken = []
    for model, count in wanted:
        highest = model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
        taken.append(list(range(highest + 1, highest + 1 + count)))
    return taken


def _from_sequences(wanted: Sequence[tuple[type[Model], int]]) -> list[list[int]]:
    parts, values = [], []
    for place, (model, count) in enumerate(wanted):
        parts.append("SELECT %s, nextval(%s::regclass) FROM generate_series(1, %s)")
        values += [place, _sequence_of(model._meta.db_table), count]
    taken: list[list[int]] = [[] for _ in wanted]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for place, pk in cursor.fetchall():
            taken[place].append(pk)
    return taken


@cache
def _sequence_of(table: str) -> str:
    """Asked once: the server would look the name up anew for every id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        return str(cursor.fetchone()[0])


def insert(rows: Iterable[Model]) -> None:
    """Write new rows of one model, ids and all. As bulk_create, without its building of statements."""
    listed = list(rows)
    if listed:
        names = tuple(field.attname for field in type(listed[0])._meta.concrete_fields)
        insert_values(type(listed[0]), names, map(attrgetter(*names), listed))


def insert_values(model: type[Model], names: tuple[str, ...], values: Iterable[Sequence[Any]]) -> None:
    """Write rows given as values of the fields `names`; every other column must have a default.

    COPY on PostgreSQL, one prepared statement on SQLite: the fastest way in that each has. A few rows go
    in by one plain statement, which costs less than a COPY's setting up.
    """
    columns, converters = _columns(model, names, connection.vendor)
    table = connection.ops.quote_name(model._meta.db_table)
    ready = [_converted(row, converters) for row in values] if converters else list(values)
    if not ready:
        return
    row_marks = f"({', '.join(['%s'] * len(names))})"
    with connection.cursor() as cursor:
        if len(ready) <= FEW:
            marks = ", ".join([row_marks] * len(ready))
            flat = [value for row in ready for value in row]
            cursor.execute(f"INSERT INTO {table} ({columns}) VALUES {marks}", flat)  # noqa: S608
        elif connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in ready:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES {row_marks}", ready)  # noqa: S608


def _converted(row: Sequence[Any], converters: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    changed = list(row)
    for place, convert in converters:
        changed[place] = convert(changed[place])
    return changed


@cache
def _columns(
    model: type[Model], names: tuple[str, ...], vendor: str
) -> tuple[str, Sequence[tuple[int, Callable[[Any], Any]]]]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    found = ((place, _converter(field, vendor)) for place, field in enumerate(fields))
    return columns, [(place, convert) for place, convert in found if convert is not None]


def _converter(field: Any, vendor: str) -> Callable[[Any], Any] | None:
    if isinstance(field, JSONField):
        return _json_text
    if vendor == "sqlite" and isinstance(field, DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if vendor == "sqlite" and isinstance(field, DateField):
        return _day_text
    return None


_encode = json.JSONEncoder(separators=(",", ":")).encode


def _json_text(value: Any) -> str:
    return "[]" if value == [] else _encode(value)


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
