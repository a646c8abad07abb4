"""A house that sends its own ACH files, and Ana with a card that autopay takes from."""

from hearthside.ach.tests.conftest import house  # noqa: F401
from hearthside.autopay.tests.conftest import saver  # noqa: F401
from hearthside.payments.tests.conftest import payer, sandbox, sandbox_process  # noqa: F401
