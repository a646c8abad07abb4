"""Steps that talk to the processor, between transactions: intent down, ask, answer down.

A refund's key is stored before the first call and never changes. An answer that is lost is looked for in
the processor's own list (`find`); only when it is not there is the same call made again, with the same key.
"""

import logging
from datetime import datetime
from typing import Protocol

from hearthside.audit.actor import Actor, job
from hearthside.payments import rules as paying
from hearthside.payments import selectors as payments
from hearthside.payments.processing import processor
from hearthside.payments.processors import ProcessorError, RefundOutcome, Unclear
from hearthside.refunds import selectors, services
from hearthside.refunds.errors import NotYet
from hearthside.refunds.models import Refund, RefundState
from hearthside.refunds.rules import Way

log = logging.getLogger(__name__)

WORKER = job("refunds")
_SAID_SO = {"duplicate": "duplicate", "member_asked": "requested_by_customer"}


def send(refund: Refund, *, by: Actor, at: datetime) -> Refund:
    """Send an approved refund: its money off the account first, then the call. Never twice.

    Raises NotYet while the money must wait; the worker sends it then.
    """
    if refund.state != RefundState.APPROVED:
        return selectors.refund(refund.pk)
    begun = services.begin(refund_id=refund.pk, by=by, at=at)
    # Only the call that began it goes on; another that came a moment later finds it sending already.
    if begun.state != RefundState.SENDING or begun.moved_at != at or begun.way == Way.CHECK:
        return selectors.refund(refund.pk)
    _call(selectors.refund(refund.pk), by=by, at=at)
    return selectors.refund(refund.pk)


def _call(refund: Refund, *, by: Actor, at: datetime) -> None:
    assert refund.payment is not None, f"{refund.reference} has no payment to go back to"
    origin = payments.origin_of(refund.payment)
    try:
        outcome = processor().refund(
            key=processor_key(refund), payment_id=origin.processor_id, amount=refund.amount,
            reason=_SAID_SO.get(refund.reason, ""),
        )  # fmt: skip
    except Unclear:
        services.cannot_tell(refund_id=refund.pk, by=by, at=at)
    except ProcessorError as refusal:
        log.warning("a refund was refused", extra={"refund": refund.reference, "why": refusal.code})
        services.fail(refund_id=refund.pk, why="refused", by=by, at=at)
    else:
        services.write_down(refund_id=refund.pk, outcome=outcome, by=by, at=at)


def processor_key(refund: Refund) -> str:
    """What the processor knows this refund by; stored with the row before it hears of it."""
    return f"refund-{refund.reference}"


def ask(refund: Refund, *, by: Actor, at: datetime) -> Refund:
    """Ask the processor what became of a refund, and write it down. Any number at once do no harm."""
    if refund.payment is not None and refund.way == Way.PROCESSOR:
        _ask(refund, by=by, at=at)
    return selectors.refund(refund.pk)


def _ask(refund: Refund, *, by: Actor, at: datetime) -> None:
    try:
        found = _found(refund)
    except ProcessorError as trouble:
        log.warning("no answer about a refund", extra={"refund": refund.reference, "why": trouble.code})
        services.cannot_tell(refund_id=refund.pk, by=by, at=at)
        return
    if found is not None:
        services.write_down(refund_id=refund.pk, outcome=found, by=by, at=at)
    elif refund.state in (RefundState.SENDING, RefundState.UNCLEAR):
        # It never arrived there: the same call, with the same key.
        _call(refund, by=by, at=at)
    else:
        services.cannot_tell(refund_id=refund.pk, by=by, at=at)


def _found(refund: Refund) -> RefundOutcome | None:
    assert refund.payment is not None
    origin = payments.payment_with_reference(payments.origin_of(refund.payment).reference)
    assert origin is not None and origin.attempt is not None
    attempt = origin.attempt
    outcome = processor().find(
        attempt=attempt.reference, page_id=attempt.page_id or None,
        opened_at=attempt.expires_at - paying.PAGE_LIFE,
    )  # fmt: skip
    return next((one for one in outcome.refunds if one.key == processor_key(refund)), None)


def sweep(*, at: datetime) -> int:
    """The worker's round: send what is approved and may leave, ask about what was sent. How many.

    One that fails does not keep the others waiting.
    """
    sending, asking = selectors.to_send(at), selectors.to_ask(at)
    for refund_id in sending:
        _kept_apart(refund_id, send, at=at)
    for refund_id in asking:
        _kept_apart(refund_id, ask, at=at)
    return len(sending) + len(asking)


class _Step(Protocol):
    def __call__(self, refund: Refund, *, by: Actor, at: datetime) -> Refund: ...


def _kept_apart(refund_id: int, step: _Step, *, at: datetime) -> None:
    try:
        step(selectors.refund(refund_id), by=WORKER, at=at)
    except NotYet as wait:
        services.wait_until(refund_id=refund_id, until=wait.until)
    except Exception:
        # Whatever is wrong with this one, the others' money is waiting; it comes round again.
        log.exception("a refund could not be brought up to date", extra={"refund": refund_id})
        services.cannot_tell(refund_id=refund_id, by=WORKER, at=at)
