"""No password at hand: a code, a passkey, an app; and the help page that says so."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from hearthside.portal.tests.cast import PASSWORD, Cast, newest_code

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]
ANA = "ana@mail.example"


def sign_in_with_code(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/sign-in/")
    page.get_by_role("link", name="Send me a code").click()
    page.get_by_label("E-mail address").fill(ANA)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").wait_for()  # the letter is written before this page is sent
    page.get_by_label("Code").fill(newest_code(ANA))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="One thing needs you, Ana").wait_for()


def confirm(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def has_a_key(page: Page, *, knows_its_owner: bool) -> None:
    """Chromium's own passkey, without a finger: with the owner's face before it, or a stranger's."""
    options = {"protocol": "ctap2", "transport": "internal"}
    abilities = {"hasResidentKey": True, "hasUserVerification": True, "automaticPresenceSimulation": True}
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    key.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, **abilities, "isUserVerified": knows_its_owner}},
    )


def test_sign_in_help_in_both_languages(site_url: str, cast: Cast, browser_page: Page, look: Look) -> None:
    for start in ("", "/es"):
        browser_page.goto(f"{site_url}{start}/sign-in/")
        look(browser_page)
        browser_page.goto(f"{site_url}{start}/sign-in/help/")
        look(browser_page)
    browser_page.goto(f"{site_url}/sign-in/help/")
    assert browser_page.get_by_role("link", name="Pay without signing in").count() == 1


def test_sign_in_with_a_code_without_scripts(site_url: str, cast: Cast, no_js_page: Page) -> None:
    sign_in_with_code(no_js_page, site_url)


def test_sign_in_with_a_passkey(site_url: str, cast: Cast, browser_page: Page, look: Look) -> None:
    page = browser_page
    has_a_key(page, knows_its_owner=True)
    browser_page.goto(f"{site_url}/sign-in/")
    browser_page.get_by_role("button", name="Sign in with a passkey").click()
    browser_page.get_by_text("The passkey did not work here.").wait_for()


def test_sign_in_with_an_app(site_url: str, cast: Cast, browser_page: Page, look: Look) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    page = browser_page
    sign_in_with_code(page, site_url)
    page.goto(f"{site_url}/account/security/app/")
    if page.get_by_role("heading", name="Is it still you?").count():
        confirm(page)
    look(page)
    secret = page.locator("main b.hs-key").inner_text()

    def shown() -> str:
        counter = int(time.time()) // 30
        assert counter in list(yield_hotp_counters_from_time())
        return format_hotp_value(hotp_value(secret, counter))

    first = shown()
    page.get_by_label("Code").fill(first)
    page.get_by_role("button", name="Turn it on").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    recovery = page.locator(".hs-codes li").first.inner_text()
    page.get_by_role("button", name="Sign out").click()

    page.goto(f"{site_url}/sign-in/")
    page.get_by_label("E-mail address").fill(ANA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="One more step").wait_for()
    look(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("This is not the code your app shows now").first.wait_for()
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="No, others use it too").click()
    page.get_by_role("heading", name="One thing needs you, Ana").wait_for()
