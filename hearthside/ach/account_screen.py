"""What the ACH room shows on the desk's account screen."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse

from hearthside import clock
from hearthside.ach import rules, selectors, wording
from hearthside.desk.registry import Action, Alert, TimelineRow
from hearthside.members import selectors as members

LATELY = timedelta(days=60)


def alerts(account_id: int) -> Sequence[Alert]:
    """A debit that came back lately; a bank's word that the owner has died comes first."""
    row = selectors.returned_lately(account_id, since=clock.today() - LATELY)
    if row is None:
        return []
    path = reverse("ach:desk_return", args=[row.pk])
    if row.action == rules.Act.DECEASED:
        return [
            Alert(
                "The bank says the owner of the bank account has died. Speak gently; ask first.", "stop", path
            )
        ]
    if row.action == rules.Act.COMPLIANCE:
        return [Alert("The bank account is frozen. Take no payment from it.", "stop", path)]
    return [Alert(f"A bank payment came back: {wording.meaning(row).lower()}.", "caution", path)]


def timeline(account_id: int, most: int) -> Sequence[TimelineRow]:
    """Debits and what came back, newest first."""
    debits = [
        TimelineRow(
            at=debit.made_at, kind="payment", what="Bank payment asked for", cents=debit.amount_cents,
            detail=f"Account ending {debit.bank_account.last4}, by {debit.authorization.how}",
            state=debit.get_state_display(),
        )
        for debit in selectors.debits_of(account_id, most=most)
    ]  # fmt: skip
    returns = [
        TimelineRow(
            at=row.came_at, kind="payment", what=f"Bank sent it back: {row.code}", cents=row.amount_cents,
            detail=wording.meaning(row), path=reverse("ach:desk_return", args=[row.pk]),
            state=row.get_state_display(),
        )
        for row in selectors.returns_of(account_id, most=most)
    ]  # fmt: skip
    return sorted([*debits, *returns], key=lambda one: one.at, reverse=True)[:most]


def actions(account_id: int) -> Sequence[Action]:
    """Stopping a bank payment for somebody who calls. Shown where there is a bank account."""
    if not selectors.usable_of(account_id):
        return []
    number = members.account(account_id).number
    return [
        Action(
            "Bank accounts and stop orders",
            reverse("ach:desk_account", args=[number]),
            "ach.work",
            "Payments",
        )
    ]


ALERTS = alerts
TIMELINE = timeline
ACTIONS = actions
