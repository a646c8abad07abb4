"""Lockbox files: what intake calls. First the whole file is read and judged, then posted batch by batch."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.formats.findings import Finding as Found
from hearthside.formats.lockbox.choosing import HEAD_BYTES, choose_layout
from hearthside.formats.lockbox.layout import Layout
from hearthside.formats.lockbox.reading import read_lockbox
from hearthside.formats.lockbox.records import (
    BatchEnd,
    BatchStart,
    Check,
    FileEnd,
    FileStart,
    LockboxEnd,
    Record,
)
from hearthside.intake.registry import FileKind, Finding, Progress, Report, register
from hearthside.lockbox import rules, selectors
from hearthside.lockbox.marks import Fingerprint
from hearthside.lockbox.models import BatchState
from hearthside.lockbox.rules import Controls
from hearthside.lockbox.services import posting
from hearthside.lockbox.services.posting import BatchTold

PIECE = 250
MOST_FINDINGS = 1000


@dataclass(slots=True)
class Survey:
    """What one pass over the file found, before a cent is posted. A few numbers a batch."""

    layout: Layout
    start: FileStart | None = None
    ends: list[BatchEnd] = field(default_factory=list)
    fingerprints: list[str] = field(default_factory=list)
    boxes: list[LockboxEnd] = field(default_factory=list)
    end: FileEnd = field(default_factory=FileEnd)
    findings: list[Finding] = field(default_factory=list)

    def told(self, ordinal: int, today: date) -> BatchTold:
        """What the file says of its batch `ordinal`, its own totals and those around it."""
        end = self.ends[ordinal - 1]
        box = next((one for one in self.boxes if one.first_batch <= ordinal <= one.last_batch), None)
        needs_box = "lockbox_total" in self.layout.needs
        controls = Controls(
            end.errors, end.count, end.amount, end.told_count, end.told_amount,
            lockbox_holds=not box.findings if box else not needs_box,
            records_hold=self.end.balanced.records,
        )  # fmt: skip
        return BatchTold(
            ordinal, self.layout.name, end.number, end.lockbox, self.day_of(end, today), controls,
            self.fingerprints[ordinal - 1],
        )  # fmt: skip

    def day_of(self, end: BatchEnd, today: date) -> date:
        return end.deposit_on or (self.start.created_on if self.start else None) or today


def check(path: Path, progress: Progress) -> Report:
    """Read and report; post nothing. Batches that would wait for review are told."""
    survey = _survey(path, progress)
    today = clock.today()
    in_review = [
        end.ordinal for end in survey.ends if rules.why_review(survey.told(end.ordinal, today).controls)
    ]
    return _report(survey, in_review=len(in_review), figures={})


def post(file_id: int, path: Path, *, by: Actor, progress: Progress) -> Report:
    """Post what can be posted; the rest waits. Can be run again after a kill, and by two at once."""
    survey = _survey(path, lambda done: None)
    units, today = 0, clock.today()
    for ordinal, checks in _batches(path, survey):
        told = survey.told(ordinal, today)
        batch = posting.open_batch(file_id=file_id, told=told, by=by, at=clock.now())
        while piece := list(islice(checks, PIECE)):
            posting.post_items(batch=batch, checks=piece, units_before=units, by=by, at=clock.now())
            units += len(piece)
            progress(piece[-1].offset + piece[-1].length)
        posting.finish_batch(batch_id=batch.pk, by=by, at=clock.now())
    in_review = [row for row in selectors.batches_of_file(file_id) if row.state == BatchState.REVIEW]
    survey.findings += [
        Finding("error", f"batch {row.name}", f"{row.why} The batch waits for review.", "lockbox.review")
        for row in in_review
    ]
    return _report(survey, in_review=len(in_review), figures=selectors.figures_of_file(file_id))


def _survey(path: Path, progress: Progress) -> Survey:
    with path.open("rb") as stream:
        layout = choose_layout(stream.read(HEAD_BYTES))
    assert layout is not None, "intake calls us for what we recognize"
    survey, print_ = Survey(layout), Fingerprint()
    for record in _records(path, layout):
        if isinstance(record, BatchStart):
            print_ = Fingerprint()
        elif isinstance(record, Check):
            print_.add(record)
            progress(record.offset)
        _keep(survey, record, print_)
    return survey


def _keep(survey: Survey, record: Record, print_: Fingerprint) -> None:
    if isinstance(record, FileStart):
        survey.start = record
    elif isinstance(record, BatchEnd):
        survey.ends.append(record)
        day = survey.day_of(record, date.min)
        survey.fingerprints.append(print_.text(record.lockbox, record.number, day, record.amount))
    elif isinstance(record, LockboxEnd):
        survey.boxes.append(record)
    elif isinstance(record, FileEnd):
        survey.end = record
    if not isinstance(record, BatchStart):
        _note(survey, record.findings)


def _note(survey: Survey, found: list[Found]) -> None:
    room = MOST_FINDINGS - len(survey.findings)
    survey.findings += [Finding(one.severity, one.where, one.what, one.code) for one in found[:room]]


def _records(path: Path, layout: Layout) -> Iterator[Record]:
    with path.open("rb") as stream:
        yield from read_lockbox(stream, layout)


def _batches(path: Path, survey: Survey) -> Iterator[tuple[int, Iterator[Check]]]:
    """Each batch by its ordinal, and its checks; whoever takes a batch reads its checks to the end."""
    records = _records(path, survey.layout)
    for record in records:
        if isinstance(record, BatchStart):
            yield record.ordinal, _checks(records)


def _checks(records: Iterator[Record]) -> Iterator[Check]:
    for record in records:
        if not isinstance(record, Check):
            return
        yield record


def _report(survey: Survey, *, in_review: int, figures: dict[str, int]) -> Report:
    end = survey.end
    status = "posted"
    if end.batches and in_review == end.batches:
        status = "held"
    elif in_review or figures.get("suspense"):
        status = "partly"
    balanced = end.balanced
    return Report(
        status,
        survey.findings,
        {
            "layout": survey.layout.name, "batches": end.batches, "batches_in_review": in_review,
            "items": end.checks, "checks_cents": end.amount.cents, **figures,
            "balanced": {
                "coupons": balanced.coupons, "batches": balanced.batches, "lockboxes": balanced.lockboxes,
                "records": balanced.records,
            },
        },
    )  # fmt: skip


register(FileKind("lockbox", lambda head: choose_layout(head) is not None, check, post))
