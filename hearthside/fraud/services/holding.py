"""The charge that a report is about waits while somebody looks into it.

The ledger knows the hold by a number of its own: who reads an account there finds no report by it.
"""

from datetime import datetime

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.bills import services as bills
from hearthside.fraud.errors import NothingToHold
from hearthside.fraud.models import EventKind, Tip, TipHold
from hearthside.fraud.services.writing import locked, looked_into, note_in_audit, who, write
from hearthside.ledger import services as ledger
from hearthside.ledger.holds import HoldReason
from hearthside.references import new_reference


def source_of(hold: TipHold) -> str:
    """The name under which the ledger keeps a hold: "investigation:5020118838"."""
    return f"investigation:{hold.reference}"


@transaction.atomic
def hold(*, reference: str, by: Actor, at: datetime) -> TipHold:
    """Ask nobody for these charges until it is let go or nothing was found. Twice is once.

    Raises NothingToHold when the report names none.
    """
    tip = locked(reference)
    there = TipHold.objects.filter(tip=tip, ended_at=None).first()
    if there is not None:
        return there
    if tip.account_id is None or not tip.charge_ids or tip.closed_at is not None:
        raise NothingToHold(reference=reference)
    looked_into(tip, by=by, at=at)
    made = TipHold.objects.create(
        tip=tip, account_id=tip.account_id, reference=new_reference(), by=who(by), at=at
    )
    ledger.hold_charges(
        account_id=tip.account_id, charge_ids=tip.charge_ids, reason=HoldReason.INVESTIGATION,
        source=source_of(made), by=by, at=at,
    )  # fmt: skip
    write(tip, EventKind.HELD, by=by, at=at)
    note_in_audit("tip.held", tip, by=by, at=at)
    return made


@transaction.atomic
def release(*, reference: str, by: Actor, at: datetime) -> bool:
    """The charges are to be paid again, as old as they were. Whether any waited."""
    tip = locked(reference)
    return let_go(tip, by=by, at=at)


def let_go(tip: Tip, *, by: Actor, at: datetime) -> bool:
    """As `release`, for a report that is locked."""
    row = TipHold.objects.filter(tip=tip, ended_at=None).first()
    if row is None:
        return False
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    ended = ledger.release_holds(account_id=row.account_id, source=source_of(row), by=by, at=at)
    if ended:
        # A bill that counted as paid while its line waited asks again; one that credit has paid is paid.
        bills.note_return(row.account_id, at)
        bills.note_payment(row.account_id, at)
    write(tip, EventKind.RELEASED, by=by, at=at)
    note_in_audit("tip.released", tip, by=by, at=at)
    return True
