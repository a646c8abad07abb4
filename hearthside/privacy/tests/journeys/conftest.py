"""The same instruments as every journey of the house, and a way to be signed in without typing."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.journeys.conftest import (  # noqa: F401
    axe,
    browser,
    browser_page,
    narrow_page,
    no_js_page,
    no_sideways_scroll,
    open_page,
)


@pytest.fixture
def come_in() -> Callable[[Page, str, Client], None]:
    """come_in(page, url, client): this browser carries the session of `client`."""

    def carry(page: Page, url: str, client: Client) -> None:
        morsel = client.cookies["session"]
        page.context.add_cookies([{"name": "session", "value": morsel.value, "url": url}])

    return carry
