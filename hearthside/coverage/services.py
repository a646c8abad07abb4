"""Who is covered by which plan: every write."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.coverage.models import Coverage, Plan
from hearthside.coverage.rules import id_as_matched
from hearthside.formats.roster import RosterRow
from hearthside.members import services as members


@transaction.atomic
def enroll(rows: Sequence[RosterRow], *, by: Actor, at: datetime) -> int:
    """Make or bring up to date the accounts, people and coverages of roster rows. Returns rows changed.

    The same row again changes nothing. A roster never takes a person or an account away, and never
    overwrites a contact that the member changed after the roster was made.
    """
    changed = 0
    for row in rows:
        account_id, person_id, is_new = members.enroll_person(
            roster_key=row.account_key or f"{row.payer_id}:{row.subscriber_id or row.member_id}",
            first_name=row.first_name,
            last_name=row.last_name,
            birth_date=row.birth_date,
            relationship=row.relationship,
            contact={name: getattr(row, name) for name in members.CONTACT_FIELDS},
            language=row.language,
            opened_on=clock.today(),
        )
        plan = _plan(row)
        values = {
            "subscriber_id": id_as_matched(row.subscriber_id),
            "order": row.coverage_order or 1,
            "ends_on": row.ends_on,
        }
        coverage, made = Coverage.objects.get_or_create(
            account_id=account_id,
            person_id=person_id,
            plan=plan,
            member_id=id_as_matched(row.member_id),
            effective_on=row.effective_on,
            defaults=values,
        )
        if not made and any(getattr(coverage, name) != value for name, value in values.items()):
            Coverage.objects.filter(pk=coverage.pk).update(**values)
            changed += 1
        changed += made or is_new
    if changed:
        audit.record("file.posted", subject="roster", by=by, at=at, result=f"{changed} changed")
    return changed


def _plan(row: RosterRow) -> Plan:
    payer_id = row.payer_id or row.plan
    plan, _ = Plan.objects.get_or_create(payer_id=payer_id, defaults={"name": row.plan or payer_id})
    return plan


def plan_named(payer_id: str, name: str) -> Plan:
    plan, _ = Plan.objects.get_or_create(payer_id=payer_id, defaults={"name": name})
    return plan


def day_is_covered(coverage: Coverage, day: date) -> bool:
    return (coverage.effective_on or day) <= day <= (coverage.ends_on or day)
