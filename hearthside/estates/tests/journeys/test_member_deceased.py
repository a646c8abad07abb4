"""Help topic member-deceased: Tom tells us on a phone, Keisha verifies, Ana calls: it was a mistake."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.estates.models import Notice
from hearthside.estates.tests import cast
from hearthside.estates.tests.cast import PDF, Ana

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ComeIn = Callable[[Page, str, Client], None]
Check = Callable[[Page], None]


@pytest.fixture
def ana(transactional_db: None) -> Ana:
    return cast.make_ana()


@pytest.fixture
def site(live_server: Any) -> str:
    return str(live_server.url).replace("127.0.0.1", "localhost")


def look(page: Page, name: str) -> None:
    """Keep a picture, where somebody asked for pictures."""
    folder = os.environ.get("JOURNEY_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)  # type: ignore[index]


def test_tom_tells_us_once_and_a_mistake_can_be_mended(
    site: str, ana: Ana, open_page: Callable[..., Page], come_in: ComeIn, axe: Check,
    no_sideways_scroll: Check,
) -> None:  # fmt: skip
    page = open_page(viewport={"width": 360, "height": 800})
    page.goto(f"{site}/life-events/death/")
    axe(page)
    no_sideways_scroll(page)
    look(page, "person")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    page.get_by_label("Name of the person who died").fill("Ana Reyes")
    page.get_by_label("Account number or member ID").fill(ana.account.number)
    page.get_by_label("Month").fill("1")
    page.get_by_label("Day", exact=True).fill("5")
    page.get_by_label("Year").fill("2026")
    page.get_by_role("button", name="Continue").click()
    axe(page)
    no_sideways_scroll(page)
    look(page, "you")
    page.get_by_label("Your name").fill("Tom Reyes")
    page.get_by_label("How did you know this person?").select_option("child")
    page.get_by_label("E-mail").fill("tom@mail.example")
    page.get_by_label("Yes, something of yours is there").check()
    page.get_by_label("Yes, I do").check()
    page.get_by_label("Now: I have a copy").check()
    page.get_by_role("button", name="Continue").click()
    axe(page)
    no_sideways_scroll(page)
    look(page, "check")
    page.get_by_role("button", name="Send this").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We are sorry. Thank you for telling us.")
    axe(page)
    no_sideways_scroll(page)
    look(page, "received")
    page.get_by_label("Add a copy").set_input_files(
        {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Add this copy").click()
    expect(page.get_by_text("We have 1 copy from you.")).to_be_visible()
    page.go_back()
    page.reload()
    assert Notice.objects.count() == 1
    cast.look_at_new(clock.now())
    assert cast.held(ana)
    notice = Notice.objects.select_related("case").get()

    keisha, sol = (open_page(viewport={"width": 1280, "height": 900}) for _ in range(2))
    come_in(keisha, site, cast.at_desk(cast.make_staff("keisha", "billing_agent")))
    come_in(sol, site, cast.at_desk(cast.make_staff("sol", "supervisor")))
    keisha.goto(f"{site}/desk/queues/cases-death/")
    look(keisha, "queue")
    keisha.goto(f"{site}/desk/estates/{notice.case.reference}/")
    axe(keisha)
    look(keisha, "desk-reported")
    keisha.get_by_label("What you have seen").select_option("certificate")
    keisha.get_by_role("button", name="Verified", exact=True).click()
    expect(
        keisha.get_by_text("Nobody speaks for the estate yet").or_(keisha.get_by_text("Written down."))
    ).to_be_visible()
    keisha.get_by_role("button", name=re.compile("Done.*Call back")).click()
    axe(keisha)
    look(keisha, "desk-verified")
    keisha.goto(f"{site}/desk/accounts/{ana.account.number}/")
    expect(keisha.get_by_text("Speak gently")).to_be_visible()
    look(keisha, "desk-account")
    keisha.goto(f"{site}/desk/estates/{notice.case.reference}/")
    keisha.get_by_text("It was reported in error").click()
    keisha.get_by_label("How you know").fill("Ana called us herself.")
    keisha.get_by_role("button", name="Ask a second person").click()
    expect(keisha.get_by_text("A second person must agree").first).to_be_visible()
    sol.goto(f"{site}/desk/estates/{notice.case.reference}/")
    axe(sol)
    look(sol, "desk-undo")
    sol.get_by_role("button", name="Agree: it was a mistake").click()
    expect(sol.get_by_text("Everything is as it was.")).to_be_visible()
    look(sol, "desk-undone")
    assert not cast.held(ana) and cast.person_of(ana).died_on is None
    keisha.goto(f"{site}/desk/estates/new/")
    axe(keisha)
    look(keisha, "desk-new")
