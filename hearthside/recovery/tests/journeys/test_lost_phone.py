"""Ana's phone is gone: she proves it is her, waits a day, and is in. Then by phone, with two people."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import Page

from hearthside import clock
from hearthside.desk.tests.cast import make_staff
from hearthside.identity import services as identity
from hearthside.mailroom.models import Message
from hearthside.portal.tests.cast import BORN, PASSWORD, Cast, newest_code
from hearthside.recovery import flows
from hearthside.recovery.models import Recovery, RecoveryState

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]


def picture(page: Page, name: str) -> None:
    """Kept where JOURNEY_PICTURES says, at two widths."""
    folder = os.environ.get("JOURNEY_PICTURES")
    for width in (360, 1280) if folder else ():
        before = page.viewport_size
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(str(folder)) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(before or {"width": 1100, "height": 900})


def fill_in(page: Page, cast: Cast) -> None:
    page.get_by_label("E-mail address that you sign in with").fill(cast.ana.email)
    page.get_by_label("Account number").fill(cast.owes.account.number)
    page.get_by_label("Pay code").fill(cast.owes.code)
    for part, value in (("Month", BORN.month), ("Day", BORN.day), ("Year", BORN.year)):
        page.get_by_label(part).fill(str(value))
    page.get_by_role("button", name="Continue").click()


def sign_in(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/sign-in/")
    page.get_by_label("E-mail address").fill("ana@mail.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def at_desk(open_page: Any, site_url: str, staff: Any) -> Page:
    page: Page = open_page()
    page.goto(f"{site_url}{identity.demo_link(staff.email)}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/**")
    return page


def test_a_lost_phone(site_url: str, cast: Cast, browser_page: Page, look: Look) -> None:
    TOTP.activate(cast.ana, generate_totp_secret())
    page = browser_page
    sign_in(page, site_url)
    page.get_by_role("link", name="I have none").click()
    look(page)
    picture(page, "recovery-new-phone")
    page.get_by_role("link", name="Back").click()
    look(page)
    picture(page, "recovery-help")
    page.get_by_role("link", name="My phone is new or lost").click()
    page.get_by_role("link", name="Take off the lost phone").click()
    look(page)
    picture(page, "recovery-prove")
    fill_in(page, cast)
    page.get_by_role("heading", name="Where shall the code go?").wait_for()
    page.get_by_role("button", name="Send the code").click()
    page.get_by_text("There is a problem").wait_for()
    look(page)
    page.get_by_label("By e-mail to").check()
    picture(page, "recovery-choose")
    page.get_by_role("button", name="Send the code").click()
    page.get_by_role("heading", name="Type the code").wait_for()
    look(page)
    picture(page, "recovery-code")
    page.get_by_label("Code").fill(newest_code(cast.owes.account.email))
    page.get_by_role("button", name="Yes, do this").click()
    page.get_by_role("heading", name="We have your request").wait_for()
    look(page)
    picture(page, "recovery-asked")
    flows.finish_due(clock.now() + timedelta(hours=25))
    page.reload()
    page.get_by_role("heading", name="You can sign in now").wait_for()
    page.goto(f"{site_url}/sign-in/second-step/")  # left open on another page since yesterday
    sign_in(page, site_url)
    page.get_by_role("heading", name="Type the code").wait_for()
    for start in ("/es/sign-in/help/", "/es/sign-in/help/letter/", "/sign-in/help/stop/"):
        page.goto(f"{site_url}{start}")
        look(page)
    picture(page, "recovery-stop")


def test_two_people_at_the_desk(site_url: str, cast: Cast, open_page: Any, look: Look) -> None:
    keisha, sol = make_staff("keisha", "billing_agent"), make_staff("sol", "supervisor")
    hers = at_desk(open_page, site_url, keisha)
    hers.goto(f"{site_url}/desk/recovery/new/{cast.owes.account.number}/")
    look(hers)
    hers.get_by_label("Whose sign-in").select_option(label="a•••@mail.example")
    hers.get_by_label("What is lost").select_option(label="The phone, app or passkey")
    picture(hers, "recovery-desk-new")
    hers.get_by_role("button", name="Ask for a call back").click()
    hers.get_by_text("a colleague must call back").wait_for()
    look(hers)
    his = at_desk(open_page, site_url, sol)
    his.goto(f"{site_url}/desk/queues/sign-in-help/")
    his.goto(f"{site_url}/desk/recovery/")
    look(his)
    his.locator("main table a").first.click()
    look(his)
    picture(his, "recovery-desk-one")
    his.get_by_role("button", name="I called, and it is them").click()
    his.get_by_text("Every contact is told").wait_for()
    assert Recovery.objects.get().state == RecoveryState.WAITING
    assert Message.objects.filter(kind="recovery_asked").count() >= 3
