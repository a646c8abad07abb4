"""Anyone, with any browser: the public pages in both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]
PAGES = ("/", "/official/", "/pay/phone/", "/pay/mail/", "/contact/", "/accessibility/", "/nowhere/")


@pytest.mark.parametrize("start", ["", "/es"])
def test_public_pages(site_url: str, browser_page: Page, look: Look, start: str) -> None:
    for path in PAGES:
        browser_page.goto(site_url + start + path)
        look(browser_page)


def test_dark_colors(site_url: str, open_page: Callable[..., Page], look: Look) -> None:
    page = open_page(color_scheme="dark")
    for path in ("/", "/sign-in/", "/activate/"):
        page.goto(site_url + path)
        look(page)


def test_home_leads_to_paying_and_to_proof(site_url: str, no_js_page: Page) -> None:
    no_js_page.goto(f"{site_url}/")
    no_js_page.get_by_role("link", name="See how to tell").click()
    no_js_page.get_by_role("heading", name="Is this really us?").wait_for()
    no_js_page.go_back()
    no_js_page.get_by_role("link", name="Pay a bill").click()
    no_js_page.wait_for_url("**/pay/")
