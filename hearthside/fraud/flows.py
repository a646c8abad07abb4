"""Reports and files taken in, opened, scanned and forgotten: what stands between the transactions."""

import logging
import os
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError

from hearthside import clock
from hearthside.cases.errors import FileRefused
from hearthside.cases.keeping import KeptFile
from hearthside.cases.policy import policy as case_policy
from hearthside.fraud import keeping, rules, selectors, services
from hearthside.fraud.errors import TooManyReports
from hearthside.fraud.models import ScanState, Tip, TipFile
from hearthside.fraud.policy import policy
from hearthside.fraud.rules import Facts
from hearthside.fraud.services.receiving import FRAUD, Received
from hearthside.guards import services as guards
from hearthside.guards.rules import Verdict

log = logging.getLogger(__name__)

SCAN_SECONDS = 60
A_RUN = 50
SCANNER_SAYS = {0: ScanState.CLEAN, 1: ScanState.REFUSED}


Upload: TypeAlias = "UploadedFile[bytes]"
"""A file as a browser sends it: its name and what it says of itself count for nothing."""


def send_report(
    *,
    form_key: str,
    facts: Facts,
    is_known: bool,
    language: str,
    address: str,
    at: datetime,
    account_id: int | None = None,
    charge_ids: Sequence[int] = (),
    uploads: Sequence[Upload] = (),
) -> Received:
    """Take a report in with its files: all of it, or nothing. The same form again is the same report.

    `address` is counted for an hour and kept nowhere. Raises TooManyReports, and FileRefused with what is
    wrong with the first file we do not take.
    """
    if selectors.sent_by_form(form_key) is None:
        _count(address, at)
    with ExitStack() as on_trouble:
        kept = [_keep(upload, on_trouble, at) for upload in uploads]
        received = _receive_once(
            form_key=form_key, facts=facts, is_known=is_known, language=language, at=at,
            account_id=account_id, charge_ids=charge_ids, files=kept,
        )  # fmt: skip
        if received.is_new:
            on_trouble.pop_all()
    return received


def _receive_once(**given: Any) -> Received:
    """As `services.receive`. Of two that come at the same moment one is refused by the constraint on the
    form's key, and then finds the other."""
    try:
        return services.receive(**given)
    except IntegrityError:
        return services.receive(**given)


def _count(address: str, at: datetime) -> None:
    verdict = guards.count("tip.address", address, at=at)
    if not verdict.allowed:
        raise TooManyReports(until=verdict.until)


def _keep(upload: Upload, on_trouble: ExitStack, at: datetime) -> KeptFile:
    """The file on the disk; it goes away again unless the report is in."""
    kept = keeping.keep(upload.chunks(), most=policy(clock.day_of(at)).size_bytes_most)
    on_trouble.callback(keeping.drop, kept.stored_as)
    return kept


def add_file(*, reference: str, upload: Upload, at: datetime) -> TipFile:
    """A file that the reporter adds later. Raises FileRefused, "day" after 50 MB in a day."""
    amount = max(upload.size or 0, 1)
    if not guards.count("upload.bytes", f"tip:{reference}", at=at, amount=amount).allowed:
        raise FileRefused("day")
    with ExitStack() as on_trouble:
        kept = _keep(upload, on_trouble, at)
        file = services.add_file(reference=reference, kept=kept, at=at)
        if file.stored_as == kept.stored_as:
            on_trouble.pop_all()
    return file


def open_with_pin(*, number: str, pin: str, at: datetime) -> tuple[Tip | None, Verdict]:
    """The report, if the PIN is right and this number has tries left today; and what the limit says."""
    verdict = guards.count("tip.pin", number, at=at)
    if not verdict.allowed:
        return None, verdict
    tip = selectors.tip_opened_by(number, pin)
    if tip is not None:
        guards.give_back("tip.pin", number, at=at)
    return tip, verdict


def scan_waiting(at: datetime) -> int:
    """Let the organization's scanner look at each new file. Returns how many got an answer."""
    return sum(_scan(file, at=at) for file in selectors.files_to_scan(A_RUN))


def _scan(file: TipFile, *, at: datetime) -> bool:
    said = _ask_scanner(file, case_policy(clock.day_of(at)).files.scan_command)
    if said is None:
        return False
    services.note_scan(file_id=file.pk, result=said, by=FRAUD, at=at)
    if said is ScanState.REFUSED:
        remove_file(file, reason="scan", at=at)
    return True


def _ask_scanner(file: TipFile, command: tuple[str, ...]) -> ScanState | None:
    """What the scanner says; None when it did not, and it is asked again. Without one: unscanned."""
    if not command:
        return ScanState.UNSCANNED
    with tempfile.NamedTemporaryFile(dir=settings.FILES_FOLDER / "fraud", prefix="scan-") as copy:
        copy.write(keeping.read(file.stored_as))
        copy.flush()
        os.fsync(copy.fileno())
        return _run(file, [*command, copy.name])


def _run(file: TipFile, command: list[str]) -> ScanState | None:
    try:
        ended = subprocess.run(command, timeout=SCAN_SECONDS, check=False, capture_output=True)
    except (OSError, subprocess.TimeoutExpired) as trouble:
        log.error("a file was not scanned", extra={"file": file.reference, "why": type(trouble).__name__})
        return None
    if ended.returncode not in SCANNER_SAYS:
        log.error("a file was not scanned", extra={"file": file.reference, "why": ended.returncode})
    return SCANNER_SAYS.get(ended.returncode)


def remove_file(file: TipFile, *, reason: str, at: datetime) -> None:
    """The row first, then the bytes: a crash between leaves bytes nothing leads to, never the reverse."""
    keeping.drop(services.forget_file(file_id=file.pk, reason=reason, by=FRAUD, at=at))


def forget_old(at: datetime) -> int:
    """Forget reports whose time is over, their files first. Returns how many."""
    terms = policy(clock.day_of(at))
    over = [
        tip
        for outcomes, days in ((rules.FOUND, terms.keep_days_found), (rules.NOTHING, terms.keep_days_nothing))
        for tip in selectors.to_forget(sorted(outcomes), before=at - timedelta(days=days), most=A_RUN)
    ]
    for tip in over:
        for file in selectors.files_of(tip):
            remove_file(file, reason="retention", at=at)
        services.forget(reference=tip.reference, by=FRAUD, at=at)
    return len(over)
