"""The same instruments as every journey of the house, and files in a folder of their own."""

from hearthside.cases.tests.journeys.conftest import come_in  # noqa: F401
from tests.journeys.conftest import (  # noqa: F401
    axe,
    browser,
    browser_page,
    narrow_page,
    no_js_page,
    no_sideways_scroll,
    open_page,
)
