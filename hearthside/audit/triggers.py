"""Are the triggers that hold the audit trail still there, and switched on?"""

from django.db import connection

_ON_BOTH = {("audit_event", "audit_event_waits")}
_TABLES = ("audit_event", "audit_seal", "audit_sealedevent")
_VERBS = {"postgresql": ("change", "truncate"), "sqlite": ("update", "delete", "replace")}
_READ = {
    "postgresql": "select c.relname, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
    " where not t.tgisinternal and t.tgenabled in ('O', 'A') and pg_table_is_visible(c.oid)",
    "sqlite": "select tbl_name, name from sqlite_master where type = 'trigger'",
}


def missing() -> list[str]:
    """Triggers that are gone or switched off. SQLite drops them when a migration rebuilds a table."""
    expected = _ON_BOTH | {
        (table, f"{table}_no_{verb}") for table in _TABLES for verb in _VERBS[connection.vendor]
    }
    with connection.cursor() as cursor:
        cursor.execute(_READ[connection.vendor])
        found = {(table, name) for table, name in cursor.fetchall()}
    return sorted(name for _, name in expected - found)
