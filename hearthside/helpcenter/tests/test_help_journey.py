"""One reader finds an answer signed out, in Spanish, on a small phone without scripts; another signed in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from hearthside.helpcenter.models import TopicVotes, TopicWords
from hearthside.portal.tests.cast import make_cast
from hearthside.portal.tests.conftest import (  # noqa: F401
    axe,
    browser,
    browser_page,
    no_js_page,
    no_sideways_scroll,
    open_page,
    site_url,
)
from hearthside.portal.tests.journeys.conftest import look  # noqa: F401

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]


def session_of(login: Any, address: str) -> Any:
    """A signed-in session as a browser's cookie; signing in itself has journeys of its own."""
    client = Client()
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


def test_find_an_answer(
    site_url: str, browser_page: Page, no_js_page: Page, look: Look,  # noqa: F811
) -> None:  # fmt: skip
    cast = make_cast()
    page = no_js_page
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site_url}/es/help/")
    page.get_by_role("link", name="¿Cuándo llega mi factura?").click()
    assert page.locator("main h1").inner_text() == "¿Cuándo llega mi factura?"
    page.get_by_role("link", name="No, sigo con la duda").click()
    page.get_by_label("¿Qué duda le queda?").fill("¿Y si cambié de plan?")
    page.get_by_role("button", name="Enviar").click()
    page.get_by_role("heading", name="Gracias", level=1).wait_for()
    assert (TopicVotes.objects.get().no, TopicWords.objects.get().words) == (1, "¿Y si cambié de plan?")

    page = browser_page
    for path in (
        "/es/help/",
        "/help/payment-methods/",
        "/rights/",
        "/language-help/",
        "/help/pump-timing/useful/",
    ):
        page.goto(site_url + path)
        look(page)
    page.goto(f"{site_url}/help/when-bill/")
    page.locator("main").get_by_role("link", name="Sign in").click()
    page.context.add_cookies([session_of(cast.ana, site_url)])
    page.goto(f"{site_url}/help/when-bill/")
    page.get_by_role("heading", name="Your answer, Ana").wait_for()
    look(page)
    page.get_by_role("link", name="See it").first.click()
    page.wait_for_url("**/account/bills/*/")
    page.goto(f"{site_url}/help/when-bill/")
    page.get_by_role("button", name="Yes, it did").click()
    page.get_by_role("heading", name="Thank you", level=1).wait_for()
    look(page)
