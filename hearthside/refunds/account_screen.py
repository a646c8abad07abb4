"""What the desk's account screen shows of money that goes back."""

from collections.abc import Sequence

from django.db.models import F
from django.urls import reverse

from hearthside.desk.registry import Action, Alert, Reading, Subject, TimelineRow
from hearthside.references import spoken
from hearthside.refunds import selectors, wording
from hearthside.refunds.models import Correction, Refund, RefundState

STUCK = (RefundState.FAILED, RefundState.UNCLEAR)


def _refunds(subject: Subject, rows: Sequence[Refund]) -> list[Alert | TimelineRow]:
    return [*(_alert(one) for one in rows if one.state in STUCK), *(_refund(one) for one in rows)]


def _alert(refund: Refund) -> Alert:
    words = wording.STATES[RefundState(refund.state)]
    return Alert(f"Refund of {refund.amount}: {words.lower()}", "caution", _path(refund))


def _refund(refund: Refund) -> TimelineRow:
    return TimelineRow(
        refund.moved_at, "refund", f"Refund {spoken(refund.reference)}",
        detail=wording.WHY.get(refund.why, ""), path=_path(refund), cents=refund.amount_cents,
        state=wording.STATES[RefundState(refund.state)],
    )  # fmt: skip


def _path(refund: Refund) -> str:
    return reverse("refunds:desk_refund", args=[refund.reference])


def _corrections(subject: Subject, rows: Sequence[Correction]) -> list[TimelineRow]:
    return [
        TimelineRow(
            one.moved_at, "correction",
            f"Payment {spoken(one.number)} "  # type: ignore[attr-defined]
            f"{'moved' if one.kind == 'move' else 'taken off'}",
            path=reverse("refunds:desk_correction", args=[one.reference]),
            cents=one.amount_cents, state=one.state.capitalize(),
        )
        for one in rows
    ]  # fmt: skip


READINGS = (
    Reading(
        lambda subject, most: selectors.refunds_on(subject.account_id)[:most],
        ("reference", "moved_at", "why", "state", "amount_cents"), _refunds,
    ),
    Reading(
        lambda subject, most: selectors.corrections_on(subject.account_id)[:most],
        ("reference", "moved_at", "kind", "state", "amount_cents"), _corrections,
        more={"number": F("payment__reference")},
    ),
)  # fmt: skip


def ACTIONS(subject: Subject) -> Sequence[Action]:
    path = reverse("refunds:desk_account", args=[subject.number])
    return (
        Action("Refund a payment", path, "refunds.propose", "Money back"),
        Action("Move a payment", path, "refunds.correct", "Money back"),
    )
