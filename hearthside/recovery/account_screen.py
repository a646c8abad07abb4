"""What the account screen shows of this room."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Action, Alert, Reading, Subject, TimelineRow
from hearthside.recovery import selectors, wording
from hearthside.recovery.models import LIVE, Recovery, What
from hearthside.references import spoken


def _asked(subject: Subject, rows: Sequence[Recovery]) -> list[Alert | TimelineRow]:
    return [*(_alert(row) for row in rows if row.state in LIVE), *(_line(row) for row in rows)]


def _alert(row: Recovery) -> Alert:
    """A way to sign in is about to change: money waits, and a caller may not be who they say."""
    said = f"Sign-in is being changed ({wording.STATES[row.state].lower()}): change no contact now"
    return Alert(said, "caution", _path(row))


def _line(row: Recovery) -> TimelineRow:
    return TimelineRow(
        row.asked_at, "case", f"Sign-in help {spoken(row.reference)}", detail=What(row.what).label,
        path=_path(row), state=wording.STATES[row.state],
    )  # fmt: skip


READINGS = Reading(
    lambda subject, most: selectors.on_account(subject.account_id)[:most],
    ("reference", "asked_at", "what", "state"), _asked,
)  # fmt: skip


def ACTIONS(subject: Subject) -> list[Action]:
    path = reverse("recovery:desk_new", args=[subject.number])
    return [Action("Help with signing in", path, "recovery.ask", "Sign-in")]


def _path(row: Recovery) -> str:
    return reverse("recovery:desk_one", args=[row.reference])
