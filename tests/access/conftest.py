"""The drills' own table: Ana, her bill, a payment, and the processor beside the house."""

from hearthside.payments.tests.conftest import payer, sandbox, sandbox_process  # noqa: F401
from tests.drills.conftest import ana, cast  # noqa: F401
from tests.drills.test_doors import addresses, attempt  # noqa: F401
