"""The same instruments as every journey of the house, and a way to be signed in without typing."""

from hearthside.cases.tests.journeys.conftest import come_in
from tests.journeys.conftest import (
    axe,
    browser,
    browser_page,
    narrow_page,
    no_js_page,
    no_sideways_scroll,
    open_page,
)

__all__ = [
    "axe", "browser", "browser_page", "come_in", "narrow_page", "no_js_page", "no_sideways_scroll",
    "open_page",
]  # fmt: skip
