"""Moves of a bill. A move that is not in the table cannot happen; each leaves an audit event."""

from datetime import datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
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


def replace(bill: Bill, *, by: Actor, at: datetime) -> None:
    """A newer bill stands in its place: the old pay code stops working."""
    bill.code_dead = True
    _move(bill, to=BillState.REPLACED, by=by, at=at)


def reopen(bill: Bill, *, by: Actor, at: datetime) -> None:
    """Money went back: the bill is to be paid again, with the code that is printed on it."""
    bill.code_dead = False
    _move(bill, to=BillState.OPEN, by=by, at=at)


def _move(bill: Bill, *, to: BillState, by: Actor, at: datetime) -> None:
    try:
        event = MOVES[BillState(bill.state), to]
    except KeyError:
        raise IllegalMove(bill.number, bill.state, to) from None
    bill.state = to
    bill.save(update_fields=["state", "code_dead"])
    audit.record(event, subject=bill.number, account_id=bill.account_id, by=by, at=at)
