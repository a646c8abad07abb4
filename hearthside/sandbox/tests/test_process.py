"""Starting, stopping, being refused; and the signature, against the stripe library's own."""

import time
from pathlib import Path

import pytest
import stripe

from hearthside.sandbox.__main__ import read_options
from hearthside.sandbox.process import SandboxFailed, SandboxProcess
from hearthside.sandbox.server import Options
from hearthside.sandbox.webhooks import signature


def options(**changes: object) -> Options:
    return Options(**{"state": Path("x"), "secret_key": "sk_test_1", **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"host": "0.0.0.0"},
        {"host": "192.168.1.5"},
        {"port": 70000},
        {"secret_key": "sk_live_1"},
        {"webhook_url": "http://127.0.0.1:1/"},
        {"webhook_url": "nonsense", "webhook_secret": "whsec_1"},
        {"our_origin": "http://127.0.0.1:8000/path"},
        {"bank_delay_seconds": -1},
    ],
)
def test_options_that_make_no_sense_are_named(changes: dict[str, object]) -> None:
    assert options().problems() == []
    assert len(options(**changes).problems()) == 1


def test_the_command_line_refuses_to_listen_to_the_world(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_options(["--state", "x", "--secret-key", "sk_test_1", "--host", "0.0.0.0"])
    assert ended.value.code == 2
    assert "this machine only" in capsys.readouterr().err


def test_it_says_when_it_is_ready_stops_when_told_and_gives_its_port_back(tmp_path: Path) -> None:
    sandbox = SandboxProcess(tmp_path / "a" / "state.sqlite3").start()
    sandbox.stop()
    assert not sandbox.is_running
    said = (tmp_path / "a" / "state.log").read_text()
    assert said.count("\n") == 1 and f"ready at {sandbox.url}" in said
    assert (tmp_path / "a" / "state.sqlite3").stat().st_mode & 0o777 == 0o600
    with sandbox:
        # Another server already answers on this port: that is not our child being ready.
        with pytest.raises(SandboxFailed, match="did not start"):
            SandboxProcess(tmp_path / "b.sqlite3", port=sandbox.port, secret_key="sk_live_x").start()
        assert sandbox.is_running
    assert not sandbox.is_running


def test_a_state_file_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "odd.sqlite3").write_bytes(b"this is not a database, it is a shopping list" * 50)
    with pytest.raises(SandboxFailed, match="cannot start"):
        SandboxProcess(tmp_path / "odd.sqlite3").start()


def test_the_signature_is_stripes() -> None:
    body = '{"id": "evt_1", "name": "ñ"}'
    header = signature(body.encode(), secret="whsec_1", at=int(time.time()))
    assert stripe.WebhookSignature.verify_header(body, header, "whsec_1", 300)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(body, header, "whsec_2", 300)
