"""Held by the database itself: entries sum to zero, nothing joins a finished entry, nothing changes.

Postings are written before the entry that binds them (their foreign key is deferred), so a plain row
trigger on the entry can check the sum, and SQLite can hold the same rule as PostgreSQL.
"""

from django.db import migrations

KEPT = ("ledger_journalentry", "ledger_posting", "ledger_checkpoint")

SQLITE = [
    """
    CREATE TRIGGER ledger_entry_balances BEFORE INSERT ON ledger_journalentry
    WHEN (SELECT COUNT(*) < 2 OR SUM(amount_cents) <> 0 FROM ledger_posting WHERE entry_id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'journal entry does not sum to zero'); END
    """,
    """
    CREATE TRIGGER ledger_entry_is_closed BEFORE INSERT ON ledger_posting
    WHEN EXISTS (SELECT 1 FROM ledger_journalentry WHERE id = NEW.entry_id)
    BEGIN SELECT RAISE(ABORT, 'journal entry is closed: nothing joins it'); END
    """,
    *(
        f"""
        CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only: write an entry that mends it'); END
        """
        for table in KEPT
        for verb in ("UPDATE", "DELETE")
    ),
]
SQLITE_UNDO = [
    "DROP TRIGGER ledger_entry_balances",
    "DROP TRIGGER ledger_entry_is_closed",
    *(f"DROP TRIGGER {table}_no_{verb}" for table in KEPT for verb in ("update", "delete")),
]

POSTGRESQL = [
    """
    CREATE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT COUNT(*) < 2 OR SUM(amount_cents) <> 0 FROM ledger_posting WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'journal entry does not sum to zero' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION ledger_entry_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM ledger_journalentry WHERE id = NEW.entry_id) THEN
        RAISE EXCEPTION 'journal entry is closed: nothing joins it'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only: write an entry that mends it', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER ledger_entry_balances BEFORE INSERT ON ledger_journalentry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances()
    """,
    """
    CREATE TRIGGER ledger_entry_is_closed BEFORE INSERT ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_is_closed()
    """,
    *(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()
        """
        for table in KEPT
    ),
]
POSTGRESQL_UNDO = [
    "DROP TRIGGER ledger_entry_balances ON ledger_journalentry",
    "DROP TRIGGER ledger_entry_is_closed ON ledger_posting",
    *(f"DROP TRIGGER {table}_append_only ON {table}" for table in KEPT),
    "DROP FUNCTION ledger_entry_balances()",
    "DROP FUNCTION ledger_entry_is_closed()",
    "DROP FUNCTION ledger_is_append_only()",
]


def guard(apps, schema_editor):
    run(schema_editor, SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def unguard(apps, schema_editor):
    run(schema_editor, SQLITE_UNDO if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_UNDO)


def run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
