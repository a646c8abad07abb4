"""Payments as one line each on the signed-in home."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearthside.money import Money
from hearthside.payments.rules import PublicStatus, public_status

SAYS: dict[PublicStatus, str | Promise] = {
    PublicStatus.STARTED: _("Started, not finished"),
    PublicStatus.CHECKING: _("We are still checking. Do not pay again"),
    PublicStatus.SENT: _("Sent to your bank"),
    PublicStatus.RECEIVED: _("Payment received"),
    PublicStatus.NOT_PAID: _("Not paid. No money was taken"),
    PublicStatus.RETURNED: _("Your bank sent it back"),
    PublicStatus.REFUNDED: _("We gave it back"),
    PublicStatus.DISPUTED: _("You questioned it with your bank"),
    PublicStatus.MOVED: _("It was put on another account"),
}


@dataclass(frozen=True, slots=True)
class Recent:
    """One payment: its confirmation number, when it began, how much, and where it stands in plain words."""

    reference: str
    at: datetime
    amount: Money
    says: str | Promise


def recent_payments(attempts: Any, *, most: int) -> list[Recent]:
    """The newest of `attempts`, which come newest first."""
    return [
        Recent(attempt.reference, attempt.started_at, attempt.amount, SAYS[_status(attempt)])
        for attempt in attempts.exclude(state__in=("expired", "declined"))[:most]
    ]


def _status(attempt: Any) -> PublicStatus:
    payment = getattr(attempt, "payment", None)
    return public_status(attempt.state, payment.state if payment else "")
