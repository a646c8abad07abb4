"""Ana and the others, as the portal knows them."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from hearthside.portal.tests.cast import PASSWORD, Cast, make_cast
from hearthside.portal.tests.conftest import site_url  # noqa: F401
from hearthside.portal.tests.journeys.conftest import look  # noqa: F401
from tests.journeys.conftest import (  # noqa: F401
    axe,
    browser,
    browser_page,
    live_site,
    narrow_page,
    no_sideways_scroll,
    open_page,
)


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Any:
    with override_settings(FILES_FOLDER=tmp_path):
        yield tmp_path


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def ana(cast: Cast, client: Client) -> Client:
    """Ana's browser, in which she has just proved again that it is her."""
    client.force_login(cast.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post("/account/security/confirm/", {"password": PASSWORD})
    return client
