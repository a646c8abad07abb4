"""The sandbox processor in a process of its own, once for all tests of this room."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests
from django.test import override_settings
from pytest import TempPathFactory

from hearthside.payments.tests.cast import Ana, make_ana
from hearthside.sandbox.process import SandboxProcess


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody at the hosted page, without a browser."""

    sandbox: SandboxProcess

    def pays_by_card(self, url: str, number: str = "4242424242424242") -> requests.Response:
        """Type a card and press the button; where that leads is in the answer's Location."""
        return self._sends(
            url,
            {
                "number": number,
                "expiry": "12/34",
                "name": "Ana Reyes",
                "code": "1234"[: 4 if number[0] == "3" else 3],
                "zip": "45402",
            },
        )

    def pays_by_bank(self, url: str, account: str = "000123456789") -> requests.Response:
        return self._sends(
            url,
            {"routing": "110000000", "account": account, "account_type": "checking", "holder": "Ana Reyes"},
        )

    def _sends(self, url: str, fields: dict[str, str]) -> requests.Response:
        session = requests.Session()
        session.trust_env = False
        page = session.get(url, timeout=10)
        action = re.search(r'<form[^>]*action="([^"]*)"', page.text)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        return session.post(
            urljoin(page.url, unescape(action.group(1)) if action else ""), data=hidden | fields, timeout=10,
            allow_redirects=False,
        )  # fmt: skip


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: TempPathFactory) -> Iterator[SandboxProcess]:
    folder: Path = tmp_path_factory.mktemp("processor")
    with SandboxProcess(folder / "state", bank_delay_seconds=86400) as running:
        yield running


@pytest.fixture
def sandbox(sandbox_process: SandboxProcess) -> Iterator[SandboxProcess]:
    """The processor, with nothing broken on purpose, and this house set up to use it."""
    sandbox_process.control("faults/clear")
    with override_settings(
        PROCESSOR_API=sandbox_process.url, PROCESSOR_PAGES=sandbox_process.url,
        PROCESSOR_KEY=sandbox_process.secret_key, PROCESSOR_WEBHOOK_SECRET=sandbox_process.webhook_secret,
    ):  # fmt: skip
        yield sandbox_process
    sandbox_process.control("faults/clear")


@pytest.fixture
def payer(sandbox: SandboxProcess) -> Payer:
    return Payer(sandbox)


@pytest.fixture
def ana(db: None) -> Ana:
    return make_ana()
