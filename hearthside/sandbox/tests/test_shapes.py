"""What the sandbox takes and gives is Stripe's, held against the library and Stripe's own examples."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import stripe

from hearthside.sandbox.parameters import CALLS, Group
from hearthside.sandbox.payer import Payer
from hearthside.sandbox.process import SandboxProcess
from hearthside.sandbox.tests.conftest import session_facts

EXAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "peer" / "stripe-fixtures3.json"
# In Stripe's examples, yet not in what its library says of the pinned version, or only when asked for.
NOT_ALWAYS = {
    "charge": {"refunds"},
    "refund": set(),
    "customer": set(),
    "payment_method": {"card", "us_bank_account"},
}
# Fields that the examples, made for an older version, do not hold yet.
NEWER = {"allowed_payment_method_types", "failure_reason"}


@pytest.fixture(scope="module")
def things(sandbox: SandboxProcess, client: stripe.StripeClient) -> dict[str, list[dict[str, Any]]]:
    """One of everything, in each state worth looking at, as plain JSON."""
    made: dict[str, list[dict[str, Any]]] = {}

    def keep(thing: Any) -> Any:
        made.setdefault(thing["object"], []).append(json.loads(json.dumps(thing.to_dict())))
        return thing

    for number in ("4242424242424242", "4000000000000002"):
        page = keep(client.v1.checkout.sessions.create(session_facts()))  # type: ignore[arg-type]
        Payer(page.url).pay(number=number)
        page = keep(client.v1.checkout.sessions.retrieve(page.id))
        payment = keep(client.v1.payment_intents.retrieve(page.payment_intent))
        keep(client.v1.charges.retrieve(payment.latest_charge))
    paid = made["payment_intent"][0]["id"]
    keep(client.v1.refunds.create({"payment_intent": paid, "amount": 50}))
    sandbox.control("dispute", payment_intent=paid)
    keep(client.v1.disputes.list({"payment_intent": paid}).data[0])
    bank = client.v1.checkout.sessions.create(
        session_facts(allowed_payment_method_types=["us_bank_account"])  # type: ignore[arg-type]
    )
    Payer(bank.url or "").pay_by_bank()
    debit = keep(
        client.v1.payment_intents.retrieve(
            str(keep(client.v1.checkout.sessions.retrieve(bank.id)).payment_intent)
        )
    )
    keep(client.v1.charges.retrieve(debit.latest_charge))
    keep(client.v1.payment_methods.retrieve(debit.payment_method))
    facts = session_facts(mode="setup", customer_creation="always", currency="usd")
    del facts["line_items"], facts["payment_intent_data"]
    page = keep(client.v1.checkout.sessions.create(facts))  # type: ignore[arg-type]
    Payer(page.url).pay()
    setup = keep(
        client.v1.setup_intents.retrieve(str(client.v1.checkout.sessions.retrieve(page.id).setup_intent))
    )
    keep(client.v1.payment_methods.retrieve(setup.payment_method))
    keep(client.v1.customers.retrieve(setup.customer))
    keep(client.v1.events.list({"limit": 1}).data[0])
    return made


LIBRARY = {
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "setup_intent": stripe.SetupIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "payment_method": stripe.PaymentMethod,
    "customer": stripe.Customer,
    "event": stripe.Event,
}


@pytest.mark.parametrize("kind", sorted(LIBRARY))
def test_every_field_given_is_one_the_library_knows(
    things: dict[str, list[dict[str, Any]]], kind: str
) -> None:
    assert things[kind]
    for thing in things[kind]:
        assert set(thing) <= set(LIBRARY[kind].__annotations__)


@pytest.mark.skipif(not EXAMPLES.exists(), reason="Stripe's examples are not beside this checkout")
@pytest.mark.parametrize("kind", sorted(LIBRARY))
def test_every_field_of_stripes_example_is_given_with_its_type(
    things: dict[str, list[dict[str, Any]]], kind: str
) -> None:
    example = json.loads(EXAMPLES.read_text())["resources"][kind]
    for thing in things[kind]:
        assert set(example) - set(thing) <= NOT_ALWAYS.get(kind, set())
        assert set(thing) - set(example) <= NEWER | NOT_ALWAYS.get(kind, set())
        for name, value in thing.items():
            if value is not None and example.get(name) is not None:
                assert type(value) is type(example[name]), name


@pytest.mark.skipif(not EXAMPLES.exists(), reason="Stripe's examples are not beside this checkout")
def test_a_card_is_told_of_as_stripe_tells_it(things: dict[str, list[dict[str, Any]]]) -> None:
    resources = json.loads(EXAMPLES.read_text())["resources"]
    charge = next(one for one in things["charge"] if one["payment_method_details"]["type"] == "card")
    method = next(one for one in things["payment_method"] if one["type"] == "card")
    assert set(charge["payment_method_details"]["card"]) == set(
        resources["charge"]["payment_method_details"]["card"]
    )
    assert set(charge["billing_details"]) == set(resources["charge"]["billing_details"])
    assert set(charge["outcome"]) == set(resources["charge"]["outcome"])
    assert set(method["card"]) == set(resources["payment_method"]["card"])
    assert set(things["dispute"][0]["evidence"]) == set(resources["dispute"]["evidence"])
    complete = next(one for one in things["checkout.session"] if one["customer_details"])
    assert set(complete["customer_details"]) == set(resources["checkout.session"]["customer_details"])


def _check(group: Group, alike: type, where: str) -> int:
    """Every name this sandbox takes is one the library's typed class holds; says how many were looked at."""
    hints = alike.__annotations__
    module = vars(importlib.import_module(alike.__module__))
    looked = 0
    for name, reader in group.takes.items():
        assert name in hints, f"{where}[{name}]"
        looked += 1
        inner = reader if isinstance(reader, Group) else _closed_over(reader)
        if inner is not None:
            looked += _check(inner, _class_in(str(hints[name]), module), f"{where}[{name}]")
    for name in group.required:
        assert name in group.takes
    return looked


def _closed_over(reader: Any) -> Group | None:
    cells = getattr(reader, "__closure__", None) or ()
    return next((cell.cell_contents for cell in cells if isinstance(cell.cell_contents, Group)), None)


def _class_in(hint: str, module: dict[str, Any]) -> type:
    """The typed class that an annotation, still in quotes, names."""
    found: type = module[max((name for name in re.findall(r"\w+", hint) if name in module), key=len)]
    assert hasattr(found, "__total__"), hint
    return found


@pytest.mark.parametrize("call", sorted(CALLS))
def test_every_parameter_taken_is_one_the_library_sends(call: str) -> None:
    place, _, name = CALLS[call].alike.rpartition(".")
    alike = getattr(importlib.import_module(f"stripe.params.{place}"), name)
    assert _check(CALLS[call].group, alike, call) > 0
