"""Logs: one JSON object a line, with allowed keys only. Never a query, a body, a cookie, a name or a value.

Words of a log line are the constant part that stands in the code; what would be filled into it is left
out, unless it comes under one of `KEYS`. So no stranger's text can forge a line or carry health facts into
it. An exception is told by its class and our own places in the code, without its message.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import IO, Any

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from hearthside.guards.addresses import audit_prefix

KEYS = (
    "job",
    "took_ms",
    "count",
    "error",
    "places",
    "attempt",
    "why",
    "method",
    "route",
    "status",
    "request_id",
    "address",
)
VALUE_MAX = 200
NO_ROUTE = "(none)"
LANGUAGES = ("es",)


class JsonLines(logging.Formatter):
    """One line of JSON: at, level, log, what, and whatever of `KEYS` the caller gave."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "what": _constant_words(record),
        }
        for key in KEYS:
            if key in record.__dict__:
                line[key] = _plain(record.__dict__[key])
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["places"] = our_places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


def set_up(stream: IO[str] | None = None) -> None:
    """Every log of this process goes to `stream` (standard error) as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("hearthside", "gunicorn"):
        logging.getLogger(ours).setLevel(logging.INFO)
    # Django says "not found" with the path in it for each stray visitor; the request log has the route.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django.security.DisallowedHost").setLevel(logging.CRITICAL)


def our_places(trace: TracebackType | None) -> list[str]:
    """Where in our own code an exception passed: file, line and function; no locals, no values."""
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        _, ours, path = code.co_filename.rpartition("hearthside/")
        if ours and "site-packages" not in code.co_filename:
            places.append(f"{path}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-8:]


def route_of(path: str) -> str:
    """The pattern that a path matches, like `bills/<number>/`; a path without one is not written down."""
    first = path.strip("/").partition("/")[0]
    try:
        with translation.override(first if first in LANGUAGES else settings.LANGUAGE_CODE):
            return resolve(path).route or "/"
    except Resolver404:
        return NO_ROUTE


class RequestLog(Logger):  # type: ignore[misc]
    """gunicorn's log in our form: one line a request, without what only the visitor should know."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers[:] = []
            log.propagate = True
        set_up()

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        headers = {str(name).lower(): str(value) for name, value in resp.headers}
        self.access_log.info(
            "request",
            extra={
                "method": str(environ.get("REQUEST_METHOD", "")),
                "route": route_of(str(environ.get("PATH_INFO", ""))),
                "status": int(str(resp.status).split(None, 1)[0]),
                "took_ms": int(request_time.total_seconds() * 1000),
                "request_id": headers.get("x-request-id", ""),
                "address": audit_prefix(environ, settings.TRUSTED_PROXY_COUNT),
            },
        )


def _constant_words(record: logging.LogRecord) -> str:
    """What stands in the code. A library that builds its sentence before logging it is not quoted."""
    is_constant = bool(record.args) or record.name.startswith(("hearthside", "gunicorn"))
    return str(record.msg) if is_constant and isinstance(record.msg, str) else ""


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, list):
        return [str(one)[:VALUE_MAX] for one in value]
    return str(value)[:VALUE_MAX]
