"""The edges hold: tests cannot leave this machine, nor touch a person's own house."""

import os
import socket
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.edges import NetworkBlocked, is_this_machine


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]", b"localhost"])
def test_this_machine_is_known(host: object) -> None:
    assert is_this_machine(host)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "api.stripe.example", "192.168.1.1", "localhost.example", "0.0.0.0"]
)
def test_another_machine_is_known(host: object) -> None:
    assert not is_this_machine(host)


def test_a_far_address_is_refused() -> None:
    with pytest.raises(NetworkBlocked), socket.socket() as far:
        far.connect(("192.0.2.1", 443))


def test_a_far_name_is_refused() -> None:
    with pytest.raises(NetworkBlocked):
        urllib.request.urlopen("http://processor.example/")


def test_a_near_address_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_the_home_is_thrown_away() -> None:
    assert settings.ENVIRONMENT == "test"
    assert Path(settings.HOME) == Path(os.environ["HEARTHSIDE_HOME"]).resolve()
    assert "hearthside-test-" in settings.HOME.name
    assert os.environ.get("PYTEST_XDIST_WORKER", "main") in settings.HOME.name


@pytest.mark.django_db
def test_sqlite_is_a_file_that_threads_can_share() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("speaks of SQLite")
    with connection.cursor() as cursor:
        cursor.execute("pragma journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("pragma database_list")
        assert Path(cursor.fetchall()[0][2]).parent == settings.HOME.resolve()


@pytest.mark.postgres_only
@pytest.mark.django_db
def test_postgresql_is_the_one_that_was_asked_for() -> None:
    with connection.cursor() as cursor:
        cursor.execute("show listen_addresses")
        assert cursor.fetchone() == ("",)
