"""What every drill starts from: the cast, a processor beside the house, and who knocks at its doors."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import Client

from hearthside import clock
from hearthside.audit.tests.flushing import switches
from hearthside.members import selectors as members
from hearthside.members import services as members_services
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.conftest import Payer, payer, sandbox, sandbox_process  # noqa: F401
from hearthside.portal.tests.cast import SETTING_THE_TABLE, Cast, make_cast, make_login
from tests.journeys.conftest import browser, browser_page, live_site, open_page  # noqa: F401

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def ana(cast: Cast) -> Ana:
    return cast.owes


@pytest.fixture
def callers(cast: Cast) -> "dict[str, Client]":
    """A browser each: nobody signed in, Cora, Ben in three ways, Dev of the desk, and Ana herself."""
    ended, expired = (make_login(f"ben.{how}@mail.example", "Ben Reyes") for how in ("ended", "expired"))
    for login in (ended, expired):
        members_services.grant_access(
            login_id=login.pk, account_id=cast.owes.id, scope="all", by=SETTING_THE_TABLE, at=clock.now()
        )
    members_services.end_access(
        grant_id=members.live_grants(ended.pk).get().pk, by=SETTING_THE_TABLE, at=clock.now()
    )
    today = clock.today()
    members.live_grants(expired.pk).update(
        starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    logins = {
        "cora": cast.cora,
        "ben with money only": cast.ben,
        "ben, ended": ended,
        "ben, expired": expired,
        "dev": cast.dev,
        "ana": cast.ana,
    }
    return {"nobody": Client()} | {name: signed_in(login) for name, login in logins.items()}


def signed_in(login: Any) -> Client:
    client = Client()
    client.force_login(login, backend=BACKEND)
    return client


@contextmanager
def owner_at_work() -> Iterator[CursorWrapper]:
    """The database's owner: nothing refuses a change. Only within this test's own transaction."""
    off, on = switches(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set constraints all immediate")  # no check may wait while triggers are lifted
        for statement in off:
            cursor.execute(statement)
        yield cursor
        for statement in on:
            cursor.execute(statement)


__all__ = ["Payer"]
