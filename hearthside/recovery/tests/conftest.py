"""Ana and the others, with a phone at home and one in the pocket."""

import pytest

from hearthside.members.models import Account
from hearthside.portal.tests.cast import Cast, make_cast
from hearthside.portal.tests.conftest import site_url  # noqa: F401
from hearthside.portal.tests.journeys.conftest import look  # noqa: F401
from tests.journeys.conftest import (  # noqa: F401
    axe,
    browser,
    browser_page,
    live_site,
    narrow_page,
    no_sideways_scroll,
    open_page,
)


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    Account.objects.filter(pk=cast.owes.id).update(phone="+19375550100", home_phone="+19375550199")
    cast.owes.account.refresh_from_db()
    return cast
