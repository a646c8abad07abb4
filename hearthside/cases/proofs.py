"""What must always hold between cases and the ledger; `hearthside audit` runs it and lists what fails."""

from collections.abc import Iterator

from django.db.models import F

from hearthside.cases import keeping
from hearthside.cases.kinds import hold_source, kinds
from hearthside.cases.models import Case, CaseCharge, CaseFile, CaseState
from hearthside.claims import selectors as claims
from hearthside.ledger import selectors as ledger

Check = tuple[str, list[str]]
MOST_NAMED = 20
PIECE = 500


def checks() -> Iterator[Check]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "cases: what an open case is about is set aside, and a closed one holds nothing", _holds()
    yield "cases: a hold of a case is one that a case knows", _strays()
    yield "cases: what is on a case is on its account", _elsewhere()
    yield "cases: a corrected question leaves no charge that stands", _corrected()
    yield "cases: nobody took off a charge on their own decision", _alone()
    yield "cases: every file that is listed is on the disk", _files()


def _holds() -> list[str]:
    wrong: list[str] = []
    holding = [rule.slug for rule in kinds().values() if rule.holds]
    rows = Case.objects.filter(kind__in=holding).order_by("pk").prefetch_related("charges")
    for case in rows.iterator(chunk_size=PIECE):
        source = hold_source(case.kind, case.reference)
        held = {pk for pk, ended in ledger.held_by(source).items() if ended is None}
        live = {row.charge_id for row in case.charges.all() if row.ended_at is None}
        if case.state == CaseState.CLOSED and live:
            wrong.append(f"case {case.reference} is closed and keeps {len(live)} charges")
        if held != live:
            wrong.append(f"case {case.reference} is {case.state}: about {sorted(live)}, holds {sorted(held)}")
    return wrong[:MOST_NAMED]


def _strays() -> list[str]:
    slugs = {rule.slug for rule in kinds().values() if rule.holds}
    sources = {row["source"] for row in ledger.holds_in_order() if row["ended_at"] is None}
    named = {source.partition(":")[2]: source for source in sources if source.partition(":")[0] in slugs}
    known = Case.objects.filter(reference__in=named).values_list("reference", flat=True)
    return [f"{named[one]} holds and is no case" for one in sorted(named.keys() - set(known))][:MOST_NAMED]


def _elsewhere() -> list[str]:
    wrong: list[str] = []
    batch: list[CaseCharge] = []
    for row in CaseCharge.objects.select_related("case").order_by("pk").iterator(chunk_size=PIECE):
        batch.append(row)
        if len(batch) == PIECE:
            wrong += _on_others(batch)
            batch = []
    return (wrong + _on_others(batch))[:MOST_NAMED]


def _on_others(batch: list[CaseCharge]) -> list[str]:
    rows = claims.charges(row.charge_id for row in batch)
    return [
        f"case {row.case.reference}: charge {row.charge_id}"
        for row in batch
        if row.charge_id not in rows
        or not rows[row.charge_id].account_id == row.account_id == row.case.account_id
    ]


def _corrected() -> list[str]:
    wrong = []
    rows = Case.objects.filter(state=CaseState.CLOSED, outcome="corrected").order_by("pk")
    for case in rows.prefetch_related("charges").iterator(chunk_size=PIECE):
        found = claims.charges(row.charge_id for row in case.charges.all())
        if any(row.state == "final" for row in found.values()):
            wrong.append(f"case {case.reference}")
    return wrong[:MOST_NAMED]


def _alone() -> list[str]:
    rows = CaseCharge.objects.filter(voided_at__isnull=False, voided_by=F("decided_by"))
    return [f"case charge {pk}" for pk in rows.order_by("pk").values_list("pk", flat=True)[:MOST_NAMED]]


def _files() -> list[str]:
    rows = CaseFile.objects.filter(gone_at=None).order_by("pk")
    return [
        f"file {row.reference} of case {row.case_id}"
        for row in rows.iterator(chunk_size=PIECE)
        if not keeping.path_of(row.stored_as).exists()
    ][:MOST_NAMED]
