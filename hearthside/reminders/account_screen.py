"""What the desk's account screen shows of this room."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Action, Alert, Reading, Subject, TimelineRow
from hearthside.reminders import selectors, wording
from hearthside.reminders.models import Pause, Reminder


def _paused(subject: Subject, rows: Sequence[Pause]) -> list[Alert]:
    """A pause in force: whoever calls should know why before asking for money."""
    return [
        Alert(
            f"Reminders rest until {pause.until_on:%B %-d}: {pause.get_reason_display().lower()}", "caution",
            _path(subject),
        )
        for pause in rows
    ]  # fmt: skip


def _not_sent(subject: Subject, rows: Sequence[Reminder]) -> list[TimelineRow]:
    """Reminders that did not go, and why. Those that went are in the timeline as messages."""
    return [
        TimelineRow(
            row.decided_at, "reminder", "A reminder was not sent", path=_path(subject),
            detail=wording.DESK_WHY.get(row.stopped_why, row.stopped_why),
        )
        for row in rows
    ]  # fmt: skip


READINGS = (
    Reading(lambda subject, most: selectors.pauses_on(subject.account_id), ("until_on", "reason"), _paused),
    Reading(
        lambda subject, most: selectors.reminders_on(subject.account_id).filter(state="stopped")[:most],
        ("decided_at", "stopped_why"), _not_sent,
    ),
)  # fmt: skip


def ACTIONS(subject: Subject) -> Sequence[Action]:
    return (Action("Reminders: why, and pause", _path(subject), "reminders.see", "Messages"),)


def _path(subject: Subject) -> str:
    return reverse("reminders:desk", args=[subject.number])
