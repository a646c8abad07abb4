"""Lets Django empty append-only tables between tests that commit. A pytest plugin; nothing else may do this.

Django empties every table after a `transaction=True` test. The triggers that hold the audit trail and
the ledger refuse that, as they should, so the triggers are taken off around it and put back.
"""

from typing import Any

from django.core.management import sql
from django.core.management.commands import flush
from django.db.backends.base.base import BaseDatabaseWrapper

Connection = BaseDatabaseWrapper


def sql_flush_of_append_only(style: Any, connection: Connection, *args: Any, **named: Any) -> list[str]:
    """As Django's `sql_flush`, with every trigger off while it runs."""
    deletes = sql.sql_flush(style, connection, *args, **named)
    off, on = switches(connection)
    return [*off, *deletes, *on]


def switches(connection: Connection) -> tuple[list[str], list[str]]:
    """Statements that take every trigger of our own off, and those that put them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "select distinct tgrelid::regclass::text from pg_trigger"
                " join pg_class on pg_class.oid = tgrelid"
                " where not tgisinternal and pg_table_is_visible(tgrelid) and relkind in ('r', 'p')"
            )
            tables = [table for (table,) in cursor.fetchall()]
            return (
                [f"alter table {table} disable trigger user" for table in tables],
                [f"alter table {table} enable trigger user" for table in tables],
            )
        cursor.execute("select name, sql from sqlite_master where type = 'trigger'")
        triggers = cursor.fetchall()
    return [f'drop trigger "{name}"' for name, _ in triggers], [made for _, made in triggers]


def pytest_configure() -> None:
    flush.sql_flush = sql_flush_of_append_only  # type: ignore[attr-defined]


pytest_configure()
