"""The processor in a process of its own, Ana with her bill, and the desk."""

import pytest

from hearthside.payments.tests.conftest import ana, payer, sandbox, sandbox_process  # noqa: F401
from hearthside.refunds.tests.cast import Desk, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()
