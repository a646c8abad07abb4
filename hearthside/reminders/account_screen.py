"""What the desk's account screen shows of this room."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Action, Alert, TimelineRow
from hearthside.members import selectors as members
from hearthside.reminders import selectors, wording


def paused(account_id: int) -> Sequence[Alert]:
    """A pause in force: whoever calls should know why before asking for money."""
    pause = selectors.pause_of(account_id)
    if pause is None:
        return ()
    words = f"Reminders rest until {pause.until_on:%B %-d}: {pause.get_reason_display().lower()}"
    return (Alert(words, "caution", _path(account_id)),)


def not_sent(account_id: int, most: int) -> Sequence[TimelineRow]:
    """Reminders that did not go, and why. Those that went are in the timeline as messages."""
    rows = [row for row in selectors.reminders_of(account_id, most=most) if row.state == "stopped"]
    return [
        TimelineRow(
            row.decided_at, "reminder", "A reminder was not sent", path=_path(account_id),
            detail=wording.DESK_WHY.get(row.stopped_why, row.stopped_why),
        )
        for row in rows
    ]  # fmt: skip


def look(account_id: int) -> Sequence[Action]:
    return (Action("Reminders: why, and pause", _path(account_id), "reminders.see", "Messages"),)


def _path(account_id: int) -> str:
    return reverse("reminders:desk", args=[members.account(account_id).number])


ALERTS = (paused,)
TIMELINE = (not_sent,)
ACTIONS = (look,)
