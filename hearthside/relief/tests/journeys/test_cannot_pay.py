"""Help topic cannot-pay: a plan started, seen, changed, stopped; a lower bill asked for and decided."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.money import ZERO, Money
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.test_member_pages import signed_in
from hearthside.relief import proofs, selectors
from hearthside.relief.models import Application, Plan
from hearthside.relief.tests import cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Check = Callable[[Page], None]


@pytest.fixture
def ana(live_site: Any) -> Ana:
    return cast.make_owing()


def all_is_well() -> None:
    assert not [(name, found) for name, found in proofs.checks() if found]


def test_signed_out(live_site: Any, browser_page: Page, axe: Check, ana: Ana) -> None:
    page = browser_page
    for path in ("/pay/help/", "/es/pay/help/", "/pay/help/form/"):
        page.goto(live_site.url + path)
        axe(page)
    assert ana.account.number not in page.content()


def test_a_plan_from_start_to_stop(
    live_site: Any, browser_page: Page, axe: Check, ana: Ana, come_in: Any
) -> None:
    page = browser_page
    come_in(page, signed_in("ana", ana))
    page.goto(f"{live_site.url}/pay/help/")
    axe(page)
    page.get_by_role("link", name="Choose a plan").click()
    page.get_by_role("button", name="Go to the check page").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    page.get_by_label("4 payments of $75.00").check()
    page.get_by_label("When in the month?").select_option("5")
    axe(page)
    page.get_by_role("button", name="Go to the check page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your plan")
    axe(page)
    page.get_by_role("button", name="Start this plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your payment plan")
    expect(page.locator(".hs-amount")).to_have_text("$75.00")
    axe(page)
    page.get_by_role("link", name="Choose another day of the month").click()
    axe(page)
    page.get_by_label("Day of the month").select_option("20")
    page.get_by_role("button", name="See the new days").click()
    axe(page)
    page.get_by_role("button", name="Use these days").click()
    expect(page.get_by_text("Your plan has a new day.")).to_be_visible()
    cast.more_charges(ana, 8000)
    page.reload()
    page.get_by_role("link", name="Add it to the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add $80.00 to your plan?")
    axe(page)
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".hs-amount")).to_have_text("$95.00")
    page.get_by_role("link", name="Stop the plan").click()
    axe(page)
    page.get_by_role("button", name="Stop the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This payment plan has ended")
    axe(page)
    assert cast.due(ana) == Money(38000) and Plan.objects.get().state == "cancelled"
    all_is_well()


def test_a_plan_in_spanish_on_a_small_phone_without_scripts(
    live_site: Any, open_page: Any, no_sideways_scroll: Check, ana: Ana, come_in: Any
) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    come_in(page, signed_in("ana", ana))
    page.goto(f"{live_site.url}/es/pay/help/plan/")
    page.get_by_label("3 pagos de $100.00").check()
    page.get_by_role("button", name="Ir a la página de revisión").click()
    page.get_by_role("button", name="Empezar este plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Su plan de pagos")
    page.get_by_role("link", name="Pagar $100.00").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revise y pague")
    assert cast.due(ana) == ZERO


def test_every_page_fits_a_small_phone(
    live_site: Any, narrow_page: Page, no_sideways_scroll: Check, ana: Ana, come_in: Any
) -> None:
    page = narrow_page
    come_in(page, signed_in("ana", ana))
    for path in ("help/", "help/form/", "help/plan/", "help/lower/"):
        page.goto(f"{live_site.url}/pay/{path}")
        no_sideways_scroll(page)
    plan = cast.make_plan(ana)
    for path in ("", "pay/", "day/", "stop/"):
        page.goto(f"{live_site.url}/pay/help/plan/{plan.reference}/{path}")
        no_sideways_scroll(page)


def test_a_lower_bill_asked_for_and_decided(
    live_site: Any, browser_page: Page, open_page: Any, axe: Check, ana: Ana, come_in: Any, tmp_path: Path
) -> None:
    page, stub = browser_page, tmp_path / "stub.pdf"
    stub.write_bytes(b"%PDF-1.7\n")
    come_in(page, signed_in("ana", ana))
    page.goto(f"{live_site.url}/pay/help/")
    page.get_by_role("link", name="Ask for a lower bill").click()
    axe(page)
    page.get_by_label("People").fill("2")
    page.get_by_role("button", name="Continue").click()
    axe(page)
    page.get_by_label("Income in dollars").fill("5,000")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("File").set_input_files(stub)
    page.get_by_role("button", name="Add this file").click()
    expect(page.get_by_text("We have your file.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Continue", exact=True).click()
    axe(page)
    page.get_by_role("button", name="Send my application").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your application")
    axe(page)
    assert cast.due(ana) == ZERO
    desk = open_page()
    come_in(desk, at_desk(make_staff("sol", "supervisor")))
    application = Application.objects.get()
    desk.goto(f"{live_site.url}/desk/relief/applications/{application.reference}/")
    axe(desk)
    desk.get_by_role("button", name="Read the table and answer").click()
    expect(desk.get_by_role("heading", name="Granted")).to_be_visible()
    axe(desk)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("We lowered your bill")
    expect(page.locator(".hs-amount")).to_have_text("$150.00")
    axe(page)
    assert cast.due(ana) == Money(15000) and selectors.standing_plan(ana.id) is None
    all_is_well()


def test_the_desk_pages(live_site: Any, browser_page: Page, axe: Check, ana: Ana, come_in: Any) -> None:
    page = browser_page
    come_in(page, at_desk(make_staff("sol", "supervisor")))
    number = ana.account.number
    for path in (f"accounts/{number}/plan/", f"accounts/{number}/long-plan/", f"accounts/{number}/apply/",
                 f"accounts/{number}/bad-debt/", "pre-collection/"):  # fmt: skip
        page.goto(f"{live_site.url}/desk/relief/{path}")
        axe(page)
    plan = cast.make_plan(ana)
    page.goto(f"{live_site.url}/desk/relief/plans/{plan.reference}/")
    axe(page)
    page.goto(f"{live_site.url}/desk/accounts/{number}/")
    expect(page.get_by_text("Payment plan, $300.00 left")).to_be_visible()
