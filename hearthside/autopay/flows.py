"""Steps that talk to the processor, between transactions: saving a card, charging one, letting one go.

Whatever a browser says on its way back is a reason to ask, never an answer.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Protocol

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from hearthside import clock
from hearthside.audit.actor import Actor, job
from hearthside.autopay import selectors, services
from hearthside.autopay.errors import MethodGone, PageAway
from hearthside.autopay.models import MethodState, SavedMethod
from hearthside.autopay.services.methods import Kept
from hearthside.money import ZERO, Money
from hearthside.payments import errors as payment_errors
from hearthside.payments import flows as paying
from hearthside.payments import flows_saved
from hearthside.payments import selectors as payments
from hearthside.payments.processing import processor
from hearthside.payments.processors import HostedPage, Outcome, ProcessorRefused, Unclear
from hearthside.payments.rules import PAGE_LIFE
from hearthside.payments.services import saved

log = logging.getLogger(__name__)

WORKER = job("autopay")
WAITING = (MethodState.STARTED, MethodState.OPEN)
LATER = (
    payment_errors.StillChecking,
    payment_errors.AmountChanged,
    payment_errors.CardsClosed,
    payment_errors.TooOften,
)
"""What only asks for patience: another payment is being made, or too many were today."""


def begin_saving(*, wished: services.Wished, by: Actor, at: datetime) -> SavedMethod:
    """Start or continue one visit to the processor's page; where to go is in `page_url`.

    The row comes back in another state when this very form has had its answer. Raises SavingTooOften and
    PageAway.
    """
    method = services.start_saving(wished=wished, by=by, at=at)
    if method.state != MethodState.STARTED:
        return ask_saving(method, by=by, at=at)
    try:
        page = _page(method)
    except (Unclear, ProcessorRefused) as trouble:
        # The row stays STARTED: the same form again asks with the same key, and gets the same page.
        log.warning("no page to save a card on", extra={"method": method.reference, "why": trouble.code})
        raise PageAway(reference=method.reference) from None
    return services.page_opened(method_id=method.pk, page_id=page.id, page_url=page.url, by=by, at=at)


def _page(method: SavedMethod) -> HostedPage:
    """The method's page; asked for once more, with the same key, when the first answer is lost."""
    with translation.override(method.language):
        come_back, go_back = (
            settings.SITE_URL + reverse(f"autopay:{step}", args=[method.reference])
            for step in ("save_return", "save_cancel")
        )
    for is_last in (False, True):
        try:
            return processor().open_page(
                attempt=method.reference, key=method.request_key, amount=ZERO,
                method="bank" if method.kind == "bank" else "card", return_url=come_back,
                cancel_url=go_back, language=method.language, expires_at=method.page_ends_at, purpose="save",
            )  # fmt: skip
        except Unclear:
            if is_last:
                raise
    raise AssertionError("the last try returns or raises")


def ask_saving(method: SavedMethod, *, by: Actor, at: datetime) -> SavedMethod:
    """Ask the processor what came of a visit to its page, and write it down. Any number of times."""
    if method.state not in (*WAITING, MethodState.ABANDONED):
        return method
    try:
        outcome = processor().find(
            attempt=method.reference, page_id=method.page_id or None,
            opened_at=method.page_ends_at - PAGE_LIFE,
        )  # fmt: skip
    except (Unclear, ProcessorRefused) as trouble:
        log.warning("no answer about a saved card", extra={"method": method.reference, "why": trouble.code})
        return method
    _write_down(method, outcome, by=by, at=at)
    return selectors.method(method.pk)


def _write_down(method: SavedMethod, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    if outcome.state == "succeeded" and outcome.saved_token:
        kept = Kept(
            token=outcome.saved_token, brand=outcome.brand, last4=outcome.last4,
            expires_month=outcome.expires_month or None, expires_year=outcome.expires_year or None,
        )  # fmt: skip
        services.keep_method(method_id=method.pk, kept=kept, by=by, at=at)
        return
    may_go_on = True
    if outcome.decline_code:
        mark = f"{outcome.page_id[-20:]}:{outcome.decline_code}"[:40]
        may_go_on = services.note_saving_refused(method_id=method.pk, mark=mark, by=by, at=at)
    is_over = datetime.now(UTC) > method.page_ends_at + PAGE_LIFE
    if outcome.state in ("expired", "failed") or (outcome.state == "unknown" and is_over):
        services.abandon(method_id=method.pk, by=by, at=at)
    elif not may_go_on and outcome.page_id:
        _close(method, outcome.page_id, by=by, at=at)


def _close(method: SavedMethod, page_id: str, *, by: Actor, at: datetime) -> None:
    try:
        processor().expire_page(page_id)
    except (Unclear, ProcessorRefused) as trouble:
        log.warning("a page was not closed", extra={"method": method.reference, "why": trouble.code})
        return
    services.abandon(method_id=method.pk, by=by, at=at)


def give_up_saving(method: SavedMethod, *, by: Actor, at: datetime) -> SavedMethod:
    """Its owner came back without saving, says the address. Asked first; then its page is closed."""
    method = ask_saving(method, by=by, at=at)
    if method.state in WAITING and method.page_id:
        _close(method, method.page_id, by=by, at=at)
    return selectors.method(method.pk)


@dataclass(frozen=True, slots=True)
class Pay:
    """A payment with a saved method, as the check page showed it. `request_key` stands for that one form."""

    account_id: int
    method_id: int
    amount: Money
    bill_id: int | None
    request_key: str
    language: str


def pay(wish: Pay, *, by: Actor, at: datetime) -> payments.AttemptRow:
    """Charge a saved method while its owner looks on, once for each form; what became of it comes back.

    Another page of the account that nobody paid on is closed first. Raises MethodGone, AttemptEnded,
    AmountChanged, StillChecking, CardsClosed and TooOften.
    """
    method = selectors.methods_visible_to(by).filter(pk=wish.method_id, account_id=wish.account_id).first()
    if method is None or method.state != MethodState.ACTIVE:
        raise MethodGone(method=wish.method_id)
    try:
        attempt = _start(wish, method, by=by, at=at)
    except payment_errors.StillChecking as refusal:
        if not _put_away(refusal.reference, by=by, at=at):
            raise
        attempt = _start(wish, method, by=by, at=at)
    return flows_saved.charge(attempt, token=method.token, by=by, at=at)


def _start(wish: Pay, method: SavedMethod, *, by: Actor, at: datetime) -> payments.AttemptRow:
    return saved.start_saved_attempt(
        account_id=wish.account_id, amount=wish.amount, method=method.kind, request_key=wish.request_key,
        door=saved.SAVED_DOOR, language=wish.language, bill_id=wish.bill_id, by=by, at=at,
    )  # fmt: skip


def _put_away(reference: str, *, by: Actor, at: datetime) -> bool:
    """End another live attempt that nobody paid. False while its answer is not known, or it was paid."""
    other = payments.attempt_with(reference)
    return other is None or paying.put_away(other, by=by, at=at).state in ("expired", "declined")


def plan_due(*, at: datetime) -> int:
    """Look at every running rule with a bill that nothing is planned for, and tell its owner what comes.

    Bills over the limit that nobody said yes to are let go on their day.
    """
    _each(partial(selectors.never_answered, clock.day_of(at)), partial(_let_go, at=at))
    return _each(selectors.to_plan, partial(_plan, at=at))


def _plan(autopay_id: int, *, at: datetime) -> bool:
    return services.plan_taking(autopay_id=autopay_id, by=WORKER, at=at) is not None


def _let_go(taking_id: int, *, at: datetime) -> bool:
    services.let_go(taking_id=taking_id, by=WORKER, at=at)
    return True


def take_due(*, at: datetime) -> int:
    """Take what is to be taken today, and follow every try to its end. Returns how many tries were begun.

    Run twice, beside another worker, or killed anywhere: each bill is charged once a try, by its key.
    """
    begun = _each(partial(selectors.to_take, clock.day_of(at)), partial(_take, at=at))
    follow(at=at)
    return begun


def _take(taking_id: int, *, at: datetime) -> bool:
    """One try at one bill. False when nothing was to be taken, or it has to wait."""
    try:
        begun = services.begin_taking(taking_id=taking_id, by=WORKER, at=at)
    except LATER as patience:
        log.info("an autopay payment waits", extra={"taking": taking_id, "why": patience.code})
        return False
    if begun is None:
        return False
    flows_saved.charge(begun.attempt, token=begun.token, by=WORKER, at=at)
    services.answer(taking_id=taking_id, by=WORKER, at=at)
    return True


def follow(*, at: datetime) -> int:
    """Tries that were cut off are asked for again with their key; answers that came are written down."""
    moved = _each(selectors.to_follow, partial(_follow, at=at))
    return moved + _each(partial(selectors.gone_back, at), partial(_taken_back, at=at))


def _follow(taking_id: int, *, at: datetime) -> bool:
    taking = selectors.taking(taking_id)
    if taking.attempt is not None and taking.attempt.state == "started" and taking.method is not None:
        flows_saved.charge(taking.attempt, token=taking.method.token, by=WORKER, at=at)
    return services.answer(taking_id=taking_id, by=WORKER, at=at).state != taking.state


def _taken_back(taking_id: int, *, at: datetime) -> bool:
    services.taken_back(taking_id=taking_id, by=WORKER, at=at)
    return True


def tend_methods(*, at: datetime) -> int:
    """Finish visits to the processor's page, let go of what was removed, and look at cards that end."""
    today = clock.day_of(at)
    done = _each(partial(selectors.savings_open, at), partial(_finish_saving, at=at))
    done += _each(selectors.to_release, partial(_release, at=at))
    return done + _each(partial(selectors.cards_ending, today), partial(_tend_card, today=today, at=at))


def _finish_saving(method_id: int, *, at: datetime) -> bool:
    method = selectors.method(method_id)
    return ask_saving(method, by=WORKER, at=at).state != method.state


def _release(method_id: int, *, at: datetime) -> bool:
    try:
        processor().release(selectors.method(method_id).token)
    except (Unclear, ProcessorRefused) as trouble:
        log.warning("a removed card is still kept", extra={"method": method_id, "why": trouble.code})
        return False
    services.released(method_id=method_id, at=at)
    return True


def _tend_card(method_id: int, *, today: date, at: datetime) -> bool:
    if services.expire_card(method_id=method_id, today=today, by=WORKER, at=at):
        return True
    return services.warn_of_end(method_id=method_id, today=today, at=at)


def tend_paperless(*, at: datetime) -> int:
    """Bills whose e-mail reaches nobody any more go on paper again."""
    return _each(selectors.paperless_ids, partial(_tend_paperless, at=at))


def _tend_paperless(account_id: int, *, at: datetime) -> bool:
    paperless = selectors.paperless_of(account_id)
    why = selectors.why_paper_again(paperless) if paperless else ""
    return bool(why) and services.back_to_paper(account_id=account_id, why=why, by=WORKER, at=at) is not None


class _Reads(Protocol):
    def __call__(self, *, after: int) -> list[int]: ...


def _each(read: _Reads, do: Callable[[int], bool]) -> int:
    """Do one thing for every id that `read` lists, ascending; how often it did something."""
    done, after = 0, 0
    while some := read(after=after):
        for one in some:
            try:
                done += do(one)
            except Exception:
                # Whatever is wrong with this one, the others' days have come; it is tried again next time.
                log.exception("autopay could not do its work", extra={"id": one})
        after = some[-1]
    return done
