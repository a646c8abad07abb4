"""Help topic payment-methods, where the organization takes bank payments itself: give an account, allow it
once, stop it; and the desk lets the file go."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.ach import services
from hearthside.ach.models import Debit, Return
from hearthside.ach.tests.cast import JOB, NUMBER, ROUTING, Back, House, bank_file, trace_of
from hearthside.ach.tests.conftest import profile_with
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.members import services as members
from hearthside.members.models import Scope
from hearthside.portal.tests.cast import SETTING_THE_TABLE, make_login

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Check = Callable[[Page], None]


@pytest.fixture
def house(live_site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("HEARTHSIDE_TODAY", "2026-11-23")
    with override_settings(PROFILE=profile_with(tmp_path), FILES_FOLDER=tmp_path / "files"):
        yield House.built(monkeypatch, tmp_path)


def comes_in(page: Page, client: Client, url: str) -> None:
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": url}])


def ana(house: House) -> Client:
    login = make_login("ana@mail.example", "Ana Reyes")
    members.grant_access(
        login_id=login.pk, account_id=house.owes.id, scope=Scope.SELF, by=SETTING_THE_TABLE, at=clock.now()
    )
    client = Client()
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("kind", ["browser_page", "narrow_page", "no_js_page"])
def test_pay_from_a_bank_account(
    house: House,
    live_site: Any,
    request: pytest.FixtureRequest,
    axe: Check,
    no_sideways_scroll: Check,
    kind: str,
) -> None:
    page: Page = request.getfixturevalue(kind)

    def looked_at() -> None:
        if kind == "browser_page":
            axe(page)
        if kind == "narrow_page":
            no_sideways_scroll(page)

    comes_in(page, ana(house), live_site.url)
    page.goto(f"{live_site.url}/account/bank/")
    looked_at()
    page.get_by_role("link", name="Pay from a bank account").click()
    page.get_by_label("Routing number").fill("021000022")
    page.get_by_role("button", name="Go to the check page").click()
    expect(page.get_by_role("alert")).to_contain_text("Check the routing number")
    looked_at()
    page.get_by_label("Routing number").fill(ROUTING)
    page.get_by_label("Account number", exact=False).first.fill(NUMBER)
    page.get_by_label("Account number again").fill(NUMBER)
    page.get_by_label("Name on the account").fill("Ana Reyes")
    page.get_by_role("button", name="Go to the check page").click()
    expect(page.get_by_text("I allow")).to_have_count(2)
    looked_at()
    page.get_by_role("button", name=re.compile("I allow it")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your payment is planned")
    looked_at()
    page.go_back()
    page.reload()
    assert Debit.objects.count() == 1
    page.goto(f"{live_site.url}/account/bank/payments/{Debit.objects.get().reference}/")
    page.get_by_role("link", name="Stop this payment").click()
    looked_at()
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This payment is stopped")
    page.goto(f"{live_site.url}/account/bank/")
    page.get_by_role("link", name=re.compile("Take it away")).click()
    looked_at()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("gone from your list")).to_be_visible()


def test_the_desk_lets_a_file_go_and_works_what_comes_back(
    house: House, live_site: Any, open_page: Any, axe: Check, no_sideways_scroll: Check
) -> None:
    debit = house.debit()
    house.sent()
    house.on("2026-11-25")
    house.receives(
        bank_file(Back(trace_of(debit), "R11"), Back(trace_of(debit), "C02", cents=0, corrected="1"))
    )
    house.debit(key="more")
    file = services.make_file(by=JOB, at=house.now)
    assert file is not None
    paths = {
        "files": "/desk/ach/files/", "file": f"/desk/ach/files/{file.reference}/",
        "returns": "/desk/ach/returns/", "return": f"/desk/ach/returns/{Return.objects.get().pk}/",
        "changes": "/desk/ach/changes/", "change": "/desk/ach/changes/1/",
        "account": f"/desk/ach/accounts/{house.owes.account.number}/",
    }  # fmt: skip
    client = at_desk(make_staff("sol", "supervisor"))
    wide, narrow = open_page(), open_page(viewport={"width": 360, "height": 740})
    for page in (wide, narrow):
        comes_in(page, client, live_site.url)
        for path in paths.values():
            page.goto(f"{live_site.url}{path}")
            axe(page)
            no_sideways_scroll(page)
    wide.goto(f"{live_site.url}{paths['file']}")
    wide.get_by_role("button", name=re.compile("Let it go")).click()
    expect(wide.get_by_text("Somebody else must read it too")).to_be_visible()
