"""Threads end: closed by whoever is done, closed when all is quiet, forgotten when their time is over."""

from datetime import datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.inbox import states
from hearthside.inbox.models import Thread, ThreadFile, ThreadState
from hearthside.inbox.services.writing import locked


@transaction.atomic
def close(*, reference: str, by: Actor, at: datetime, reason: str = "done") -> Thread:
    """Nobody waits for an answer any more; a reply opens it again. Closing twice changes nothing."""
    thread = locked(reference)
    states.close(thread, by=by, at=at, reason=reason)
    return thread


@transaction.atomic
def close_quiet(*, reference: str, before: datetime, by: Actor, at: datetime) -> bool:
    """Close an answered thread in which nothing was said since `before`. Whether it was."""
    thread = locked(reference)
    if thread.state != ThreadState.ANSWERED or thread.last_at >= before:
        return False
    states.close(thread, by=by, at=at, reason="quiet")
    return True


@transaction.atomic
def forget(*, reference: str, before: datetime, by: Actor, at: datetime) -> list[str]:
    """Delete a thread that closed before then, with every word. Returns where its files' bytes were."""
    thread = locked(reference)
    if thread.closed_at is None or thread.closed_at >= before:
        return []
    files = ThreadFile.objects.filter(message__thread=thread).exclude(stored_as="")
    bytes_of = list(files.values_list("stored_as", flat=True))
    audit.record(
        "thread.forgotten", subject=reference, account_id=thread.account_id, reason="retention", by=by, at=at
    )
    thread.delete()
    return bytes_of
