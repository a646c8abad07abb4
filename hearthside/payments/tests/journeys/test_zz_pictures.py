import os

import pytest

from hearthside.payments.tests.cast import make_ana
from hearthside.payments.tests.journeys.test_pay_a_bill import *

OUT = "/tmp/pay-shots"
os.makedirs(OUT, exist_ok=True)


@pytest.mark.parametrize("lang", os.environ.get("LANGS", "en es").split())
@pytest.mark.parametrize("width", [int(w) for w in os.environ.get("WIDTHS", "360 1280").split()])
def test_pictures(live_site, open_page, width, lang):
    ana = make_ana()
    page = open_page(viewport={"width": width, "height": 900})
    pre = "/es" if lang == "es" else ""

    def shot(name):
        page.screenshot(path=f"{OUT}/{name}.{lang}-{width}.png", full_page=True)

    page.goto(f"{live_site.url}{pre}/pay/")
    shot("find")
    page.locator("main form button[type=submit]").click()
    shot("find-error")
    page.goto(f"{live_site.url}{pre}/pay/birth-date/")
    shot("birth")
    page.goto(f"{live_site.url}{pre}/pay/")
    page.locator("[name=account]").fill(ana.account.number)
    page.locator("[name=code]").fill("00000000")
    page.locator("main form button[type=submit]").click()
    shot("no-match")
    page.locator("[name=account]").fill(ana.account.number)
    page.locator("[name=code]").fill(ana.code)
    page.locator("main form button[type=submit]").click()
    shot("amount")
    page.locator("main form button[type=submit]").click()
    shot("check")
    page.locator("main form button[type=submit]").last.click()
    types_a_card(page)
    shot("done")
    page.goto(f"{live_site.url}{pre}/receipts/find/")
    shot("lookup")
