"""The database itself refuses to change history, whoever asks."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from hearthside.audit import services, triggers
from hearthside.audit.models import Event, Seal, SealedEvent
from hearthside.audit.tests.cast import KEY, NOON, record_views

MODELS = [Event, Seal, SealedEvent]


@pytest.fixture
def sealed(db: None) -> None:
    record_views(3)
    services.seal(at=NOON, key=KEY)
    connection.check_constraints()  # or PostgreSQL refuses to truncate for a reason that is not ours


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "change",
    [
        lambda table, column: run(f"update {table} set {column} = {column}"),
        lambda table, column: run(f"delete from {table}"),
    ],
    ids=["update", "delete"],
)
def test_no_row_changes_or_goes(
    sealed: None, model: type[Event | Seal | SealedEvent], change: Callable[[str, str], None]
) -> None:
    before = list(model.objects.order_by("pk").values())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(model._meta.db_table, str(model._meta.pk.column))
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("model", MODELS)
def test_no_table_is_emptied_at_once_or_row_replaced(
    sealed: None, model: type[Event | Seal | SealedEvent]
) -> None:
    table = model._meta.db_table
    on_postgresql = connection.vendor == "postgresql"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(f"truncate {table} cascade" if on_postgresql else f"replace into {table} select * from {table}")
    assert model.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_migrations_can_be_undone_and_done_again() -> None:
    def go_to(name: str) -> None:
        MigrationExecutor(connection).migrate([("audit", name)])

    assert triggers.missing() == []
    go_to("0001_tables")
    try:
        assert triggers.missing() != []
        record_views(1)
        Event.objects.update(result="changed")
        Event.objects.all().delete()
    finally:
        go_to("0003_waiting_list")
    assert triggers.missing() == []
