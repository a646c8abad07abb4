"""Files of a report as rows; their bytes are `keeping.py`'s. Each function is one transaction."""

from datetime import datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases.errors import FileRefused
from hearthside.cases.keeping import KeptFile
from hearthside.fraud import states
from hearthside.fraud.models import EventKind, ScanState, TipFile
from hearthside.fraud.policy import policy
from hearthside.fraud.services.writing import TIPSTER, locked, write
from hearthside.references import new_reference


@transaction.atomic
def add_file(*, reference: str, kept: KeptFile, at: datetime) -> TipFile:
    """A file is with the report. The same file again is one. Raises FileRefused "count"."""
    tip = locked(reference)
    there = TipFile.objects.filter(tip=tip, sha256=kept.sha256, gone_at=None).first()
    if there is not None:
        return there
    if TipFile.objects.filter(tip=tip, gone_at=None).count() >= policy(clock.day_of(at)).count_most:
        raise FileRefused("count")
    file = TipFile.objects.create(
        tip=tip, reference=new_reference(), stored_as=kept.stored_as, kind=kept.kind, sha256=kept.sha256,
        size_bytes=kept.size_bytes, added_at=at,
    )  # fmt: skip
    write(tip, EventKind.FILE, by=TIPSTER, at=at, is_visible=True, code=file.reference)
    if at > tip.received_at:
        tip.has_news = True
        tip.save(update_fields=["has_news"])
    audit.record("tip.file_added", subject=file.reference, reason=file.kind, by=TIPSTER, at=at)
    return file


@transaction.atomic
def forget_file(*, file_id: int, reason: str, by: Actor, at: datetime) -> str:
    """The file is not kept any more. Returns the name its bytes are stored under, "" if they are gone."""
    file = TipFile.objects.select_for_update().get(pk=file_id)
    stored_as = file.stored_as
    if file.gone_at is None:
        file.stored_as, file.gone_at = "", at
        file.save(update_fields=["stored_as", "gone_at"])
        audit.record("tip.file_removed", subject=file.reference, reason=reason, by=by, at=at)
    return stored_as


@transaction.atomic
def note_scan(*, file_id: int, result: ScanState, by: Actor, at: datetime) -> TipFile:
    """What the scanner said. A second answer changes nothing."""
    file = TipFile.objects.select_for_update().get(pk=file_id)
    if file.state == ScanState.WAITING:
        states.move_file(file, to=result, by=by, at=at)
    return file
