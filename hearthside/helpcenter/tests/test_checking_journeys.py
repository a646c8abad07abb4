"""Al is not sure whether the bill is a scam. In a browser: both languages, small phone, without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from hearthside import clock
from hearthside.helpcenter.tests.test_checking import BACKEND, login_of, sent_email
from hearthside.mailroom import services
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.portal.tests.conftest import (  # noqa: F401
    axe,
    browser,
    browser_page,
    no_js_page,
    no_sideways_scroll,
    open_page,
    site_url,
)
from hearthside.portal.tests.journeys.conftest import look  # noqa: F401

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]


@pytest.fixture
def ana(settings: Any) -> Ana:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return make_ana()


@pytest.mark.parametrize(
    ("start", "account", "code", "amount", "send", "no", "yes"),
    [
        ("", "Account number", "Pay code", "Amount due on the bill", "Check this bill", "do not match",
         "Yes, this bill is from us"),
        ("/es", "Número de cuenta", "Código de pago", "Cantidad a pagar que dice la factura",
         "Revisar esta factura", "no coinciden", "Sí, esta factura es de nosotros"),
    ],
)  # fmt: skip
def test_check_a_bill(
    site_url: str, browser_page: Page, look: Look, ana: Ana, start: str, account: str, code: str,  # noqa: F811
    amount: str, send: str, no: str, yes: str,
) -> None:  # fmt: skip
    page = browser_page
    page.goto(f"{site_url}{start}/official/")
    look(page)
    page.locator("main .ds-c-button--solid").click()
    look(page)
    for typed, said in (("1.00", no), (str(ana.bill.amount_due), yes)):
        page.get_by_label(account).fill(ana.account.number)
        page.get_by_label(code).fill(ana.code)
        page.get_by_label(amount).fill(typed)
        page.get_by_role("button", name=send).click()
        page.get_by_text(said).first.wait_for()
        look(page)
    page.locator("main .ds-c-button--solid").click()
    page.wait_for_url("**/pay/")


@pytest.mark.parametrize("start", ["", "/es"])
def test_check_a_message_and_a_caller(
    site_url: str, browser_page: Page, look: Look, ana: Ana, start: str  # noqa: F811
) -> None:  # fmt: skip
    page, number = browser_page, sent_email(ana)
    page.goto(f"{site_url}{start}/official/check-a-message/")
    look(page)
    for proof in ("0000", "45402"):
        page.locator("#id_number").fill(number)
        page.locator("#id_proof").fill(proof)
        page.locator("main .ds-c-button--solid").click()
        page.locator("#no-match, .ds-c-alert--success").first.wait_for()
        look(page)
    for seen in ("1-877-989-9059", "bills@evil.example", ""):
        page.locator("#id_seen").fill(seen)
        page.locator("form:not(#kept-form) button.ds-c-button").last.click()
        page.locator(".hs-problems").wait_for()
        look(page)


@pytest.mark.parametrize("start", ["", "/es"])
def test_everything_we_sent(
    site_url: str, browser_page: Page, look: Look, ana: Ana, client: Client, start: str  # noqa: F811
) -> None:  # fmt: skip
    number = sent_email(ana)
    services.log_contact(
        account_id=ana.id, channel="call", kind="call", to_mark="••• 0142", reference="", at=clock.now(),
        by=services.queueing.MAILROOM,
    )  # fmt: skip
    client.force_login(login_of(ana, "self"), backend=BACKEND)
    cookie = client.cookies["session"]
    browser_page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site_url}])
    browser_page.goto(f"{site_url}{start}/account/contact-log/")
    look(browser_page)
    browser_page.locator(f"#m{number} a").click()
    browser_page.get_by_text("Thank you.").wait_for()
    look(browser_page)


def test_without_scripts(site_url: str, no_js_page: Page, ana: Ana) -> None:  # noqa: F811
    page = no_js_page
    page.goto(f"{site_url}/official/check-a-bill/")
    page.get_by_label("Account number").fill(ana.account.number)
    page.get_by_label("Pay code").fill(ana.code)
    page.get_by_label("Amount due on the bill").fill(str(ana.bill.amount_due))
    page.get_by_role("button", name="Check this bill").click()
    page.get_by_role("heading", name="Yes, this bill is from us").wait_for()
    page.get_by_role("link", name="Check a message or a caller").click()
    page.get_by_label("Phone number, e-mail or web address").fill("pay@evil.example")
    page.get_by_role("button", name="Compare it").click()
    page.get_by_text("No, this is not ours").wait_for()
