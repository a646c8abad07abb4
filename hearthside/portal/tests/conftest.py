"""What every test of the portal travels with: its addresses, its settings, and the cast."""

from typing import Any

import pytest
from django.test import Client

from hearthside.portal.tests.cast import Cast, make_cast
from tests.journeys.conftest import (  # noqa: F401
    axe,
    browser,
    browser_page,
    live_site,
    narrow_page,
    no_js_page,
    no_sideways_scroll,
    open_page,
)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def ana_client(cast: Cast, client: Client) -> Client:
    """Ana's browser, signed in."""
    client.force_login(cast.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def site_url(live_server: Any) -> str:
    """The house, served. On localhost: passkeys know no addresses made of numbers."""
    return str(live_server.url).replace("127.0.0.1", "localhost")
