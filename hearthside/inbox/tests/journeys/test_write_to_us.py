"""Help topic contact-us: Ana writes about a line with a photo, Keisha answers, Ana reads it."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.inbox import flows
from hearthside.inbox.models import Thread
from hearthside.inbox.tests import cast
from hearthside.inbox.tests.cast import PNG, Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ComeIn = Callable[[Page, str, Client], None]
Check = Callable[[Page], None]
PHOTO: Any = {"name": "bill.png", "mimeType": "image/png", "buffer": PNG}


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


def test_ana_writes_about_a_line_and_keisha_answers(
    site: str, people: Cast, open_page: Callable[..., Page], come_in: ComeIn, axe: Check
) -> None:
    page = open_page(viewport={"width": 1280, "height": 900})
    come_in(page, site, cast.signed_in(people.ana))
    page.goto(f"{site}/account/messages/")
    axe(page)
    page.goto(f"{site}/account/messages/about/bill/{people.owes.bill.number}/{cast.line_of(people.owes)}/")
    axe(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    look(page, "problem")
    page.get_by_label("Your message").fill("Nobody came on that day. I took a photo of my calendar.")
    page.get_by_label(re.compile("Add a file")).set_input_files(PHOTO)
    page.get_by_role("button", name="Add this file").click()
    expect(page.get_by_text("File 1: PNG")).to_be_visible()
    look(page, "new")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sent. We answer by")).to_be_visible()
    flows.scan_waiting(clock.now())
    page.reload()
    axe(page)
    look(page, "sent")

    desk = open_page(viewport={"width": 1280, "height": 900})
    come_in(desk, site, cast.at_desk(cast.make_staff("keisha", "billing_agent")))
    desk.goto(f"{site}/desk/queues/messages/")
    axe(desk)
    desk.get_by_role("button", name=re.compile("Take next")).click()
    axe(desk)
    look(desk, "desk-thread")
    desk.get_by_role("button", name="Answer", exact=True).click()
    desk.get_by_role("link", name="We are looking into it").click()
    axe(desk)
    look(desk, "desk-answer")
    desk.get_by_label("Your answer").fill("Hello Ana. You are right: no nurse came. We will take it off.")
    desk.get_by_role("button", name="Read it first").click()
    expect(desk.get_by_text("School grade")).to_be_visible()
    axe(desk)
    look(desk, "desk-preview")
    desk.get_by_role("button", name="Send this answer").click()
    expect(desk.get_by_text("Nothing waits here")).to_be_visible()

    page.goto(f"{site}/account/messages/")
    expect(page.get_by_text("New", exact=True)).to_be_visible()
    axe(page)
    look(page, "list")
    page.get_by_role("link", name=re.compile("A line on your bill")).click()
    expect(page.get_by_text("no nurse came")).to_be_visible()
    axe(page)
    look(page, "answered")
    page.goto(f"{site}/contact/")
    axe(page)
    look(page, "contact")
    thread = Thread.objects.get()
    desk.goto(f"{site}/desk/messages/{thread.reference}/")
    expect(desk.get_by_text("Read.")).to_be_visible()


def test_the_same_in_spanish_on_a_small_phone_without_scripts(
    site: str, people: Cast, open_page: Callable[..., Page], come_in: ComeIn, no_sideways_scroll: Check
) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, java_script_enabled=False, is_mobile=True)
    come_in(page, site, cast.signed_in(people.ana))
    page.goto(f"{site}/es/contact/")
    no_sideways_scroll(page)
    look(page, "es-contact")
    page.get_by_role("link", name="Escribirnos").click()
    no_sideways_scroll(page)
    page.get_by_label("Pagar u otra cosa de dinero").check()
    page.get_by_label("Su mensaje").fill("Ya pagué esto en marzo. Me duele el pecho de la preocupación.")
    page.get_by_label(re.compile("Agregar un archivo")).set_input_files(PHOTO)
    look(page, "es-new")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", name="Si es una emergencia, llame ahora al 911")).to_be_visible()
    no_sideways_scroll(page)
    look(page, "es-sent")
    page.get_by_label("Su mensaje").fill("x" * 400)
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_text("Enviado. Respondemos")).to_be_visible()
    no_sideways_scroll(page)
    page.get_by_role("button", name="Ya tengo mi respuesta").click()
    expect(page.get_by_text("Si responde, se abre otra vez").first).to_be_visible()
    page.goto(f"{site}/es/account/messages/")
    no_sideways_scroll(page)
    look(page, "es-list")
