"""Setting charges aside, and letting them go."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.ledger.holds import HoldReason
from hearthside.ledger.models import ChargeHold, OpenItem
from hearthside.ledger.services.money_in import apply_credit
from hearthside.members import services as members

names.register("charge.held", "charge.released")


@transaction.atomic
def hold_charges(
    *, account_id: int, charge_ids: Iterable[int], reason: HoldReason, source: str, by: Actor, at: datetime
) -> int:
    """Set charges of an account aside. Returns how many are newly so; the same again changes nothing.

    Charges of another account are left alone.
    """
    members.lock_accounts([account_id])
    ours = OpenItem.objects.filter(account_id=account_id, pk__in=list(charge_ids))
    there = ChargeHold.objects.filter(source=source, ended_at=None).values("charge_id")
    new = list(ours.exclude(pk__in=there).order_by("pk").values_list("pk", flat=True))
    ChargeHold.objects.bulk_create(
        ChargeHold(account_id=account_id, charge_id=pk, reason=reason, source=source, since=at) for pk in new
    )
    if new:
        audit.record("charge.held", subject=source, account_id=account_id, reason=reason, by=by, at=at)
    return len(new)


@transaction.atomic
def release_holds(
    *, account_id: int, source: str, by: Actor, at: datetime, charge_ids: Iterable[int] | None = None
) -> int:
    """End what `source` holds, all of it or these charges; credit that waits pays them at once.

    Returns how many holds ended.
    """
    members.lock_accounts([account_id])
    rows = ChargeHold.objects.filter(account_id=account_id, source=source, ended_at=None)
    if charge_ids is not None:
        rows = rows.filter(charge_id__in=list(charge_ids))
    ended = rows.update(ended_at=at)
    if ended:
        audit.record("charge.released", subject=source, account_id=account_id, by=by, at=at)
        apply_credit(account_id=account_id, at=at)
    return ended
