"""The legal moves of a notice and of the boxes of its checklist."""

from datetime import datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.estates.models import Notice, NoticeState, Task, TaskState

S = NoticeState
MOVES = {
    (S.REPORTED, S.CHECKING): "death.checked",
    (S.REPORTED, S.VERIFIED): "death.verified",
    (S.REPORTED, S.LAPSED): "death.lapsed",
    (S.REPORTED, S.JOINED): "death.joined",
    (S.REPORTED, S.UNDONE): "death.undone",
    (S.CHECKING, S.REPORTED): "death.sent_back",
    (S.CHECKING, S.VERIFIED): "death.verified",
    (S.CHECKING, S.UNDONE): "death.undone",
    (S.LAPSED, S.REPORTED): "death.stopped_again",
    (S.LAPSED, S.UNDONE): "death.undone",
    (S.VERIFIED, S.UNDONE): "death.undone",
}
TASK_MOVES = {
    (TaskState.OPEN, TaskState.DONE): "death.task_done",
    (TaskState.OPEN, TaskState.NOT_NEEDED): "death.task_not_needed",
    (TaskState.DONE, TaskState.OPEN): "death.task_opened",
    (TaskState.NOT_NEEDED, TaskState.OPEN): "death.task_opened",
}
names.register(
    *MOVES.values(), *TASK_MOVES.values(), "death.reported", "death.matched", "death.stopped",
    "death.restored", "death.undo_asked", "death.contact_changed", "death.household_told",
    "death.final_bill", "death.view_opened",
)  # fmt: skip


def move(notice: Notice, *, to: NoticeState, by: Actor, at: datetime, reason: str = "") -> None:
    """Change a notice's state, save, record who did it. Raises IllegalMove."""
    was = NoticeState(notice.state)
    if (was, to) not in MOVES:
        raise IllegalMove(notice.case.reference, was, to)
    notice.state = to
    notice.save(update_fields=["state"])
    audit.record(
        MOVES[was, to], subject=notice.case.reference, account_id=notice.account_id, reason=reason, by=by,
        at=at,
    )  # fmt: skip


def move_task(task: Task, *, to: TaskState, who: str, by: Actor, at: datetime) -> None:
    """Tick a box, or open it again. Raises IllegalMove."""
    was = TaskState(task.state)
    if (was, to) not in TASK_MOVES:
        raise IllegalMove(task.code, was, to)
    task.state = to
    task.done_by, task.done_at = ("", None) if to is TaskState.OPEN else (who, at)
    task.save(update_fields=["state", "done_by", "done_at"])
    audit.record(
        TASK_MOVES[was, to], subject=task.notice.case.reference, account_id=task.account_id,
        reason=task.code, by=by, at=at,
    )  # fmt: skip
