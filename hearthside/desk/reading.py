"""What all rooms know of one account, read with one query however many rooms there are.

Each room's rows are cut to the newest few by its own index first; then they come as one union, a row as one
piece of JSON. A room more costs a part of a query, not a query.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, Field, Model, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_datetime

from hearthside.desk.registry import Alert, Reading, Subject, TimelineRow

Found = Mapping[Reading, Sequence[Any]]


def told(found: Found, subject: Subject, most: int) -> tuple[list[Alert], list[TimelineRow]]:
    """Alerts in the order of the readings, and the newest `most` rows of the timeline."""
    said = [one for reading, rows in found.items() for one in reading.tell(subject, rows)]
    lines = [one for one in said if isinstance(one, TimelineRow)]
    lines.sort(key=lambda line: line.at, reverse=True)
    return [one for one in said if isinstance(one, Alert)], lines[:most]


def read(readings: Sequence[Reading], subject: Subject, most: int) -> Found:
    """The rows of each reading that found any, in the order of the readings. One query."""
    parts: list[str] = []
    values: list[object] = []
    models: dict[int, type[Model]] = {}
    for place, reading in enumerate(readings):
        rows = reading.rows(subject, most)
        facts = Cast(JSONObject(**{name: name for name in reading.facts}, **reading.more), TextField())
        try:
            sql, own = rows.values_list(Value(place), facts).query.sql_with_params()
        except EmptyResultSet:
            continue
        # A table of its own: neither database lets a bare part of a union be cut.
        parts.append(f"SELECT * FROM ({sql}) AS part_{place}")  # noqa: S608  the queryset's own SQL
        values += own
        models[place] = rows.model
    found: dict[int, list[Model]] = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for place, facts in cursor.fetchall():
                found.setdefault(place, []).append(_as_row(models[place], json.loads(facts)))
    return {reading: found[place] for place, reading in enumerate(readings) if place in found}


def _as_row(model: type[Model], facts: Mapping[str, Any]) -> Model:
    """An object of the model with these fields; what is none of its fields is put beside them as it came."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    own = [name for name in fields if name in facts]  # from_db wants them in the order of the model
    row = model.from_db(None, own, [_value(fields[name], facts[name]) for name in own])
    for name in facts.keys() - fields.keys():
        setattr(row, name, facts[name])
    return row


def _value(field: "Field[Any, Any]", said: Any) -> Any:
    if isinstance(field, DateTimeField) and said is not None:
        moment = parse_datetime(said)
        assert moment is not None, f"{field.name} is no moment: {said!r}"
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return field.to_python(said)
