"""The 835: what intake calls. First the whole file is read and judged, then posted claim by claim."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.claims import rules, selectors
from hearthside.claims.holding import staff_words
from hearthside.claims.models import RemittanceState
from hearthside.claims.rules import ClaimHold
from hearthside.claims.services import posting, rematching
from hearthside.claims.services.posting import Verdict
from hearthside.formats.x12.remittance import (
    Claim,
    FileEnd,
    ProviderAdjustment,
    TransactionEnd,
    TransactionStart,
    read_remittance,
)
from hearthside.formats.x12.segments import sniff
from hearthside.intake.registry import FileKind, Finding, Progress, Report, register

BATCH_CLAIMS = 1000


@dataclass(slots=True)
class Survey:
    """What one pass over the file found, before anything is posted. Small, whatever the file's size."""

    verdicts: list[Verdict] = field(default_factory=list)
    plbs: list[list[ProviderAdjustment]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    end: FileEnd = field(default_factory=FileEnd)
    unfit_claims: int = 0


def check(path: Path, progress: Progress) -> Report:
    """Read and report; post nothing. `claims_held` are those the file itself speaks against."""
    survey = _survey(path, progress)
    return _report(survey, survey.unfit_claims, duplicates=0)


def post(file_id: int, path: Path, *, by: Actor, progress: Progress) -> Report:
    """Post what can be posted, hold the rest. Can be run again after a kill, and by two at once."""
    survey = _survey(path, lambda done: None)
    today = clock.today()
    units = 0
    for start, verdict, plb, batches in _transactions(path, survey):
        remittance = posting.open_remittance(
            file_id=file_id, start=start, verdict=verdict, plb=plb, by=by, at=clock.now()
        )
        for batch in batches:
            if remittance.state != RemittanceState.DUPLICATE:
                posting.post_claims(
                    remittance=remittance,
                    start=start,
                    claims=batch,
                    units_before=units,
                    by=by,
                    at=clock.now(),
                    today=today,
                )
                _retry_parked(remittance.payer_id, batch)
            units += len(batch)
            progress(batch[-1].offset + batch[-1].length)
    held = [
        Finding(
            "warning",
            f"segment {item.segment}, claim {item.number}",
            f"held ({item.reason}): {staff_words(item.reason)}",
            f"claims.{item.reason}",
        )
        for item in selectors.queue(file_id=file_id, most=MOST_FINDINGS - len(survey.findings))
    ]
    survey.findings += held
    return _report(survey, selectors.held_count(file_id), duplicates=selectors.duplicate_remittances(file_id))


def _retry_parked(payer_id: str, batch: list[Claim]) -> None:
    if selectors.has_parked(payer_id):
        numbers = [claim.number for claim in batch]
        payer_numbers = [claim.payer_number for claim in batch]
        rematching.retry_parked(payer_id, numbers, payer_numbers, at=clock.now(), today=clock.today())


def _survey(path: Path, progress: Progress) -> Survey:
    survey = Survey()
    content, unfit = hashlib.sha256(), 0
    with path.open("rb") as stream:
        for record in read_remittance(stream):
            if isinstance(record, Claim):
                content.update(rules.essence(record))
                unfit += rules.hold_of_reading(record) is not None
                _note(survey, record.findings)
                progress(record.offset)
            elif isinstance(record, TransactionStart):
                content, unfit = hashlib.sha256(), 0
            elif isinstance(record, TransactionEnd):
                _note(survey, record.findings)
                reason = _fault_of(record)
                hold = ClaimHold.TRANSACTION if reason else None
                survey.verdicts.append(Verdict(content.hexdigest(), hold, reason))
                survey.plbs.append(record.plb)
                survey.unfit_claims += record.claims if hold else unfit
            else:
                survey.end = record
                _note(survey, record.findings)
    return survey


def _fault_of(end: TransactionEnd) -> str:
    """Why a whole transaction is held; empty when its claims may be posted."""
    first = next((finding for finding in end.findings if finding.severity == "error"), None)
    if first is not None:
        return f"{first.where}: {first.what}"
    return "" if end.balanced.transaction else "the claims and provider adjustments do not add up to BPR02"


MOST_FINDINGS = 1000


def _note(survey: Survey, found: list) -> None:  # type: ignore[type-arg]
    room = MOST_FINDINGS - len(survey.findings)
    survey.findings += [Finding(one.severity, one.where, one.what, one.code) for one in found[:room]]


def _transactions(
    path: Path, survey: Survey
) -> Iterator[tuple[TransactionStart, Verdict, list[ProviderAdjustment], Iterator[list[Claim]]]]:
    with path.open("rb") as stream:
        records = read_remittance(stream)
        for record in records:
            if isinstance(record, TransactionStart):
                place = record.index - 1
                yield record, survey.verdicts[place], survey.plbs[place], _batches(records)


def _batches(records: Iterator[object]) -> Iterator[list[Claim]]:
    """Claims up to the end of the transaction; those that may meet each other never share a batch."""
    batch: list[Claim] = []
    met: set[str] = set()
    for record in records:
        if not isinstance(record, Claim):
            break
        names = {
            f"ours {record.number}",
            f"theirs {record.payer_number}",
            *(f"theirs {number}" for number in record.refs.get("F8", ())),
        } - {"ours ", "theirs "}
        if len(batch) == BATCH_CLAIMS or names & met:
            yield batch
            batch, met = [], set()
        batch.append(record)
        met |= names
    if batch:
        yield batch


def _report(survey: Survey, held: int, *, duplicates: int) -> Report:
    end = survey.end
    status = "posted"
    # A payment without claims can be held as well: there is nothing of it that was posted.
    is_none_posted = held >= end.claims if end.claims else any(one.hold for one in survey.verdicts)
    if is_none_posted:
        status = "held"
    elif held:
        status = "partly"
    if duplicates and duplicates == end.transactions:
        status = "duplicate"
    figures = {
        "transactions": end.transactions,
        "claims": end.claims,
        "claims_held": held,
        "charged_cents": end.charged_cents,
        "paid_cents": end.paid_cents,
        "patient_responsibility_cents": end.patient_responsibility_cents,
        "pr_adjustment_cents": end.pr_adjustment_cents,
        "plb_cents": end.plb_cents,
        "bpr_cents": end.bpr_cents,
        "balanced": {
            "service": end.balanced.service,
            "claim": end.balanced.claim,
            "transaction": end.balanced.transaction,
        },
    }
    return Report(status, survey.findings, figures)


register(FileKind("835", lambda head: sniff(head) == "835", check, post))
