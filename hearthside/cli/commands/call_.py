"""Call the keypad line from a terminal: hear what it says as text, press keys, pay with a test card.

This is the other end of the line, as the phone company is: it signs what it sends, and where the line asks
for a card it takes the digits itself, gives them to the sandbox processor, and passes on a token.
"""

import argparse
import contextlib
import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings

from hearthside.cli.main import say_json
from hearthside.errors import HearthsideError
from hearthside.money import ZERO
from hearthside.payments.processing import processor
from hearthside.payments.processors.registry import LOOPBACK_HOSTS
from hearthside.phone.line import line
from hearthside.phone.signing import signature

HELP = "call the keypad line and pay with a test card"
CALLER = "+14045550123"
TEST_CARD = "4242424242424242"
TEST_ACCOUNT = "000123456789"
VERBS = ("gather", "pay", "dial", "hangup")

Post = Callable[[str, dict[str, str], str], tuple[int, str]]
"""Sends a signed form to a path of the line: path, fields, signature; the status and the body come back."""


class LineRefused(HearthsideError):
    """The line did not take the call: wrong address, wrong token, or a step played again."""

    code = "cli.line_refused"


class NotForRealCalls(HearthsideError):
    """The simulator was pointed at a processor that is not the sandbox on this machine."""

    code = "cli.not_for_real_calls"


class _Reader(HTMLParser):
    """What an answer says, and what it waits for. What a card prompt would say is kept apart."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.prompts: list[tuple[str, str]] = []
        self.verb, self.facts, self.dialed = "", dict[str, str](), ""
        self._inside: list[str] = []
        self._prompt = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag in VERBS:
            self.verb, self.facts = tag, facts
        if tag == "prompt":
            self._prompt = facts.get("for", "")
        if tag == "say" and "prompt" not in self._inside:
            self.said.append("")
        if tag == "break" and self.said:
            self.said[-1] += " ..."
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._inside.pop()

    def handle_data(self, data: str) -> None:
        if "dial" in self._inside:
            self.dialed += data
        elif "say" in self._inside and "prompt" in self._inside:
            self.prompts.append((self._prompt, data))
        elif "say" in self._inside:
            self.said[-1] += data


@dataclass
class PretendCall:
    """One call: what was heard last, and what the line waits for (gather, pay, dial, hangup)."""

    post: Post
    number: str = CALLER
    sid: str = field(default_factory=lambda: "CA" + secrets.token_hex(16))
    said: list[str] = field(default_factory=list)
    waits_for: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    prompts: list[tuple[str, str]] = field(default_factory=list)
    dialed: str = ""
    status: int = 0
    body: str = ""

    @property
    def heard(self) -> str:
        return " ".join(self.said)

    @property
    def next_path(self) -> str:
        return urlsplit(self.facts.get("action", "")).path

    def dial(self) -> "PretendCall":
        return self.send("/voice/answer/", {"Direction": "inbound", "CallStatus": "ringing"})

    def press(self, keys: str = "") -> "PretendCall":
        """Press keys, as many as the line takes, or none and let the silence run out."""
        return self.send(self.next_path, {"Digits": keys})

    def key_card(self, number: str = TEST_CARD) -> "PretendCall":
        """Answer the phone company's own card questions."""
        return self.send(self.next_path, captured_card(number))

    def key_bank(self, account: str = TEST_ACCOUNT) -> "PretendCall":
        return self.send(self.next_path, captured_bank(account))

    def capture_ends(self, result: str) -> "PretendCall":
        """The card questions end without a card."""
        return self.send(self.next_path, {"Result": result})

    def passed_on(self, how: str) -> "PretendCall":
        """What became of the call that the line passed on to a person."""
        return self.send(self.next_path, {"DialCallStatus": how})

    def hang_up(self) -> "PretendCall":
        return self.send("/voice/status/", {"CallStatus": "completed"})

    def send(self, path: str, fields: dict[str, str]) -> "PretendCall":
        told = {"CallSid": self.sid, "From": self.number, "CallStatus": "in-progress"} | fields
        signed = signature(line().auth_token, settings.SITE_URL + path, told.items())
        self.status, self.body = self.post(path, told, signed)
        if self.status == 200:
            self._hear(self.body)
        return self

    def _hear(self, document: str) -> None:
        reader = _Reader()
        reader.feed(document)
        self.said, self.prompts, self.dialed = reader.said, reader.prompts, reader.dialed
        self.waits_for, self.facts = reader.verb, reader.facts


def captured_card(number: str) -> dict[str, str]:
    """What the phone company posts when the processor has kept a card: a token, a brand, four digits."""
    return _captured("card", number=number, code="1234"[: 4 if number.startswith("3") else 3])


def captured_bank(account: str) -> dict[str, str]:
    return _captured("bank", account=account)


def _captured(method: Any, **typed: str) -> dict[str, str]:
    """Have the sandbox keep it, over the wire, on its own hosted page: the digits go nowhere else."""
    from hearthside.sandbox.payer import Payer

    if urlsplit(settings.PROCESSOR_API).hostname not in LOOPBACK_HOSTS:
        raise NotForRealCalls("test cards go to the sandbox only", found=settings.PROCESSOR_API)
    name = f"call-{secrets.token_hex(8)}"
    page = processor().open_page(
        attempt=name, key=name, amount=ZERO, method=method, purpose="save", language="en",
        return_url=settings.SITE_URL + "/", cancel_url=settings.SITE_URL + "/",
        expires_at=datetime.now(UTC) + timedelta(minutes=31),
    )  # fmt: skip
    payer = Payer(page.url)
    payer.pay(**typed) if method == "card" else payer.pay_by_bank(**typed)
    kept = processor().find(attempt=name, page_id=page.id)
    if not kept.saved_token:
        return {"Result": "payment-connector-error", "PaymentError": "the processor did not keep it"}
    profile, _, token = kept.saved_token.partition("/")
    digits = "x" * 12 + kept.last4
    shown = {"PaymentCardNumber": digits} if method == "card" else {"BankAccountNumber": digits}
    return {
        "Result": "success", "ProfileId": profile, "PaymentToken": token, "PaymentCardType": kept.brand,
        "PaymentMethod": "credit-card" if method == "card" else "ach-debit",
    } | shown  # fmt: skip


def over_http(server: str) -> Post:
    """Posts to a running server at `server` (http://127.0.0.1:8000)."""
    session = requests.Session()
    session.trust_env = False

    def post(path: str, fields: dict[str, str], signed: str) -> tuple[int, str]:
        try:
            answer = session.post(
                server + path, data=fields, headers={"X-Twilio-Signature": signed}, timeout=30,
                allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException as trouble:
            raise LineRefused(
                "nobody answers there", server=server, problem=type(trouble).__name__,
                do="start `hearthside demo`, or use --server",
            ) from None  # fmt: skip
        return answer.status_code, answer.text

    return post


@contextlib.contextmanager
def own_server() -> Iterator[str]:
    """The house itself on a free port of this machine, for as long as the call lasts."""
    import threading
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *arguments: Any) -> None:
            """The terminal belongs to the call."""

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    with make_server(
        "127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--server", metavar="URL", help="a running server; without it, one for this call")
    parser.add_argument("--from", dest="caller", default=CALLER, metavar="NUMBER", help="who is calling")
    parser.add_argument(
        "--keys", metavar="KEYS", default="",
        help="keys for each question, with commas; then we hang up: 2,7122044287#,1,12345678,1,1,card,1",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    server = contextlib.nullcontext(arguments.server.rstrip("/")) if arguments.server else own_server()
    with server as address:
        call = PretendCall(over_http(address), number=arguments.caller)
        turns = _talk(call, _given_keys(arguments.keys) if arguments.keys else _typed_keys())
        heard = []
        for said in turns:
            heard.append(said)
            if not arguments.json:
                print("\n".join(f"  {sentence}" for sentence in said), flush=True)
    if arguments.json:
        say_json({"call": call.sid, "heard": heard, "ended": call.waits_for})
    return 0


def _talk(call: PretendCall, keys: Iterator[str]) -> Iterator[list[str]]:
    """Each thing the line says, until it hangs up, or no more keys come and we do."""
    _checked(call.dial())
    while True:
        yield _words_of(call)
        if call.waits_for == "hangup":
            return
        pressed = next(keys, None)
        if pressed is None:
            call.hang_up()
            return
        _checked(_answered(call, pressed))


def _answered(call: PretendCall, pressed: str) -> PretendCall:
    if call.waits_for == "dial":
        return call.passed_on(pressed or "completed")
    if call.waits_for != "pay":
        return call.press(pressed)
    if pressed == "*":
        return call.capture_ends("caller-interrupted-with-star")
    is_bank = call.facts.get("paymentmethod") == "ach-debit"
    digits = "".join(mark for mark in pressed if mark.isdigit())
    return call.key_bank(digits or TEST_ACCOUNT) if is_bank else call.key_card(digits or TEST_CARD)


def _words_of(call: PretendCall) -> list[str]:
    if call.waits_for == "pay":
        return [*call.said, *(words for _, words in call.prompts[:1])]
    if call.waits_for == "dial":
        return [*call.said, f"[passed on to {call.dialed}]"]
    return [*call.said, *(["[the line hangs up]"] if call.waits_for == "hangup" else [])]


def _checked(call: PretendCall) -> None:
    if call.status != 200:
        raise LineRefused(
            "the line refused the call", status=call.status, said=call.body[:80],
            do="check that HEARTHSIDE_SITE_URL and the auth token are the server's",
        )  # fmt: skip


def _given_keys(text: str) -> Iterator[str]:
    return iter([keys.strip() for keys in text.split(",")])


def _typed_keys() -> Iterator[str]:
    """Keys from the terminal, a question a line. An empty line is silence; the end of input hangs up."""
    while True:
        print("> ", end="", file=sys.stderr, flush=True)
        typed = sys.stdin.readline()
        if not typed:
            return
        yield typed.strip()
