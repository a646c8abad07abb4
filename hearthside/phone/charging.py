"""Taking the money for a card or account that was keyed: the payments room's own flow for a token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from hearthside.audit.actor import Actor
from hearthside.money import Money
from hearthside.payments import flows, flows_saved, selectors
from hearthside.payments.errors import (
    AmountChanged,
    AttemptEnded,
    CardsClosed,
    StillChecking,
    TooOften,
)
from hearthside.payments.rules import PublicStatus
from hearthside.payments.selectors import status_of
from hearthside.payments.services import saved
from hearthside.phone.rules.walking import Event

DOOR = "phone"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One payment as it was read back and allowed. `key` stands for this one yes: it charges once, ever."""

    account_id: int
    bill_id: int | None
    amount: Money
    method: str
    key: str
    token: str
    language: str


@dataclass(frozen=True, slots=True)
class Charged:
    """What became of it: an event of the call, the confirmation number, and what the processor says it is."""

    event: Event
    reference: str = ""
    brand: str = ""
    last4: str = ""


_EVENTS = {
    PublicStatus.RECEIVED: Event.PAID,
    PublicStatus.SENT: Event.SENT,
    PublicStatus.CHECKING: Event.CHECKING,
    PublicStatus.STARTED: Event.CHECKING,
}


def charge(wanted: Wanted, *, by: Actor, at: datetime) -> Charged:
    """Charge what was allowed, once. The attempt is written down before the processor hears of it.

    A lost answer is CHECKING: the worker finds it, and the same `wanted` again never charges twice.
    """
    try:
        attempt = _start(wanted, by=by, at=at)
    except AmountChanged:
        return Charged(Event.CHANGED)
    except StillChecking as earlier:
        return Charged(Event.CHECKING, earlier.reference)
    except AttemptEnded:
        return Charged(Event.REFUSED)
    except (CardsClosed, TooOften):
        return Charged(Event.CANNOT_PAY)
    attempt = flows_saved.charge(attempt, token=wanted.token, by=by, at=at)
    payment = selectors.payment_of(attempt)
    return Charged(
        _EVENTS.get(status_of(attempt), Event.REFUSED), attempt.reference,
        brand=payment.brand if payment else "", last4=payment.last4 if payment else "",
    )  # fmt: skip


def _start(wanted: Wanted, *, by: Actor, at: datetime) -> selectors.AttemptRow:
    """The attempt, once what another door has open is put away: a page left open takes nothing any more."""
    open_one = selectors.live_attempt(wanted.account_id)
    if open_one is not None and open_one.request_key != wanted.key and open_one.page_id:
        flows.put_away(open_one, by=by, at=at)
    return saved.start_saved_attempt(
        account_id=wanted.account_id, amount=wanted.amount, method=cast(Any, wanted.method),
        request_key=wanted.key, door=DOOR, language=wanted.language, bill_id=wanted.bill_id, by=by, at=at,
    )  # fmt: skip


def outcome_of(account_id: int, key: str) -> Charged | None:
    """What became of a payment whose call broke off, if one was started with this key."""
    attempt = selectors.attempt_of_form(account_id, key)
    if attempt is None:
        return None
    return Charged(_EVENTS.get(status_of(attempt), Event.REFUSED), attempt.reference)
