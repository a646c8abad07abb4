"""Taking files in: keep the bytes, see what they are, hand them to the room that knows the kind."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import HearthsideError
from hearthside.intake import registry
from hearthside.intake.models import Arrival, FileStatus, StoredFile
from hearthside.intake.registry import Finding, Progress, Report

BLOCK_BYTES = 1 << 20
HEAD_BYTES = 64 * 1024
DONE = (FileStatus.POSTED, FileStatus.PARTLY, FileStatus.HELD, FileStatus.REFUSED)


@dataclass(frozen=True, slots=True)
class Received:
    """One file as `hearthside import` reports it."""

    name: str
    sha256: str
    kind: str
    report: Report

    def as_dict(self) -> dict[str, object]:
        return {
            "name": self.name,
            "sha256": self.sha256,
            "kind": self.kind,
            "status": self.report.status,
            "findings": [finding.as_dict() for finding in self.report.findings],
            **self.report.figures,
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are safely on our disk, found again by their SHA-256."""

    sha256: str
    path: Path
    size_bytes: int


def check_file(name: str, stream: BinaryIO, progress: Progress = lambda done: None) -> Received:
    """Read and report; keep and post nothing."""
    with tempfile.TemporaryDirectory(prefix="hearthside-check-") as folder:
        kept = _keep(stream, Path(folder))
        kind = registry.recognize(_head(kept.path))
        report = _refusal(kept) if kind is None else _guarded(lambda: kind.check(kept.path, progress))
        return Received(name, kept.sha256, kind.name if kind else "unknown", report)


def receive_file(
    name: str, stream: BinaryIO, *, by: Actor, progress: Progress = lambda done: None
) -> Received:
    """Keep the bytes, then post what can be posted; what cannot is held with its reason.

    The same bytes again are a duplicate. A run that was killed goes on where it stopped; two runs at
    once share the work (each batch is done by whoever locks the file's row first).
    """
    kept = _keep(stream, settings.FILES_FOLDER)
    at = clock.now()
    stored, arrived_before = _register(kept, name, by=by, at=at)
    if arrived_before and stored.status in DONE:
        return Received(name, kept.sha256, stored.kind, _seen_before(stored))
    kind = registry.recognize(_head(kept.path))
    if kind is None:
        report = _refusal(kept)
    else:
        report = _guarded(lambda: kind.post(stored.pk, kept.path, by=by, progress=progress))
    _finish(stored.pk, kind.name if kind else "unknown", report, by=by, at=clock.now())
    return Received(name, kept.sha256, kind.name if kind else "unknown", report)


def kept_path(sha256: str) -> Path:
    """Where the bytes of a stored file are."""
    return settings.FILES_FOLDER / sha256[:2] / sha256[2:]


def _keep(stream: BinaryIO, folder: Path) -> Kept:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, scratch = tempfile.mkstemp(dir=folder, prefix=".arriving-")
    try:
        with os.fdopen(handle, "wb") as copy:
            while block := stream.read(BLOCK_BYTES):
                digest.update(block)
                copy.write(block)
                size += len(block)
            copy.flush()
            os.fsync(copy.fileno())
        sha256 = digest.hexdigest()
        place = folder / sha256[:2] / sha256[2:]
        place.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.move(scratch, place)
    finally:
        Path(scratch).unlink(missing_ok=True)
    return Kept(sha256, place, size)


@transaction.atomic
def _register(kept: Kept, name: str, *, by: Actor, at: datetime) -> tuple[StoredFile, bool]:
    stored, made = StoredFile.objects.get_or_create(
        sha256=kept.sha256,
        defaults={
            "size_bytes": kept.size_bytes,
            "name": name[-255:],
            "received_at": at,
            "received_on": clock.today(),
        },
    )
    Arrival.objects.create(file=stored, name=name[-255:], at=at, by=f"{by.kind}:{by.ident}"[:80])
    audit.record("file.received", subject=kept.sha256, by=by, at=at, result="new" if made else "seen_before")
    return stored, not made


@transaction.atomic
def _finish(file_id: int, kind: str, report: Report, *, by: Actor, at: datetime) -> None:
    stored = StoredFile.objects.select_for_update().get(pk=file_id)
    if stored.finished_at is not None:
        return
    stored.kind, stored.status, stored.finished_at = kind, report.status, at
    stored.report = {
        "findings": [finding.as_dict() for finding in report.findings],
        "figures": report.figures,
    }
    stored.save(update_fields=["kind", "status", "finished_at", "report"])
    event = {"posted": "file.posted", "partly": "file.posted", "held": "file.held"}.get(
        report.status, "file.refused"
    )
    audit.record(event, subject=stored.sha256, by=by, at=at, result=report.status)


def _guarded(work: Callable[[], Report]) -> Report:
    """A refusal by name becomes a report; anything else is our fault and may crash."""
    try:
        return work()
    except HearthsideError as refusal:
        where = str(refusal.facts.get("where", "the file"))
        what = str(refusal.facts.get("what", refusal))
        return Report(FileStatus.REFUSED, [Finding("error", where, what, refusal.code)])


def _refusal(kept: Kept) -> Report:
    if kept.size_bytes == 0:
        what = "The file is empty. Ask the sender for it again."
    else:
        known = ", ".join(kind.name for kind in registry.kinds())
        what = f"This is not a kind of file we know ({known}). Check that it is the right file; it was kept."
    return Report(
        FileStatus.REFUSED, [Finding("error", "the first bytes of the file", what, "intake.unknown_kind")]
    )


def _seen_before(stored: StoredFile) -> Report:
    day = f"{stored.received_at:%Y-%m-%d}"
    what = f"These bytes came in before, on {day}, as {stored.name}. Nothing was posted again."
    figures = dict(stored.report.get("figures", {}))
    return Report(
        FileStatus.DUPLICATE, [Finding("note", "the whole file", what, "intake.duplicate")], figures
    )


def _head(path: Path) -> bytes:
    with path.open("rb") as start:
        return start.read(HEAD_BYTES)


def lock_file(file_id: int) -> int:
    """Take a file's turn for the rest of the transaction. Returns how many of its units are done."""
    return StoredFile.objects.select_for_update().values_list("units_done", flat=True).get(pk=file_id)


def note_progress(file_id: int, units_done: int) -> None:
    """Units of the file that are committed with this transaction; never goes back."""
    StoredFile.objects.filter(pk=file_id, units_done__lt=units_done).update(units_done=units_done)
