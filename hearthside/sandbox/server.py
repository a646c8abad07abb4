"""The sandbox as a server: the API, the hosted page and the control page behind one loopback port."""

import json
import os
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from hearthside.sandbox.api import Api, Asked, Reply
from hearthside.sandbox.control import Control
from hearthside.sandbox.pages import STYLE, Pages, Typed, content_policy, origin_of, read_bank, read_card
from hearthside.sandbox.processing import PageResult, Sandbox
from hearthside.sandbox.store import Store
from hearthside.sandbox.webhooks import Courier
from hearthside.sandbox.wire import BODY_BYTES_MAX, ApiError, Json, refused, to_json
from hearthside.sandbox.words import language_for

LOOPBACK = ("127.0.0.1", "::1", "localhost")
CLOCK_STEP_SECONDS = 0.5
IDLE_TIMEOUT_SECONDS = 30
HTML = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Options:
    """How one sandbox is run."""

    state: Path
    secret_key: str
    host: str = "127.0.0.1"
    port: int = 0
    webhook_url: str = ""
    webhook_secret: str = ""
    our_origin: str = ""
    business: str = "Test business"
    bank_delay_seconds: float = 30
    quiet: bool = False

    def problems(self) -> list[str]:
        """What makes no sense, in words; empty when all is well."""
        found = []
        if self.host not in LOOPBACK:
            found.append(f"--host must be this machine only (127.0.0.1), not {self.host}")
        if not 0 <= self.port <= 65535:
            found.append(f"--port must be from 0 to 65535, not {self.port}")
        if not self.secret_key.startswith(("sk_test_", "rk_test_")):
            found.append("--secret-key must begin with sk_test_: a live key has no place here")
        if self.webhook_url and not self.webhook_secret.startswith("whsec_"):
            found.append("--webhook-url needs a --webhook-secret that begins with whsec_")
        if self.webhook_url and not origin_of(self.webhook_url):
            found.append("--webhook-url must be a full address, like http://127.0.0.1:8000/webhooks/stripe/")
        if self.our_origin and origin_of(self.our_origin) != self.our_origin:
            found.append("--our-origin must be scheme, host and port only, like http://127.0.0.1:8000")
        if self.bank_delay_seconds < 0:
            found.append("--bank-delay must not be negative")
        return found


class Server(ThreadingHTTPServer):
    """One sandbox company behind one port, with its clock and its courier."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, options: Options) -> None:
        problems = options.problems()
        if problems:
            raise ValueError("; ".join(problems))
        if ":" in options.host:
            self.address_family = socket.AF_INET6
        super().__init__((options.host, options.port), Handler)
        self.options = options
        shown_host = f"[{options.host}]" if ":" in options.host else options.host
        self.origin = f"http://{shown_host}:{self.server_port}"
        self.store = Store(options.state)
        self.sandbox = Sandbox(
            self.store,
            origin=self.origin,
            bank_delay_seconds=options.bank_delay_seconds,
            notifies=bool(options.webhook_url),
        )
        self.api = Api(self.sandbox, secret_key=options.secret_key)
        self.courier: Courier | None = None
        if options.webhook_url:
            self.courier = Courier(self.store, url=options.webhook_url, secret=options.webhook_secret)
            self.sandbox.on_event = self.courier.wake
        self.control = Control(self.sandbox, wake=self.sandbox.on_event)
        self._ending = threading.Event()
        self._clock = threading.Thread(target=self._tick, name="clock", daemon=True)

    def server_bind(self) -> None:
        # The standard server asks DNS for its own name; a loopback server has no use for it.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def run(self) -> None:
        """Serve until `shutdown` is called from another thread."""
        self._clock.start()
        if self.courier:
            self.courier.start()
        try:
            self.serve_forever(poll_interval=0.1)
        finally:
            self._ending.set()
            if self.courier:
                self.courier.end()
                self.courier.join(timeout=5)
            self._clock.join(timeout=5)
            self.server_close()
            self.store.close()

    def _tick(self) -> None:
        while not self._ending.wait(CLOCK_STEP_SECONDS):
            self.sandbox.run_due()

    def handle_error(self, request: Any, client_address: Any) -> None:
        kind, _problem, _trace = sys.exc_info()
        # A caller that hangs up is no fault of ours; anything else is shown whole.
        if kind is not None and issubclass(kind, ConnectionError | TimeoutError):
            return
        super().handle_error(request, client_address)


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    query: dict[str, str]
    raw_query: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Handler(BaseHTTPRequestHandler):
    """One connection. Every answer goes out in one write."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = IDLE_TIMEOUT_SECONDS
    disable_nagle_algorithm = True
    server_version = "HearthsideSandbox"
    sys_version = ""

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def _handle(self, method: str) -> None:
        asked = self._read(method)
        if asked is None:
            return
        fault = None
        if not asked.path.startswith("/_control"):
            fault = self.server.store.take_fault(method, asked.path)
        kind, seconds = fault or ("", 0.0)
        if kind == "refuse":
            self.close_connection = True
            return
        if kind == "error_before":
            self._send(_broken())
            return
        try:
            reply = self._answer(asked, stall_seconds=seconds if kind == "slow" else 0)
        except Exception:
            # The caller must hear of it, and so must whoever runs this.
            self._send(_broken())
            raise
        if kind == "lose_answer":
            self.close_connection = True
            return
        self._send(_broken() if kind == "error_after" else reply)

    def _read(self, method: str) -> _Request | None:
        """The request, or None when it was answered already as unreadable."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
        if host.strip("[]") not in LOOPBACK:
            # A web page elsewhere could otherwise reach this port by giving its own name our address.
            self._refuse(403, "This sandbox answers only to 127.0.0.1 and localhost.")
            return None
        length_text = headers.get("content-length", "0")
        if not length_text.isdigit() or "transfer-encoding" in headers:
            self._refuse(411, "Send a body with a Content-Length.")
            return None
        if int(length_text) > BODY_BYTES_MAX:
            self._refuse(413, f"A body may be at most {BODY_BYTES_MAX} bytes.")
            return None
        parts = urlsplit(self.path)
        return _Request(
            method=method,
            path=parts.path,
            query=dict(parse_qsl(parts.query, max_num_fields=50)),
            raw_query=parts.query,
            body=self.rfile.read(int(length_text)),
            headers=headers,
        )

    def _refuse(self, status: int, message: str) -> None:
        self.close_connection = True
        body = to_json(ApiError(status, "invalid_request_error", message).body)
        self._send(Reply(status, body, {"Content-Type": "application/json"}))

    def _answer(self, asked: _Request, *, stall_seconds: float) -> Reply:
        def stall() -> None:
            time.sleep(stall_seconds)

        if asked.path.startswith("/v1/"):
            wire = Asked(asked.method, asked.path, asked.raw_query, asked.body, asked.headers)
            reply = self.server.api.answer(wire, before_work=stall)
            return Reply(reply.status, reply.body, {"Content-Type": "application/json", **reply.headers})
        stall()
        if asked.path == "/page.css":
            cached = {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=300"}
            return Reply(200, STYLE, cached)
        if asked.path == "/_control/health":
            return _json({"ok": True, "origin": self.server.origin, "pid": os.getpid()})
        if asked.path.startswith("/_control"):
            return self._control(asked)
        if asked.path.startswith("/c/pay/"):
            return self._hosted(asked)
        return self._page(404, self._pages(asked, None).ending("missing"))

    # The hosted page

    def _pages(self, asked: _Request, session: Json | None) -> Pages:
        language = language_for(
            asked.query.get("lang", ""),
            session["locale"] if session else None,
            asked.headers.get("accept-language", ""),
        )
        return Pages(self.server.options.business, language)

    def _page(self, status: int, body: bytes, session: Json | None = None) -> Reply:
        shop = [origin_of(session[name]) for name in ("success_url", "cancel_url")] if session else []
        policy = content_policy(self.server.options.our_origin, *shop)
        return Reply(status, body, {**HTML, "Content-Security-Policy": policy})

    def _hosted(self, asked: _Request) -> Reply:
        self.server.sandbox.run_due()
        session_id, _, step = asked.path.removeprefix("/c/pay/").partition("/")
        session = self.server.store.find("checkout.session", session_id)
        pages = self._pages(asked, session)
        if session is None or step not in ("", "verify"):
            return self._page(404, pages.ending("missing"))
        if asked.method == "POST" and not self._from_our_page(asked):
            return self._page(403, pages.ending("refused", None), session)
        if session["status"] == "expired":
            return self._page(410, pages.ending("ended", session["cancel_url"]), session)
        if session["status"] == "complete":
            if asked.method == "POST":
                return self._go(_success_url(session), session)
            return self._page(200, pages.ending("done", _success_url(session)), session)
        if step == "verify":
            return self._verify(asked, session, pages)
        if asked.method == "POST":
            return self._submit(asked, session, pages)
        return self._page(200, pages.form(session, self._item(session), {}, {}), session)

    def _from_our_page(self, asked: _Request) -> bool:
        """No cookie guards a form here, so another site's form is told by its origin."""
        origin = asked.headers.get("origin", "")
        if origin:
            return origin.rpartition("//")[2] == asked.headers.get("host", "")
        return asked.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")

    def _item(self, session: Json) -> str:
        return ", ".join(self.server.store.private(session["id"]).get("items", []))

    def _submit(self, asked: _Request, session: Json, pages: Pages) -> Reply:
        form = _form(asked.body)
        box = self.server.sandbox
        bank = session["payment_method_types"][0] == "us_bank_account"
        typed: Typed = read_bank(form) if bank else read_card(form, datetime.now(UTC))
        if typed.errors:
            return self._page(422, pages.form(session, self._item(session), form, typed.errors), session)
        if typed.card:
            result = box.submit_card(session["id"], typed.card)
        elif typed.bank:
            result = box.submit_bank(session["id"], typed.bank)
        else:
            raise AssertionError("a form without errors holds a card or an account")
        return self._after(result, session["id"], form, pages)

    def _verify(self, asked: _Request, session: Json, pages: Pages) -> Reply:
        if not self.server.store.private(session["id"]).get("challenge"):
            return self._go(f"/c/pay/{session['id']}?lang={pages.language}", session)
        if asked.method == "GET":
            return self._page(200, pages.verify(session), session)
        passed = _form(asked.body).get("answer") == "yes"
        result = self.server.sandbox.answer_challenge(session["id"], passed=passed)
        return self._after(result, session["id"], {}, pages)

    def _after(self, result: PageResult, session_id: str, form: dict[str, str], pages: Pages) -> Reply:
        session = self.server.store.get("checkout.session", session_id)
        if result.state == "done":
            return self._go(_success_url(session), session)
        if result.state == "challenge":
            return self._go(f"/c/pay/{session_id}/verify?lang={pages.language}", session)
        if result.state == "ended":
            return self._page(410, pages.ending("ended", session["cancel_url"]), session)
        body = pages.form(session, self._item(session), form, {}, result.decline_code)
        return self._page(422, body, session)

    def _go(self, address: str, session: Json) -> Reply:
        page = self._page(303, b"", session)
        return Reply(303, b"", {**page.headers, "Location": address})

    # The control page

    def _control(self, asked: _Request) -> Reply:
        name = asked.path.removeprefix("/_control").strip("/")
        if asked.method == "GET":
            if name == "state":
                return _json(self.server.control.state())
            return self._page(200 if not name else 404, self.server.control.page())
        if not self._from_our_page(asked):
            return self._page(403, Pages(self.server.options.business, "en").ending("refused"))
        try:
            done = self.server.control.do(name, _form(asked.body, asked.headers.get("content-type", "")))
        except ApiError as problem:
            return Reply(problem.status, to_json(problem.body), {"Content-Type": "application/json"})
        if "text/html" in asked.headers.get("accept", ""):
            headers = self._page(303, b"").headers
            return Reply(303, b"", {**headers, "Location": "/_control/"})
        return _json(done)

    # Sending

    def _send(self, reply: Reply) -> None:
        status = HTTPStatus(reply.status)
        headers = {
            "Server": self.server_version,
            "Date": self.date_time_string(),
            **reply.headers,
            "Content-Length": str(len(reply.body)),
        }
        if self.close_connection:
            headers["Connection"] = "close"
        lines = [f"{self.protocol_version} {status.value} {status.phrase}"]
        lines += [f"{name}: {_one_line(value)}" for name, value in headers.items()]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body)
        self.log_request(reply.status)

    def log_message(self, format: str, *args: Any) -> None:
        """One line a request: method, path without its query, status. Never a body."""
        if self.server.options.quiet:
            return
        line = str(args[0]).split("?")[0] if args else format
        sys.stderr.write(f"sandbox {line!r} {args[1] if len(args) > 1 else ''}\n")


def _one_line(value: str) -> str:
    """A header's value as ASCII without line ends: an echoed key must not add a header of its own."""
    return quote(value, safe=" !#$%&'()*+,-./:;<=>?@[]^_`{|}~\"")


def _json(value: Json) -> Reply:
    return Reply(200, to_json(value), {"Content-Type": "application/json", "Cache-Control": "no-store"})


def _broken() -> Reply:
    problem = ApiError(500, "api_error", "An unexpected error occurred. Please retry the request.")
    return Reply(500, to_json(problem.body), {"Content-Type": "application/json"})


def _form(body: bytes, content_type: str = "") -> dict[str, str]:
    """A small form or JSON object as names and texts. The last of two fields of one name counts."""
    try:
        if content_type.startswith("application/json"):
            held = json.loads(body or b"{}")
            return {str(n): str(v).lower() if isinstance(v, bool) else str(v) for n, v in held.items()}
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50))
    except (ValueError, AttributeError):
        raise refused("The form could not be read.") from None


def _success_url(session: Json) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
