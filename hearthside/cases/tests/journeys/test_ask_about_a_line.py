"""Help topic understand-bill: Ana asks about a line, Keisha answers, Ana reads why."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.cases import flows
from hearthside.cases.models import Case
from hearthside.cases.tests import cast
from hearthside.cases.tests.cast import PDF, Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ComeIn = Callable[[Page, str, Client], None]
Check = Callable[[Page], None]


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return cast.make_cast()


@pytest.fixture
def site(live_server: Any) -> str:
    return str(live_server.url).replace("127.0.0.1", "localhost")


def look(page: Page, name: str) -> None:
    """Keep a picture, where somebody asked for pictures."""
    folder = os.environ.get("JOURNEY_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)  # type: ignore[index]


def test_ana_asks_about_a_line_and_keisha_answers(
    site: str, people: Cast, open_page: Callable[..., Page], come_in: ComeIn, axe: Check
) -> None:
    page = open_page(viewport={"width": 1280, "height": 900})
    come_in(page, site, cast.signed_in(people.ana))
    line = cast.line_of(people.owes)
    page.goto(f"{site}/account/questions/ask/{people.owes.bill.number}/{line}/")
    axe(page)
    look(page, "ask")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    page.get_by_label("I did not get this").check()
    page.get_by_label(re.compile("Tell us more")).fill("Nobody came on that day.")
    page.get_by_role("button", name="Continue").click()
    axe(page)
    look(page, "check")
    page.get_by_role("button", name="Send my question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your question")
    axe(page)
    look(page, "sent")
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your question")
    page.get_by_role("link", name="See your question").click()
    page.get_by_label("Add a file").set_input_files(
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Add this file").click()
    flows.scan_waiting(clock.now())
    page.reload()
    axe(page)
    look(page, "case")
    case = Case.objects.get()

    desk = open_page(viewport={"width": 1280, "height": 900})
    come_in(desk, site, cast.at_desk(cast.make_staff("keisha", "billing_agent")))
    desk.goto(f"{site}/desk/queues/cases-dispute/")
    look(desk, "queue")
    desk.goto(f"{site}/desk/cases/{case.reference}/")
    axe(desk)
    look(desk, "desk-case")
    desk.get_by_role("link", name="Answer", exact=True).click()
    desk.get_by_role("link", name="the charge is right").click()
    axe(desk)
    look(desk, "desk-answer")
    desk.get_by_role("button", name="Read the letter first").click()
    expect(desk.get_by_text("School grade")).to_be_visible()
    axe(desk)
    look(desk, "desk-preview")
    desk.get_by_role("button", name="Send this answer").click()
    expect(desk.get_by_text("Answered. The letter is on its way.")).to_be_visible()
    axe(desk)

    page.goto(f"{site}/account/questions/")
    axe(page)
    look(page, "list")
    page.get_by_role("link", name=re.compile("Question about a bill")).click()
    expect(page.get_by_text("right as it is").first).to_be_visible()
    axe(page)
    look(page, "answered")
    page.get_by_role("link", name="Ask you to look again").click()
    axe(page)
    page.get_by_label("What should we look at?").fill("The nurse was at my neighbor's.")
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_text("You asked again")).to_be_visible()


def test_the_same_in_spanish_on_a_small_phone_without_scripts(
    site: str, people: Cast, open_page: Callable[..., Page], come_in: ComeIn, no_sideways_scroll: Check
) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, java_script_enabled=False, is_mobile=True)
    come_in(page, site, cast.signed_in(people.ana))
    page.goto(f"{site}/es/account/questions/ask/{people.owes.bill.number}/")
    no_sideways_scroll(page)
    look(page, "es-ask")
    page.locator("input[name=lines]").nth(1).check()
    page.get_by_label("Le pagué al proveedor").check()
    page.locator("textarea").fill("Le pagué a la enfermera en marzo.")
    page.get_by_role("button", name="Continuar").click()
    no_sideways_scroll(page)
    look(page, "es-check")
    page.get_by_role("button", name="Enviar mi pregunta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tenemos su pregunta")
    no_sideways_scroll(page)
    look(page, "es-sent")
    page.get_by_role("link", name="Ver su pregunta").click()
    no_sideways_scroll(page)
    look(page, "es-case")
    page.get_by_role("link", name="Retirar mi pregunta").click()
    page.get_by_role("button", name="Retirarla").click()
    expect(page.get_by_text("Usted retiró su pregunta.")).to_be_visible()
    no_sideways_scroll(page)
    page.goto(f"{site}/es/account/questions/")
    no_sideways_scroll(page)


def test_the_language_switch_keeps_what_was_typed(
    site: str, people: Cast, browser_page: Page, come_in: ComeIn
) -> None:
    page = browser_page
    come_in(page, site, cast.signed_in(people.ana))
    line = cast.line_of(people.owes)
    page.goto(f"{site}/account/questions/ask/{people.owes.bill.number}/{line}/")
    page.get_by_label("Something else").check()
    page.locator("textarea").fill("It is not mine.")
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Qué está mal en esta línea?")
    expect(page.locator("textarea")).to_have_value("It is not mine.")
