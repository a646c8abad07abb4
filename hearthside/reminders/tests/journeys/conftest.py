"""The fixtures of every journey, and a way to be signed in without typing."""

from typing import Any

import pytest
from django.test import Client
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


@pytest.fixture
def come_in(live_site: Any) -> Any:  # noqa: F811
    """come_in(page, client): this browser carries the session of `client`."""

    def carry(page: Page, client: Client) -> None:
        value = client.cookies["session"].value
        page.context.add_cookies([{"name": "session", "value": value, "url": live_site.url}])

    return carry
