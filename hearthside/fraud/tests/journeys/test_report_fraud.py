"""Help topic report-fraud: told unnamed, with a file, on a small phone. Sam answers, and the PIN opens it.

Keisha sees nothing of it."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.fraud import flows
from hearthside.fraud.models import Tip
from hearthside.fraud.rules import Facts
from hearthside.fraud.tests import cast
from hearthside.fraud.tests.cast import PDF

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ComeIn = Callable[[Page, str, Client], None]
Check = Callable[[Page], None]
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def site(live_server: Any) -> str:
    return str(live_server.url).replace("127.0.0.1", "localhost")


def look(page: Page, name: str) -> None:
    """Keep a picture, where somebody asked for pictures."""
    folder = os.environ.get("JOURNEY_PICTURES")
    if folder:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)


def test_unnamed_on_a_phone_and_answered(
    site: str, open_page: Callable[..., Page], come_in: ComeIn, axe: Check, no_sideways_scroll: Check
) -> None:
    people = cast.make_people()
    page = open_page(viewport={"width": 360, "height": 740})

    def good(name: str) -> None:
        axe(page)
        no_sideways_scroll(page)
        look(page, name)

    page.goto(f"{site}/report-fraud/")
    good("start")
    page.get_by_role("link", name="Start a report").first.click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    good("what-wrong")
    page.get_by_label("A fake bill, website, message or call").check()
    page.get_by_label("Tell us in your own words").fill("A letter asks me to pay at pay-us.example.")
    look(page, "what")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Who did it?").fill("Brightway Supply")
    good("who")
    page.get_by_role("button", name="Continue").click()
    good("check")
    page.get_by_role("button", name="Change What happened").click()
    expect(page.get_by_label("Tell us in your own words")).to_have_value(re.compile("pay-us.example"))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Papers or photos").set_input_files(
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Send my report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you.")
    good("thanks")
    number, pin = page.locator(".hs-reference").all_inner_texts()
    flows.scan_waiting(clock.now())
    tip = Tip.objects.get()
    cast.tells(Facts("offer", "A man at the door gave gift cards.", who="Brightway"))

    keisha = open_page(viewport=DESK)
    come_in(keisha, site, cast.at_desk(people.keisha))
    keisha.goto(f"{site}/desk/")
    expect(keisha.get_by_text("Fraud")).to_have_count(0)
    assert keisha.goto(f"{site}/desk/fraud/{tip.reference}/").status == 403  # type: ignore[union-attr]

    desk = open_page(viewport=DESK)
    come_in(desk, site, cast.at_desk(people.sam))
    desk.goto(f"{site}/desk/queues/fraud-tips/")
    axe(desk)
    desk.goto(f"{site}/desk/fraud/")
    axe(desk)
    look(desk, "desk-list")
    desk.goto(f"{site}/desk/fraud/{tip.reference}/")
    axe(desk)
    look(desk, "desk-report")
    desk.get_by_label("Tell or ask the reporter").fill("Thank you. On which day did the letter come?")
    desk.get_by_role("button", name="Send to the reporter").click()
    expect(desk.get_by_text("The reporter can read it")).to_be_visible()
    desk.goto(f"{site}/desk/fraud/{tip.reference}/evidence/")
    axe(desk)
    look(desk, "desk-evidence")

    page.get_by_role("link", name="Open my report").click()
    good("follow")
    page.get_by_label("Report number").fill(number)
    page.get_by_label("PIN", exact=True).fill(pin)
    page.get_by_role("button", name="Open my report").click()
    expect(page.get_by_text("On which day did the letter come?")).to_be_visible()
    good("report")
    page.get_by_label("More to tell").fill("On Monday.")
    page.get_by_role("button", name="Add this").click()
    expect(page.get_by_text("On Monday.")).to_be_visible()
    page.get_by_role("button", name="Leave my report").click()
    page.goto(f"{site}/report-fraud/follow/")
    expect(page.get_by_label("Report number")).to_be_visible()
    desk.goto(f"{site}/desk/fraud/{tip.reference}/")
    expect(desk.get_by_text("On Monday.")).to_be_visible()
    expect(desk.get_by_text("New words")).to_be_visible()


def test_from_a_line_in_spanish_without_scripts(
    site: str, open_page: Callable[..., Page], come_in: ComeIn, no_sideways_scroll: Check
) -> None:
    everybody = cast.make_cast()
    page = open_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    come_in(page, site, cast.signed_in(everybody.ana))
    line = cast.line_of(everybody.owes)
    page.goto(f"{site}/es/report-fraud/line/{everybody.owes.bill.number}/{line}/")
    no_sideways_scroll(page)
    look(page, "es-what")
    page.get_by_label("Cuente con sus palabras").fill("Nadie vino ese día.")
    page.get_by_role("button", name="Continuar").click()
    look(page, "es-who")
    page.get_by_role("button", name="Continuar").click()
    look(page, "es-check")
    page.get_by_role("button", name="Enviar mi reporte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gracias.")
    look(page, "es-thanks")
    assert Tip.objects.get().account_id is None
