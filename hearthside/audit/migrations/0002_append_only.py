"""Events and seals cannot be changed or taken away: triggers refuse it on both databases."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor

TABLES = {
    "audit_event": ["id"],
    "audit_seal": ["no"],
    "audit_sealedevent": ["event_id", "seal_id, place"],
}

POSTGRESQL_REFUSAL = """
create function audit_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'append-only: a row of % cannot be changed or removed', tg_table_name
        using errcode = 'restrict_violation';
end $$
"""
POSTGRESQL_TRIGGERS = """
create trigger {table}_no_change before update or delete on {table}
    for each row execute function audit_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
    for each statement execute function audit_refuse_change()
"""
SQLITE_TRIGGER = """
create trigger {table}_no_{verb} before {verb} on {table}
begin
    select raise(abort, 'append-only: a row of {table} cannot be changed or removed');
end
"""
# "insert or replace" takes a row away without firing a delete trigger, so it is refused on its way in.
SQLITE_REPLACE_TRIGGER = """
create trigger {table}_no_replace before insert on {table}
when {taken}
begin
    select raise(abort, 'append-only: a row of {table} cannot be replaced');
end
"""


def taken(table: str, keys: list[str]) -> str:
    wheres = [
        " and ".join(f"{column} = new.{column}" for column in key.split(", ")) for key in keys
    ]
    return " or ".join(f"exists (select 1 from {table} where {where})" for where in wheres)


def hold(apps: Apps, schema_editor: Editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_REFUSAL, params=None)
        for table in TABLES:
            schema_editor.execute(POSTGRESQL_TRIGGERS.format(table=table), params=None)
        return
    for table, keys in TABLES.items():
        for verb in ("update", "delete"):
            schema_editor.execute(SQLITE_TRIGGER.format(table=table, verb=verb), params=None)
        schema_editor.execute(SQLITE_REPLACE_TRIGGER.format(table=table, taken=taken(table, keys)), params=None)


def let_go(apps: Apps, schema_editor: Editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"drop trigger {table}_no_change on {table}")
            schema_editor.execute(f"drop trigger {table}_no_truncate on {table}")
        schema_editor.execute("drop function audit_refuse_change()")
        return
    for table in TABLES:
        for verb in ("update", "delete", "replace"):
            schema_editor.execute(f"drop trigger {table}_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_tables")]
    operations = [migrations.RunPython(hold, let_go)]
