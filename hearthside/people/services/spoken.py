"""The member told us whom we may talk with. It opens no page. Each function is one transaction."""

from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.members import services as members
from hearthside.people import rules
from hearthside.people.errors import BadLastDay, SafetyFirst
from hearthside.people.models import SpokenPermission
from hearthside.people.policy import policy
from hearthside.references import new_reference


@transaction.atomic
def log_spoken(
    *, account_id: int, name: str, scope: str, ends_on: date, request_key: str, by: Actor, at: datetime
) -> SpokenPermission:
    """Write down what the member said. The same form again is one. Raises BadLastDay, SafetyFirst."""
    account = members.lock_account(account_id)
    there = SpokenPermission.objects.filter(request_key=request_key).first()
    if there is not None:
        return there
    today = clock.day_of(at)
    if account.safety_since is not None:
        raise SafetyFirst
    if not rules.is_good_last_day(ends_on, today=today, days_most=policy(today).spoken.days_most):
        raise BadLastDay
    row = SpokenPermission.objects.create(
        reference=new_reference(), account_id=account_id, name=name.strip(), scope=scope, given_at=at,
        ends_on=ends_on, logged_by=f"{by.kind}:{by.ident}"[:60], request_key=request_key,
    )  # fmt: skip
    audit.record(
        "access.spoken_logged", subject=row.reference, account_id=account_id, reason=scope, by=by, at=at
    )
    return row


@transaction.atomic
def end_spoken(*, reference: str, by: Actor, at: datetime) -> None:
    """It holds no more. Twice changes nothing."""
    row = SpokenPermission.objects.select_for_update().get(reference=reference)
    if row.ended_at is None:
        _end(row, by=by, at=at)


def end_all_spoken(*, account_id: int, by: Actor, at: datetime) -> None:
    """In the caller's transaction: none of an account's holds any more."""
    for row in SpokenPermission.objects.select_for_update().filter(account_id=account_id, ended_at=None):
        _end(row, by=by, at=at)


def _end(row: SpokenPermission, *, by: Actor, at: datetime) -> None:
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    audit.record("access.spoken_ended", subject=row.reference, account_id=row.account_id, by=by, at=at)
