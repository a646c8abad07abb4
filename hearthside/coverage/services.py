"""Who is covered by which plan: every write."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.coverage.models import Coverage, Plan
from hearthside.coverage.rules import id_as_matched
from hearthside.formats.roster import RosterRow
from hearthside.members import services as members
from hearthside.members.services import Enrollee


@transaction.atomic
def enroll(rows: Sequence[RosterRow], *, by: Actor, at: datetime) -> int:
    """Make or bring up to date the accounts, people and coverages of roster rows. Returns rows changed.

    The same row again changes nothing. A roster never takes a person or an account away, and never
    overwrites a contact that the member changed here.
    """
    people = members.enroll_people([_enrollee(row) for row in rows], opened_on=clock.today())
    plans = _plans(rows)
    there = {
        (row.person_id, row.plan_id, row.member_id, row.effective_on): row
        for row in Coverage.objects.filter(person_id__in={one.person_id for one in people})
    }
    changed, new = 0, {}
    for row, one in zip(rows, people, strict=True):
        plan = plans[row.payer_id or row.plan]
        key = (one.person_id, plan.pk, id_as_matched(row.member_id), row.effective_on)
        told = {"subscriber_id": id_as_matched(row.subscriber_id), "order": row.coverage_order,
                "ends_on": row.ends_on}  # fmt: skip
        if key not in there and key not in new:
            new[key] = Coverage(
                account_id=one.account_id,
                person_id=key[0],
                plan=plan,
                member_id=key[2],
                effective_on=key[3],
                **told,
            )
            changed += 1
        elif _follow_roster(there.get(key), told) or one.is_changed:
            changed += 1
    Coverage.objects.bulk_create(new.values())
    if changed:
        audit.record("file.posted", subject="roster", by=by, at=at, result="changed")
    return changed


def _enrollee(row: RosterRow) -> Enrollee:
    return Enrollee(
        roster_key=row.account_key or f"{row.payer_id}:{row.subscriber_id or row.member_id}",
        first_name=row.first_name,
        last_name=row.last_name,
        birth_date=row.birth_date,
        relationship=members.relationship_word(row.relationship),
        contact=tuple(getattr(row, name) for name in members.CONTACT_FIELDS),
        language=row.language,
    )


def _plans(rows: Sequence[RosterRow]) -> dict[str, Plan]:
    names = {row.payer_id or row.plan: row.plan for row in rows}
    return {payer_id: plan_named(payer_id, name) for payer_id, name in names.items()}


def _follow_roster(row: Coverage | None, told: dict[str, Any]) -> bool:
    if row is None or all(getattr(row, name) == value for name, value in told.items()):
        return False
    Coverage.objects.filter(pk=row.pk).update(**told)
    return True


def plan_named(payer_id: str, name: str) -> Plan:
    plan, _ = Plan.objects.get_or_create(payer_id=payer_id, defaults={"name": name or payer_id})
    return plan


def day_is_covered(coverage: Coverage, day: date) -> bool:
    return (coverage.effective_on or day) <= day <= (coverage.ends_on or day)
