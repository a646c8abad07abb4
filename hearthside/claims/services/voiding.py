"""Charges that we take back ourselves: they should not have been asked for, whatever the file says."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.claims import states
from hearthside.claims.models import Charge, ChargeState
from hearthside.ledger import services as ledger
from hearthside.members import services as members
from hearthside.money import Money


@transaction.atomic
def void_charges(
    charge_ids: Iterable[int], *, account_id: int, source: str, by: Actor, at: datetime, approver: str = ""
) -> Money:
    """Take charges of one account back; what was paid on them becomes credit. Returns how much they were.

    Charges that no longer stand are left alone, so a second time changes nothing. A voided charge does not
    come back when a later plan's decision is reversed. `source` names the cause.
    """
    members.lock_account(account_id)
    wanted = Charge.objects.filter(pk__in=list(charge_ids), account_id=account_id, state=ChargeState.FINAL)
    charges = list(wanted.order_by("pk"))
    for charge in charges:
        states.void_charge(charge)
    ledger.reverse_charges(
        [charge.pk for charge in charges], account_id=account_id, source=source,
        effective_on=clock.day_of(at), at=at,
    )  # fmt: skip
    cents = sum(charge.amount_cents for charge in charges)
    if charges:
        audit.record(
            "ledger.corrected", subject=source, account_id=account_id, cents=cents, approver=approver, by=by,
            at=at,
        )  # fmt: skip
    return Money(cents)
