"""Twilio's wire, against a stand-in on this machine: no one is contacted."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from hearthside.errors import BadSetting
from hearthside.mailroom.errors import TextRefused, TextUnclear
from hearthside.mailroom.models import OptOut
from hearthside.mailroom.tests.cast import NOON
from hearthside.mailroom.texting.twilio import TwilioSender, TwilioSettings, signature_is_right, signature_of

ACCOUNT, KEY = "AC" + "0" * 32, "SK" + "1" * 32


class StandIn(HTTPServer):
    """Keeps what it was told; `says` is its next answer: (status, body)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard: list[tuple[str, str, dict[str, list[str]], str]] = []
        self.says: tuple[int, Any] = (201, {"sid": "SM1"})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: StandIn

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer("POST", parse_qs(body))

    def do_GET(self) -> None:
        self._answer("GET", parse_qs(urlsplit(self.path).query))

    def _answer(self, method: str, fields: dict[str, list[str]]) -> None:
        self.server.heard.append(
            (method, urlsplit(self.path).path, fields, self.headers.get("Authorization", ""))
        )
        status, said = self.server.says
        content = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """The test says what it needs to know."""


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    server = StandIn()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def sender(stand_in: StandIn) -> TwilioSender:
    return TwilioSender(TwilioSettings(ACCOUNT, KEY, "secret", "+18779899059", base=stand_in.url))


def test_a_text_is_sent_with_the_api_key(stand_in: StandIn) -> None:
    assert sender(stand_in).send(to="+19375550142", body="Hello") == "SM1"
    [(method, path, fields, authorization)] = stand_in.heard
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert fields == {"To": ["+19375550142"], "From": ["+18779899059"], "Body": ["Hello"]}
    assert authorization.startswith("Basic ")


def test_a_text_is_found_by_its_words(stand_in: StandIn) -> None:
    rows = [
        {"sid": "SM8", "body": "Other", "status": "sent"},
        {"sid": "SM9", "body": "Hello", "status": "delivered"},
    ]
    stand_in.says = (200, {"messages": rows})
    assert sender(stand_in).find(to="+19375550142", body="Hello", since=NOON) == "SM9"
    assert sender(stand_in).find(to="+19375550142", body="Never sent", since=NOON) == ""


@pytest.mark.parametrize(
    ("code", "reason"), [(21610, "stop"), (21614, "not_a_mobile"), (20003, "refused.20003")]
)
def test_a_no_is_final(stand_in: StandIn, code: int, reason: str) -> None:
    stand_in.says = (400, {"code": code, "message": "no"})
    with pytest.raises(TextRefused) as refusal:
        sender(stand_in).send(to="+19375550142", body="Hello")
    assert refusal.value.reason == reason


@pytest.mark.parametrize("says", [(500, {}), (429, {}), (302, {}), (201, b"<html>"), (201, b"[]")])
def test_neither_yes_nor_no_is_unclear_and_no_redirect_is_followed(stand_in: StandIn, says: Any) -> None:
    stand_in.says = says
    with pytest.raises(TextUnclear):
        sender(stand_in).send(to="+19375550142", body="Hello")
    assert len(stand_in.heard) == 1


def test_a_provider_that_is_away_is_unclear() -> None:
    away = TwilioSender(TwilioSettings(ACCOUNT, KEY, "secret", "+18779899059", base="http://127.0.0.1:1"))
    with pytest.raises(TextUnclear):
        away.send(to="+19375550142", body="Hello")


@pytest.mark.parametrize(
    "base",
    [
        "https://evil.example",
        "http://api.twilio.com",
        "https://api.twilio.com.evil.example",
        "https://api.twilio.com@evil.example",
        "http://169.254.169.254",
        "https://10.0.0.1",
    ],
)
def test_texts_go_to_no_other_host(base: str) -> None:
    with pytest.raises(BadSetting):
        TwilioSettings(ACCOUNT, KEY, "secret", "+18779899059", base=base)


def test_the_secret_is_in_no_repr() -> None:
    assert "secret" not in repr(TwilioSettings(ACCOUNT, KEY, "secret", "+18779899059"))


def told(client: Client, token: str, **fields: str) -> Any:
    address = "http://127.0.0.1:8000/webhooks/texts/"
    given = signature_of(address, fields, token)
    return client.post("/webhooks/texts/", fields, headers={"X-Twilio-Signature": given})


@pytest.mark.django_db(transaction=True)
def test_stop_by_text_is_believed_only_with_the_signature(client: Client, settings: Any) -> None:
    settings.TWILIO_AUTH_TOKEN = "a-token"
    fields = {"From": "+19375550142", "Body": "STOP", "MessageSid": "SM1"}
    assert told(client, "another", **fields).status_code == 403
    assert not OptOut.objects.exists()
    answer = told(client, "a-token", **fields)
    assert answer.status_code == 200 and b"<Message>" in answer.content
    assert OptOut.objects.get().to == "+19375550142"
    assert b"<Message>" not in told(client, "a-token", **fields).content


def test_without_a_token_nobody_is_believed() -> None:
    assert not signature_is_right("https://x.example/", {}, "", signature_of("https://x.example/", {}, ""))
