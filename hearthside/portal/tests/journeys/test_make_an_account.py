"""With a bill in her hand, Ana makes an account; then she signs out and in again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from hearthside.guards import services as guards
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.portal.tests.cast import PASSWORD, newest_code

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]


def make_account(page: Page, site_url: str, ana: Ana, look: Look | None = None) -> None:
    page.goto(f"{site_url}/sign-in/")
    page.get_by_role("link", name="Make an account").click()
    page.get_by_role("button", name="Continue").click()
    assert page.title().startswith("Error: Make an account (step 1 of 3)")
    if look:
        look(page)
    page.get_by_label("Account number").fill(f"{ana.account.number[:3]} {ana.account.number[3:]}")
    page.get_by_label("Pay code").fill(ana.code)
    for label, typed in (("Month", "3"), ("Day", "14"), ("Year", "1954")):
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_role("button", name="Continue").click()
    if look:
        look(page)
    page.get_by_label("Code").fill(newest_code(ana.account.email))
    page.get_by_role("button", name="Continue").click()
    if look:
        look(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open my account").click()
    page.get_by_role("heading", name="One thing needs you, Ana").wait_for()
    if look:
        look(page)


def test_make_an_account_and_sign_in_again(site_url: str, browser_page: Page, look: Look) -> None:
    ana = make_ana()
    page = browser_page
    make_account(page, site_url, ana, look)
    page.get_by_role("button", name="Sign out").click()
    guards.clear("send_code.contact", ana.account.email)  # half a minute later
    page.goto(f"{site_url}/account/")
    page.get_by_label("E-mail address").fill(ana.account.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(newest_code(ana.account.email))
    page.get_by_role("button", name="Continue").click()
    look(page)
    page.get_by_role("button", name="Yes, remember it").click()
    page.get_by_role("heading", name="One thing needs you, Ana").wait_for()
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_make_an_account_without_scripts(site_url: str, no_js_page: Page) -> None:
    make_account(no_js_page, site_url, make_ana())


def test_the_switch_keeps_what_was_typed(site_url: str, browser_page: Page) -> None:
    browser_page.goto(f"{site_url}/activate/")
    browser_page.get_by_label("Account number").fill("712 204")
    browser_page.get_by_role("button", name="Español").click()
    assert browser_page.url.endswith("/es/activate/")
    assert browser_page.get_by_label("Número de cuenta").input_value() == "712 204"
    assert browser_page.get_by_role("heading", name="Hay un problema").count() == 0


def test_back_after_signing_out_shows_nothing(site_url: str, browser_page: Page) -> None:
    make_account(browser_page, site_url, make_ana())
    browser_page.get_by_role("button", name="Sign out").click()
    browser_page.get_by_role("link", name="Sign in").first.wait_for()
    browser_page.wait_for_load_state()
    browser_page.go_back()
    assert browser_page.get_by_role("heading", name="One thing needs you, Ana").count() == 0
