"""Every new event is put on the sealer's waiting list by the database, in the event's own transaction."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor

POSTGRESQL = """
create function audit_wait_for_seal() returns trigger language plpgsql as $$
begin
    insert into audit_waitingevent (event_id) values (new.id);
    return null;
end $$;
create trigger audit_event_waits after insert on audit_event
    for each row execute function audit_wait_for_seal()
"""
SQLITE = """
create trigger audit_event_waits after insert on audit_event
begin
    insert into audit_waitingevent (event_id) values (new.id);
end
"""


def start(apps: Apps, schema_editor: Editor) -> None:
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if on_postgresql else SQLITE, params=None)


def stop(apps: Apps, schema_editor: Editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("drop trigger audit_event_waits on audit_event")
        schema_editor.execute("drop function audit_wait_for_seal()")
    else:
        schema_editor.execute("drop trigger audit_event_waits")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [migrations.RunPython(start, stop)]
