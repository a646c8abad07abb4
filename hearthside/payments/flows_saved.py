"""Charging a saved card or account: the attempt is down, the processor is asked, the answer is down.

No page, so no payer to come back. A lost answer is found again by `flows.sweep`; until then the attempt is
UNCLEAR, and neither this flow nor another takes money on top of it.
"""

import logging
from datetime import UTC, datetime

from hearthside.audit.actor import Actor
from hearthside.payments import flows, selectors, services
from hearthside.payments.models import Attempt, AttemptState
from hearthside.payments.processing import processor
from hearthside.payments.processors import Declined, Outcome, ProcessorRefused, Unclear
from hearthside.payments.services import saved

log = logging.getLogger(__name__)


def charge(attempt: Attempt, *, token: str, by: Actor, at: datetime) -> Attempt:
    """Ask for an attempt's money from `token`, and say what became of it. Asking twice charges once.

    An attempt that has had an answer is left alone. One that was cut off before its answer is asked with
    the same key while the key holds, and looked up after that.
    """
    if attempt.state != AttemptState.STARTED:
        return flows.ask_again(attempt, by=by, at=at)
    if datetime.now(UTC) > attempt.expires_at:
        return flows.ask(attempt, by=by, at=at)
    try:
        outcome = processor().charge(
            attempt=attempt.reference, key=attempt.request_key, amount=attempt.amount, token=token
        )
    except Declined as refusal:
        saved.refuse_saved(
            attempt_id=attempt.pk, decline_code=refusal.reason, mark=refusal.payment_id, by=by, at=at
        )
    except Unclear:
        services.cannot_tell(attempt_id=attempt.pk, by=by, at=at)
    except ProcessorRefused as trouble:
        # It may be about the key and not the money: only `find` can say that nothing was taken.
        log.error("a saved method was not charged", extra={"attempt": attempt.reference, "why": str(trouble)})
        services.cannot_tell(attempt_id=attempt.pk, by=by, at=at)
    else:
        _write_down(attempt, outcome, by=by, at=at)
    return selectors.attempt(attempt.pk)


def _write_down(attempt: Attempt, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    if outcome.state == "succeeded":
        taken = services.Taken(
            processor_id=outcome.processor_payment_id, amount=outcome.amount, brand=outcome.brand,
            last4=outcome.last4, at=outcome.at,
        )  # fmt: skip
        services.settle(attempt_id=attempt.pk, taken=taken, by=by, at=at)
    elif outcome.state == "processing":
        services.send_to_bank(attempt_id=attempt.pk, by=by, at=at)
    else:
        services.cannot_tell(attempt_id=attempt.pk, by=by, at=at)
