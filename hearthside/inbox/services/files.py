"""Files as rows; their bytes are kept as the cases room keeps them. Each function is one transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases.keeping import KeptFile
from hearthside.inbox import states
from hearthside.inbox.errors import FileRefused
from hearthside.inbox.models import ScanState, ThreadFile
from hearthside.inbox.services.writing import who
from hearthside.members import services as members
from hearthside.references import new_reference


@transaction.atomic
def add_file(
    *, account_id: int, form_key: str, thread_id: int | None, kept: KeptFile, most: int, by: Actor,
    at: datetime,
) -> ThreadFile:  # fmt: skip
    """A file is with the form that is being written. The same file again is one.

    Raises FileRefused "count" when the thread and the form hold `most` already.
    """
    members.lock_account(account_id)
    ours = ThreadFile.objects.filter(account_id=account_id, gone_at=None)
    there = ours.filter(form_key=form_key, sha256=kept.sha256).first()
    if there is not None:
        return there
    together = Q(form_key=form_key) | Q(message__thread_id=thread_id or 0)
    if ours.filter(together).count() >= most:
        raise FileRefused("count")
    file = ThreadFile.objects.create(
        account_id=account_id, form_key=form_key, reference=new_reference(), stored_as=kept.stored_as,
        kind=kept.kind, sha256=kept.sha256, size_bytes=kept.size_bytes, added_at=at, added_by=who(by),
    )  # fmt: skip
    audit.record(
        "thread.file_added", subject=file.reference, account_id=account_id, reason=file.kind, by=by, at=at
    )
    return file


@transaction.atomic
def forget_file(*, file_id: int, reason: str, by: Actor, at: datetime) -> str:
    """The file is not kept any more. Returns the name its bytes are stored under, "" if they are gone."""
    file = ThreadFile.objects.select_for_update().get(pk=file_id)
    stored_as = file.stored_as
    if file.gone_at is None:
        file.stored_as, file.gone_at = "", at
        file.save(update_fields=["stored_as", "gone_at"])
        audit.record(
            "thread.file_removed", subject=file.reference, account_id=file.account_id, reason=reason, by=by,
            at=at,
        )  # fmt: skip
    return stored_as


@transaction.atomic
def note_scan(*, file_id: int, result: ScanState, by: Actor, at: datetime) -> ThreadFile:
    """What the scanner said. A second answer changes nothing."""
    file = ThreadFile.objects.select_for_update().get(pk=file_id)
    if file.state == ScanState.WAITING:
        states.move_file(file, to=result, by=by, at=at)
    return file
