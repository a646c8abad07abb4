import pytest

from hearthside.bills.tests.cast import *
from hearthside.claims.models import Charge

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_shots(live_server, open_page, come_in, monkeypatch, axe, no_sideways_scroll):
    monkeypatch.setenv("HEARTHSIDE_TODAY", "2026-11-23")
    a = ana_owes()
    c = sign_in("ana@example.org", a.house.account)
    url = live_server.url.replace("127.0.0.1", "localhost")
    ref = Charge.objects.filter(state="final", claim__number="WC-2").order_by("pk").first().reference
    paths = {
        "page": f"/account/bills/{a.bill.number}/",
        "old": f"/account/bills/{a.before.number}/",
        "list": "/account/bills/",
        "source": f"/account/bills/{a.bill.number}/lines/{ref}/source/",
        "receipts": "/account/receipts/",
        "itemized": "/account/receipts/itemized/?what=2026",
        "number": "/account/number/",
    }
    for w in (360, 768, 1280):
        for dark in (False, True):
            for lang in ("en", "es"):
                if dark and (w != 360 or lang == "es"):
                    continue
                if w == 768 and lang == "es":
                    continue
                p = open_page(viewport={"width": w, "height": 900}, color_scheme="dark" if dark else "light")
                come_in(p, url, c)
                for n, path in paths.items():
                    p.goto(url + ("/es" if lang == "es" else "") + path)
                    p.screenshot(
                        path=f"/tmp/shots/{n}-{w}{'-dark' if dark else ''}-{lang}.png", full_page=True
                    )
                    axe(p)
                    if w == 360:
                        no_sideways_scroll(p)
