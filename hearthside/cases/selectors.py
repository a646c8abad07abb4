"""Cases, by what others need of them. Pages start from `cases_visible_to`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Min, Q, QuerySet

from hearthside.audit.actor import Actor, ActorKind
from hearthside.cases.kinds import CaseKind, kinds
from hearthside.cases.models import (
    LIVE,
    TO_ANSWER,
    Case,
    CaseCharge,
    CaseEvent,
    CaseFile,
    CaseState,
    Draft,
    ScanState,
)
from hearthside.cases.services.writing import who
from hearthside.identity import selectors as logins
from hearthside.identity.selectors import LoginRow
from hearthside.ledger import selectors as ledger
from hearthside.members import selectors as members
from hearthside.money import Money, total


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases this actor may see, newest first; nothing for a guest or a job.

    A login sees those of the accounts its grants open, each kind by its own scopes, and those without an
    account that it opened itself. Staff see the kinds they hold the permission of.
    """
    if actor.kind is ActorKind.LOGIN:
        return _newest_first(_of_login(actor))
    if actor.kind is ActorKind.STAFF:
        login = logins.staff_login(int(actor.ident))
        return cases_for_staff(login) if login else Case.objects.none()
    return Case.objects.none()


def _of_login(actor: Actor) -> QuerySet[Case]:
    seen = Q(pk__in=[])
    for kind in kinds().values():
        if kind.member_sees and not kind.walled:
            opened = members.accounts_visible_to(actor, scopes=kind.scopes)  # type: ignore[arg-type]
            own = Q(account=None, opened_by=who(actor))
            seen |= Q(kind=kind.slug) & (Q(account__in=opened.values("pk")) | own)
    return Case.objects.filter(seen, is_walled=False)


def cases_for_staff(login: LoginRow) -> QuerySet[Case]:
    """The cases whose kinds this person may see, newest first. A walled one needs its permission itself."""
    return _newest_first(Case.objects.filter(kind__in=[kind.slug for kind in kinds_for(login)]))


def kinds_for(login: LoginRow) -> list[CaseKind]:
    """The kinds of cases this person may see."""
    return [
        kind
        for kind in kinds().values()
        if (login.has_perm if kind.walled else login.may_see)(kind.permission)
    ]


def _newest_first(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.select_related("account", "owner").order_by("-opened_at", "-pk")


def case_with_reference(reference: str) -> Case | None:
    """Any case; who may see it is the caller's to ask."""
    return Case.objects.filter(reference=reference).select_related("account", "owner").first()


def case_of_request(request_key: str) -> Case | None:
    """The case that a form made when it was sent."""
    return Case.objects.filter(request_key=request_key).first()


def cases_of(account_id: int, *, most: int, slugs: Iterable[str] | None = None) -> list[Case]:
    rows = cases_on(account_id)
    return list((rows if slugs is None else rows.filter(kind__in=list(slugs)))[:most])


def cases_on(account_id: int) -> QuerySet[Case]:
    """The cases of an account that are not walled, the newest first."""
    return Case.objects.filter(account_id=account_id, is_walled=False).order_by("-opened_at", "-pk")


def live_cases_of(account_id: int) -> list[Case]:
    """Open cases of an account that are not walled, the nearest clock first."""
    rows = Case.objects.filter(account_id=account_id, is_walled=False, state__in=LIVE)
    return list(rows.order_by(F("due_on").asc(nulls_last=True), "pk")[:20])


def live_cases_of_charges(kind: str, charge_ids: Iterable[int]) -> dict[int, Case]:
    """The open case of this kind that each charge is with, by charge id."""
    rows = CaseCharge.objects.filter(kind=kind, charge_id__in=list(charge_ids), ended_at=None)
    return {row.charge_id: row.case for row in rows.select_related("case")}


def charges_of(case: Case) -> list[CaseCharge]:
    return list(CaseCharge.objects.filter(case=case).order_by("pk"))


def open_of(case: Case) -> Money:
    """What is still open of the charges of a case."""
    ids = [row.charge_id for row in charges_of(case)]
    return total(ledger.open_amounts(ids).values()) if ids else Money(0)


def story_of(case: Case, *, is_for_member: bool) -> list[CaseEvent]:
    """What happened in a case, oldest first; for the member only what they may read."""
    rows = CaseEvent.objects.filter(case=case).order_by("at", "pk")
    return list(rows.filter(is_visible=True) if is_for_member else rows)


def files_of(case: Case, *, is_for_member: bool) -> list[CaseFile]:
    """The files that are there, oldest first."""
    rows = CaseFile.objects.filter(case=case, gone_at=None).order_by("added_at", "pk")
    return list(rows.filter(is_visible=True) if is_for_member else rows)


def file_of(case: Case, reference: str) -> CaseFile | None:
    return CaseFile.objects.filter(case=case, reference=reference, gone_at=None).first()


def files_to_scan(most: int) -> list[CaseFile]:
    rows = CaseFile.objects.filter(state=ScanState.WAITING, gone_at=None)
    return list(rows.order_by("added_at", "pk")[:most])


def files_of_cases_closed_before(before: datetime, most: int) -> list[CaseFile]:
    return list(CaseFile.objects.filter(gone_at=None, case__closed_at__lt=before).order_by("pk")[:most])


def draft_with_key(key: str, login_id: int) -> Draft | None:
    """A question somebody is writing; nobody finds another's."""
    return Draft.objects.filter(key=key, login_id=login_id).select_related("account").first()


def draft_of_line(login_id: int, bill_number: str, line: str) -> Draft | None:
    return Draft.objects.filter(login_id=login_id, bill_number=bill_number, line=line).first()


def to_answer(slug: str, *, waited_until: date) -> QuerySet[Case]:
    """Cases of a kind that are ours to work: those that wait for the member since after a day are not."""
    rows = Case.objects.filter(kind=slug, state__in=TO_ANSWER)
    return rows.exclude(state=CaseState.WAITING, asked_on__gt=waited_until)


def to_fix(slug: str) -> QuerySet[Case]:
    """Cases decided for the member whose charge still stands in the plan's file."""
    return Case.objects.filter(kind=slug, state=CaseState.FIXING)


def by_clock(rows: QuerySet[Case], after: str, most: int) -> list[Case]:
    """The nearest clock first, after the case with this number ("" for the first)."""
    last = Case.objects.filter(reference=after).values("due_on", "pk").first() if after else None
    if last and last["due_on"]:
        later = Q(due_on__gt=last["due_on"]) | Q(due_on=last["due_on"], pk__gt=last["pk"]) | Q(due_on=None)
        rows = rows.filter(later)
    elif last:
        rows = rows.filter(due_on=None, pk__gt=last["pk"])
    return list(rows.order_by(F("due_on").asc(nulls_last=True), "pk")[:most])


def tally(rows: QuerySet[Case]) -> tuple[int, datetime | None]:
    found = rows.aggregate(count=Count("pk"), oldest=Min("opened_at"))
    return found["count"], found["oldest"]


def clocks_due(*, by: date) -> list[Case]:
    """Live cases whose last day is `by` or earlier, the nearest first."""
    rows = Case.objects.filter(state__in=TO_ANSWER, due_on__lte=by)
    return list(rows.select_related("owner").order_by("due_on", "pk"))


def waiting_since_before(day: date) -> list[Case]:
    """Cases that wait for the member since before a day."""
    return list(Case.objects.filter(state=CaseState.WAITING, asked_on__lt=day).order_by("pk"))


def held_by_case(case_kind: str, reference: str) -> set[int]:
    """The charges that wait with a case now."""
    return {pk for pk, ended in ledger.held_by(f"{case_kind}:{reference}").items() if ended is None}


@dataclass(frozen=True, slots=True)
class Void:
    """A charge we took back ourselves: for a replay."""

    account: str | None
    charge_id: int
    source: str
    at: datetime


def voids_in_order() -> Iterator[Void]:
    """Every charge that staff voided, oldest first."""
    rows = CaseCharge.objects.exclude(voided_at=None).order_by("voided_at", "pk")
    for row in rows.select_related("case", "account").iterator(chunk_size=500):
        source = f"{row.kind}:{row.case.reference}"
        assert row.voided_at is not None
        yield Void(row.account.roster_key, row.charge_id, source, row.voided_at)


def live_cases_with_charges() -> Iterator[tuple[Case, Sequence[CaseCharge]]]:
    """Every live case that has charges, for the jobs and the proofs."""
    rows = Case.objects.filter(state__in=LIVE, charges__isnull=False).distinct().order_by("pk")
    for case in rows.prefetch_related("charges").iterator(chunk_size=200):
        yield case, list(case.charges.all())


CaseRow = Case
"""The row as other rooms may name it in types; they read it, and never query or write it."""
