"""Help topic autopay-paperless: save a card, pay with it, start autopay, skip, stop; stop the paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.autopay import flows, proofs, selectors
from hearthside.autopay.models import Autopay, SavedMethod
from hearthside.autopay.tests.cast import make_login, on
from hearthside.autopay.tests.test_pages import browser_of
from hearthside.ledger import selectors as ledger
from hearthside.mailroom.models import Message
from hearthside.money import Money
from hearthside.payments.models import Payment
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.payments.tests.journeys.test_pay_a_bill import types_a_bank_account, types_a_card

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Check = Callable[[Page], None]


@pytest.fixture
def ana(live_site: Any) -> Ana:
    return make_ana()


def signs_in(page: Page, url: str, ana: Ana) -> None:
    client = browser_of(make_login("ana", ana.id))
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": url}])


def saves_a_card(page: Page, *, number: str = "4242424242424242") -> None:
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Go to the secure page").click()
    types_a_card(page, number)


def all_is_proved() -> None:
    assert not [found for _name, found in proofs.checks() if found]


def test_start_see_change_skip_and_stop(live_site: Any, browser_page: Page, axe: Check, ana: Ana) -> None:
    page = browser_page
    signs_in(page, live_site.url, ana)
    page.goto(f"{live_site.url}/account/autopay/")
    expect(page.get_by_role("heading", name="Autopay is off")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Start autopay").click()
    page.get_by_role("link", name="Save a card or account").click()
    axe(page)
    saves_a_card(page)
    expect(page.get_by_text("Saved: your Visa ending in 4242.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Go to the check page").click()
    axe(page)
    page.get_by_role("button", name="Start autopay").click()
    expect(page.get_by_role("link", name=re.compile("Tick the box"))).to_be_visible()
    axe(page)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Start autopay").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Autopay is on")
    axe(page)
    flows.plan_due(at=clock.now())
    page.get_by_role("link", name="See your autopay").click()
    expect(page.get_by_text("Next: $142.50 on")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Change autopay").click()
    page.get_by_label("Your limit for one bill").fill("150")
    page.get_by_role("button", name="Go to the check page").click()
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Change autopay").click()
    assert Autopay.objects.get().cap == Money(15_000)
    page.goto(f"{live_site.url}/account/autopay/")
    page.get_by_role("link", name="Skip this one").click()
    axe(page)
    page.get_by_role("button", name="Skip this one").click()
    expect(page.get_by_text("We skip this one.")).to_be_visible()
    page.get_by_role("link", name="Stop autopay").click()
    axe(page)
    page.get_by_role("button", name="Stop autopay").click()
    expect(page.get_by_role("heading", name="Autopay is off")).to_be_visible()
    all_is_proved()


def test_pay_with_a_saved_card_and_remove_it(
    live_site: Any, browser_page: Page, axe: Check, ana: Ana
) -> None:
    page = browser_page
    signs_in(page, live_site.url, ana)
    page.goto(f"{live_site.url}/account/methods/")
    axe(page)
    page.get_by_role("link", name="Save a card or account").click()
    saves_a_card(page)
    axe(page)
    page.get_by_role("link", name="Pay $142.50 with one of these").click()
    axe(page)
    page.get_by_role("button", name="Go to the check page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check and pay")
    axe(page)
    page.get_by_role("button", name="Pay $142.50 now").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Payment received")
    number = page.locator(".hs-reference").inner_text()
    page.go_back()
    page.goto(f"{live_site.url}/account/methods/pay/check/")
    expect(page.locator(".hs-reference")).to_have_text(number)
    assert Payment.objects.count() == 1 and ledger.standing(ana.id).receivable == Money(0)
    page.goto(f"{live_site.url}/account/methods/")
    page.get_by_role("link", name="Remove").click()
    axe(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("Removed: your Visa ending in 4242.")).to_be_visible()
    assert SavedMethod.objects.get().state == "removed"


def test_autopay_by_bank_without_javascript(live_site: Any, no_js_page: Page, ana: Ana) -> None:
    page = no_js_page
    signs_in(page, live_site.url, ana)
    page.goto(f"{live_site.url}/account/methods/add/?then=autopay")
    page.get_by_label("A checking account").check()
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Go to the secure page").click()
    types_a_bank_account(page)
    expect(page.get_by_label("Checking account ending in 6789")).to_be_checked()
    page.get_by_role("button", name="Go to the check page").click()
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Start autopay").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Autopay is on")
    flows.plan_due(at=clock.now())
    taking = selectors.takings_of(ana.id)[0]
    flows.take_due(at=on(taking))
    page.goto(f"{live_site.url}/account/autopay/")
    expect(page.get_by_text("Sent to your bank")).to_be_visible()
    all_is_proved()


def test_everything_fits_a_small_phone(
    live_site: Any, narrow_page: Page, axe: Check, no_sideways_scroll: Check, ana: Ana
) -> None:
    page = narrow_page
    signs_in(page, live_site.url, ana)
    page.goto(f"{live_site.url}/account/methods/add/")
    no_sideways_scroll(page)
    saves_a_card(page)
    for path in ("methods/", "methods/pay/", "autopay/", "autopay/rule/", "autopay/paperless/"):
        page.goto(f"{live_site.url}/account/{path}")
        no_sideways_scroll(page)
        axe(page)
    page.goto(f"{live_site.url}/account/autopay/rule/")
    page.get_by_label("Your limit for one bill").fill("5")
    page.get_by_role("button", name="Go to the check page").click()
    expect(page.get_by_role("link", name="Type $10.00 or more as your limit.")).to_be_visible()
    assert page.title().startswith("Error: ")
    no_sideways_scroll(page)
    page.get_by_label("Your limit for one bill").fill("100")
    page.get_by_role("button", name="Go to the check page").click()
    no_sideways_scroll(page)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Start autopay").click()
    no_sideways_scroll(page)
    flows.plan_due(at=clock.now())
    page.goto(f"{live_site.url}/account/autopay/")
    no_sideways_scroll(page)
    axe(page)
    page.get_by_role("link", name="Say yes to this one").click()
    no_sideways_scroll(page)
    axe(page)
    page.get_by_role("button", name="Yes, take $142.50").click()
    expect(page.get_by_text("Next: $142.50")).to_be_visible()


def test_in_spanish(live_site: Any, browser_page: Page, axe: Check, ana: Ana) -> None:
    page = browser_page
    signs_in(page, live_site.url, ana)
    page.goto(f"{live_site.url}/es/account/methods/add/?then=autopay")
    axe(page)
    page.get_by_label("Acepto").check()
    page.get_by_role("button", name="Ir a la página segura").click()
    types_a_card(page)
    page.get_by_role("button", name="Ir a la página de revisión").click()
    axe(page)
    page.get_by_label("Acepto").check()
    page.get_by_role("button", name="Empezar el pago automático").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("El pago automático está activo")
    assert page.url.startswith(f"{live_site.url}/es/account/autopay/")
    assert Autopay.objects.get().consent.language == "es"
    axe(page)


def test_stop_the_paper_and_go_back(live_site: Any, browser_page: Page, axe: Check, ana: Ana) -> None:
    page = browser_page
    signs_in(page, live_site.url, ana)
    page.goto(f"{live_site.url}/account/autopay/")
    page.get_by_role("link", name="Stop the paper").click()
    axe(page)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send me the code").click()
    axe(page)
    found = re.search(r"\b[0-9]{6}\b", Message.objects.get(kind="one_time_code").body)
    assert found
    page.get_by_label("Code").fill(found.group())
    page.get_by_role("button", name="Stop the paper").click()
    expect(page.get_by_role("heading", name="Your bills come without paper")).to_be_visible()
    axe(page)
    assert not selectors.wants_paper(ana.id)
    page.get_by_role("button", name="Go back to paper").click()
    expect(page.get_by_role("heading", name="Your bills come on paper")).to_be_visible()
    assert selectors.wants_paper(ana.id)
