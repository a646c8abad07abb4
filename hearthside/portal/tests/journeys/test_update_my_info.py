"""Ana changes her address: she proves it is her, and hears about it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from hearthside.portal.tests.cast import PASSWORD, Cast
from hearthside.portal.tests.journeys.test_login_trouble import confirm, sign_in_with_code

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]


def test_change_the_mailing_address(site_url: str, cast: Cast, browser_page: Page, look: Look) -> None:
    page = browser_page
    sign_in_with_code(page, site_url)
    page.get_by_role("link", name="Address, phone and e-mail").click()
    look(page)
    page.get_by_role("link", name="Change Mailing address").click()
    if page.get_by_role("heading", name="Is it still you?").count():
        look(page)
        confirm(page)
    look(page)
    page.get_by_label("City").fill("Macon")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your change is saved.").wait_for()
    assert page.get_by_text("Macon").count() == 1
    assert PASSWORD not in page.content()
    for what in ("phone", "email", "reading"):
        page.goto(f"{site_url}/es/account/details/{what}/")
        look(page)
