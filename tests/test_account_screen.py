"""The staff's account screen with every room of the house on it: design 6, twelve queries."""

from typing import Any

import pytest
from django.test import Client

from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.payments.tests.cast import Ana, make_ana

pytestmark = pytest.mark.django_db
QUERIES_MAX = 12


@pytest.fixture
def ana(db: None) -> Ana:
    return make_ana()


def test_all_rooms_together_ask_little(ana: Ana, django_assert_max_num_queries: Any) -> None:
    desk: Client = at_desk(make_staff("sol", "supervisor"))
    path = f"/desk/accounts/{ana.account.number}/"
    desk.get(path)
    with django_assert_max_num_queries(QUERIES_MAX):
        page = desk.get(path)
    assert page.status_code == 200
