"""What we hold about a member, as their own pages show it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from hearthside.audit.actor import Actor
from hearthside.coverage import selectors as coverage
from hearthside.details.models import Told
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow

CHANGE_SCOPES = members.WHOLE_SCOPES


def may_change(actor: Actor, account: AccountRow) -> bool:
    """Whether this actor may change the contact: whoever is billed, and a helper for everything."""
    return members.accounts_visible_to(actor, scopes=CHANGE_SCOPES).filter(pk=account.pk).exists()


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """A plan of a person as we hold it. `phone` is the plan's own, "" when we do not know it."""

    person: str
    plan: str
    phone: str
    member_id_end: str
    starts_on: date | None
    ends_on: date | None
    is_over: bool


def plans_of(account_id: int, *, today: date) -> list[HeldPlan]:
    """Every plan on an account, by person in the order the plans pay; of a member ID its last four marks."""
    people = members.people_of(account_id)
    held = coverage.coverages_of(person.pk for person in people)
    phones = {row.payer_id: row.phone for row in _plans(held)}
    return [
        HeldPlan(
            person=person.name, plan=one.plan_name, phone=phones.get(one.payer_id, ""),
            member_id_end=one.member_id[-4:], starts_on=one.effective_on, ends_on=one.ends_on,
            is_over=one.ends_on is not None and one.ends_on < today,
        )
        for person in people
        for one in held.get(person.pk, [])
    ]  # fmt: skip


def _plans(held: dict[int, list[Any]]) -> list[Any]:
    wanted = sorted({one.payer_id for rows in held.values() for one in rows})
    return [row for row in map(coverage.plan, wanted) if row is not None]


def plan_words(facts: dict[str, Any]) -> str:
    """What was typed about a plan, a line each, for whoever works on the case."""
    said = (
        (_("Plan"), facts["plan_name"]),
        (_("Member ID"), facts["member_id"]),
        (_("Main person on the plan"), facts["holder"]),
        (_("First day"), _day(facts["starts_on"])),
        (_("Last day"), _day(facts["ends_on"])),
    )
    lines = [f"{label}: {value}" for label, value in said if value]
    return "\n".join([*lines, facts["words"]]).strip()


def _day(day: date | None) -> str:
    return formats.date_format(day, "DATE_FORMAT") if day else ""


def told_on(account_id: int) -> QuerySet[Told]:
    """What was told about an account's plans and names, the newest first, each with its case."""
    return Told.objects.filter(account_id=account_id).select_related("case").order_by("-pk")


def to_answer(most: int) -> list[int]:
    """Ids of what members told that is answered, and they do not know it yet."""
    rows = Told.objects.filter(answered_at=None, case__state="closed").order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])
