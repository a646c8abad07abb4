"""Help topic who-can-access: Ana invites Dana, Dana helps with bills only, and Ana removes her."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from hearthside.people.tests import cast as making
from hearthside.people.tests.cast import DANA, PASSWORD
from hearthside.portal.tests.cast import Cast, newest_code

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Check = Callable[[Page], None]


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return making.make_cast()


@pytest.fixture
def site(live_server: Any) -> str:
    return str(live_server.url).replace("127.0.0.1", "localhost")


def look(page: Page, name: str) -> None:
    """Keep a picture, where somebody asked for pictures."""
    folder = os.environ.get("JOURNEY_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)  # type: ignore[index]


def test_ana_invites_dana_who_sees_bills_until_she_is_removed(
    site: str, people: Cast, open_page: Callable[..., Page], come_in: Callable[[Page, str, Client], None],
    axe: Check, no_sideways_scroll: Check,
) -> None:  # fmt: skip
    ana = open_page(viewport={"width": 1280, "height": 900})
    come_in(ana, site, making.signed_in(people.ana))
    ana.goto(f"{site}/account/people/")
    axe(ana)
    look(ana, "people")
    ana.get_by_role("link", name="Invite someone to help").first.click()
    ana.get_by_role("button", name="Continue").click()
    expect(ana.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(ana)
    ana.get_by_label("Bills only").check()
    look(ana, "invite-what")
    ana.get_by_role("button", name="Continue").click()
    ana.get_by_label("Name", exact=False).first.fill("Dana Reyes")
    ana.get_by_label("E-mail address").fill(DANA)
    axe(ana)
    look(ana, "invite-who")
    ana.get_by_role("button", name="Continue").click()
    axe(ana)
    look(ana, "invite-check")
    ana.get_by_role("button", name="Send the invitation").click()
    expect(ana.get_by_role("heading", level=1)).to_have_text("Tell Dana Reyes this code")
    axe(ana)
    look(ana, "invite-code")
    code = ana.locator(".hs-reference").inner_text().strip()
    assert re.fullmatch(r"[B-Z2-9]{4} [B-Z2-9]{4}", code)
    ana.reload()
    expect(ana.get_by_text(code)).to_have_count(0)

    dana = open_page(viewport={"width": 360, "height": 740}, is_mobile=True, java_script_enabled=False)
    dana.goto(f"{site}/invitation/")
    dana.get_by_label("Your e-mail address").fill(DANA)
    dana.get_by_label("Code").fill(code.lower())
    no_sideways_scroll(dana)
    look(dana, "answer-code")
    dana.get_by_role("button", name="Continue").click()
    dana.get_by_role("button", name="Send me the digits").click()
    dana.get_by_label("Code").fill(newest_code(DANA))
    look(dana, "answer-mailed")
    dana.get_by_role("button", name="Continue").click()
    dana.get_by_label("Password").fill(PASSWORD)
    dana.get_by_role("button", name="Continue").click()
    no_sideways_scroll(dana)
    look(dana, "answer")
    dana.get_by_role("button", name="Yes, I will help").click()
    expect(dana.get_by_text("Viewing: Ana Reyes’s account")).to_be_visible()
    expect(dana.get_by_text("Care is not shown.")).to_be_visible()
    no_sideways_scroll(dana)
    look(dana, "helper-home")
    dana.goto(f"{site}/account/bills/")
    expect(dana.get_by_text("Viewing: Ana Reyes’s account")).to_be_visible()
    assert dana.goto(f"{site}/account/people/invite/").status == 404  # type: ignore[union-attr]

    ana.goto(f"{site}/account/people/safety/")
    axe(ana)
    look(ana, "safety")
    ana.goto(f"{site}/account/people/")
    axe(ana)
    look(ana, "people-with-dana")
    ana.get_by_role("link", name="Remove now Dana Reyes").click()
    axe(ana)
    look(ana, "remove")
    ana.get_by_role("button", name="Remove now").click()
    expect(ana.get_by_text("Dana Reyes sees nothing of your account any more.")).to_be_visible()
    dana.goto(f"{site}/account/")
    expect(dana.get_by_role("heading", level=1)).to_have_text("No account is open to you yet")
    expect(dana.get_by_text("Viewing:")).to_have_count(0)
