"""Ana chooses how to be reminded, on a computer and on a small phone without scripts; Dev lets it rest."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.payments.tests.test_member_pages import signed_in
from hearthside.reminders.tests.cast import make_owing, remind

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Check = Callable[[Page], None]


def test_ana_chooses(live_site: Any, browser_page: Page, axe: Check, come_in: Any) -> None:
    ana, page = make_owing(), browser_page
    come_in(page, signed_in("ana", ana))
    page.goto(f"{live_site.url}/account/reminders/")
    axe(page)
    page.get_by_label("Text message first").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    page.get_by_label("Yes to text messages").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("We saved how to remind you.")).to_be_visible()
    expect(page.get_by_text("by text message")).to_be_visible()
    axe(page)


def test_in_spanish_on_a_small_phone_without_scripts(
    live_site: Any, open_page: Any, no_sideways_scroll: Check, come_in: Any
) -> None:
    ana = make_owing(language="es")
    page = open_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    come_in(page, signed_in("ana", ana))
    page.goto(f"{live_site.url}/es/account/reminders/")
    page.get_by_label("Solo cartas").check()
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Guardamos cómo recordarle.")).to_be_visible()


def test_the_page_fits_a_small_phone(
    live_site: Any, narrow_page: Page, no_sideways_scroll: Check, come_in: Any
) -> None:
    come_in(narrow_page, signed_in("ana", make_owing()))
    narrow_page.goto(f"{live_site.url}/account/reminders/")
    no_sideways_scroll(narrow_page)


def test_dev_lets_it_rest(live_site: Any, browser_page: Page, axe: Check, come_in: Any) -> None:
    ana, page = make_owing(), browser_page
    remind(ana, 5)
    come_in(page, at_desk(make_staff("dev", "billing_agent")))
    page.goto(f"{live_site.url}/desk/reminders/{ana.account.number}/")
    axe(page)
    page.get_by_label("Until").fill((clock.today() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Let them rest").click()
    expect(page.get_by_role("button", name="Let them go on")).to_be_visible()
    axe(page)
