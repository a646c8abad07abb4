"""What was told to somebody outside is written down when it is told."""

from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.privacy.errors import NoDisclosure, NotYet
from hearthside.privacy.models import Disclosure
from hearthside.privacy.rules.requests import COUNTED, NOT_COUNTED
from hearthside.references import new_reference


@transaction.atomic
def note_disclosure(
    *, account_id: int, told_on: date, to: str, what: str, why: str, basis: str, key: str, by: Actor,
    at: datetime, to_address: str = "",
) -> Disclosure:  # fmt: skip
    """Note that facts of an account went to somebody outside. The same `key` again is the same note.

    `basis` is one of rules.requests.COUNTED or NOT_COUNTED: only the first are in a member's list. Any room
    that tells somebody outside calls this in its own transaction. Raises NoDisclosure, NotYet.
    """
    if basis not in (*COUNTED, *NOT_COUNTED):
        raise NoDisclosure("no such reason for telling", basis=basis)
    if told_on > clock.day_of(at):
        raise NotYet(told_on)
    row, is_new = Disclosure.objects.get_or_create(
        key=key[:80],
        defaults={
            "reference": new_reference(), "account_id": account_id, "told_on": told_on, "to": to[:200],
            "to_address": to_address[:300], "what": what[:500], "why": why[:500], "basis": basis,
            "noted_by": f"{by.kind}:{by.ident}"[:60], "noted_at": at,
        },
    )  # fmt: skip
    if is_new:
        audit.record(
            "privacy.disclosed", subject=row.reference, account_id=account_id, reason=basis, by=by, at=at
        )
    return row
