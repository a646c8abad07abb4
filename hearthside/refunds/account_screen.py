"""What the desk's account screen shows of money that goes back."""

from collections.abc import Sequence

from django.urls import reverse

from hearthside.desk.registry import Action, Alert, TimelineRow
from hearthside.members import selectors as members
from hearthside.money import ZERO
from hearthside.references import spoken
from hearthside.refunds import selectors, wording
from hearthside.refunds.models import RefundState


def _alerts(account_id: int) -> Sequence[Alert]:
    found = []
    account = members.account(account_id)
    path = reverse("refunds:desk_account", args=[account.number])
    credit = selectors.credit_left(account_id)
    if credit > ZERO:
        found.append(Alert(f"Credit of {credit}: it is the member's money", "note", path))
    for refund in selectors.refunds_of(account_id, most=10):
        if refund.state in (RefundState.FAILED, RefundState.UNCLEAR):
            words = wording.STATES[RefundState(refund.state)]
            where = reverse("refunds:desk_refund", args=[refund.reference])
            found.append(Alert(f"Refund of {refund.amount}: {words.lower()}", "caution", where))
    return found


def _timeline(account_id: int, most: int) -> Sequence[TimelineRow]:
    rows = [
        TimelineRow(
            refund.moved_at, "refund", f"Refund {spoken(refund.reference)}",
            detail=wording.WHY.get(refund.why, ""),
            path=reverse("refunds:desk_refund", args=[refund.reference]), cents=refund.amount_cents,
            state=wording.STATES[RefundState(refund.state)],
        )
        for refund in selectors.refunds_of(account_id, most=most)
    ]  # fmt: skip
    rows += [
        TimelineRow(
            one.moved_at, "correction",
            f"Payment {spoken(one.payment.reference)} {'moved' if one.kind == 'move' else 'taken off'}",
            path=reverse("refunds:desk_correction", args=[one.reference]), cents=one.amount_cents,
            state=one.state.capitalize(),
        )
        for one in selectors.corrections_of(account_id, most=most)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.at, reverse=True)[:most]


def _actions(account_id: int) -> Sequence[Action]:
    path = reverse("refunds:desk_account", args=[members.account(account_id).number])
    return (
        Action("Refund a payment", path, "refunds.propose", "Money back"),
        Action("Move a payment", path, "refunds.correct", "Money back"),
    )


ALERTS = _alerts
TIMELINE = _timeline
ACTIONS = _actions
