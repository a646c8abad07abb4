"""Help topic pay-online: find the bill, say how much, check, pay, keep the number."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hearthside.ledger import selectors as ledger
from hearthside.payments import proofs
from hearthside.payments.models import Attempt, AttemptState, Payment
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.payments.tests.test_member_pages import signed_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Check = Callable[[Page], None]
WORDS = {
    "en": ("Account number", "Pay code", "Find my bill", "Go to the check page", "Continue to pay"),
    "es": (
        "Número de cuenta",
        "Código de pago",
        "Buscar mi factura",
        "Ir a la página de revisión",
        "Continuar y pagar",
    ),
}


@pytest.fixture
def ana(live_site: Any) -> Ana:
    return make_ana()


def finds_the_bill(page: Page, url: str, ana: Ana, *, language: str = "en") -> None:
    account, code, button, *_ = WORDS[language]
    page.goto(f"{url}{'/es' if language == 'es' else ''}/pay/")
    page.get_by_label(account).fill(ana.account.number)
    page.get_by_label(code).fill(f"{ana.code[:4]} {ana.code[4:]}")
    page.get_by_role("button", name=button).click()


def goes_to_the_card_page(page: Page, *, language: str = "en") -> None:
    page.get_by_role("button", name=WORDS[language][3]).click()
    page.get_by_role("button", name=re.compile(WORDS[language][4])).click()


def types_a_card(page: Page, number: str = "4242424242424242") -> None:
    for name, value in (
        ("number", number),
        ("expiry", "12/34"),
        ("name", "Ana Reyes"),
        ("code", "123"),
        ("zip", "45402"),
    ):
        page.locator(f'input[name="{name}"]').fill(value)
    page.locator('form button[type="submit"]').first.click()


def types_a_bank_account(page: Page) -> None:
    page.locator('input[name="routing"]').fill("110000000")
    page.locator('input[name="account"]').fill("000123456789")
    page.locator('input[name="account_type"]').first.check()
    page.locator('input[name="holder"]').fill("Ana Reyes")
    page.locator('form button[type="submit"]').first.click()


def all_is_well(ana: Ana, *, payments: int = 1) -> None:
    assert Payment.objects.filter(account_id=ana.id).count() == payments
    assert not any(found for _, found in proofs.checks())


def test_by_card(live_site: Any, browser_page: Page, axe: Check, ana: Ana) -> None:
    page = browser_page
    page.goto(f"{live_site.url}/pay/")
    axe(page)
    finds_the_bill(page, live_site.url, ana)
    expect(page.locator(".hs-amount")).to_have_text("$142.50")
    assert "Willow" not in page.content() and "nurse" not in page.content().lower()
    axe(page)
    page.get_by_role("button", name="Go to the check page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check and pay")
    axe(page)
    page.get_by_role("button", name="Continue to pay $142.50").click()
    types_a_card(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Payment received")
    number = page.locator(".hs-reference").inner_text()
    assert re.fullmatch(r"\d{3} \d{3} \d{4}", number)
    axe(page)
    page.reload()
    expect(page.locator(".hs-reference")).to_have_text(number)
    page.goto(f"{live_site.url}/pay/check/")
    expect(page.locator(".hs-reference")).to_have_text(number)
    page.get_by_label("E-mail address").fill("ben@example.org")
    page.get_by_role("button", name="Send it to me").click()
    expect(page.get_by_text("We sent the receipt")).to_be_visible()
    assert ledger.standing(ana.id).receivable.cents == 0
    all_is_well(ana)


def test_by_bank_without_javascript(live_site: Any, no_js_page: Page, ana: Ana) -> None:
    finds_the_bill(no_js_page, live_site.url, ana)
    no_js_page.get_by_label("Checking account").check()
    goes_to_the_card_page(no_js_page)
    types_a_bank_account(no_js_page)
    expect(no_js_page.get_by_role("heading", level=1)).to_have_text("Payment sent to your bank")
    expect(no_js_page.get_by_text("It is not on your account yet")).to_be_visible()
    assert Attempt.objects.get().state == AttemptState.PROCESSING
    all_is_well(ana, payments=0)


def test_declined_then_paid(live_site: Any, browser_page: Page, ana: Ana) -> None:
    page = browser_page
    finds_the_bill(page, live_site.url, ana)
    goes_to_the_card_page(page)
    types_a_card(page, "4000000000000002")
    reference = Attempt.objects.get().reference
    page.goto(f"{live_site.url}/pay/cancel/{reference}/")
    expect(page.get_by_text("Your bank did not accept this card. We took no money.")).to_be_visible()
    page.get_by_role("button", name="Continue to pay $142.50").click()
    types_a_card(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Payment received")
    assert Attempt.objects.count() == 1
    all_is_well(ana)


def test_on_a_small_phone(
    live_site: Any, narrow_page: Page, axe: Check, no_sideways_scroll: Check, ana: Ana
) -> None:
    page = narrow_page
    page.goto(f"{live_site.url}/pay/")
    no_sideways_scroll(page)
    finds_the_bill(page, live_site.url, ana)
    page.get_by_label("Another amount").check()
    page.get_by_label("Amount, if you pay a part").fill("5")
    page.get_by_role("button", name="Go to the check page").click()
    expect(page.get_by_role("link", name="Type $10.00 or more.")).to_be_visible()
    assert page.title().startswith("Error: ")
    no_sideways_scroll(page)
    axe(page)
    page.get_by_label("Amount, if you pay a part").fill("100")
    page.get_by_role("button", name="Go to the check page").click()
    no_sideways_scroll(page)
    page.get_by_role("button", name="Continue to pay $100.00").click()
    types_a_card(page)
    expect(page.get_by_text("$42.50 is left to pay")).to_be_visible()
    no_sideways_scroll(page)
    axe(page)
    all_is_well(ana)


def test_in_spanish(live_site: Any, browser_page: Page, axe: Check, ana: Ana) -> None:
    page = browser_page
    finds_the_bill(page, live_site.url, ana, language="es")
    axe(page)
    goes_to_the_card_page(page, language="es")
    types_a_card(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Pago recibido")
    assert page.url.startswith(f"{live_site.url}/es/pay/done/")
    axe(page)
    all_is_well(ana)


def test_double_click_and_back(live_site: Any, browser_page: Page, ana: Ana) -> None:
    page = browser_page
    finds_the_bill(page, live_site.url, ana)
    page.get_by_role("button", name="Go to the check page").click()
    page.get_by_role("button", name="Continue to pay $142.50").dblclick()
    types_a_card(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Payment received")
    page.go_back()
    page.goto(f"{live_site.url}/pay/amount/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Payment received")
    assert Attempt.objects.count() == 1
    all_is_well(ana)


def test_signed_in(live_site: Any, browser_page: Page, axe: Check, ana: Ana) -> None:
    page = browser_page
    client = signed_in("ana", ana)
    page.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": live_site.url}]
    )
    page.goto(f"{live_site.url}/account/pay/")
    axe(page)
    page.get_by_label("Only some lines").check()
    page.get_by_role("checkbox").last.check()
    page.get_by_role("button", name="Go to the check page").click()
    axe(page)
    page.get_by_role("button", name=re.compile("Continue to pay")).click()
    types_a_card(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Payment received")
    axe(page)
    page.get_by_role("link", name="See every payment and its receipt").click()
    expect(page.get_by_text("Received")).to_be_visible()
    axe(page)
    all_is_well(ana)


@pytest.mark.parametrize("kind", ["narrow_page", "no_js_page"])
def test_signed_in_by_bank_on_a_small_phone_and_without_scripts(
    live_site: Any, request: pytest.FixtureRequest, no_sideways_scroll: Check, ana: Ana, kind: str
) -> None:
    page: Page = request.getfixturevalue(kind)
    client = signed_in("ana", ana)
    page.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": live_site.url}]
    )
    page.goto(f"{live_site.url}/account/pay/")
    page.get_by_label("Checking account").check()
    page.get_by_role("button", name="Go to the check page").click()
    page.get_by_role("button", name=re.compile("Continue to pay")).click()
    types_a_bank_account(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Payment sent to your bank")
    if kind == "narrow_page":
        no_sideways_scroll(page)
    all_is_well(ana, payments=0)


def test_the_enter_key_sends_the_form_and_not_the_language_switch(
    live_site: Any, browser_page: Page, ana: Ana
) -> None:
    page = browser_page
    page.goto(f"{live_site.url}/pay/")
    page.get_by_label("Account number").fill(ana.account.number)
    page.get_by_label("Pay code").fill(ana.code)
    page.keyboard.press("Enter")
    expect(page.locator(".hs-amount")).to_have_text("$142.50")
    assert page.url.endswith("/pay/amount/")


def test_the_language_switch_keeps_what_was_typed_but_not_the_pay_code(
    live_site: Any, no_js_page: Page, ana: Ana
) -> None:
    page = no_js_page
    page.goto(f"{live_site.url}/pay/")
    page.get_by_label("Account number").fill(ana.account.number)
    page.get_by_label("Pay code").fill("1234")
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_label("Número de cuenta")).to_have_value(ana.account.number)
    expect(page.get_by_label("Código de pago")).to_have_value("")
    expect(page.get_by_text("Hay un problema")).to_have_count(0)
