"""What is in the database, table by table, so that a drill can say that nothing changed."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

SESSIONS = "django_session"
"""Rows of a browser's own session: when it was last seen, and what it holds. Reading may write these."""

_WRITES = re.compile(
    r"\s*(?:insert(?: or \w+)? into|update|delete from|replace into)\s+\"?(\w+)", re.IGNORECASE
)


def digests(*, leave_out: tuple[str, ...] = (SESSIONS,)) -> dict[str, str]:
    """Every table's rows as one hash."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in leave_out and model._meta.managed:
                cursor.execute(f'select * from "{table}"')
                rows = sorted(repr(row) for row in cursor.fetchall())
                found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(table for table in before if before[table] != after[table])


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The tables that anything written meanwhile went to, sessions too."""
    written: set[str] = set()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := _WRITES.match(sql):
            written.add(found.group(1))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written
