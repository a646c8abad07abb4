"""Keisha signs in, takes the oldest item, opens an account, writes a note, and puts the item off."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.desk.models import AccountNote, WorkPutOff, WorkTaken
from hearthside.desk.tests.cast import Pile
from hearthside.identity import services as identity
from hearthside.portal.tests.cast import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]
Bring = Callable[[Pile], Pile]


def signs_in(page: Page, url: str, login: Any) -> None:
    page.goto(url + identity.demo_link(login.email))
    page.get_by_role("button", name="Sign in", exact=True).last.click()
    page.wait_for_url("**/desk/")


def test_every_page_of_the_desk(
    site_url: str, browser_page: Page, look: Look, cast: Cast, staff: dict[str, Any], bring: Bring
) -> None:
    bring(Pile(120))
    page, account = browser_page, f"{site_url}/desk/accounts/{cast.owes.account.number}/"
    signs_in(page, site_url, staff["sol"])
    look(page)
    for path in ("queues/pile/", "queues/opened-records/", "search/", "staff/", "keys/"):
        page.goto(f"{site_url}/desk/{path}")
        look(page)
    for path in ("", "mark/", "as-member/", "as-member/bills/", f"as-member/bills/{cast.owes.bill.number}/"):
        page.goto(account + path)
        look(page)


def test_work_without_scripts(
    site_url: str, no_js_page: Page, cast: Cast, staff: dict[str, Any], bring: Bring
) -> None:
    bring(Pile(3))
    page = no_js_page
    signs_in(page, site_url, staff["keisha"])
    page.get_by_role("button", name="Take next").click()
    page.wait_for_url("**/desk/keys/?thing=0")
    page.get_by_role("link", name="A pile of work").last.click()
    page.get_by_text("Put it off, hand it over or put it back").click()
    tomorrow = clock.today() + timedelta(days=1)
    page.get_by_label("Until which day").fill(tomorrow.isoformat())
    page.get_by_role("button", name="Put it off").click()
    expect(page.get_by_text("It sleeps until that day.")).to_be_visible()
    expect(page.get_by_role("button", name="Take next")).to_be_focused()
    assert WorkPutOff.objects.get().key == "i00000"
    assert not WorkTaken.objects.exists()


def test_work_with_the_keyboard_alone(
    site_url: str, browser_page: Page, cast: Cast, staff: dict[str, Any], bring: Bring
) -> None:
    bring(Pile(3))
    page = browser_page
    signs_in(page, site_url, staff["keisha"])
    page.keyboard.press("Alt+/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type(cast.owes.account.number)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/accounts/*/")
    page.keyboard.press("Alt+o")
    page.keyboard.type("Asked what the walker cost.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The note is kept.")).to_be_visible()
    assert AccountNote.objects.get().text == "Asked what the walker cost."
    page.goto(f"{site_url}/desk/queues/pile/")
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/desk/keys/?thing=0")
    turn_off = page.get_by_role("button", name="Turn the keys off")
    turn_off.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Turn the keys on")).to_be_visible()
    page.keyboard.press("Alt+/")
    expect(page.locator("#find")).not_to_be_focused()
