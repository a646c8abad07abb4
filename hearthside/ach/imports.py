"""The ACH file that the bank sends back: what intake calls. It is read and judged whole, then applied."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hearthside import clock
from hearthside.ach import selectors, services, wording
from hearthside.ach.services import Told
from hearthside.audit.actor import Actor
from hearthside.formats.findings import Finding as Found
from hearthside.formats.findings import UnreadableFile
from hearthside.formats.nacha import (
    BatchEnd,
    Entry,
    FileEnd,
    FileHeader,
    IatEntry,
    looks_like_ach,
    read_nacha,
)
from hearthside.intake.registry import FileKind, Finding, Progress, Report, register

BATCH = 1000
MOST_FINDINGS = 1000


@dataclass(slots=True)
class Survey:
    """What one pass over the file found, before anything is applied. Small, whatever the file's size."""

    findings: list[Finding] = field(default_factory=list)
    made_on: date | None = None
    end: FileEnd = field(default_factory=FileEnd)
    returns: int = 0
    changes: int = 0
    others: int = 0
    unfit: int = 0
    is_broken: bool = False

    @property
    def answers(self) -> int:
        return self.returns + self.changes

    def note(self, found: tuple[Found, ...]) -> None:
        room = MOST_FINDINGS - len(self.findings)
        self.findings += [Finding(one.severity, one.where, one.what, one.code) for one in found[:room]]


def check(path: Path, progress: Progress) -> Report:
    """Read and report; apply nothing. Raises UnreadableFile for a file that sends payments."""
    survey = _survey(path, progress)
    if survey.is_broken:
        return Report("held", survey.findings, _figures(survey))
    status = "partly" if survey.unfit or survey.others else "posted"
    return Report(status, survey.findings, _figures(survey))


def post(file_id: int, path: Path, *, by: Actor, progress: Progress) -> Report:
    """Apply what can be applied; what cannot waits for a person. Can be run again after a kill.

    Nothing is applied of a file whose totals do not agree. Raises UnreadableFile for one that sends
    payments.
    """
    survey = _survey(path, lambda done: None)
    if survey.is_broken:
        return Report("held", survey.findings, _figures(survey))
    came_on = min(survey.made_on or clock.today(), clock.today())
    units = 0
    for batch in _batches(path):
        services.apply_answers(
            file_id=file_id, told=batch, units_before=units, came_on=came_on, by=by, at=clock.now()
        )
        units += len(batch)
        progress(batch[-1].offset + batch[-1].length)
    return _report(file_id, survey)


def _survey(path: Path, progress: Progress) -> Survey:
    survey = Survey()
    with path.open("rb") as stream:
        for record in read_nacha(stream):
            survey.note(record.findings)
            if isinstance(record, Entry | IatEntry):
                _count(survey, record)
                progress(record.offset)
            elif isinstance(record, BatchEnd | FileEnd):
                # Totals and structure decide; a header's own faults are told and change no figure.
                survey.is_broken |= any(found.severity == "error" for found in record.findings)
            if isinstance(record, FileHeader):
                survey.made_on = record.created_on
            elif isinstance(record, FileEnd):
                survey.end = record
    if not survey.answers:
        _refuse(survey)
    return survey


def _count(survey: Survey, record: Entry | IatEntry) -> None:
    survey.returns += record.returned is not None
    survey.changes += record.changed is not None
    if record.returned is None and record.changed is None:
        survey.others += 1
        survey.note((_not_an_answer(record),))
    elif _trouble(record):
        survey.unfit += 1


def _not_an_answer(record: Entry | IatEntry) -> Found:
    return Found(
        "warning", "ach.not_an_answer", f"line {record.line}",
        "found an entry that is neither a return nor a change, expected one of these; it was left out: "
        "ask the bank why it is in this file", record.line,
    )  # fmt: skip


def _refuse(survey: Survey) -> None:
    if survey.others:
        raise UnreadableFile(
            "ach.outgoing", "the whole file",
            f"found {survey.others} entries that send payments and none that answers one, expected what "
            "the bank sends back (returns, changes); a file that we send is made by `hearthside export "
            "nacha` and is not imported",
        )  # fmt: skip
    raise UnreadableFile(
        "ach.no_entries", "the whole file",
        "found no return and no change, expected at least one; ask the bank whether the file is whole",
    )  # fmt: skip


def _batches(path: Path) -> Iterator[list[Told]]:
    """Returns and changes in order, a thousand at a time: always the same ones in a batch."""
    batch: list[Told] = []
    with path.open("rb") as stream:
        for record in read_nacha(stream):
            if not isinstance(record, Entry | IatEntry) or not (record.returned or record.changed):
                continue
            batch.append(_told(record))
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _told(record: Entry | IatEntry) -> Told:
    place: dict[str, Any] = {"line": record.line, "offset": record.offset, "length": record.length}
    trouble = _trouble(record)
    if record.changed is not None:
        one = record.changed
        return Told(
            **place, is_change=True, code=one.code, original_trace=one.original_trace, trace=one.trace,
            corrected=one.corrected, trouble=trouble,
        )  # fmt: skip
    back = record.returned
    assert back is not None
    return Told(
        **place, is_change=False, code=back.code, original_trace=back.original_trace, trace=back.trace,
        amount=record.amount, died_on=back.died_on, trouble=trouble,
    )  # fmt: skip


DECIDING = {"ach.amount", "ach.reason_code", "ach.original_trace", "ach.control_character", "ach.line_length"}
"""Faults of an entry that make its answer unfit; a wrong check digit of the other bank does not."""


def _trouble(record: Entry | IatEntry) -> str:
    if isinstance(record, IatEntry):
        return "international"
    return "unreadable" if any(found.code in DECIDING for found in record.findings) else ""


def _figures(survey: Survey) -> dict[str, int]:
    return {
        "entries": survey.end.entries, "returns": survey.returns, "changes": survey.changes,
        "others": survey.others, "debit_cents": survey.end.debits.cents,
        "credit_cents": survey.end.credits.cents,
    }  # fmt: skip


def _report(file_id: int, survey: Survey) -> Report:
    became = selectors.summary_of(file_id)
    waiting = selectors.waiting_of_file(file_id, most=MOST_FINDINGS - len(survey.findings))
    for row in waiting:
        survey.findings.append(
            Finding("warning", f"line {row.line}", f"{row.code} waits: {wording.why(row)}", f"ach.{row.why}")
        )
    applied = became["returns_applied"] + became["changes_applied"]
    status = "posted" if not became["waiting"] and not survey.others else "partly" if applied else "held"
    return Report(status, survey.findings, _figures(survey) | became)


register(FileKind("ach", looks_like_ach, check, post))
