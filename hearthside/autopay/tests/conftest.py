"""The sandbox processor and Ana, as the payments room sets them up."""

import pytest

from hearthside.autopay.tests.cast import Saver, make_saver
from hearthside.payments.tests.conftest import Payer, ana, payer, sandbox, sandbox_process  # noqa: F401


@pytest.fixture
def saver(db: None, payer: Payer) -> Saver:  # noqa: F811
    """Ana, signed in, with a bill and a card that pays."""
    return make_saver(payer)
