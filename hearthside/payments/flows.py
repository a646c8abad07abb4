"""Steps that talk to the processor, between transactions: intent down, ask, answer down.

Whatever a browser or a webhook says is a reason to ask, never an answer. `ask` is the one way an answer
comes in; the return page, a webhook, the worker and a reload may call it at the same moment.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.payments import rules, selectors, services
from hearthside.payments.errors import ProcessorAway, StillChecking
from hearthside.payments.models import LIVE, Attempt, AttemptState, Method
from hearthside.payments.processing import processor
from hearthside.payments.processors import HostedPage, Notice, Outcome, ProcessorRefused, Unclear

log = logging.getLogger(__name__)

PROCESSOR = Actor(ActorKind.PROCESSOR, settings.PROCESSOR, door="webhook")
WORKER = job("payments")
_ENDED_UNPAID = (AttemptState.EXPIRED, AttemptState.DECLINED)
_TRIES_TO_PUT_AWAY = 3
_RELOADS_ASK_AFTER = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the payer goes: to the hosted page at `url`; with no url, to what became of the attempt."""

    attempt: Attempt
    url: str = ""


def begin(*, wanted: services.Wanted, by: Actor, at: datetime) -> Begun:
    """Start or continue one payment. Never two: another live one is put away first, or shown if it was paid.

    Raises AttemptEnded, AmountChanged, CardsClosed, TooOften, StillChecking and ProcessorAway.
    """
    for _ in range(_TRIES_TO_PUT_AWAY):
        try:
            attempt = services.start_attempt(wanted=wanted, by=by, at=at)
        except services.Conflict as conflict:
            other = put_away(conflict.attempt, by=by, at=at)
            if other.state in LIVE:
                raise StillChecking(other.reference) from None
            if other.state not in _ENDED_UNPAID:
                return Begun(other)
            continue
        begun = _open(attempt, by=by, at=at)
        if begun is not None:
            return begun
    raise ProcessorAway()


def _open(attempt: Attempt, *, by: Actor, at: datetime) -> Begun | None:
    """The hosted page of an attempt; None when it ended while we looked, and a new one must be started."""
    if attempt.state in LIVE and not attempt.page_id:
        attempt = _ask_for_page(attempt, by=by, at=at)
    elif attempt.state in LIVE:
        # It may have been paid in another tab a moment ago: then the receipt, not the form.
        attempt = ask(attempt, by=by, at=at)
    if attempt.state in LIVE:
        # In doubt too: a hosted page takes one payment, so its own page is the one safe place to send them.
        return Begun(attempt, attempt.page_url)
    return None if attempt.state in _ENDED_UNPAID else Begun(attempt)


def _ask_for_page(attempt: Attempt, *, by: Actor, at: datetime) -> Attempt:
    try:
        page = _page(attempt)
    except Unclear:
        attempt = services.cannot_tell(attempt_id=attempt.pk, by=by, at=at)
        if attempt.page_id:
            return attempt
        raise ProcessorAway() from None
    except ProcessorRefused as refusal:
        log.error(
            "the processor would not open a page", extra={"attempt": attempt.reference, "why": str(refusal)}
        )
        services.drop_unopened(attempt_id=attempt.pk, by=by, at=at)
        raise ProcessorAway() from None
    attempt = services.page_opened(attempt_id=attempt.pk, page_id=page.id, page_url=page.url, by=by, at=at)
    if attempt.state in _ENDED_UNPAID:
        # Another tab put this attempt away while the processor made its page. Nobody has seen the page.
        _close_page(attempt)
    return attempt


def _page(attempt: Attempt) -> HostedPage:
    """The attempt's page; asked for once more, with the same key, when the first answer is lost."""
    with translation.override(attempt.language):
        come_back, go_back = (
            settings.SITE_URL + reverse(f"payments:{attempt.door}_{step}", args=[attempt.reference])
            for step in ("return", "cancel")
        )
    for is_last in (False, True):
        try:
            return processor().open_page(
                attempt=attempt.reference, key=attempt.request_key, amount=attempt.amount,
                method="bank" if attempt.method == Method.BANK else "card", return_url=come_back,
                cancel_url=go_back, language=attempt.language, expires_at=attempt.expires_at,
            )  # fmt: skip
        except Unclear:
            if is_last:
                raise
    raise AssertionError("the last try returns or raises")


def put_away(attempt: Attempt, *, by: Actor, at: datetime) -> Attempt:
    """End a live attempt so that another may start: first at the processor, then here.

    Comes back still live when the processor does not answer, and paid when it was paid after all.
    """
    if not attempt.page_id:
        attempt = services.drop_unopened(attempt_id=attempt.pk, by=by, at=at)
    if attempt.state not in LIVE:
        return attempt
    attempt = ask(attempt, by=by, at=at)
    if attempt.state == AttemptState.OPEN and _close_page(attempt):
        attempt = ask(attempt, by=by, at=at)
    return attempt


def _close_page(attempt: Attempt) -> bool:
    try:
        processor().expire_page(attempt.page_id)
    except (Unclear, ProcessorRefused) as trouble:
        log.warning("a page was not closed", extra={"attempt": attempt.reference, "why": trouble.code})
        return False
    return True


def ask(attempt: Attempt, *, by: Actor, at: datetime) -> Attempt:
    """Ask the processor what became of an attempt and write it down. Any number at once do no harm."""
    _ask(attempt, by=by, at=at)
    return selectors.attempt(attempt.pk)


def _ask(attempt: Attempt, *, by: Actor, at: datetime) -> bool:
    """Whether the processor answered."""
    try:
        outcome = processor().find(
            attempt=attempt.reference, page_id=attempt.page_id or None,
            opened_at=attempt.expires_at - rules.PAGE_LIFE,
        )  # fmt: skip
    except (Unclear, ProcessorRefused) as trouble:
        log.warning("no answer about a payment", extra={"attempt": attempt.reference, "why": trouble.code})
        services.cannot_tell(attempt_id=attempt.pk, by=by, at=at)
        return False
    _write_down(attempt, outcome, by=by, at=at)
    return True


def ask_again(attempt: Attempt, *, by: Actor, at: datetime) -> Attempt:
    """As `ask`, for a page that somebody reloads: not more often than every few seconds, nor without need."""
    may_change = attempt.state in (*LIVE, AttemptState.PROCESSING)
    rested = attempt.asked_at is None or abs(at - attempt.asked_at) >= _RELOADS_ASK_AFTER
    return ask(attempt, by=by, at=at) if may_change and rested else attempt


def _write_down(attempt: Attempt, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    if outcome.state == "succeeded":
        _write_down_money(attempt, outcome, by=by, at=at)
    elif outcome.state == "processing":
        services.send_to_bank(attempt_id=attempt.pk, by=by, at=at)
    elif outcome.state == "failed" and attempt.method == Method.BANK:
        services.give_back(attempt_id=attempt.pk, why=outcome.decline_code, by=by, at=at)
    elif outcome.decline_code:
        _write_down_refusal(attempt, outcome, by=by, at=at)
    if outcome.state in ("expired", "failed") or (outcome.state == "unknown" and _is_long_over(attempt)):
        services.close_attempt(attempt_id=attempt.pk, by=by, at=at)
    services.asked(attempt_id=attempt.pk, page_is_open=outcome.state == "open", by=by, at=at)


def _write_down_money(attempt: Attempt, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    taken = services.Taken(
        processor_id=outcome.processor_payment_id, amount=outcome.amount, brand=outcome.brand,
        last4=outcome.last4, at=outcome.at,
    )  # fmt: skip
    services.settle(attempt_id=attempt.pk, taken=taken, by=by, at=at)
    if outcome.disputed and attempt.method == Method.BANK and outcome.dispute_state == "lost":
        # A debit that its bank takes back late arrives here as a dispute that is lost already.
        services.give_back(
            attempt_id=attempt.pk, why=outcome.decline_code or "bank_not_authorized", by=by, at=at
        )
    elif outcome.disputed:
        services.dispute_payment(attempt_id=attempt.pk, is_lost=outcome.dispute_state == "lost", by=by, at=at)
    elif outcome.dispute_state == "won":
        services.win_back(attempt_id=attempt.pk, by=by, at=at)


def _write_down_refusal(attempt: Attempt, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    services.note_refusal(
        attempt_id=attempt.pk, decline_code=outcome.decline_code,
        mark=outcome.charge_id or outcome.decline_code, by=by, at=at,
    )  # fmt: skip
    declines = selectors.declines_today(attempt.account_id, at=at)
    if outcome.state == "open" and attempt.method == Method.CARD and rules.cards_are_closed(declines):
        fresh = selectors.attempt(attempt.pk)
        if fresh.state == AttemptState.OPEN and _close_page(fresh):
            services.close_attempt(attempt_id=attempt.pk, by=by, at=at, reason="cards_closed")


def _is_long_over(attempt: Attempt) -> bool:
    """No page of it can still be open. In real time, as the processor's."""
    return datetime.now(attempt.expires_at.tzinfo) > attempt.expires_at + rules.PAGE_LIFE


def take_notice(notice: Notice, *, at: datetime) -> None:
    """A signed webhook: keep it once, then ask the processor. What it claims is not used.

    A second delivery changes nothing. When the processor gives no answer, the worker asks later.
    """
    kept = services.record_notice(
        event_id=notice.event_id, kind=notice.kind, attempt_reference=notice.attempt_reference,
        payment_id=notice.payment_id, at=at,
    )  # fmt: skip
    if kept is not None:
        _handle(kept.pk, notice.attempt_reference, notice.payment_id, by=PROCESSOR, at=at)


def _handle(notice_id: int, reference: str, payment_id: str, *, by: Actor, at: datetime) -> None:
    attempt = selectors.attempt_of_notice(reference, payment_id)
    if attempt is None or _ask(attempt, by=by, at=at):
        services.notice_handled(notice_id=notice_id, at=at)


def sweep(*, at: datetime) -> int:
    """The worker's round: ask about every attempt whose time has come, finish notices that were cut off.

    Returns how many attempts were asked about. One that fails does not keep the others waiting.
    """
    for notice in selectors.notices_waiting(at):
        _handle(notice.pk, notice.attempt_reference, notice.payment_id, by=WORKER, at=at)
    due = selectors.to_ask(at)
    for attempt_id in due:
        try:
            ask(selectors.attempt(attempt_id), by=WORKER, at=at)
        except Exception:
            # Whatever is wrong with this one, the others' money is waiting; it is asked about again later.
            log.exception("a payment could not be brought up to date", extra={"attempt": attempt_id})
            services.cannot_tell(attempt_id=attempt_id, by=WORKER, at=at)
    return len(due)
