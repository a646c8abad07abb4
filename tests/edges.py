"""The edges of every test: no network, a database of its own, marks, and files made by others.

Markers: `journey` needs a browser; `slow` takes seconds; `postgres_only` asks PostgreSQL for what
SQLite has not; `one_database` walks every page for what no database decides, and does not run again on
PostgreSQL, as each room's own tests do; `samples` reads the files of ../shared/samples, where that folder is.
"""

import ipaddress
import os
import shutil
import socket
import sqlite3
import unittest
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"
EMBEDDED = "hearthside.sqlite3"
"""What a home calls its database. Source: docs/settings.md, DATABASE_URL."""
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "live_site"}

# A busy machine is not a failure. The same examples each time, so that a change is judged by itself;
# HEARTHSIDE_EXPLORE=1 looks for new ones. What Hypothesis once found, a test states with @example.
hypothesis_settings.register_profile(
    "house", deadline=None, print_blob=True, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile(
    "explore", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("explore" if os.environ.get("HEARTHSIDE_EXPLORE") else "house")


class NetworkBlocked(AssertionError):
    """A test, or the code it ran, reached for a machine that is not this one."""


def is_this_machine(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_unless_near(family: int, address: Any) -> None:
    if family == socket.AF_UNIX or is_this_machine(address[0]):
        return
    raise NetworkBlocked(f"tests reach only this machine, and this one asked for {address[0]}")


class NearSocket(socket.socket):
    """A socket that connects to this machine alone."""

    def connect(self, address: Any) -> None:
        refuse_unless_near(self.family, address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        refuse_unless_near(self.family, address)
        return super().connect_ex(address)

    def sendto(self, data: Any, *flags_and_address: Any) -> int:
        refuse_unless_near(self.family, flags_and_address[-1])
        return super().sendto(data, *flags_and_address)


ask_for_address = socket.getaddrinfo


def near_address(host: Any, *rest: Any, **named: Any) -> Any:
    if not is_this_machine(host):
        raise NetworkBlocked(f"tests reach only this machine, and this one looked up {host}")
    return ask_for_address(host, *rest, **named)


def pytest_configure(config: pytest.Config) -> None:
    socket.socket = NearSocket  # type: ignore[misc]
    socket.getaddrinfo = near_address
    # The same hasher, at a price tests can pay.
    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 64
    Argon2PasswordHasher.parallelism = 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="only the tests that touch the database: they run again on PostgreSQL",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--only-database"):
        left = [item for item in items if not touches_database(item)]
        items[:] = [item for item in items if touches_database(item)]
        config.hook.pytest_deselected(items=left)
    for item in items:
        if item.get_closest_marker("samples") and not SAMPLES.is_dir():
            item.add_marker(pytest.mark.skip(reason="no ../shared/samples beside this checkout"))
        if item.get_closest_marker("postgres_only") and not on_postgres():
            item.add_marker(
                pytest.mark.skip(reason="asks PostgreSQL; run it with DATABASE_URL, or make test")
            )


def touches_database(item: pytest.Item) -> bool:
    owner = getattr(item, "cls", None)
    if isinstance(owner, type) and issubclass(owner, unittest.TestCase):
        return issubclass(owner, TransactionTestCase)
    if item.get_closest_marker("postgres_only") is not None:
        return True
    if item.get_closest_marker("one_database") is not None:
        return False
    asked = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(asked & DATABASE_FIXTURES)


def on_postgres() -> bool:
    return connections["default"].vendor == "postgresql"


@pytest.fixture(autouse=True)
def in_english() -> None:
    """A request in Spanish leaves its language behind in the thread; no test begins with another's."""
    from django.conf import settings

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite a real file, as people have: threads and processes meet there as they do in life."""
    if on_postgres():
        return
    from django.conf import settings

    told = connections["default"].settings_dict
    told["TEST"]["NAME"] = str(Path(settings.HOME) / "test.sqlite3")
    # A test's disk may forget; a person's may not.
    told["OPTIONS"] = dict(told["OPTIONS"])
    told["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The embedded database as it is before the first test, in a file of its own; none on PostgreSQL."""
    if on_postgres():
        return None
    copy = tmp_path_factory.mktemp("empty") / EMBEDDED
    with (
        closing(sqlite3.connect(connections["default"].settings_dict["NAME"])) as made,
        closing(sqlite3.connect(copy)) as kept,
    ):
        made.backup(kept)
    return copy


@pytest.fixture(scope="session")
def new_home(django_db_setup: Path | None) -> Callable[[Path], Path]:
    """new_home(folder): the folder as a home in which nothing has happened. A copy of a database is there
    in no time; building one takes a process many seconds."""

    def make(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        if django_db_setup is not None:
            shutil.copy(django_db_setup, folder / EMBEDDED)
        return folder

    return make


@pytest.fixture
def samples() -> Path:
    """The folder of files that other people's systems wrote. Mark the test `samples` as well."""
    if not SAMPLES.is_dir():
        pytest.skip("no ../shared/samples beside this checkout")
    return SAMPLES
