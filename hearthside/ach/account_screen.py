"""What the ACH room shows on the desk's account screen."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F
from django.urls import reverse

from hearthside import clock
from hearthside.ach import rules, selectors, wording
from hearthside.ach.models import Debit, Return
from hearthside.desk.registry import Action, Alert, Reading, Subject, TimelineRow

LATELY = timedelta(days=60)


def _debits(subject: Subject, rows: Sequence[Debit]) -> list[TimelineRow]:
    return [
        TimelineRow(
            at=debit.made_at, kind="payment", what="Bank payment asked for", cents=debit.amount_cents,
            detail=f"Account ending {debit.last4}, by {debit.how}",  # type: ignore[attr-defined]
            state=debit.get_state_display(),
        )
        for debit in rows
    ]  # fmt: skip


def _returns(subject: Subject, rows: Sequence[Return]) -> list[Alert | TimelineRow]:
    """What came back; of the last two months the newest is told first of all."""
    since = clock.today() - LATELY
    lately = [row for row in rows if row.undoes_entry and clock.day_of(row.came_at) >= since]
    return [*(_alert(row) for row in lately[:1]), *(_return(row) for row in rows)]


def _alert(row: Return) -> Alert:
    """A bank's word that the owner has died comes first."""
    path = reverse("ach:desk_return", args=[row.pk])
    if row.action == rules.Act.DECEASED:
        said = "The bank says the owner of the bank account has died. Speak gently; ask first."
        return Alert(said, "stop", path)
    if row.action == rules.Act.COMPLIANCE:
        return Alert("The bank account is frozen. Take no payment from it.", "stop", path)
    return Alert(f"A bank payment came back: {wording.meaning(row).lower()}.", "caution", path)


def _return(row: Return) -> TimelineRow:
    return TimelineRow(
        at=row.came_at, kind="payment", what=f"Bank sent it back: {row.code}", cents=row.amount_cents,
        detail=wording.meaning(row), path=reverse("ach:desk_return", args=[row.pk]),
        state=row.get_state_display(),
    )  # fmt: skip


READINGS = (
    Reading(
        lambda subject, most: selectors.debits_on(subject.account_id)[:most],
        ("made_at", "amount_cents", "state"), _debits,
        more={"last4": F("bank_account__last4"), "how": F("authorization__how")},
    ),
    Reading(
        lambda subject, most: selectors.returns_on(subject.account_id)[:most],
        ("id", "came_at", "code", "amount_cents", "state", "action", "undoes_entry"), _returns,
    ),
)  # fmt: skip


def ACTIONS(subject: Subject) -> Sequence[Action]:
    """Stopping a bank payment for somebody who calls."""
    path = reverse("ach:desk_account", args=[subject.number])
    return (Action("Bank accounts and stop orders", path, "ach.work", "Payments"),)
