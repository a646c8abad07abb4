"""The same instruments as every journey of the house."""

from tests.journeys.conftest import (  # noqa: F401
    axe,
    browser,
    browser_page,
    narrow_page,
    no_js_page,
    no_sideways_scroll,
    open_page,
)
