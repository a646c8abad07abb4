"""What must always hold between this room and the ledger; `hearthside audit` runs it and lists what fails."""

from collections.abc import Iterator

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.relief.models import (
    LIVE,
    Application,
    ApplicationState,
    Plan,
    WriteOff,
    WriteOffKind,
    WriteOffState,
)
from hearthside.relief.selectors import application_source, hold_source
from hearthside.relief.services.giving_up import BOOKS, given_back_key, given_up_key

Check = tuple[str, list[str]]


def checks() -> Iterator[Check]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "relief: installments and charges of a plan add up to it", _sums()
    yield "relief: what a live plan covers is held for it, and nothing else is", _holds()
    yield "relief: what waits for an answer to an application is held", _application_holds()
    yield "relief: what was given up is in the ledger, to the cent", _write_offs()
    yield "relief: nobody approved their own proposal", _approvals()


def _sums() -> list[str]:
    rows = Plan.objects.annotate(parts=Coalesce(Sum("installments__amount_cents"), 0))
    wrong = [
        f"plan {row.reference}: {row.amount_cents}, installments {row.parts}"
        for row in rows.exclude(parts=F("amount_cents"))
    ]
    rows = Plan.objects.annotate(parts=Coalesce(Sum("charges__amount_cents"), 0))
    return wrong + [
        f"plan {row.reference}: {row.amount_cents}, charges {row.parts}"
        for row in rows.exclude(parts=F("amount_cents"))
    ]


def _holds() -> list[str]:
    wrong = []
    for plan in Plan.objects.order_by("pk").prefetch_related("charges").iterator(chunk_size=500):
        held = {pk for pk, ended_at in ledger.held_by(hold_source(plan)).items() if ended_at is None}
        covered = {row.charge_id for row in plan.charges.all() if row.amount_cents}
        if plan.state not in LIVE:
            wrong += [f"plan {plan.reference} is {plan.state} and holds charge {pk}" for pk in sorted(held)]
        else:
            wrong += [f"plan {plan.reference} does not hold charge {pk}" for pk in sorted(covered - held)]
    return wrong


def _application_holds() -> list[str]:
    waiting = (ApplicationState.SENT, ApplicationState.PROPOSED)
    wrong = []
    for application in Application.objects.order_by("pk").iterator(chunk_size=500):
        held = [pk for pk, ended in ledger.held_by(application_source(application)).items() if ended is None]
        if bool(held) != (application.state in waiting):
            wrong.append(f"application {application.reference} is {application.state}, holds {len(held)}")
    return wrong


def _write_offs() -> list[str]:
    wrong = []
    done = WriteOff.objects.filter(state__in=[WriteOffState.POSTED, WriteOffState.UNDONE])
    for row in done.annotate(parts_cents=Coalesce(Sum("parts__amount_cents"), 0)).order_by("pk"):
        entered = _entered(row.account_id, given_up_key(row.reference), BOOKS[WriteOffKind(row.kind)])
        if not entered == row.amount_cents == row.parts_cents:
            wrong.append(f"write-off {row.reference}: {row.amount_cents}, entered {entered}")
    others = WriteOff.objects.exclude(state__in=[WriteOffState.POSTED, WriteOffState.UNDONE])
    wrong += [
        f"write-off {row.reference} is {row.state} and entered"
        for row in others.order_by("pk")
        if ledger.entry_id(row.account_id, given_up_key(row.reference)) is not None
    ]
    standing = WriteOff.objects.filter(state=WriteOffState.POSTED).order_by("pk")
    return wrong + [
        f"write-off {row.reference} stands and was given back"
        for row in standing
        if ledger.entry_id(row.account_id, given_back_key(row.reference)) is not None
    ]


def _entered(account_id: int, key: str, book: str) -> int:
    entry = ledger.entry_id(account_id, key)
    rows = ledger.postings_of_entry(entry) if entry is not None else []
    lowered = -sum(row.amount_cents for row in rows if row.book == books.RECEIVABLE)
    return lowered if lowered == sum(row.amount_cents for row in rows if row.book == book) else 0


def _approvals() -> list[str]:
    rows = WriteOff.objects.filter(approved_by=F("proposed_by"), state=WriteOffState.POSTED)
    return [f"write-off {row.reference}" for row in rows.order_by("pk")]
