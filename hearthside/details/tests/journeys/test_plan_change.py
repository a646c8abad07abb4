"""Ana sees what we hold, tells us of a new plan and of a new phone, and follows what becomes of it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from hearthside.cases.models import Case
from hearthside.identity import services as identity
from hearthside.members import selectors as members
from hearthside.portal.tests.cast import PASSWORD, Cast

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


def test_a_new_plan_and_a_new_phone(site_url: str, cast: Cast, browser_page: Page, look: Look) -> None:
    page = browser_page
    page.goto(f"{site_url}{identity.demo_link(cast.ana.email)}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Address, phone and e-mail").click()
    look(page)
    picture(page, "details")
    page.get_by_role("link", name="Your health plan changed").click()
    look(page)
    page.get_by_label("I have a new plan").check()
    page.get_by_role("button", name="Check and send").click()
    page.get_by_text("Type the name of the plan.").first.wait_for()
    look(page)
    page.get_by_role("textbox", name="Name of the plan").fill("Meadowlark Gold")
    page.get_by_role("textbox", name="Member ID").fill("ML 77-01")
    page.get_by_label("First day of the new plan").fill("1/31/2027")
    picture(page, "details-plan")
    page.get_by_role("button", name="Check and send").click()
    page.get_by_text("Nothing is sent yet.").wait_for()
    look(page)
    picture(page, "details-plan-check")
    page.get_by_role("button", name="Change something").click()
    assert page.get_by_role("textbox", name="Name of the plan").input_value() == "Meadowlark Gold"
    page.get_by_role("button", name="Check and send").click()
    page.get_by_role("button", name="Send it").click()
    page.get_by_role("heading", name="Change of health plan").wait_for()
    look(page)
    picture(page, "details-case")
    assert Case.objects.get().why == "new"

    page.goto(f"{site_url}/account/details/phone/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Mobile phone").fill("404-555-0142")
    look(page)
    picture(page, "details-phone")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your change is saved.").wait_for()
    assert members.account(cast.owes.id).phone == "+14045550142"
    for what in ("address", "address-abroad", "delivery", "legal-name", "contact", "plan"):
        page.goto(f"{site_url}/es/account/details/{what}/")
        look(page)
    picture(page, "details-plan-es")
