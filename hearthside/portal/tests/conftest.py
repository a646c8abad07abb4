"""What every test of the portal travels with: its addresses, its settings, and the cast."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

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


@pytest.fixture(autouse=True)
def portal_settings() -> Iterator[None]:
    with override_settings(
        LOGIN_URL="account_login",
        LOGIN_REDIRECT_URL="portal:account",
        ACCOUNT_LOGOUT_REDIRECT_URL="portal:home",
        ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED=True,
        ACCOUNT_CHANGE_EMAIL=True,
        USERSESSIONS_TRACK_ACTIVITY=False,
        MFA_ADAPTER="hearthside.identity.mfa.MfaAdapter",
        MFA_TRUST_COOKIE_AGE=timedelta(days=30),
    ):
        from hearthside.portal import places

        places._address.cache_clear()
        yield
        places._address.cache_clear()


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
