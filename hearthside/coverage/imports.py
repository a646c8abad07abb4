"""Rosters: who is covered, as CSV or as an X12 834."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.coverage import services
from hearthside.formats.roster import RosterRow, read_roster
from hearthside.formats.x12 import enrollment
from hearthside.formats.x12.segments import sniff
from hearthside.intake.registry import FileKind, Finding, Progress, Report, register

BATCH = 500


def _register_kind(name: str, recognizes, read) -> None:  # type: ignore[no-untyped-def]
    def check(path: Path, progress: Progress) -> Report:
        findings: list[Finding] = []
        with path.open("rb") as stream:
            rows = sum(1 for _ in _rows(read(stream), findings))
        progress(path.stat().st_size)
        return _report(rows, 0, findings)

    def post(file_id: int, path: Path, *, by: Actor, progress: Progress) -> Report:
        findings: list[Finding] = []
        rows = changed = 0
        with path.open("rb") as stream:
            source = _rows(read(stream), findings)
            while batch := list(islice(source, BATCH)):
                changed += services.enroll(batch, by=by, at=clock.now())
                rows += len(batch)
                progress(stream.tell())
        return _report(rows, changed, findings)

    register(FileKind(name, recognizes, check, post))


def _rows(events: Iterator[object], findings: list[Finding]) -> Iterator[RosterRow]:
    for event in events:
        if isinstance(event, RosterRow):
            yield event
        else:
            findings.append(Finding(event.severity, event.where, event.what, event.code))  # type: ignore[attr-defined]


def _report(rows: int, changed: int, findings: list[Finding]) -> Report:
    faults = sum(finding.severity == "error" for finding in findings)
    status = "posted" if not faults else ("partly" if rows else "refused")
    return Report(status, findings, {"rows": rows, "changed": changed, "rows_refused": faults})


def _names_a_member_id(head: bytes) -> bool:
    return b"member_id" in head.lstrip(b"\xef\xbb\xbf\r\n ").split(b"\n", 1)[0].lower()


_register_kind("834", lambda head: sniff(head) == "834", enrollment.read_enrollment)
_register_kind("roster", _names_a_member_id, read_roster)
