"""The legal moves of an attempt and of a payment. A move not in a table cannot happen.

A refusal on the hosted page leaves the attempt OPEN: the page lives, and the payer may type another card
there. DECLINED is how an attempt ends whose page is closed after a refusal; EXPIRED, after none. PROCESSING
is a bank debit on its way: nothing is on the account yet, so RETURNED from there undoes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from hearthside.audit import names
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import IllegalMove
from hearthside.payments.models import Attempt, AttemptState, Payment, PaymentState

STARTED, OPEN, UNCLEAR = AttemptState.STARTED, AttemptState.OPEN, AttemptState.UNCLEAR
PROCESSING, SETTLED = AttemptState.PROCESSING, AttemptState.SETTLED
DECLINED, EXPIRED, RETURNED = AttemptState.DECLINED, AttemptState.EXPIRED, AttemptState.RETURNED

MOVES = {
    (STARTED, OPEN): "payment.opened",
    (STARTED, UNCLEAR): "payment.unclear",
    (STARTED, EXPIRED): "payment.expired",
    # A saved card, or one keyed on the phone, has no page to be open: the answer follows the start.
    (STARTED, PROCESSING): "payment.sent_to_bank",
    (STARTED, SETTLED): "payment.settled",
    (STARTED, DECLINED): "payment.declined",
    (STARTED, RETURNED): "payment.returned",  # we missed the days in between
    (OPEN, UNCLEAR): "payment.unclear",
    (OPEN, PROCESSING): "payment.sent_to_bank",
    (OPEN, SETTLED): "payment.settled",
    (OPEN, DECLINED): "payment.declined",
    (OPEN, EXPIRED): "payment.expired",
    (OPEN, RETURNED): "payment.returned",  # we missed the days in between
    (UNCLEAR, OPEN): "payment.opened",
    (UNCLEAR, PROCESSING): "payment.sent_to_bank",
    (UNCLEAR, SETTLED): "payment.settled",
    (UNCLEAR, DECLINED): "payment.declined",
    (UNCLEAR, EXPIRED): "payment.expired",
    (UNCLEAR, RETURNED): "payment.returned",
    (PROCESSING, SETTLED): "payment.settled",
    (PROCESSING, RETURNED): "payment.returned",
    (SETTLED, RETURNED): "payment.returned",  # the bank took it back, days later
    # We gave up on a page and the processor says it was paid after all: the money counts, not our guess.
    (EXPIRED, SETTLED): "payment.settled",
    (EXPIRED, PROCESSING): "payment.sent_to_bank",
    (DECLINED, SETTLED): "payment.settled",
    (DECLINED, PROCESSING): "payment.sent_to_bank",
}

PAYMENT_MOVES = {
    (PaymentState.RECEIVED, PaymentState.RETURNED): "payment.returned",
    (PaymentState.RECEIVED, PaymentState.DISPUTED): "payment.disputed",
    (PaymentState.DISPUTED, PaymentState.RETURNED): "payment.returned",
    (PaymentState.DISPUTED, PaymentState.RECEIVED): "payment.won_back",
    (PaymentState.RECEIVED, PaymentState.REFUNDED): "payment.refunded",
    (PaymentState.REFUNDED, PaymentState.RECEIVED): "payment.refund_failed",
    (PaymentState.RECEIVED, PaymentState.MOVED): "payment.moved",
    (PaymentState.RECEIVED, PaymentState.TAKEN_OFF): "payment.taken_off",
}

names.register(*MOVES.values(), *PAYMENT_MOVES.values())

State = TypeVar("State", AttemptState, PaymentState)


def may_move(attempt: Attempt, to: AttemptState) -> bool:
    return (AttemptState(attempt.state), to) in MOVES


def move(attempt: Attempt, *, to: AttemptState, by: Actor, at: datetime, reason: str = "") -> None:
    """Change an attempt's state, save, record who did it. Raises IllegalMove."""
    event = _event(MOVES, attempt.reference, AttemptState(attempt.state), to)
    attempt.state = to
    attempt.moved_at = at
    attempt.times_asked = 0
    attempt.save(update_fields=["state", "moved_at", "times_asked"])
    audit.record(event, subject=attempt.reference, account_id=attempt.account_id,
                 cents=attempt.amount_cents, reason=reason, by=by, at=at)  # fmt: skip


def move_payment(payment: Payment, *, to: PaymentState, by: Actor, at: datetime, reason: str = "") -> None:
    """Change a payment's state, save, record who did it. Raises IllegalMove."""
    event = _event(PAYMENT_MOVES, payment.reference, PaymentState(payment.state), to)
    payment.state = to
    payment.save(update_fields=["state"])
    audit.record(event, subject=payment.reference, account_id=payment.account_id,
                 cents=payment.amount_cents, reason=reason, by=by, at=at)  # fmt: skip


def _event(moves: Mapping[tuple[State, State], str], subject: str, was: State, to: State) -> str:
    try:
        return moves[was, to]
    except KeyError:
        raise IllegalMove(subject, str(was), str(to)) from None
