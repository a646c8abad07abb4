"""The sandbox processor, Ana who owes, and a way to call."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from hearthside.cli.commands.call_ import PretendCall
from hearthside.payments.tests.conftest import ana, sandbox, sandbox_process  # noqa: F401


def through(client: Client) -> Callable[[str, dict[str, str], str], tuple[int, str]]:
    """The line reached within this process."""

    def post(path: str, fields: dict[str, str], signed: str) -> tuple[int, str]:
        response = client.post(
            path, urlencode(fields), content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": signed},
        )  # fmt: skip
        return response.status_code, response.content.decode()

    return post


@pytest.fixture
def ring(sandbox: object) -> Callable[..., PretendCall]:  # noqa: F811
    """Call the line: `ring()` has heard the greeting."""

    def dial(number: str = "+14045550123") -> PretendCall:
        return PretendCall(through(Client()), number=number).dial()

    return dial
