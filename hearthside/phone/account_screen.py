"""What the phone room shows on the desk's account screen."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Action, Alert, Reading, Subject, TimelineRow
from hearthside.phone import selectors, wording
from hearthside.phone.models import Call, CallBack


def _owed(subject: Subject, rows: Sequence[CallBack]) -> list[Alert]:
    """Calls that we owe this account."""
    return [
        Alert(f"We owe a call {wording.call_back_line(row)}.", "caution",
              reverse("phone:call_back_one", args=[row.reference]))
        for row in rows
    ]  # fmt: skip


def _calls(subject: Subject, rows: Sequence[Call]) -> list[TimelineRow]:
    return [_row(call) for call in rows]


def _row(call: Call) -> TimelineRow:
    path = reverse("phone:call", args=[call.reference]) if call.kind == "agent" else ""
    return TimelineRow(
        at=call.started_at, kind="call", what=wording.call_line(call), detail=call.note, path=path,
        state=wording.outcome_of(call),
    )  # fmt: skip


READINGS = (
    Reading(
        lambda subject, most: selectors.call_backs_owed(subject.account_id),
        ("reference", "promised_by", "language", "tries"), _owed,
    ),
    Reading(
        lambda subject, most: selectors.calls_on(subject.account_id)[:most],
        ("reference", "started_at", "kind", "reason", "note", "outcome"), _calls,
    ),
)  # fmt: skip


def ACTIONS(subject: Subject) -> Sequence[Action]:
    """Taking a call. It starts without the account: who calls must say it."""
    return (Action("Start a call", reverse("phone:desk"), "phone.take_calls", "Phone"),)
