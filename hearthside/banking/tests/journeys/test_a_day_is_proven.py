"""Walt explains what differs, Sol signs the day off: every page, on a small phone too, without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hearthside.banking import services
from hearthside.banking.models import CashDay, DayState
from hearthside.banking.tests.cast import AFTER, BANK, PAYOUT_DAY, Says, Word, arrive, card_payment
from hearthside.desk.tests.cast import make_staff
from hearthside.identity import services as identity

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]
DAY_PATH = f"/desk/banking/day/{PAYOUT_DAY}/"


def signs_in(page: Page, url: str, login: Any) -> None:
    page.goto(url + identity.demo_link(login.email))
    page.get_by_role("button", name="Sign in", exact=True).last.click()
    page.wait_for_url("**/desk/")


def a_day() -> None:
    card_payment(8640)
    card_payment(12050)
    arrive(
        Word(PAYOUT_DAY, [Says("142", 20690, "STRIPE TRANSFER ST-A1B2"), Says("698", 2500, "ANALYSIS FEE")])
    )
    services.prove_day(on=PAYOUT_DAY, by=BANK, at=AFTER)


def test_every_page(site_url: str, browser_page: Page, look: Look) -> None:
    page = browser_page
    a_day()
    signs_in(page, site_url, make_staff("sol", "supervisor"))
    for path in ("", "statements/", "lines/", f"day/{PAYOUT_DAY}/", "day/2026-11-02/"):
        page.goto(f"{site_url}/desk/banking/{path}")
        look(page)
    page.goto(f"{site_url}/desk/banking/lines/")
    page.get_by_role("link", name="Bank fee").click()
    look(page)
    page.get_by_role("link", name="account ending 6789").click()
    look(page)


def test_from_a_difference_to_a_signed_day_without_scripts(site_url: str, no_js_page: Page) -> None:
    page = no_js_page
    a_day()
    signs_in(page, site_url, make_staff("walt", "lockbox_clerk"))
    page.goto(site_url + DAY_PATH)
    expect(page.get_by_role("heading", name="1 difference to explain")).to_be_visible()
    page.get_by_role("link", name="bank line").first.click()
    page.get_by_label("What it is", exact=True).select_option(label="Bank fee")
    page.get_by_role("button", name="Explain it").click()
    page.goto(site_url + DAY_PATH)
    page.get_by_role("button", name="Prove again").click()
    expect(page.get_by_role("heading", name="every difference explained")).to_be_visible()
    expect(page.get_by_role("button", name="Sign off this day")).to_have_count(0)
    page.context.clear_cookies()
    signs_in(page, site_url, make_staff("sol", "supervisor"))
    page.goto(site_url + DAY_PATH)
    page.get_by_role("button", name="Sign off this day").click()
    expect(page.get_by_role("heading", name="signed off")).to_be_visible()
    assert CashDay.objects.get(on=PAYOUT_DAY).state == DayState.SIGNED
