"""A legal hold: nothing it covers is removed while it stands."""

from datetime import datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.privacy.models import LegalHold
from hearthside.references import new_reference


@transaction.atomic
def place_hold(*, account_id: int | None, reason: str, by: Actor, at: datetime) -> LegalHold:
    """Keep everything of one account, or of all (None). A second one on the same is the first."""
    rows = LegalHold.objects.select_for_update().filter(ended_at=None)
    same = rows.filter(account=None) if account_id is None else rows.filter(account_id=account_id)
    standing = same.first()
    if standing is not None:
        return standing
    hold = LegalHold.objects.create(
        account_id=account_id, reference=new_reference(), reason=reason.strip()[:300],
        placed_by=f"{by.kind}:{by.ident}"[:60], placed_at=at,
    )  # fmt: skip
    audit.record("privacy.hold_placed", subject=hold.reference, account_id=account_id, by=by, at=at)
    return hold


@transaction.atomic
def end_hold(*, reference: str, by: Actor, at: datetime) -> LegalHold:
    """What it kept may go again when its time is over. Twice changes nothing."""
    hold = LegalHold.objects.select_for_update().get(reference=reference)
    if hold.ended_at is None:
        hold.ended_at, hold.ended_by = at, f"{by.kind}:{by.ident}"[:60]
        hold.save(update_fields=["ended_at", "ended_by"])
        audit.record("privacy.hold_ended", subject=reference, account_id=hold.account_id, by=by, at=at)
    return hold
