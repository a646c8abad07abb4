"""Journeys see every page as a person does: whole, in both languages, on a small phone, without faults."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

Look = Callable[[Page], None]


@pytest.fixture
def look(axe: Look, no_sideways_scroll: Look) -> Look:
    """look(page): nothing wrong for a screen reader, and nothing wider than a small phone."""

    def check(page: Page) -> None:
        axe(page)
        before = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        no_sideways_scroll(page)
        page.set_viewport_size(before or {"width": 1100, "height": 900})

    return check
