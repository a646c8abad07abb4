"""The `/v1/` doors: who asks, which call, once only, and the answer in Stripe's shape."""

import base64
import binascii
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from hearthside.sandbox import parameters
from hearthside.sandbox.processing import Sandbox, asked_by
from hearthside.sandbox.store import Answer
from hearthside.sandbox.wire import (
    API_VERSION,
    ApiError,
    Json,
    list_of,
    missing,
    new_id,
    read_form,
    refused,
    to_json,
)

KEY_LENGTH_MAX = 255
EXPANDS = {
    "payment_intent": "payment_intent",
    "setup_intent": "setup_intent",
    "payment_method": "payment_method",
    "latest_charge": "charge",
    "charge": "charge",
    "customer": "customer",
}
_SEARCH_CLAUSE = re.compile(
    r"""\s*(?:metadata\[(?P<quote>["'])(?P<key>[A-Za-z0-9_-]{1,40})(?P=quote)\]|(?P<field>status|created))"""
    r"""\s*(?P<sign>[:<>]=?|=)\s*(?:(?P<q2>["'])(?P<text>[^"']{0,500})(?P=q2)|(?P<number>[0-9]{1,12}))\s*"""
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, a body, and the headers that go with it."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the API, as it came off the wire."""

    method: str
    path: str
    query: str
    body: bytes
    headers: dict[str, str]  # names in lower case


class Api:
    """Stripe's API, as far as this sandbox speaks it."""

    def __init__(self, sandbox: Sandbox, *, secret_key: str) -> None:
        self._sandbox = sandbox
        self._store = sandbox.store
        self._secret_key = secret_key
        self._in_flight: set[str] = set()
        self._in_flight_lock = threading.Lock()

    def answer(self, asked: Asked, *, before_work: Callable[[], None] = lambda: None) -> Reply:
        """One request, answered. `before_work` may stall: the key is in flight meanwhile."""
        request_id = new_id("req_", 14)
        headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
        key = asked.headers.get("idempotency-key", "") if asked.method == "POST" else ""
        if key:
            headers["Idempotency-Key"] = key
        try:
            self._authenticate(asked)
            if len(key) > KEY_LENGTH_MAX:
                raise refused(f"Idempotency keys may be at most {KEY_LENGTH_MAX} characters long.")
            with self._alone(key):
                before_work()
                return self._once(asked, key, request_id, headers)
        except ApiError as problem:
            if problem.status == 409:
                headers["Stripe-Should-Retry"] = "true"
            return Reply(problem.status, to_json(problem.body), headers)

    def _authenticate(self, asked: Asked) -> None:
        scheme, _, given = asked.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                given = base64.b64decode(given, validate=True).decode().partition(":")[0]
            except (binascii.Error, UnicodeDecodeError):
                given = ""
        if not given:
            raise ApiError(
                401,
                "invalid_request_error",
                "You did not provide an API key. Send it in the Authorization header, using Bearer auth.",
                kept=False,
            )
        if not hmac.compare_digest(given.encode(), self._secret_key.encode()):
            raise ApiError(
                401, "invalid_request_error", f"Invalid API Key provided: {_masked(given)}", kept=False
            )
        version = asked.headers.get("stripe-version", API_VERSION)
        if version != API_VERSION:
            raise refused(
                f"Invalid Stripe API version: {version[:40]}. This sandbox speaks only {API_VERSION}; "
                "use the stripe library that pins it."
            )

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """One request a key at a time; a second one meanwhile is told so, as Stripe does."""
        if not key:
            yield
            return
        with self._in_flight_lock:
            if key in self._in_flight:
                raise ApiError(
                    409,
                    "idempotency_error",
                    f"There is currently another in-progress request using this Idempotent Key: {key}. "
                    "Please try again later.",
                    code="idempotency_key_in_use",
                    kept=False,
                )
            self._in_flight.add(key)
        try:
            yield
        finally:
            with self._in_flight_lock:
                self._in_flight.discard(key)

    def _once(self, asked: Asked, key: str, request_id: str, headers: dict[str, str]) -> Reply:
        call = f"{asked.method} {asked.path}"
        params = _digest(asked)
        now = int(self._sandbox.clock())
        # The answer is stored in the transaction that did the work: a killed process has both or neither.
        with self._store.transaction(), asked_by(request_id, key or None):
            held = self._store.answer(key, at=now) if key else None
            if held is not None:
                return self._replay(held, key, call, params, headers)
            status, body, keeps = self._work(asked)
            if key and keeps:
                self._store.keep_answer(key, Answer(call, params, status, body, request_id), at=now)
        return Reply(status, body, headers)

    @staticmethod
    def _replay(held: Answer, key: str, call: str, params: str, headers: dict[str, str]) -> Reply:
        if (held.call, held.params) != (call, params):
            what = "endpoint" if held.call != call else "parameters"
            raise ApiError(
                400,
                "idempotency_error",
                f"Keys for idempotent requests can only be used with the same {what} they were first used "
                f"with. Try using a key other than '{key}' if you meant to execute a different request.",
                kept=False,
            )
        again = {"Idempotent-Replayed": "true", "Original-Request": held.request_id}
        return Reply(held.status, held.body, headers | again)

    def _work(self, asked: Asked) -> tuple[int, bytes, bool]:
        try:
            handler, names = self._route(asked.method, asked.path)
            raw = read_form((asked.body or b"").decode() if asked.method == "POST" else asked.query)
            self._sandbox.run_due()
            params = parameters.read(handler, raw)
            expand = params.pop("expand", [])
            result = self._call(handler, names, params)
            return 200, to_json(self._expanded(result, expand)), True
        except UnicodeDecodeError:
            problem = refused("The request body is not UTF-8.")
        except ApiError as raised:
            problem = raised
        return problem.status, to_json(problem.body), problem.kept

    @staticmethod
    def _route(method: str, path: str) -> tuple[str, list[str]]:
        for verb, pattern, handler in ROUTES:
            found = re.fullmatch(pattern, path)
            if verb == method and found:
                return handler, list(found.groups())
        raise ApiError(
            404, "invalid_request_error", f"Unrecognized request URL ({method}: {path[:200]}).", kept=False
        )

    def _call(self, handler: str, names: list[str], params: Json) -> Json:
        kind, verb = handler.split(".")
        kind = "checkout.session" if kind == "session" else kind
        if verb == "retrieve":
            thing = self._store.find(kind, names[0])
            if thing is None:
                raise missing(kind, names[0])
            return thing
        if verb == "list":
            return self._list(kind, params)
        box = self._sandbox
        doings: dict[str, Callable[[], Json]] = {
            "session.create": lambda: box.create_session(params),
            "session.expire": lambda: box.expire_session(names[0]),
            "payment_intent.create": lambda: box.create_intent(params),
            "payment_intent.confirm": lambda: box.confirm_intent(names[0], params),
            "payment_intent.cancel": lambda: box.cancel_intent(names[0], params.get("cancellation_reason")),
            "payment_intent.search": lambda: self._search(params),
            "payment_method.detach": lambda: box.detach_method(names[0]),
            "customer.create": lambda: box.create_customer(params),
            "refund.create": lambda: box.create_refund(params),
        }
        return doings[handler]()

    def _list(self, kind: str, params: Json) -> Json:
        created = params.get("created")
        if isinstance(created, int):
            created = {"gte": created, "lte": created}
        types = params.get("types") or ([params["type"]] if "type" in params else [])
        for cursor in ("starting_after", "ending_before"):
            if cursor in params and self._store.find(kind, params[cursor]) is None:
                raise missing(kind, params[cursor], cursor)
        page = self._store.page(
            kind,
            limit=params.get("limit", 10),
            filters={n: params[n] for n in ("payment_intent", "charge", "customer", "status") if n in params},
            created=created,
            after=params.get("starting_after", ""),
            before=params.get("ending_before", ""),
            types=types,
        )
        return list_of(page.objects, url=LIST_URLS[kind], has_more=page.has_more)

    def _search(self, params: Json) -> Json:
        metadata, filters, created = _search_terms(params["query"])
        page = self._store.page(
            "payment_intent",
            limit=params.get("limit", 10),
            filters=filters,
            created=created,
            metadata=metadata,
            after=params.get("page", ""),
        )
        next_page = page.objects[-1]["id"] if page.has_more else None
        return {
            "object": "search_result",
            "data": page.objects,
            "has_more": page.has_more,
            "next_page": next_page,
            "url": "/v1/payment_intents/search",
        }

    def _expanded(self, result: Json, paths: list[str]) -> Json:
        for path in paths:
            self._expand(result, path.split("."), path)
        return result

    def _expand(self, thing: Any, steps: list[str], path: str) -> None:
        if not steps or thing is None:
            return
        if isinstance(thing, list):
            for one in thing:
                self._expand(one, steps, path)
            return
        step, rest = steps[0], steps[1:]
        if step == "data" and thing.get("object") in ("list", "search_result"):
            self._expand(thing["data"], rest, path)
            return
        if step == "refunds" and thing.get("object") == "charge":
            page = self._store.page("refund", filters={"charge": thing["id"]})
            url = f"/v1/charges/{thing['id']}/refunds"
            thing["refunds"] = list_of(page.objects, url=url, has_more=page.has_more)
        elif step not in EXPANDS or step not in thing:
            raise refused(
                f"This property cannot be expanded ({path}).", code="parameter_invalid", param="expand"
            )
        elif isinstance(thing[step], str):
            thing[step] = self._store.get(EXPANDS[step], thing[step])
        self._expand(thing[step], rest, path)


NAME = r"([A-Za-z0-9_]{1,200})"
LIST_URLS = {
    "checkout.session": "/v1/checkout/sessions",
    "payment_intent": "/v1/payment_intents",
    "charge": "/v1/charges",
    "refund": "/v1/refunds",
    "dispute": "/v1/disputes",
    "event": "/v1/events",
}
ROUTES = [
    ("POST", "/v1/checkout/sessions", "session.create"),
    ("GET", "/v1/checkout/sessions", "session.list"),
    ("GET", f"/v1/checkout/sessions/{NAME}", "session.retrieve"),
    ("POST", f"/v1/checkout/sessions/{NAME}/expire", "session.expire"),
    ("POST", "/v1/payment_intents", "payment_intent.create"),
    ("GET", "/v1/payment_intents", "payment_intent.list"),
    ("GET", "/v1/payment_intents/search", "payment_intent.search"),
    ("GET", f"/v1/payment_intents/{NAME}", "payment_intent.retrieve"),
    ("POST", f"/v1/payment_intents/{NAME}/confirm", "payment_intent.confirm"),
    ("POST", f"/v1/payment_intents/{NAME}/cancel", "payment_intent.cancel"),
    ("GET", f"/v1/setup_intents/{NAME}", "setup_intent.retrieve"),
    ("GET", "/v1/charges", "charge.list"),
    ("GET", f"/v1/charges/{NAME}", "charge.retrieve"),
    ("GET", f"/v1/payment_methods/{NAME}", "payment_method.retrieve"),
    ("POST", f"/v1/payment_methods/{NAME}/detach", "payment_method.detach"),
    ("POST", "/v1/customers", "customer.create"),
    ("GET", f"/v1/customers/{NAME}", "customer.retrieve"),
    ("POST", "/v1/refunds", "refund.create"),
    ("GET", "/v1/refunds", "refund.list"),
    ("GET", f"/v1/refunds/{NAME}", "refund.retrieve"),
    ("GET", "/v1/disputes", "dispute.list"),
    ("GET", f"/v1/disputes/{NAME}", "dispute.retrieve"),
    ("GET", "/v1/events", "event.list"),
    ("GET", f"/v1/events/{NAME}", "event.retrieve"),
]


def _digest(asked: Asked) -> str:
    """What was asked, told apart without keeping it."""
    return hashlib.sha256(json.dumps(read_form_quietly(asked.body), sort_keys=True).encode()).hexdigest()


def read_form_quietly(body: bytes) -> Any:
    """The form as nested values, or its bytes where it is none: only to compare two requests."""
    try:
        return read_form(body.decode())
    except (ApiError, UnicodeDecodeError):
        return body.hex()


def _masked(secret: str) -> str:
    return secret[:8] + "*" * 8 + secret[-4:] if len(secret) > 16 else "*" * 8


def _search_terms(query: str) -> tuple[dict[str, str], Json, Json]:
    """`metadata['attempt']:'1' AND created>5`. Source: docs.stripe.com/search, the part spoken here."""
    metadata: dict[str, str] = {}
    filters: Json = {}
    created: Json = {}
    signs = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
    for clause in re.split(r"\s+(?:AND|and)\s+", query):
        found = _SEARCH_CLAUSE.fullmatch(clause)
        value = (found["text"] if found["text"] is not None else found["number"]) if found else ""
        if found and found["key"] and found["sign"] == ":":
            metadata[found["key"]] = value
        elif found and found["field"] == "status" and found["sign"] == ":":
            filters["status"] = value
        elif found and found["field"] == "created" and found["sign"] in signs and value.isdigit():
            created[signs[found["sign"]]] = int(value)
        else:
            raise refused(f"We were unable to parse your search query near: {clause[:80]}", param="query")
    return metadata, filters, created
