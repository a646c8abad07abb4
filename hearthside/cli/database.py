"""An empty home gets its embedded database before the first command needs it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hearthside.errors import HearthsideError


class DatabaseIsBehind(HearthsideError):
    """Production's database lacks changes that this version needs. Nothing was done."""

    code = "cli.database_is_behind"


def make_ready() -> None:
    """Bring the database up to this version. Production is never changed unasked: it is told to migrate.

    Two commands that start at once on an empty home take turns.
    """
    with _turn():
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if settings.PRODUCTION:
            raise DatabaseIsBehind("the database is behind this version", do="run `hearthside migrate`")
        migrate()


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


@contextmanager
def _turn() -> Iterator[None]:
    with (settings.HOME / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
