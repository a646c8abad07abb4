"""What the desk's account screen shows of this room."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.autopay import selectors
from hearthside.desk.registry import Action, Alert, TimelineRow
from hearthside.members import selectors as members

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


def ALERTS(account_id: int) -> Sequence[Alert]:
    """Autopay that runs or stands still, in one sentence."""
    rule = selectors.rule_of(account_id)
    if rule is None:
        return ()
    if rule.state == "paused":
        return (Alert("Autopay is on pause. Nothing is taken until the member chooses another way to pay.",
                      "caution", _path(account_id)),)  # fmt: skip
    return (Alert(f"Autopay is on, up to {rule.cap} a bill.", "note", _path(account_id)),)


def TIMELINE(account_id: int, most: int) -> Sequence[TimelineRow]:
    """What autopay did and will do about each bill, newest first."""
    return [
        TimelineRow(
            at=taking.moved_at, kind="autopay", what=_TAKINGS[taking.state],
            detail=taking.why.replace("_", " "), path=_path(account_id), cents=taking.amount_cents,
            state=taking.state,
        )
        for taking in selectors.takings_of(account_id, most=most)
    ]  # fmt: skip


def ACTIONS(account_id: int) -> Sequence[Action]:
    return (Action("Autopay, saved cards and paper", _path(account_id), "autopay.see", "Payments"),)


def _path(account_id: int) -> str:
    return reverse("autopay:desk", args=[members.account(account_id).number])
