"""How requests are read, once only, and refused; by the stripe library and by bare HTTP."""

import http.client
import json
from typing import Any

import pytest
import stripe
from hypothesis import given, settings
from hypothesis import strategies as st

from hearthside.sandbox.process import SandboxProcess
from hearthside.sandbox.tests.conftest import session_facts
from hearthside.sandbox.wire import ApiError, read_form


def ask(
    sandbox: SandboxProcess, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One bare HTTP request, signed in unless `Authorization` says otherwise."""
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    try:
        sent = {"Authorization": f"Bearer {sandbox.secret_key}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        connection.request(method, path, body or None, sent)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def error(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, Any]]:
    return answer[0], json.loads(answer[2])["error"]


@pytest.mark.parametrize(
    ("form", "tree"),
    [
        ("", {}),
        ("a=1", {"a": "1"}),
        ("a[b]=1&a[c]=", {"a": {"b": "1", "c": ""}}),
        ("a[0][b]=1&a[1][b]=2", {"a": [{"b": "1"}, {"b": "2"}]}),
        ("a[]=x&a[]=y", {"a": ["x", "y"]}),
        ("a[10]=k&a[9]=j", {"a": ["j", "k"]}),
        ("m[key%5B]=1", None),
        ("a=%C3%B1+%26", {"a": "ñ &"}),
        ("a=1&a=2", None),
        ("a=1&a[b]=2", None),
        ("a[b=1", None),
        ("[b]=1", None),
        ("a[b]c=1", None),
        ("a", None),
        ("&".join(f"a{n}=1" for n in range(600)), None),
        ("a" + "[b]" * 9 + "=1", None),
    ],
)
def test_bracketed_forms(form: str, tree: dict[str, Any] | None) -> None:
    if tree is None:
        with pytest.raises(ApiError):
            read_form(form)
    else:
        assert read_form(form) == tree


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab[]=&%0128.+ é", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert isinstance(read_form(text), dict | list)
    except ApiError as refusal:
        assert refusal.status == 400


def test_an_unknown_parameter_is_named(client: stripe.StripeClient) -> None:
    for changes, param in (
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"custmer": "cus_1"}, "custmer"),
        ({"payment_intent_data": {"metdata": {}, "x": "1"}}, "payment_intent_data[x]"),
        ({"line_items": [{"quantity": 1, "prise": 3}]}, "line_items[0][prise]"),
    ):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            client.v1.checkout.sessions.create(session_facts(**changes))  # type: ignore[arg-type]
        assert (refusal.value.code, refusal.value.param) == ("parameter_unknown", param)
        assert refusal.value.user_message == f"Received unknown parameter: {param}"


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"mode": "subscription"}, "mode"),
        ({"success_url": "javascript:alert(1)"}, "success_url"),
        ({"success_url": "https://x/ y"}, "success_url"),
        ({"success_url": ""}, "success_url"),
        ({"cancel_url": "//elsewhere"}, "cancel_url"),
        ({"locale": "xx"}, "locale"),
        ({"expires_at": 5}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"line_items": []}, "line_items"),
        ({"metadata": {"k" * 41: "v"}}, "metadata[" + "k" * 41 + "]"),
        ({"client_reference_id": "9" * 201}, "client_reference_id"),
        ({"allowed_payment_method_types": ["cash"]}, "allowed_payment_method_types[0]"),
        ({"customer": "cus_nobody"}, "customer"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    client: stripe.StripeClient, changes: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create(session_facts(**changes))  # type: ignore[arg-type]
    assert refusal.value.param == param


@pytest.mark.parametrize("amount", ["0", "-5", "1.5", "1e3", "49", "100000000", "", " 50", "٥٠", "9" * 30])
def test_an_amount_is_whole_cents(sandbox: SandboxProcess, amount: str) -> None:
    status, problem = error(
        ask(sandbox, "POST", "/v1/payment_intents", f"currency=usd&amount={_quoted(amount)}")
    )
    assert status == 400 and problem["param"] == "amount"


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text)


def test_who_asks_must_have_the_key(sandbox: SandboxProcess) -> None:
    for given_header in ("", "Bearer ", "Bearer sk_test_other", "Basic !!", "Bearer ñ"):
        status, problem = error(
            ask(sandbox, "GET", "/v1/events", Authorization=given_header.encode().decode("latin-1"))
        )
        assert status == 401 and sandbox.secret_key not in problem["message"]
    import base64

    basic = base64.b64encode(f"{sandbox.secret_key}:".encode()).decode()
    assert ask(sandbox, "GET", "/v1/events", Authorization=f"Basic {basic}")[0] == 200


def test_every_answer_has_an_id_and_says_its_version(sandbox: SandboxProcess) -> None:
    for path in ("/v1/events", "/v1/nothing", "/v1/charges/ch_none"):
        _, headers, _ = ask(sandbox, "GET", path)
        assert headers["request-id"].startswith("req_")
        assert headers["stripe-version"] == "2026-10-28.endive"
    status, problem = error(ask(sandbox, "GET", "/v1/events", Stripe_Version="2017-08-15"))
    assert status == 400 and "2017-08-15" in problem["message"]


def test_the_same_key_gives_the_same_bytes(sandbox: SandboxProcess) -> None:
    first = ask(sandbox, "POST", "/v1/customers", "description=one", Idempotency_Key="same-1")
    again = ask(sandbox, "POST", "/v1/customers", "description=one", Idempotency_Key="same-1")
    assert first[2] == again[2] and "idempotent-replayed" not in first[1]
    assert again[1]["idempotent-replayed"] == "true"
    assert again[1]["original-request"] == first[1]["request-id"]
    for path, body in (("/v1/customers", "description=two"), ("/v1/payment_intents", "description=one")):
        status, problem = error(ask(sandbox, "POST", path, body, Idempotency_Key="same-1"))
        assert (status, problem["type"]) == (400, "idempotency_error")
    other = ask(sandbox, "POST", "/v1/customers", "description=one", Idempotency_Key="same-2")
    assert other[2] != first[2]


def test_a_request_that_made_no_sense_is_not_remembered(sandbox: SandboxProcess) -> None:
    assert ask(sandbox, "POST", "/v1/customers", "descripton=x", Idempotency_Key="typo")[0] == 400
    assert ask(sandbox, "POST", "/v1/customers", "description=x", Idempotency_Key="typo")[0] == 200


def test_a_key_cannot_write_a_header_and_has_a_length(sandbox: SandboxProcess) -> None:
    long = ask(sandbox, "POST", "/v1/customers", "", Idempotency_Key="k" * 256)
    assert long[0] == 400
    odd = ask(sandbox, "POST", "/v1/customers", "", Idempotency_Key="a%0d%0aSet-Cookie: x")
    assert "set-cookie" not in odd[1]


def test_lists_are_newest_first_and_turn_pages(client: stripe.StripeClient, sandbox: SandboxProcess) -> None:
    made = [client.v1.payment_intents.create({"amount": 500 + n, "currency": "usd"}).id for n in range(5)]
    page = client.v1.payment_intents.list({"limit": 2})
    assert [one.id for one in page.data] == made[:-3:-1] and page.has_more
    following = client.v1.payment_intents.list({"limit": 2, "starting_after": made[3]})
    assert [one.id for one in following.data] == [made[2], made[1]]
    before = client.v1.payment_intents.list({"limit": 2, "ending_before": made[1]})
    assert [one.id for one in before.data] == [made[3], made[2]]
    everything = client.v1.payment_intents.list({"limit": 2}).auto_paging_iter()
    assert [one.id for one, _ in zip(everything, range(5), strict=False)] == made[::-1]
    created = client.v1.payment_intents.retrieve(made[0]).created
    assert client.v1.payment_intents.list({"created": {"gt": created + 100}}).data == []
    assert error(ask(sandbox, "GET", "/v1/payment_intents?starting_after=pi_none"))[0] == 404


@pytest.mark.parametrize(
    "query", ["", "amount>5", "metadata[attempt]:'1'", "metadata['a'] '1'", "status:'x' OR status:'y'"]
)
def test_a_search_it_cannot_read_is_refused(client: stripe.StripeClient, query: str) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.search({"query": query})


def test_a_payment_is_found_by_metadata(client: stripe.StripeClient) -> None:
    made = client.v1.payment_intents.create(
        {"amount": 777, "currency": "usd", "metadata": {"attempt": 'it\'s "quoted"'}}
    )
    client.v1.payment_intents.create({"amount": 778, "currency": "usd", "metadata": {"attempt": "find-me"}})
    found = client.v1.payment_intents.search(
        {"query": "metadata['attempt']:'find-me' AND status:'requires_payment_method'"}
    )
    assert [one.amount for one in found.data] == [778]
    assert made.metadata["attempt"] == 'it\'s "quoted"'


def test_a_payment_is_canceled_once(client: stripe.StripeClient) -> None:
    made = client.v1.payment_intents.create({"amount": 777, "currency": "usd"})
    assert client.v1.payment_intents.cancel(made.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        client.v1.payment_intents.cancel(made.id)
    with pytest.raises(stripe.InvalidRequestError, match="canceled"):
        client.v1.payment_intents.confirm(made.id)
    kinds = [one.type for one in client.v1.events.list({"limit": 2}).data]
    assert kinds[0] == "payment_intent.canceled"


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/v1/charges/../events", {}, 404),
        ("GET", "/v1/charges/%27%3B--", {}, 404),
        ("POST", "/v1/charges", {}, 404),
        ("GET", "/v1/events", {"Host": "evil.example"}, 403),
        ("POST", "/_control/settle", {"Origin": "https://evil.example"}, 403),
        ("POST", "/_control/settle", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("POST", "/_control/nothing", {}, 404),
        ("POST", "/v1/customers", {"Transfer_Encoding": "chunked"}, 411),
    ],
)
def test_odd_requests_are_refused(
    sandbox: SandboxProcess, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    assert ask(sandbox, method, path, **headers)[0] == status


def test_a_body_has_a_size(sandbox: SandboxProcess) -> None:
    assert ask(sandbox, "POST", "/v1/customers", "", Content_Length=str(300 * 1024))[0] == 413


@pytest.mark.parametrize(
    "form",
    [{"kind": "gremlins"}, {"kind": "slow", "seconds": "-1"}, {"kind": "slow", "count": "many"},
     {"kind": "slow", "prefix": "v1"}, {"kind": "slow", "method": "DELETE"}],
)  # fmt: skip
def test_a_fault_that_makes_no_sense_is_refused(sandbox: SandboxProcess, form: dict[str, str]) -> None:
    body = "&".join(f"{name}={value}" for name, value in form.items())
    assert ask(sandbox, "POST", "/_control/faults", body)[0] == 400
    assert sandbox.state_now()["faults"] == []
