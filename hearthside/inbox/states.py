"""The legal moves of threads and of their files. A move that is not in its table cannot happen."""

from datetime import date, datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.inbox.models import ScanState, Thread, ThreadFile, ThreadState

MOVES = {
    (ThreadState.OPEN, ThreadState.ANSWERED): "thread.answered",
    (ThreadState.CLOSED, ThreadState.ANSWERED): "thread.answered",
    (ThreadState.ANSWERED, ThreadState.OPEN): "thread.asked_again",
    (ThreadState.CLOSED, ThreadState.OPEN): "thread.reopened",
    (ThreadState.OPEN, ThreadState.CLOSED): "thread.closed",
    (ThreadState.ANSWERED, ThreadState.CLOSED): "thread.closed",
}
FILE_MOVES = {
    (ScanState.WAITING, ScanState.CLEAN): "thread.file_scanned",
    (ScanState.WAITING, ScanState.UNSCANNED): "thread.file_not_scanned",
    (ScanState.WAITING, ScanState.REFUSED): "thread.file_refused",
}

names.register(
    *MOVES.values(), *FILE_MOVES.values(), "thread.opened", "thread.said", "thread.flagged", "thread.taken",
    "thread.handed_over", "thread.noted", "thread.recalled", "thread.became_case", "thread.file_added",
    "thread.file_removed", "thread.forgotten", "record.refused",
)  # fmt: skip


def wait_for_us(thread: Thread, *, since: datetime, due_on: date, by: Actor, at: datetime) -> None:
    """We owe an answer since then, by that day. A thread that waits already keeps its own day."""
    if thread.state != ThreadState.OPEN:
        _move(thread, ThreadState.OPEN, by=by, at=at, since=since, due_on=due_on)


def answer(thread: Thread, *, by: Actor, at: datetime) -> None:
    """We gave an answer: nobody waits for us. A second answer in a row changes nothing."""
    if thread.state != ThreadState.ANSWERED:
        _move(thread, ThreadState.ANSWERED, by=by, at=at)


def close(thread: Thread, *, by: Actor, at: datetime, reason: str) -> None:
    """Nobody waits for anything. Closing twice changes nothing."""
    if thread.state != ThreadState.CLOSED:
        _move(thread, ThreadState.CLOSED, by=by, at=at, reason=reason)


def _move(
    thread: Thread, to: ThreadState, *, by: Actor, at: datetime, since: datetime | None = None,
    due_on: date | None = None, reason: str = "",
) -> None:  # fmt: skip
    """Change the state with what must go with it, save, record who did it. Raises IllegalMove."""
    was = ThreadState(thread.state)
    if (was, to) not in MOVES:
        raise IllegalMove(thread.reference, was, to)
    thread.state = to
    thread.waits_since, thread.due_on, thread.owner_id = since, due_on, None
    thread.is_urgent = thread.is_urgent and to is ThreadState.OPEN
    thread.closed_at = at if to is ThreadState.CLOSED else None
    thread.save(update_fields=["state", "waits_since", "due_on", "owner", "is_urgent", "closed_at"])
    audit.record(
        MOVES[was, to], subject=thread.reference, account_id=thread.account_id, reason=reason or thread.area,
        by=by, at=at,
    )  # fmt: skip


def move_file(file: ThreadFile, *, to: ScanState, by: Actor, at: datetime) -> None:
    """Change what is known of a file, save, record it. Raises IllegalMove."""
    was = ScanState(file.state)
    if (was, to) not in FILE_MOVES:
        raise IllegalMove(file.reference, was, to)
    file.state = to
    file.save(update_fields=["state"])
    audit.record(
        FILE_MOVES[was, to], subject=file.reference, account_id=file.account_id, by=by, at=at
    )  # fmt: skip
