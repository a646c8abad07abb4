"""What a journey travels with: a browser, a running house, and a processor beside it.

A journey reads like the help page it proves:

    @pytest.mark.journey
    def test_pay_a_bill(live_site, browser_page, axe):
        browser_page.goto(live_site.url)
        browser_page.get_by_role("link", name="Pay online").click()
        axe(browser_page)

Every page is watched: a request to another host, an error in a script or a blocked style fails the test.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test.utils import override_settings
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from hearthside.sandbox.process import SandboxProcess
from tests.edges import is_this_machine
from tools import chromium

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
ROOMY: ViewportSize = {"width": 1100, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
PATIENCE_MS = 15_000
# Everything WCAG 2.2 AA asks, and axe's own advice on headings, landmarks and the like.
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

OpenPage = Callable[..., Page]


@dataclass(frozen=True, slots=True)
class Site:
    """A running house. `url` has no slash at its end; `processor` is the sandbox beside it."""

    url: str
    processor: SandboxProcess


_running: list[Browser] = []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for the whole run. Each room's conftest takes this fixture in as its own, and Playwright starts
    only once in a process; so the first to ask starts it, and is the last to be torn down."""
    if _running:
        yield _running[0]
        return
    path = chromium.find()
    if path is None:
        pytest.skip("no Chromium on this machine: python -m tools.chromium installs one")
    with sync_playwright() as playwright:
        _running.append(playwright.chromium.launch(executable_path=path, headless=True, args=BROWSER_FLAGS))
        yield _running[0]
        _running.pop().close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """open_page(viewport=…, java_script_enabled=…, locale=…): a fresh, watched browser window."""
    faults: list[str] = []
    contexts = []

    def open_one(**asked: Any) -> Page:
        context = browser.new_context(
            **{"viewport": ROOMY, "locale": "en-US", "timezone_id": "America/New_York", **asked}
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        watch(page, faults)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not faults, "\n".join(["", *faults])


def watch(page: Page, faults: list[str]) -> None:
    def asked(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and not is_this_machine(parts.hostname):
            faults.append(f"{page.url} asked another host: {request.url}")

    def said(message: Any) -> None:
        # A refused form answers 4xx, and the browser writes that down as an error: that one is no fault.
        if message.type == "error" and "Failed to load resource" not in message.text:
            faults.append(f"{page.url} wrote an error: {message.text}")

    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: faults.append(f"{page.url} broke: {error}"))


@pytest.fixture
def browser_page(open_page: OpenPage) -> Page:
    """A window as on a laptop."""
    return open_page()


@pytest.fixture
def no_js_page(open_page: OpenPage) -> Page:
    """A window that runs no script at all."""
    return open_page(java_script_enabled=False)


@pytest.fixture
def narrow_page(open_page: OpenPage) -> Page:
    """A small phone, 320 px wide: also what 400% zoom makes of a laptop. See `no_sideways_scroll`."""
    return open_page(viewport=NARROW, has_touch=True, is_mobile=True)


@pytest.fixture
def no_sideways_scroll() -> Callable[[Page], None]:
    """no_sideways_scroll(page): everything on it fits the window's width. Source: WCAG 2.2, 1.4.10."""

    def check(page: Page) -> None:
        wide, room = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        too_wide = page.evaluate(
            """room => [...document.querySelectorAll("body *")]
                .filter(it => it.getBoundingClientRect().right > room + 1)
                .slice(0, 5).map(it => it.outerHTML.slice(0, 120))""",
            room,
        )
        assert wide <= room, f"{page.url} is {wide} px wide in a window of {room}: {too_wide}"

    return check


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """axe(page): axe-core finds nothing at all wrong with the page as it stands."""

    def check(page: Page) -> None:
        found = Axe().run(page, options=AXE_RULES).response["violations"]
        told = [
            f"{each['id']} ({each['impact']}): {each['help']}\n    "
            + "\n    ".join(
                json.dumps(node["target"]) + " " + node["html"][:160] for node in each["nodes"][:4]
            )
            for each in found
        ]
        assert not told, "\n".join([f"axe on {page.url}:", *told])

    return check


@pytest.fixture
def live_site(live_server: Any, tmp_path: Path) -> Iterator[Site]:
    """The house, served on localhost, with the sandbox processor beside it in a process of its own."""
    url = live_server.url.replace("127.0.0.1", "localhost")
    processor = SandboxProcess(
        tmp_path / "processor", webhook_url=f"{url}/webhooks/stripe/", our_origin=url, bank_delay_seconds=1
    )
    with (
        processor,
        override_settings(
            SITE_URL=url,
            PROCESSOR_API=processor.url,
            PROCESSOR_PAGES=processor.url,
            PROCESSOR_KEY=processor.secret_key,
            PROCESSOR_WEBHOOK_SECRET=processor.webhook_secret,
        ),
    ):
        yield Site(url, processor)
