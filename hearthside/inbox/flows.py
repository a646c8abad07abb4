"""Files taken in, scanned and deleted: what happens on the disk stands between the transactions."""

import logging
import subprocess
from collections.abc import Iterable
from datetime import datetime, timedelta

from hearthside import clock
from hearthside.audit.actor import Actor, job
from hearthside.cases import keeping
from hearthside.cases.errors import FileRefused as NotKept
from hearthside.cases.policy import policy as case_policy
from hearthside.guards import services as guards
from hearthside.inbox import selectors, services
from hearthside.inbox.errors import FileRefused
from hearthside.inbox.models import ScanState, ThreadFile
from hearthside.inbox.policy import policy

log = logging.getLogger(__name__)

INBOX = job("inbox")
SCAN_SECONDS = 60
A_RUN = 50
ANSWERS = {0: ScanState.CLEAN, 1: ScanState.REFUSED}


def take_file(
    *, account_id: int, form_key: str, thread_id: int | None, chunks: Iterable[bytes], size_bytes: int,
    by: Actor, at: datetime,
) -> ThreadFile:  # fmt: skip
    """Keep a file with the form that is being written. `size_bytes` is the browser's word; we measure.

    Raises FileRefused: "kind", "size", "empty", "count", or "day" (more than one person may send in a day).
    """
    terms = case_policy(clock.day_of(at)).files
    if size_bytes > terms.size_bytes_most:
        raise FileRefused("size")
    if not guards.count("upload.bytes", f"{by.kind}:{by.ident}", at=at, amount=max(size_bytes, 1)).allowed:
        raise FileRefused("day")
    try:
        kept = keeping.keep(chunks, most=terms.size_bytes_most)
    except NotKept as refusal:
        raise FileRefused(refusal.why) from None
    stored_as = ""
    try:
        file = services.add_file(
            account_id=account_id, form_key=form_key, thread_id=thread_id, kept=kept, most=terms.count_most,
            by=by, at=at,
        )  # fmt: skip
        stored_as = file.stored_as
    finally:
        if stored_as != kept.stored_as:  # refused, or the same file was there
            keeping.drop(kept.stored_as)
    return file


def remove_file(file: ThreadFile, *, reason: str, by: Actor, at: datetime) -> None:
    """The row first, then the bytes: a crash between leaves bytes nothing leads to, never the reverse."""
    keeping.drop(services.forget_file(file_id=file.pk, reason=reason, by=by, at=at))


def scan_waiting(at: datetime) -> int:
    """Let the organization's scanner look at each new file. Returns how many got an answer."""
    command = case_policy(clock.day_of(at)).files.scan_command
    return sum(_scan(file, command, at=at) for file in selectors.files_to_scan(A_RUN))


def _scan(file: ThreadFile, command: tuple[str, ...], *, at: datetime) -> bool:
    result = _scanner_on(file, command) if command else ScanState.UNSCANNED
    if result is None:
        return False
    services.note_scan(file_id=file.pk, result=result, by=INBOX, at=at)
    if result is ScanState.REFUSED:
        remove_file(file, reason="scan", by=INBOX, at=at)
    return True


def _scanner_on(file: ThreadFile, command: tuple[str, ...]) -> ScanState | None:
    """The scanner's answer; None when it gave none, and is asked again."""
    path = str(keeping.path_of(file.stored_as))
    try:
        ended = subprocess.run([*command, path], timeout=SCAN_SECONDS, check=False, capture_output=True)
    except (OSError, subprocess.TimeoutExpired) as trouble:
        log.error("a file was not scanned", extra={"file": file.reference, "why": type(trouble).__name__})
        return None
    if ended.returncode not in ANSWERS:
        log.error("a file was not scanned", extra={"file": file.reference, "why": ended.returncode})
    return ANSWERS.get(ended.returncode)


def keep_house(at: datetime) -> int:
    """Close what is quiet, forget what is old. Returns how many things went."""
    terms = policy(clock.day_of(at))
    unsent = at - timedelta(days=terms.draft_days)
    return (
        _close_quiet(at - timedelta(days=terms.quiet_days), at=at)
        + _forget_threads(at - timedelta(days=terms.keep_days), at=at)
        + _forget_unsent(unsent, at=at)
        + services.drop_old_drafts(before=unsent)
    )


def _close_quiet(before: datetime, *, at: datetime) -> int:
    return sum(
        services.close_quiet(reference=reference, before=before, by=INBOX, at=at)
        for reference in selectors.quiet_since(before, A_RUN)
    )


def _forget_threads(before: datetime, *, at: datetime) -> int:
    over = selectors.closed_before(before, A_RUN)
    for reference in over:
        for stored_as in services.forget(reference=reference, before=before, by=INBOX, at=at):
            keeping.drop(stored_as)
    return len(over)


def _forget_unsent(before: datetime, *, at: datetime) -> int:
    over = selectors.files_unsent_since(before, A_RUN)
    for file in over:
        remove_file(file, reason="never_sent", by=INBOX, at=at)
    return len(over)
