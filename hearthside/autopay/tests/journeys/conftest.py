"""The fixtures of every journey."""

from tests.journeys.conftest import (  # noqa: F401
    axe,
    browser,
    browser_page,
    live_site,
    narrow_page,
    no_js_page,
    no_sideways_scroll,
    open_page,
)
