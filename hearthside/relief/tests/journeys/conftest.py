"""The same instruments as every journey of the house, and a way to be signed in without typing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from playwright.sync_api import Page

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

ComeIn = Callable[[Page, Client], None]


@pytest.fixture
def come_in(live_site: Any) -> ComeIn:  # noqa: F811
    """come_in(page, client): this browser carries the session of `client`."""

    def carry(page: Page, client: Client) -> None:
        value = client.cookies["session"].value
        page.context.add_cookies([{"name": "session", "value": value, "url": live_site.url}])

    return carry


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Any:
    with override_settings(FILES_FOLDER=tmp_path / "files"):
        yield
