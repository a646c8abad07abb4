"""Moves of a bill. A move that is not in the table cannot happen; each leaves an audit event."""

from collections.abc import Sequence
from datetime import datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.audit.rules import Entry
from hearthside.bills.models import Bill, BillState
from hearthside.errors import IllegalMove

MOVES = {
    (BillState.OPEN, BillState.PAID): "bill.paid",
    (BillState.OPEN, BillState.REPLACED): "bill.replaced",
    (BillState.PAID, BillState.OPEN): "bill.reopened",
}

names.register(*MOVES.values(), "bill.made")


def pay(bill: Bill, *, by: Actor, at: datetime) -> None:
    """Nothing is left to pay: the pay code stops working."""
    bill.code_dead = True
    _move(bill, to=BillState.PAID, by=by, at=at)


def pay_all(bills: Sequence[Bill], *, by: Actor, at: datetime) -> None:
    """As `pay`, for many bills in two statements."""
    events = []
    for bill in bills:
        event = _event(bill, BillState.PAID)
        bill.code_dead, bill.state = True, BillState.PAID
        events.append(Entry(name=event, by=by, at=at, subject=bill.number, account_id=bill.account_id))
    Bill.objects.filter(pk__in=[bill.pk for bill in bills]).update(state=BillState.PAID, code_dead=True)
    audit.record_many(events)


def replace(bill: Bill, *, by: Actor, at: datetime) -> None:
    """A newer bill stands in its place: the old pay code stops working."""
    bill.code_dead = True
    _move(bill, to=BillState.REPLACED, by=by, at=at)


def reopen(bill: Bill, *, by: Actor, at: datetime) -> None:
    """Money went back: the bill is to be paid again, with the code that is printed on it."""
    bill.code_dead = False
    _move(bill, to=BillState.OPEN, by=by, at=at)


def _move(bill: Bill, *, to: BillState, by: Actor, at: datetime) -> None:
    event = _event(bill, to)
    bill.state = to
    bill.save(update_fields=["state", "code_dead"])
    audit.record(event, subject=bill.number, account_id=bill.account_id, by=by, at=at)


def _event(bill: Bill, to: BillState) -> str:
    try:
        return MOVES[BillState(bill.state), to]
    except KeyError:
        raise IllegalMove(bill.number, bill.state, to) from None
