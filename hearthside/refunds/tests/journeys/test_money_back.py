"""Money back: Ana asks for her credit, Keisha proposes a refund, Omar agrees."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.desk.tests.cast import at_desk
from hearthside.payments import flows as paying
from hearthside.payments.tests.cast import GUEST, Ana, make_ana
from hearthside.payments.tests.conftest import Payer
from hearthside.payments.tests.test_member_pages import signed_in
from hearthside.refunds import exports, flows, services
from hearthside.refunds.models import CheckRefund, Refund, RefundState
from hearthside.refunds.tests.cast import Desk, acting, asked, make_desk, pays, sends_check

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Check = Callable[[Page], None]


@pytest.fixture
def scene(live_site: Any) -> tuple[Ana, Desk, Payer, str]:
    return make_ana(), make_desk(), Payer(live_site.processor), live_site.url


def comes_in(page: Page, client: Client, url: str) -> None:
    """This browser carries the session of somebody who signed in."""
    name = settings.SESSION_COOKIE_NAME
    value, host = client.cookies[name].value, str(urlsplit(url).hostname)
    page.context.add_cookies([{"name": name, "value": value, "domain": host, "path": "/"}])


def test_ana_asks_for_her_credit_on_a_small_phone(
    scene: tuple[Ana, Desk, Payer, str], narrow_page: Page, axe: Check, no_sideways_scroll: Check
) -> None:
    ana, desk, payer, url = scene
    pays(ana, payer)
    sends_check(ana, 5000)
    comes_in(narrow_page, signed_in("ana", ana), url)
    page = narrow_page
    page.goto(f"{url}/account/credit/")
    expect(page.get_by_role("heading", level=1)).to_have_text("We owe you money")
    looked_at(page, axe, no_sideways_scroll)
    page.get_by_role("button", name="Go to the check page").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what we should do")
    looked_at(page, axe, no_sideways_scroll)
    page.get_by_text("Send $50.00 back to me").click()
    page.get_by_role("button", name="Go to the check page").click()
    expect(page.get_by_text("ending in 4242")).to_be_visible()
    looked_at(page, axe, no_sideways_scroll)
    page.get_by_role("button", name="Ask for $50.00 back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    looked_at(page, axe, no_sideways_scroll)
    refund = Refund.objects.get()
    services.approve(reference=refund.reference, login=desk.omar, by=acting(desk.omar), at=clock.now())
    flows.sweep(at=clock.now())
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Money is on its way to you")
    looked_at(page, axe, no_sideways_scroll)
    page.get_by_role("link", name="Money back to you").click()
    expect(page.get_by_text("On its way to you")).to_be_visible()
    looked_at(page, axe, no_sideways_scroll)


def looked_at(page: Page, axe: Check, fits: Check | None = None) -> None:
    axe(page)
    if fits is not None:
        fits(page)


@pytest.mark.parametrize("with_scripts", [True, False])
def test_propose_and_agree_at_the_desk(
    scene: tuple[Ana, Desk, Payer, str], open_page: Callable[..., Page], axe: Check, with_scripts: bool
) -> None:
    ana, desk, payer, url = scene
    payment = pays(ana, payer)
    sends_check(ana, 3000)
    page = open_page(java_script_enabled=with_scripts, viewport={"width": 1280, "height": 900})
    # axe is a script itself.
    looks = axe if with_scripts else lambda _page: None
    comes_in(page, at_desk(desk.keisha), url)
    page.goto(f"{url}/desk/refunds/accounts/{ana.account.number}/")
    looked_at(page, looks)
    page.get_by_role("link", name=f"Refund payment {payment.reference[:3]}").click()
    page.get_by_label("Amount", exact=True).fill("999")
    page.get_by_role("button", name="Look at it once more").click()
    expect(page.get_by_role("alert")).to_contain_text("Only $142.50 is left")
    looked_at(page, looks)
    page.get_by_label("Amount", exact=True).fill("84.50")
    page.get_by_role("button", name="Look at it once more").click()
    looked_at(page, looks)
    page.get_by_role("button", name="Propose to send $84.50 back").click()
    expect(page.get_by_text("Somebody else must agree")).to_be_visible()
    looked_at(page, looks)
    refund = Refund.objects.get()
    page.context.clear_cookies()
    comes_in(page, at_desk(desk.omar), url)
    page.goto(f"{url}/desk/refunds/")
    looked_at(page, looks)
    page.get_by_role("link", name=refund.reference[:3]).first.click()
    looked_at(page, looks)
    page.get_by_role("button", name="Agree: send $84.50").click()
    expect(page.get_by_text("The member was told.")).to_be_visible()
    looked_at(page, looks)
    refund.refresh_from_db()
    assert refund.state == RefundState.SENT


@pytest.mark.parametrize("width", [360, 1280])
def test_the_other_desk_pages(
    scene: tuple[Ana, Desk, Payer, str],
    open_page: Callable[..., Page],
    axe: Check,
    no_sideways_scroll: Check,
    tmp_path: Path,
    width: int,
) -> None:
    ana, desk, payer, url = scene
    card = pays(ana, payer, 4250)
    payment = sends_check(ana, 20000)
    at = clock.now()
    (refund,) = asked(ana, desk.keisha, 3000, payment=payment)
    services.approve(reference=refund.reference, login=desk.omar, by=acting(desk.omar), at=at)
    flows.sweep(at=clock.now())
    exports.write_positive_pay(tmp_path, acting(desk.omar), at)
    number = CheckRefund.objects.get().number
    services.age_credits(at=at)
    services.watch(at=at + timedelta(days=1000))
    mistake = services.Mistake(sends_check(ana, 5000).reference, "keyed_twice", "journey")
    wrong = services.ask_correction(mistake=mistake, login=desk.keisha, by=acting(desk.keisha), at=at)
    payer.sandbox.control("dispute", payment_intent=card.processor_id)
    assert card.attempt is not None
    paying.ask(card.attempt, by=GUEST, at=at)
    services.keep_files(at=at)
    page = open_page(viewport={"width": width, "height": 740})
    comes_in(page, at_desk(desk.sol), url)
    for path in ("", "?show=sent", "credits/", "checks/", f"checks/{number}/stop/", "disputes/",
                 f"disputes/{card.reference}/", "unclaimed/", f"{refund.reference}/",
                 f"corrections/{wrong.reference}/", f"payments/{payment.reference}/move/",
                 f"accounts/{ana.account.number}/", f"accounts/{ana.account.number}/credit/"):  # fmt: skip
        page.goto(f"{url}/desk/refunds/{path}")
        looked_at(page, axe, no_sideways_scroll)
