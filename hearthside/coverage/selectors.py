"""Who is covered, by what a remittance knows of them."""

from collections.abc import Iterable

from django.db.models import Q

from hearthside.coverage.models import Coverage, Plan
from hearthside.coverage.rules import Covered

_FIELDS = (
    "account_id",
    "person_id",
    "person__first_name",
    "person__last_name",
    "person__died_on",
    "member_id",
    "subscriber_id",
    "plan__payer_id",
    "plan__name",
    "order",
    "effective_on",
    "ends_on",
)


def covered_by_ids(ids: Iterable[str]) -> list[Covered]:
    """Every coverage under any of these member or subscriber ids (as `rules.id_as_matched` writes them)."""
    wanted = [ident for ident in set(ids) if ident]
    rows = Coverage.objects.filter(Q(member_id__in=wanted) | Q(subscriber_id__in=wanted)).order_by("pk")
    return [Covered(*row) for row in rows.values_list(*_FIELDS)]


def coverages_of(person_ids: Iterable[int]) -> dict[int, list[Covered]]:
    """All coverages of each person, in the order the plans pay."""
    found: dict[int, list[Covered]] = {}
    rows = Coverage.objects.filter(person_id__in=set(person_ids)).order_by("order", "pk")
    for row in rows.values_list(*_FIELDS):
        covered = Covered(*row)
        found.setdefault(covered.person_id, []).append(covered)
    return found


def member_id_of(person_id: int) -> str:
    row = (
        Coverage.objects.filter(person_id=person_id)
        .order_by("order", "pk")
        .values_list("member_id", flat=True)
    )
    return row.first() or ""


def account_of_member_id(member_id: str) -> int | None:
    """The one account under a member id; None when there is none or more than one."""
    accounts = set(Coverage.objects.filter(member_id=member_id).values_list("account_id", flat=True))
    return accounts.pop() if len(accounts) == 1 else None


def plan_names() -> dict[str, str]:
    return dict(Plan.objects.values_list("payer_id", "name"))


def plan(payer_id: str) -> Plan | None:
    return Plan.objects.filter(payer_id=payer_id).first()
