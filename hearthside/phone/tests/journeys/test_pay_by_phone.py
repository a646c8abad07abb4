"""Pay by phone: a call over real HTTP, an agent's screen beside it, and asking for a call."""

import argparse
import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hearthside.cli.commands import call_
from hearthside.payments.models import Payment
from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.phone.tests.test_desk import at_the_desk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]


@pytest.fixture
def look(axe: Callable[[Page], None], no_sideways_scroll: Callable[[Page], None]) -> Look:
    """Wide and narrow: nothing wrong with the page, and nothing past its edge."""

    def at(page: Page) -> None:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            axe(page)
            no_sideways_scroll(page)

    return at


@pytest.fixture
def at_desk(monkeypatch: pytest.MonkeyPatch) -> Callable[[Page, str], None]:
    """Sign a browser in as Keisha, who came in by two steps."""
    monkeypatch.setattr("hearthside.identity.access.came_in_two_steps", lambda request: True)

    def sign_in(page: Page, url: str) -> None:
        cookie = at_the_desk().cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": url}])

    return sign_in


def dialed(site: Any) -> call_.PretendCall:
    return call_.PretendCall(call_.over_http(site.url)).dial()


def heard_on(page: Page, ana: Ana) -> None:
    """Keisha asks the four questions and types what she hears."""
    page.get_by_label("Account number or member ID").fill(ana.account.number)
    page.get_by_role("button", name="Check").click()
    page.get_by_label("First and last name").fill("Ana Reyes")
    page.get_by_role("button", name="Check").click()
    for label, typed in (("Month", "3"), ("Day", "14"), ("Year", "1954")):
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Check").click()
    page.get_by_label("What you hear").fill("45402")
    page.get_by_role("button", name="Check").click()


def test_a_call_with_an_agent_and_the_keypad(
    live_site: Any, browser_page: Page, look: Look, at_desk: Callable[[Page, str], None]
) -> None:
    ana, page = make_ana(), browser_page
    at_desk(page, live_site.url)
    page.goto(f"{live_site.url}/desk/phone/")
    look(page)
    page.get_by_role("button", name="Start a call in English").click()
    look(page)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    look(page)
    heard_on(page, ana)
    expect(page.get_by_role("heading", name="Ana Reyes")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Start keypad").click()
    code = page.locator(".hs-reference").inner_text().replace(" ", "")
    look(page)
    line = dialed(live_site).press("1").press(f"{code}#")
    page.goto(page.url)
    expect(page.get_by_role("heading", name="The caller is keying")).to_be_visible()
    look(page)
    line.key_card()
    page.goto(page.url)
    expect(page.get_by_role("heading", name="Visa •••• 4242")).to_be_visible()
    look(page)
    page.get_by_role("button", name="The caller said yes: pay $142.50").click()
    expect(page.get_by_text("Payment received.")).to_be_visible()
    look(page)
    assert Payment.objects.get().amount_cents == 14250
    page.get_by_label("Why they called").select_option("pay")
    page.get_by_label("What came of it").select_option("paid")
    page.get_by_role("button", name="Close the call").click()
    expect(page.get_by_text("The call is closed.")).to_be_visible()


def test_ask_for_a_call_and_be_called(
    live_site: Any, no_js_page: Page, browser_page: Page, look: Look, at_desk: Callable[[Page, str], None]
) -> None:
    asks = no_js_page
    asks.goto(f"{live_site.url}/pay/phone/call-back/")
    asks.get_by_role("button", name="Ask for a call").click()
    expect(asks.get_by_role("heading", name="There is a problem")).to_be_visible()
    asks.get_by_label("Name we ask for").fill("Ana Reyes")
    asks.get_by_label("Phone number").fill("937 555 0100")
    asks.get_by_role("button", name="Ask for a call").click()
    expect(asks.get_by_role("heading", name="We will call you")).to_be_visible()
    page = browser_page
    page.goto(f"{live_site.url}/pay/phone/call-back/")
    look(page)
    page.goto(f"{live_site.url}/es/pay/phone/call-back/")
    look(page)
    page.goto(f"{live_site.url}/pay/link/nothing/")
    look(page)
    at_desk(page, live_site.url)
    page.goto(f"{live_site.url}/desk/phone/call-backs/")
    look(page)
    page.get_by_role("table").get_by_role("link").click()
    page.get_by_role("button", name="Take this call back").click()
    look(page)
    page.get_by_role("button", name="We talked").click()
    expect(page.get_by_text("No call is owed.")).to_be_visible()


def test_the_command_walks_the_line_in_spanish(live_site: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ana = make_ana()
    keys = f"2,{ana.account.number}#,1,{ana.code},1,1,5555555555554444,1,,"
    code = call_.run(argparse.Namespace(server=live_site.url, caller=call_.CALLER, keys=keys, json=True))
    told = json.loads(capsys.readouterr().out)
    assert code == 0 and told["ended"] == "hangup"
    heard = [" ".join(said) for said in told["heard"]]
    assert any("Usted debe ciento cuarenta y dos dólares" in said for said in heard)
    assert any("Recibimos su pago. Su número de confirmación es" in said for said in heard)
    assert Payment.objects.get().last4 == "4444"
