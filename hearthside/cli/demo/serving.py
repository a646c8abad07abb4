"""The demo's house, running: processor, worker and web server, all on this machine only, ended together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from django.conf import settings

from hearthside import clock
from hearthside.cli.demo.building import sandbox_of
from hearthside.cli.demo.errors import NotForTheDemo, PortTaken

LOOPBACK = "127.0.0.1"
START_SECONDS_MAX = 30
STOP_SECONDS_MAX = 15
_direct = build_opener(ProxyHandler({}))


def check_free(port: int) -> None:
    """Raises PortTaken when somebody listens on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            raise PortTaken(
                "another program uses this port", port=port, do="stop it, or give --port another number"
            ) from None


def free_port(wanted: int) -> int:
    """`wanted` where it is free, else one that is."""
    try:
        check_free(wanted)
        return wanted
    except PortTaken:
        with socket.socket() as probe:
            probe.bind((LOOPBACK, 0))
            return int(probe.getsockname()[1])


@contextmanager
def running_house(
    *, port: int, anchor: date, reload: bool = False
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The three processes, ready to be visited; stopped on the way out, whatever happens."""
    sandbox = sandbox_of(settings.HOME, tells=f"http://{LOOPBACK}:{port}/webhooks/stripe/")
    children: list[subprocess.Popen[bytes]] = []
    try:
        sandbox.start()
        children.append(_child("worker", ["worker"], anchor))
        web = ["serve", "--bind", f"{LOOPBACK}:{port}", "--workers", "2", *(["--reload"] if reload else [])]
        children.append(_child("web", web, anchor))
        _wait_until_it_answers(port, children)
        yield children
    finally:
        for child in children:
            if child.poll() is None:
                child.terminate()
        for child in children:
            _end(child)
        sandbox.stop()


def stay(children: list[subprocess.Popen[bytes]]) -> int:
    """Until Ctrl-C or SIGTERM: 0. When a process ends by itself: 1, and says which log tells why."""
    asked = _Asked()
    while not asked.to_stop:
        for child in children:
            if child.poll() is not None:
                print(
                    f"hearthside: {_name(child)} ended by itself; see {_log_of(_name(child))}",
                    file=sys.stderr,
                )
                return 1
        time.sleep(0.3)
    return 0


class _Asked:
    """Whether somebody asked us to stop."""

    def __init__(self) -> None:
        self.to_stop = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.to_stop = True


def _child(name: str, arguments: list[str], anchor: date) -> subprocess.Popen[bytes]:
    log = _log_of(name)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "hearthside.cli.main", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=_environment(anchor),
        )
    _names[child.pid] = name
    return child


_names: dict[int, str] = {}


def _name(child: subprocess.Popen[bytes]) -> str:
    return _names[child.pid]


def _log_of(name: str) -> Path:
    folder: Path = settings.HOME / "logs"
    return folder / f"{name}.log"


def _environment(anchor: date) -> dict[str, str]:
    """Ours; with the history's last day as today on a machine whose clock is behind it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([_code(), os.environ.get("PYTHONPATH", "")])}
    if clock.today() < anchor:
        environment["HEARTHSIDE_TODAY"] = anchor.isoformat()
    return environment


def _code() -> str:
    return str(Path(settings.CODE).parent)


def _wait_until_it_answers(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    give_up = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < give_up:
        ended = [child for child in children if child.poll() is not None]
        if ended:
            break
        try:
            with _direct.open(f"http://{LOOPBACK}:{port}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise NotForTheDemo("the web server did not start", log=str(_log_of("web")), do="read this log")


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
