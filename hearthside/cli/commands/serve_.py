"""The web server (gunicorn, one request a process). Put a proxy with TLS before it in production."""

import argparse
import ipaddress
import os
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.management import call_command
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from hearthside.cli import logging as logs
from hearthside.errors import HearthsideError
from hearthside.portal.views.health import readiness

HELP = "serve the site"
REQUEST_SECONDS_MAX = 60
HEADER_BYTES_MAX = 8190


class NotReady(HearthsideError):
    """Something must be put right before this house opens. Nothing was served."""

    code = "serve.not_ready"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--bind", type=_address, default="127.0.0.1:8000", metavar="HOST:PORT", help="where to listen"
    )
    parser.add_argument("--workers", type=_workers, metavar="N", help="processes (two a core and one)")
    parser.add_argument("--reload", action="store_true", help="read the code anew at each change")


def run(arguments: argparse.Namespace) -> int:
    reasons = list(reasons_not_to_serve(arguments.bind))
    if reasons:
        raise NotReady("this house is not ready to be served", reasons="; ".join(reasons))
    if settings.PRODUCTION:
        # Hashed names of the newest files: without them every page would fail at its first style sheet.
        call_command("collectstatic", interactive=False, verbosity=0)
    logs.set_up()
    _Server(arguments.bind, arguments.workers or (os.cpu_count() or 1) * 2 + 1, reload=arguments.reload).run()
    return 0


def reasons_not_to_serve(bind: str) -> Iterator[str]:
    """What is wrong, each in one sentence that says what to do; nothing when all is well."""
    host = bind.rpartition(":")[0].strip("[]")
    if not settings.PRODUCTION and not _is_this_machine(host):
        yield f"outside production only this machine is served: bind to 127.0.0.1, not {host}"
    if settings.PRODUCTION:
        yield from (f"{found.id}: {found.msg}" for found in run_checks(include_deployment_checks=True)
                    if found.level >= ERROR)  # fmt: skip
    yield from (f"{check.name}: {check.found}" for check in readiness() if not check.ok)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings and no settings file of its own."""

    def __init__(self, bind: str, workers: int, *, reload: bool = False) -> None:
        self._told: dict[str, Any] = {
            "bind": [bind],
            "workers": workers,
            "worker_class": "sync",
            "timeout": REQUEST_SECONDS_MAX,
            "limit_request_field_size": HEADER_BYTES_MAX,
            "limit_request_line": HEADER_BYTES_MAX // 2,
            "logger_class": logs.RequestLog,
            "accesslog": "-",
            "proc_name": "hearthside",
            "control_socket_disable": True,
            "reload": reload,
            "reload_extra_files": _pages() if reload else [],
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._told.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        from hearthside.config.wsgi import application

        return application


def _pages() -> list[str]:
    """Templates and catalogs: read once by a process, so a change of one is a reason to start anew."""
    return [str(path) for kind in ("*.html", "*.mo") for path in settings.CODE.rglob(kind)]


def _address(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError("give a host and a port, like 127.0.0.1:8000")
    return text


def _workers(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError("give a number of processes from 1 to 256")
    return int(text)
