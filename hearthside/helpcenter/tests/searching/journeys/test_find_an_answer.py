"""Somebody finds an answer in their own words: by keyboard, on a small phone, without scripts."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]


def keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("JOURNEY_PICTURES"):
        page.screenshot(path=Path(folder) / f"search-{name}.png", full_page=True)


def test_find_an_answer(
    live_server: Any, browser_page: Page, narrow_page: Page, no_js_page: Page, axe: Look,
    no_sideways_scroll: Look,
) -> None:  # fmt: skip
    url = live_server.url.replace("127.0.0.1", "localhost")

    browser_page.goto(f"{url}/help/search/")
    axe(browser_page)
    box = browser_page.get_by_label("Ask in your own words")
    box.press_sequentially("my wheelchair br")
    offered = browser_page.locator("#typed a")
    expect(offered.first).to_have_text("My equipment is broken or not working. What do I do?")
    axe(browser_page)
    keep_picture(browser_page, "typing")
    box.fill("when does my bill come?")
    box.press("Enter")
    found = browser_page.locator("ol.hs-found li")
    expect(found.first.get_by_role("link")).to_have_text("When will my bill come?")
    expect(found.first.locator("mark").first).to_be_visible()
    assert "bill" not in browser_page.url.split("/help/")[1]
    axe(browser_page)
    keep_picture(browser_page, "found")

    no_js_page.goto(f"{url}/es/help/search/")
    no_js_page.locator("#q").fill("se me rompio la silla")
    no_js_page.locator("#q").press("Enter")
    expect(no_js_page.locator("ol.hs-found h2").first).to_contain_text("Mi equipo no funciona")

    narrow_page.goto(f"{url}/help/search/")
    narrow_page.locator("#q").fill("qqzzv kkwwx")
    narrow_page.get_by_role("button", name="Search", exact=True).click()
    expect(narrow_page.get_by_role("heading", level=1)).to_have_text("We found no answer to that")
    no_sideways_scroll(narrow_page)
    axe(narrow_page)
    keep_picture(narrow_page, "nothing")
