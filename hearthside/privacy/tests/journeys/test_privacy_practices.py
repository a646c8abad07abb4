"""Help topic privacy-practices: Ana asks for a copy, the officer answers, Ana saves the file."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.desk.tests.cast import make_staff
from hearthside.portal.tests.cast import Cast
from hearthside.privacy import flows
from hearthside.privacy.models import Request
from hearthside.privacy.tests.cast import PAT, as_login, asks, at_pats_desk, signed_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ComeIn = Callable[[Page, str, Client], None]
Check = Callable[[Page], None]


@pytest.fixture
def site(live_server: Any) -> str:
    return str(live_server.url).replace("127.0.0.1", "localhost")


def look(page: Page, name: str) -> None:
    """Keep a picture, where somebody asked for pictures."""
    folder = os.environ.get("JOURNEY_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)  # type: ignore[index]


def test_ana_asks_for_a_copy_the_officer_answers_and_ana_saves_it(
    site: str, people: Cast, open_page: Callable[..., Page], come_in: ComeIn, axe: Check, tmp_path: Path
) -> None:
    audit.record("identity.signed_in", subject=str(people.ana.pk), by=as_login(people.ana))
    page = open_page(viewport={"width": 1280, "height": 900})
    come_in(page, site, signed_in(people.ana))
    page.goto(f"{site}/privacy/")
    axe(page)
    look(page, "notice")
    page.goto(f"{site}/privacy/form/")
    axe(page)
    page.goto(f"{site}/account/privacy/")
    axe(page)
    look(page, "mine-empty")
    page.get_by_role("link", name="Ask for a copy of your records").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    page.get_by_label("Everything you hold about me").check()
    page.get_by_label("A file that I download here").check()
    look(page, "ask")
    page.get_by_role("button", name="Continue").click()
    axe(page)
    look(page, "check")
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_text("We answer by")).to_be_visible()
    axe(page)
    look(page, "request")
    asked = Request.objects.get()

    desk = open_page(viewport={"width": 1280, "height": 900})
    come_in(desk, site, at_pats_desk())
    desk.goto(f"{site}/desk/queues/cases-privacy-copy/")
    desk.goto(f"{site}/desk/privacy/requests/{asked.reference}/")
    axe(desk)
    look(desk, "desk-request")
    desk.get_by_role("link", name="Answer", exact=True).click()
    desk.get_by_label("We gave it").check()
    desk.get_by_label("What the member reads").fill("Here is all that we hold about you.")
    axe(desk)
    desk.get_by_role("button", name="Read the letter first").click()
    axe(desk)
    look(desk, "desk-preview")
    desk.get_by_role("button", name="Send this answer").click()
    expect(desk.get_by_text("Answered. The letter is on its way.")).to_be_visible()
    for name in ("", "keeping/", "breaches/", f"accounts/{people.owes.account.number}/"):
        desk.goto(f"{site}/desk/privacy/{name}")
        axe(desk)
        look(desk, f"desk-{name.split('/')[0] or 'home'}")
    desk.goto(f"{site}/desk/privacy/breaches/")
    desk.get_by_label("What happened").fill("A bag with two bills was stolen.")
    desk.get_by_role("button", name="Open the case").click()
    axe(desk)
    look(desk, "desk-breach")

    page.goto(f"{site}/account/privacy/requests/{asked.reference}/")
    page.get_by_role("link", name="See your copy").click()
    axe(page)
    look(page, "copy-waits")
    flows.make_copies(clock.now())
    page.get_by_role("link", name="Look again").click()
    axe(page)
    look(page, "copy-ready")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Save the file").click()
    saved = tmp_path / "saved.zip"
    caught.value.save_as(saved)
    with zipfile.ZipFile(saved) as file:
        assert file.testzip() is None and f"papers/bill-{people.owes.bill.number}.pdf" in file.namelist()
    page.goto(f"{site}/account/privacy/who-looked/")
    expect(page.get_by_text("Our privacy officer").first).to_be_visible()
    axe(page)
    look(page, "looks")
    page.goto(f"{site}/account/privacy/")
    axe(page)
    look(page, "mine")


def test_the_same_in_spanish_on_a_small_phone_without_scripts(
    site: str, people: Cast, open_page: Callable[..., Page], come_in: ComeIn, no_sideways_scroll: Check
) -> None:
    keisha = make_staff("keisha", "billing_agent")
    audit.record(
        "record.viewed", account_id=people.owes.id, by=PAT.__class__(PAT.kind, str(keisha.pk), door="web")
    )
    asked = asks(people, "copy")
    page = open_page(viewport={"width": 360, "height": 740}, java_script_enabled=False, is_mobile=True)
    come_in(page, site, signed_in(people.ana))
    for path in ("privacy/", "privacy/2024-01-01/", "privacy/form/", "account/privacy/",
                 "account/privacy/who-looked/",
                 f"account/privacy/requests/{asked.reference}/", "account/privacy/copy/"):  # fmt: skip
        page.goto(f"{site}/es/{path}")
        no_sideways_scroll(page)
        look(page, f"es-{path.strip('/').replace('/', '-')}")
    page.goto(f"{site}/es/account/privacy/ask/contact/")
    page.get_by_label("Por teléfono, a otro número").check()
    page.get_by_label("Teléfono", exact=False).last.fill("614 555 0100")
    no_sideways_scroll(page)
    look(page, "es-contact")
    page.get_by_role("button", name="Continuar").click()
    no_sideways_scroll(page)
    look(page, "es-check")
    page.get_by_role("button", name="Enviar mi solicitud").click()
    expect(page.get_by_text("Número de caso").first).to_be_visible()
    no_sideways_scroll(page)
