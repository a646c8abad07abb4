"""What the desk's account screen shows of this room."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.autopay import selectors
from hearthside.autopay.models import Autopay, Taking
from hearthside.desk.registry import Action, Alert, Reading, Subject, TimelineRow

_TAKINGS = {
    "planned": "Autopay will take a bill",
    "asking": "A bill over the autopay limit waits for a yes",
    "skipped": "Autopay skips a bill",
    "charging": "Autopay is taking a bill",
    "sent": "Autopay sent a bill's payment to the bank",
    "paid": "Autopay paid a bill",
    "retrying": "Autopay was refused and tries once more",
    "failed": "Autopay was refused",
    "canceled": "Autopay leaves a bill alone",
}


def _rule(subject: Subject, rows: Sequence[Autopay]) -> list[Alert]:
    """Autopay that runs or stands still, in one sentence."""
    path = _path(subject)
    return [
        Alert("Autopay is on pause. Nothing is taken until the member chooses another way to pay.",
              "caution", path)
        if rule.state == "paused"
        else Alert(f"Autopay is on, up to {rule.cap} a bill.", "note", path)
        for rule in rows
    ]  # fmt: skip


def _takings(subject: Subject, rows: Sequence[Taking]) -> list[TimelineRow]:
    """What autopay did and will do about each bill."""
    return [
        TimelineRow(
            at=taking.moved_at, kind="autopay", what=_TAKINGS[taking.state],
            detail=taking.why.replace("_", " "), path=_path(subject), cents=taking.amount_cents,
            state=taking.state,
        )
        for taking in rows
    ]  # fmt: skip


READINGS = (
    Reading(lambda subject, most: selectors.rules_on(subject.account_id), ("state", "cap_cents"), _rule),
    Reading(
        lambda subject, most: selectors.takings_on(subject.account_id)[:most],
        ("moved_at", "state", "why", "amount_cents"), _takings,
    ),
)  # fmt: skip


def ACTIONS(subject: Subject) -> Sequence[Action]:
    return (Action("Autopay, saved cards and paper", _path(subject), "autopay.see", "Payments"),)


def _path(subject: Subject) -> str:
    return reverse("autopay:desk", args=[subject.number])
