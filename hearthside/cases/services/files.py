"""Files of a case as rows; their bytes are `keeping.py`'s. Each function is one transaction."""

from datetime import datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases import states
from hearthside.cases.errors import FileRefused
from hearthside.cases.keeping import KeptFile
from hearthside.cases.models import CaseFile, CaseState, EventKind, ScanState
from hearthside.cases.services.working import end_wait
from hearthside.cases.services.writing import is_staff, locked, who, write
from hearthside.references import new_reference


@transaction.atomic
def add_file(*, reference: str, kept: KeptFile, most: int, by: Actor, at: datetime) -> CaseFile:
    """A file is with the case; from the member, it ends our wait for them. The same file again is one.

    Raises FileRefused "closed", and "count" when `most` are there.
    """
    case = locked(reference)
    there = CaseFile.objects.filter(case=case, sha256=kept.sha256, gone_at=None).first()
    if there is not None:
        return there
    if case.state == CaseState.CLOSED:
        raise FileRefused("closed")
    if CaseFile.objects.filter(case=case, gone_at=None).count() >= most:
        raise FileRefused("count")
    file = CaseFile.objects.create(
        case=case, account_id=case.account_id, reference=new_reference(), stored_as=kept.stored_as,
        kind=kept.kind, sha256=kept.sha256, size_bytes=kept.size_bytes, added_at=at, added_by=who(by),
    )  # fmt: skip
    write(case, EventKind.FILE, by=by, at=at, code=file.reference)
    audit.record(
        "case.file_added", subject=file.reference, account_id=case.account_id, reason=file.kind, by=by, at=at
    )
    if not is_staff(by):
        end_wait(case, by=by, at=at)
    return file


@transaction.atomic
def forget_file(*, file_id: int, reason: str, by: Actor, at: datetime) -> str:
    """The file is not kept any more. Returns the name its bytes are stored under, "" if they are gone."""
    file = CaseFile.objects.select_for_update().select_related("case").get(pk=file_id)
    stored_as = file.stored_as
    if file.gone_at is None:
        file.stored_as, file.gone_at = "", at
        file.save(update_fields=["stored_as", "gone_at"])
        write(file.case, EventKind.FILE_GONE, by=by, at=at, code=reason)
        audit.record(
            "case.file_removed", subject=file.reference, account_id=file.account_id, reason=reason, by=by,
            at=at,
        )  # fmt: skip
    return stored_as


@transaction.atomic
def note_scan(*, file_id: int, result: ScanState, by: Actor, at: datetime) -> CaseFile:
    """What the scanner said. A second answer changes nothing."""
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    if file.state == ScanState.WAITING:
        states.move_file(file, to=result, by=by, at=at)
    return file
