"""One sandbox for all these tests, and the stripe library pointed at it as it comes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe

from hearthside.sandbox.process import SandboxProcess


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    state = tmp_path_factory.mktemp("sandbox") / "state.sqlite3"
    with SandboxProcess(state, bank_delay_seconds=3600, business="Test & Sons") as running:
        yield running


@pytest.fixture(scope="session")
def client(sandbox: SandboxProcess) -> stripe.StripeClient:
    return stripe.StripeClient(sandbox.secret_key, base_addresses={"api": sandbox.url}, max_network_retries=0)


def session_facts(**changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "usd",
                    "unit_amount": 14250,
                    "product_data": {"name": "Payment <b>402</b>"},
                },
            }
        ],
        "allowed_payment_method_types": ["card"],
        "client_reference_id": "4021187739",
        "metadata": {"attempt": "4021187739"},
        "payment_intent_data": {"description": "4021187739", "metadata": {"attempt": "4021187739"}},
        "success_url": "http://127.0.0.1:9/done?page={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:9/back?a=1&b=2",
        "expires_at": int((datetime.now(UTC) + timedelta(hours=1)).timestamp()),
    }
    return facts | changes
