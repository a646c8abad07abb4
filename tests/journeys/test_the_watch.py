"""The journeys' own instruments: each must see what it is there to see."""

import urllib.request
from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Site, watch

pytestmark = pytest.mark.journey

TRACKER = "<script src='https://tracker.example/t.js'></script>"
GOOD = """<!doctype html><html lang="en"><head><title>A bill</title></head>
<body><main><h1>Your bill</h1><p>You owe nothing.</p></main></body></html>"""


def shown(page: Page, html: str) -> Page:
    page.route("http://localhost/**", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("http://localhost/")
    return page


def test_axe_passes_a_good_page(browser_page: Page, axe: Callable[[Page], None]) -> None:
    axe(shown(browser_page, GOOD))


def test_axe_names_what_is_wrong(browser_page: Page, axe: Callable[[Page], None]) -> None:
    shown(browser_page, GOOD.replace(' lang="en"', "").replace("<p>", "<p><img src='/x.png'>"))
    with pytest.raises(AssertionError, match=r"(?s)html-has-lang.*image-alt"):
        axe(browser_page)


def test_a_page_too_wide_for_a_phone_is_seen(
    narrow_page: Page, no_sideways_scroll: Callable[[Page], None]
) -> None:
    small = GOOD.replace("<title>", '<meta name="viewport" content="width=device-width"><title>')
    no_sideways_scroll(shown(narrow_page, small))
    narrow_page.set_content(small.replace("<p>", '<p style="width: 500px">'))
    with pytest.raises(AssertionError, match="500"):
        no_sideways_scroll(narrow_page)


def test_another_host_and_a_broken_script_are_seen(browser: Browser) -> None:
    faults: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        watch(page, faults)
        page.on("requestfailed", lambda request: faults.append(f"failed {request.url}"))
        shown(page, GOOD.replace("<p>", f"{TRACKER}<script>broken()</script><p>"))
        page.wait_for_load_state("networkidle")
    assert any("asked another host: https://tracker.example" in fault for fault in faults)
    assert "failed https://tracker.example/t.js" in faults
    assert any("broken is not defined" in fault for fault in faults)


def test_without_javascript_no_script_runs(no_js_page: Page) -> None:
    shown(no_js_page, GOOD.replace("<p>", "<script>document.title = 'ran'</script><p>"))
    assert no_js_page.title() == "A bill"


def test_a_house_and_its_processor_run_side_by_side(live_site: Site) -> None:
    assert live_site.url.startswith("http://localhost:")
    assert live_site.processor.is_running
    assert live_site.processor.url == settings.PROCESSOR_API
    with urllib.request.urlopen(f"{live_site.url}/static/hearthside/hearthside.css") as answer:
        assert answer.status == 200
