"""Files taken in, scanned and deleted: what happens on the disk stands between the transactions."""

import logging
import subprocess
from collections.abc import Iterable
from datetime import datetime, timedelta

from hearthside import clock
from hearthside.audit.actor import Actor, job
from hearthside.cases import keeping, selectors
from hearthside.cases.errors import FileRefused
from hearthside.cases.models import Case, CaseFile, ScanState
from hearthside.cases.policy import policy
from hearthside.cases.services import files
from hearthside.guards import services as guards

log = logging.getLogger(__name__)

CASES = job("cases")
SCAN_SECONDS = 60
A_RUN = 50
SCANNER_SAYS = {0: ScanState.CLEAN, 1: ScanState.REFUSED}


def take_file(*, case: Case, chunks: Iterable[bytes], size_bytes: int, by: Actor, at: datetime) -> CaseFile:
    """Keep a file with a case. `size_bytes` is what the browser says; what arrives is measured.

    Raises FileRefused: "kind", "size", "empty", "closed", "count" (too many with this case), "day" (more
    than this person may send in a day).
    """
    terms = policy(clock.day_of(at)).files
    if size_bytes > terms.size_bytes_most:
        raise FileRefused("size")
    if not guards.count("upload.bytes", f"{by.kind}:{by.ident}", at=at, amount=max(size_bytes, 1)).allowed:
        raise FileRefused("day")
    kept = keeping.keep(chunks, most=terms.size_bytes_most)
    try:
        file = files.add_file(reference=case.reference, kept=kept, most=terms.count_most, by=by, at=at)
    except BaseException:
        keeping.drop(kept.stored_as)
        raise
    if file.stored_as != kept.stored_as:
        keeping.drop(kept.stored_as)
    return file


def remove_file(file: CaseFile, *, reason: str, by: Actor, at: datetime) -> None:
    """The row first, then the bytes: a crash between leaves bytes nothing leads to, never the reverse."""
    keeping.drop(files.forget_file(file_id=file.pk, reason=reason, by=by, at=at))


def scan_waiting(at: datetime) -> int:
    """Let the organization's scanner look at each new file. Returns how many got an answer."""
    return sum(_scan(file, at=at) for file in selectors.files_to_scan(A_RUN))


def _scan(file: CaseFile, *, at: datetime) -> bool:
    said = _ask_scanner(file, policy(clock.day_of(at)).files.scan_command)
    if said is None:
        return False
    files.note_scan(file_id=file.pk, result=said, by=CASES, at=at)
    if said is ScanState.REFUSED:
        remove_file(file, reason="scan", by=CASES, at=at)
    return True


def _ask_scanner(file: CaseFile, command: tuple[str, ...]) -> ScanState | None:
    """What the scanner says; None when it did not, and it is asked again. Without one: unscanned."""
    if not command:
        return ScanState.UNSCANNED
    try:
        ended = subprocess.run(
            [*command, str(keeping.path_of(file.stored_as))], timeout=SCAN_SECONDS, check=False,
            capture_output=True,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as trouble:
        log.error("a file was not scanned", extra={"file": file.reference, "why": type(trouble).__name__})
        return None
    if ended.returncode not in SCANNER_SAYS:
        log.error("a file was not scanned", extra={"file": file.reference, "why": ended.returncode})
    return SCANNER_SAYS.get(ended.returncode)


def keep_house(at: datetime) -> int:
    """Delete files whose time is over. Returns how many."""
    terms = policy(clock.day_of(at)).files
    over = selectors.files_of_cases_closed_before(at - timedelta(days=terms.keep_days), A_RUN)
    for file in over:
        remove_file(file, reason="retention", by=CASES, at=at)
    return len(over)
