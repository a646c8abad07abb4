"""Papers taken in, scanned and deleted: what happens on the disk stands between the transactions."""

import logging
import subprocess
from collections.abc import Iterable
from datetime import datetime, timedelta

from hearthside import clock
from hearthside.audit.actor import Actor, job
from hearthside.guards import services as guards
from hearthside.relief import keeping, selectors
from hearthside.relief.errors import PaperRefused
from hearthside.relief.models import Application, Paper, ScanState
from hearthside.relief.policy import policy
from hearthside.relief.services import hardship

log = logging.getLogger(__name__)

RELIEF = job("relief")
SCAN_SECONDS = 60
FOUND_SOMETHING = 1


def take_paper(
    *, application: Application, chunks: Iterable[bytes], size_bytes: int, by: Actor, at: datetime
) -> Paper:
    """Keep a file with an application. `size_bytes` is what the browser says; what arrives is measured.

    Raises PaperRefused: "kind", "size", "empty", "count" (too many with this application), "day" (more
    than this person may send in a day), "closed".
    """
    terms = policy(clock.day_of(at)).papers
    if size_bytes > terms.size_bytes_most:
        raise PaperRefused("size")
    if len(selectors.papers_of(application)) >= terms.count_most:
        raise PaperRefused("count")
    if not guards.count("upload.bytes", f"{by.kind}:{by.ident}", at=at, amount=max(size_bytes, 1)).allowed:
        raise PaperRefused("day")
    kept = keeping.keep(chunks, size_bytes_most=terms.size_bytes_most)
    try:
        paper = hardship.add_paper(
            reference=application.reference, stored_as=kept.stored_as, kind=kept.kind, sha256=kept.sha256,
            size_bytes=kept.size_bytes, by=by, at=at,
        )  # fmt: skip
    except BaseException:
        keeping.drop(kept.stored_as)
        raise
    if paper.stored_as != kept.stored_as:
        keeping.drop(kept.stored_as)
    return paper


def remove_paper(paper: Paper, *, by: Actor, at: datetime, reason: str) -> None:
    """The row first, then the bytes: a crash between leaves bytes nothing leads to, never the reverse."""
    keeping.drop(hardship.forget_paper(paper_id=paper.pk, by=by, at=at, reason=reason))


def scan_waiting(at: datetime) -> int:
    """Let the organization's scanner look at each new file. Returns how many got an answer."""
    waiting = Paper.objects.filter(state=ScanState.WAITING, gone_at=None).order_by("added_at")
    return sum(_scan(paper, at=at) for paper in waiting[:50])


def _scan(paper: Paper, *, at: datetime) -> bool:
    result = scan(paper, command=policy(clock.day_of(at)).papers.scan_command)
    if result is None:
        return False
    hardship.note_scan(paper_id=paper.pk, result=result, by=RELIEF, at=at)
    if result is ScanState.REFUSED:
        remove_paper(paper, by=RELIEF, at=at, reason="scan")
    return True


def scan(paper: Paper, *, command: tuple[str, ...]) -> ScanState | None:
    """What the scanner says of a file; None when it did not say, and it is asked again later.

    Without a scanner files are UNSCANNED, and the page says so to who opens them.
    """
    if not command:
        return ScanState.UNSCANNED
    try:
        ended = subprocess.run(
            [*command, str(keeping.path_of(paper.stored_as))], timeout=SCAN_SECONDS, check=False,
            capture_output=True,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as trouble:
        log.error("a paper was not scanned", extra={"paper": paper.reference, "why": str(trouble)[:200]})
        return None
    if ended.returncode == 0:
        return ScanState.CLEAN
    if ended.returncode == FOUND_SOMETHING:
        return ScanState.REFUSED
    log.error("a paper was not scanned", extra={"paper": paper.reference, "why": ended.returncode})
    return None


def keep_house(at: datetime) -> int:
    """Delete papers whose time is over, and drafts that were never sent. Returns how many."""
    terms = policy(clock.day_of(at)).papers
    drafts = selectors.drafts_before(at - timedelta(days=terms.draft_days))
    for application in drafts:
        hardship.drop_draft(application_id=application.pk, by=RELIEF, at=at)
    over = selectors.papers_over(at - timedelta(days=terms.keep_days))
    for paper in over:
        remove_paper(paper, by=RELIEF, at=at, reason="retention")
    return len(drafts) + len(over)
