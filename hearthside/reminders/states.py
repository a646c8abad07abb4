"""The legal moves of a reminder. A move not in the table cannot happen; each leaves an audit event."""

from datetime import datetime

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.reminders.models import Reminder, ReminderState

MOVES = {
    (ReminderState.PLANNED, ReminderState.SENT): "reminder.sent",
    (ReminderState.PLANNED, ReminderState.STOPPED): "reminder.stopped",
    (ReminderState.PLANNED, ReminderState.PASSED): "reminder.passed",
    (ReminderState.STOPPED, ReminderState.PLANNED): "reminder.tried_again",
}
names.register(
    *MOVES.values(), "reminder.wish_changed", "reminder.paused", "reminder.pause_ended",
)  # fmt: skip


def move(reminder: Reminder, *, to: ReminderState, by: Actor, at: datetime, why: str = "") -> None:
    """Change a reminder's state, save, record it. `why` stays only on a stopped one. Raises IllegalMove."""
    was = ReminderState(reminder.state)
    if (was, to) not in MOVES:
        raise IllegalMove(reminder.reference, was, to)
    reminder.state = to
    reminder.stopped_why = why
    reminder.decided_at = at
    reminder.save()
    audit.record(
        MOVES[was, to], subject=reminder.reference, account_id=reminder.account_id,
        reason=why or reminder.step, by=by, at=at,
    )  # fmt: skip
