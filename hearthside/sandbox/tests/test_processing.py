"""The company itself, without a server: once only, all or nothing, and time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hearthside.sandbox.cards import BANK_MANNERS, MANNERS
from hearthside.sandbox.processing import BankTyped, CardTyped, Sandbox
from hearthside.sandbox.store import Store
from hearthside.sandbox.wire import ApiError

NOW = 1_795_000_000
CARD = CardTyped("4242424242424242", 4, 2040, "Ana Reyes", "06103")
ACCOUNT = BankTyped("110000000", "000123456789", "checking", "Ana Reyes")


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Sandbox]:
    store = Store(tmp_path / "state.sqlite3")
    yield Sandbox(store, origin="http://127.0.0.1:1", bank_delay_seconds=60, clock=lambda: NOW)
    store.close()


def open_session(box: Sandbox, **changes: Any) -> str:
    item = {
        "quantity": 2,
        "price_data": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "x"}},
    }
    facts = {"success_url": "http://127.0.0.1:2/", "line_items": [item], **changes}
    return str(box.create_session(facts)["id"])


def count(box: Sandbox, kind: str) -> int:
    return len(box.store.page(kind, limit=1000).objects)


def test_a_page_submitted_twice_takes_money_once(box: Sandbox) -> None:
    session = open_session(box)
    assert [box.submit_card(session, CARD).state for _ in range(3)] == ["done", "done", "done"]
    assert box.submit_bank(session, ACCOUNT).state == "done"
    assert count(box, "charge") == 1
    assert box.store.page("payment_intent").objects[0]["amount_received"] == 1000


def test_a_page_that_ended_takes_none(box: Sandbox) -> None:
    session = open_session(box)
    box.expire_session(session)
    assert box.submit_card(session, CARD).state == box.submit_bank(session, ACCOUNT).state == "ended"
    assert box.answer_challenge(session, passed=True).state == "ended"
    assert count(box, "charge") == 0
    with pytest.raises(ApiError, match="status of expired"):
        box.expire_session(session)


def test_a_question_answered_twice_pays_once(box: Sandbox) -> None:
    session = open_session(box)
    assert (
        box.submit_card(session, CardTyped("4000000000003220", 4, 2040, "Ana", "06103")).state == "challenge"
    )
    assert [box.answer_challenge(session, passed=True).state for _ in range(2)] == ["done", "done"]
    assert count(box, "charge") == 1


def test_what_fails_half_way_never_happened(box: Sandbox) -> None:
    session = open_session(box)

    def broken() -> None:
        raise RuntimeError("the power went out")

    box.on_event = broken
    with pytest.raises(RuntimeError):
        box.submit_card(session, CARD)
    box.on_event = lambda: None
    assert count(box, "charge") == count(box, "payment_intent") == count(box, "payment_method") == 0
    assert box.store.get("checkout.session", session)["status"] == "open"


def test_a_transaction_within_another_is_undone_alone(box: Sandbox) -> None:
    with box.store.transaction():
        box.store.set("outer", "kept")
        with pytest.raises(LookupError), box.store.transaction():
            box.store.set("inner", "lost")
            raise LookupError
    assert (box.store.setting("outer"), box.store.setting("inner")) == ("kept", "")


def test_time_brings_what_waits_and_settling_twice_is_harmless(box: Sandbox) -> None:
    session = open_session(box)
    box.submit_bank(session, ACCOUNT)
    assert box.run_due() == 0
    assert box.advance(59) == 0
    assert box.advance(2) == 1
    intent = box.store.page("payment_intent").objects[0]
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 1000)
    events = count(box, "event")
    box.settle(intent["id"])
    assert box.settle_all() == 0
    assert count(box, "event") == events


def test_a_dispute_happens_once_and_ends_once(box: Sandbox) -> None:
    box.submit_card(open_session(box), CARD)
    charge = box.store.page("charge").objects[0]["id"]
    dispute = box.open_dispute(charge)
    assert dispute is not None and box.open_dispute(charge) is None
    box.close_dispute(dispute["id"], won=False)
    box.close_dispute(dispute["id"], won=True)
    assert box.store.get("dispute", dispute["id"])["status"] == "lost"


def test_every_manner_says_what_it_does() -> None:
    assert all(manner.note for manner in MANNERS.values())
    assert all(manner.note for manner in BANK_MANNERS.values())
