"""The sandbox as a child process, for tests and for the demo."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

SECRET_KEY = "sk_test_hearthside_sandbox"  # noqa: S105  opens pretend money only
WEBHOOK_SECRET = "whsec_hearthside_sandbox"  # noqa: S105
START_SECONDS_MAX = 15
STOP_SECONDS_MAX = 10
# A proxy set for the outside world must not come between two processes of one machine.
_direct = build_opener(ProxyHandler({}))


class SandboxFailed(Exception):
    """The child process did not become ready; the message carries what it said."""


class SandboxProcess:
    """One sandbox in its own process. `with SandboxProcess(path) as sandbox: sandbox.url`."""

    def __init__(
        self,
        state: Path,
        *,
        port: int = 0,
        secret_key: str = SECRET_KEY,
        webhook_url: str = "",
        webhook_secret: str = WEBHOOK_SECRET,
        our_origin: str = "",
        business: str = "Test business",
        bank_delay_seconds: float = 30,
    ) -> None:
        self.state = state
        self.port = port or _free_port()
        self.secret_key = secret_key
        self.webhook_secret = webhook_secret
        self._arguments = [
            "--state", str(state), "--port", str(self.port), "--secret-key", secret_key,
            "--webhook-url", webhook_url, "--webhook-secret", webhook_secret, "--our-origin", our_origin,
            "--business", business, "--bank-delay", str(bank_delay_seconds), "--quiet",
        ]  # fmt: skip
        self._child: subprocess.Popen[bytes] | None = None
        self._log = state.with_suffix(".log")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def start(self) -> Self:
        """Start it and wait until it answers. Raises SandboxFailed with its own words."""
        self.state.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "hearthside.sandbox", *self._arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, "PYTHONPATH": _import_path()},
            )  # fmt: skip
        give_up = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < give_up:
            if not self.is_running:
                break
            if self._healthy():
                return self
            time.sleep(0.05)
        self.kill()
        said = self._log.read_text(errors="replace")[-2000:]
        raise SandboxFailed(f"the sandbox did not start on port {self.port}: {said}")

    def _healthy(self) -> bool:
        try:
            with _direct.open(f"{self.url}/_control/health", timeout=2) as answer:
                # Another server may hold the port already: only our own child counts.
                return self._child is not None and bool(json.load(answer)["pid"] == self._child.pid)
        except (URLError, OSError, ValueError, KeyError):
            return False

    def stop(self) -> None:
        """Ask it to end, and wait."""
        if self._child is None:
            return
        if self.is_running:
            self._child.terminate()
        try:
            self._child.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL)."""
        if self._child is not None:
            if self.is_running:
                self._child.kill()
            self._child.wait()

    def control(self, name: str, **form: object) -> dict[str, Any]:
        """Press one button of the control page: `control("advance", seconds=86400)`."""
        body = urlencode({key: str(v).lower() if isinstance(v, bool) else v for key, v in form.items()})
        request = Request(f"{self.url}/_control/{name}", data=body.encode(), method="POST")  # noqa: S310
        with _direct.open(request, timeout=10) as answer:
            done: dict[str, Any] = json.load(answer)
            return done

    def state_now(self) -> dict[str, Any]:
        """What waits, what is broken on purpose, what was delivered."""
        with _direct.open(f"{self.url}/_control/state", timeout=10) as answer:
            state: dict[str, Any] = json.load(answer)
            return state

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _import_path() -> str:
    """The child finds the same `hearthside` as this process, wherever it was started from."""
    here = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(part for part in (here, os.environ.get("PYTHONPATH", "")) if part)
