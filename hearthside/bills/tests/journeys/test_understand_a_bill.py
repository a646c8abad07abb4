"""Help topics understand-bill, itemized-receipt and find-account-number, as Ana walks them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from hearthside.bills.tests.cast import Autumn, ana_owes, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ComeIn = Callable[[Page, str, Client], None]


@pytest.fixture(autouse=True)
def a_monday_in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTHSIDE_TODAY", "2026-11-23")


@pytest.fixture
def autumn(transactional_db: None) -> Autumn:
    return ana_owes()


@pytest.fixture
def site(live_server: Any) -> str:
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def ana(autumn: Autumn) -> Client:
    return sign_in("ana@example.org", autumn.house.account)


def test_ana_sees_why_she_owes_a_line_and_the_file_that_says_so(
    site: str, ana: Client, browser_page: Page, come_in: ComeIn, axe: Callable[[Page], None]
) -> None:
    page = browser_page
    come_in(page, site, ana)
    page.goto(f"{site}/account/bills/")
    axe(page)
    page.get_by_role("link", name="See why you owe it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your bill of November 9, 2026")
    expect(page.locator(".hs-amount")).to_have_text("$142.50")
    axe(page)
    visit = page.get_by_role("article").filter(has_text="Home nurse visit, October 6")
    expect(visit.get_by_text("Where this comes from")).to_be_hidden()
    visit.get_by_text("Why do I owe this?").click()
    expect(visit.get_by_text("CAS*PR*2*43.50")).to_be_visible()
    visit.get_by_role("link", name="See it in the plans’ files").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What your plans’ files say")
    expect(page.get_by_text("meadowlark-2026-10-21.835")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Back to the bill").click()
    expect(page).to_have_url(re.compile(r"/account/bills/\d{10}/$"))


def test_the_same_in_spanish_on_a_small_phone_without_scripts(
    site: str,
    ana: Client,
    open_page: Callable[..., Page],
    come_in: ComeIn,
    no_sideways_scroll: Callable[[Page], None],
) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, java_script_enabled=False, is_mobile=True)
    come_in(page, site, ana)
    page.goto(f"{site}/es/account/bills/")
    page.get_by_role("link", name="Vea por qué lo debe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Su factura del 9 de noviembre de 2026")
    no_sideways_scroll(page)
    visit = page.get_by_role("article").filter(has_text="Visita de enfermería en casa, 6 de octubre")
    visit.get_by_text("¿Por qué debo esto?").click()
    visit.get_by_role("link", name="Verlo en los archivos de los planes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lo que dicen los archivos de sus planes")


@pytest.mark.parametrize("language", ["", "/es"])
def test_every_page_fits_a_small_phone_and_reads_well(
    site: str,
    ana: Client,
    autumn: Autumn,
    narrow_page: Page,
    come_in: ComeIn,
    axe: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    language: str,
) -> None:
    page = narrow_page
    come_in(page, site, ana)
    for path in (
        "/account/bills/",
        f"/account/bills/{autumn.bill.number}/",
        f"/account/bills/{autumn.before.number}/",
        "/account/receipts/",
        "/account/receipts/itemized/?what=2026",
        "/account/receipts/itemized/?what=days",
        "/account/number/",
    ):
        page.goto(f"{site}{language}{path}")
        axe(page)
        no_sideways_scroll(page)


def test_ana_gets_an_itemized_receipt_in_two_screens(
    site: str, ana: Client, no_js_page: Page, come_in: ComeIn
) -> None:
    page = no_js_page
    come_in(page, site, ana)
    page.goto(f"{site}/account/receipts/")
    page.get_by_label("Only some bills").check()
    page.get_by_label("Bill of September 10, 2026, $58.00").check()
    page.get_by_role("button", name="See the receipt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Itemized receipt")
    expect(page.get_by_text("Code G0299")).to_be_visible()
    paper = page.context.request.get(page.get_by_role("link", name="Save it (PDF)").evaluate("it => it.href"))
    assert paper.ok and paper.headers["content-type"] == "application/pdf"


def test_ana_finds_her_account_number(
    site: str, ana: Client, autumn: Autumn, no_js_page: Page, come_in: ComeIn
) -> None:
    come_in(no_js_page, site, ana)
    no_js_page.goto(f"{site}/account/bills/")
    no_js_page.get_by_role("link", name="Where it is on a bill").click()
    number = autumn.house.account.number
    expect(no_js_page.locator(".hs-reference")).to_have_text(f"{number[:3]} {number[3:6]} {number[6:]}")
