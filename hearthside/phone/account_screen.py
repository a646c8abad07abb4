"""What the phone room shows on the desk's account screen."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Action, Alert, TimelineRow
from hearthside.phone import selectors, wording
from hearthside.phone.models import Call


def alerts(account_id: int) -> Sequence[Alert]:
    """A call that we owe this account."""
    owed = [row for row in selectors.call_backs_of(account_id) if row.state in selectors.TO_MAKE]
    return [
        Alert(f"We owe a call {wording.call_back_line(row)}.", "caution",
              reverse("phone:call_back_one", args=[row.reference]))
        for row in owed
    ]  # fmt: skip


def timeline(account_id: int, most: int) -> Sequence[TimelineRow]:
    """Calls, newest first."""
    return [_row(call) for call in selectors.calls_of_account(account_id, most)]


def actions(account_id: int) -> Sequence[Action]:
    """Taking a call. It starts without the account: who calls must say it."""
    return [Action("Start a call", reverse("phone:desk"), "phone.take_calls", "Phone")]


def _row(call: Call) -> TimelineRow:
    path = reverse("phone:call", args=[call.reference]) if call.kind == "agent" else ""
    return TimelineRow(
        at=call.started_at, kind="call", what=wording.call_line(call), detail=call.note, path=path,
        state=wording.outcome_of(call),
    )  # fmt: skip


ALERTS = alerts
TIMELINE = timeline
ACTIONS = actions
