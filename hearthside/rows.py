"""Ids taken before rows are written, so that rows which point at each other go in together."""

from django.db import connection
from django.db.models import Max, Model


def take_ids(model: type[Model], count: int) -> list[int]:
    """`count` new ids for `model`, ascending. Call inside the transaction that writes the rows."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
    # SQLite lets one writer in at a time (IMMEDIATE) and these rows are never deleted.
    highest = model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
    return list(range(highest + 1, highest + 1 + count))
