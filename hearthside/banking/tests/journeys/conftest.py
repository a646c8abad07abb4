"""The fixtures of every journey."""

from hearthside.portal.tests.conftest import site_url  # noqa: F401
from hearthside.portal.tests.journeys.conftest import look  # noqa: F401
from tests.journeys.conftest import (  # noqa: F401
    axe,
    browser,
    browser_page,
    no_js_page,
    no_sideways_scroll,
    open_page,
)
