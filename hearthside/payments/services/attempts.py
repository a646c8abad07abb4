"""Attempts: begun before the processor hears of them, and ended when it has answered."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.guards import services as guards
from hearthside.ledger import selectors as ledger
from hearthside.members import services as members
from hearthside.money import ZERO, Money, total
from hearthside.payments import rules, selectors, states
from hearthside.payments.errors import AmountChanged, AttemptEnded, CardsClosed, TooOften
from hearthside.payments.models import LIVE, WITHOUT_PAGE, Attempt, AttemptState, Method
from hearthside.references import new_reference

GUEST_DOOR = "guest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked for on the check page. `request_key` stands for that one form."""

    account_id: int
    bill_id: int | None
    choice: rules.Choice
    method: Method
    request_key: str
    door: str
    language: str


class Conflict(Exception):
    """Another attempt of this account is live and is not this one. Between our services only."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt.reference)
        self.attempt = attempt


@transaction.atomic
def start_attempt(*, wanted: Wanted, by: Actor, at: datetime) -> Attempt:
    """Write down that somebody is about to pay; the processor has not been asked anything yet.

    The same form again, or the same choice in another tab, gives the attempt that is there.
    Raises AttemptEnded, Conflict, AmountChanged, CardsClosed, TooOften.
    """
    members.lock_account(wanted.account_id)
    again = Attempt.objects.filter(request_key=wanted.request_key, account_id=wanted.account_id).first()
    if again is not None:
        if again.state in (AttemptState.DECLINED, AttemptState.EXPIRED):
            raise AttemptEnded(reference=again.reference)
        return again
    live = Attempt.objects.filter(account_id=wanted.account_id, state__in=LIVE).first()
    if live is not None:
        if _is_same(live, wanted):
            return live
        raise Conflict(live)
    _check(wanted, at=at)
    # The processor lives in real time, also where HEARTHSIDE_TODAY tells our own clock another day.
    attempt = Attempt.objects.create(
        reference=_unused_reference(), account_id=wanted.account_id, bill_id=wanted.bill_id,
        amount_cents=wanted.choice.amount.cents, pays_for=list(wanted.choice.pays_for), method=wanted.method,
        request_key=wanted.request_key, processor=settings.PROCESSOR, language=wanted.language,
        door=wanted.door, started_at=at, moved_at=at, expires_at=datetime.now(UTC) + rules.PAGE_LIFE,
        ask_again_at=at + timedelta(minutes=1),
    )  # fmt: skip
    audit.record("payment.started", subject=attempt.reference, account_id=attempt.account_id,
                 cents=attempt.amount_cents, reason=wanted.door, by=by, at=at)  # fmt: skip
    return attempt


def _is_same(live: Attempt, wanted: Wanted) -> bool:
    return (
        live.amount_cents == wanted.choice.amount.cents
        and live.method == wanted.method
        and tuple(live.pays_for) == wanted.choice.pays_for
        and live.bill_id == wanted.bill_id
        and live.door == wanted.door
    )


def _check(wanted: Wanted, *, at: datetime) -> None:
    """Everything that may have changed since the page was read, from our own rows and under the lock."""
    payable = rules.payable_now(_due(wanted), selectors.pending(wanted.account_id))
    wants = wanted.choice.amount
    if not ZERO < wants <= payable or (wanted.choice.how is rules.How.ALL and wants != payable):
        raise AmountChanged(payable=payable)
    if wanted.method == Method.CARD and rules.cards_are_closed(
        selectors.declines_today(wanted.account_id, at=at)
    ):
        raise CardsClosed()
    wait = rules.wait_before_opening(selectors.openings(wanted.account_id, at=at), at=at)
    if wait is not None:
        raise TooOften(at + wait)


def _due(wanted: Wanted) -> Money:
    """What is due: all of the account, or what is left of the one bill that a guest may know of."""
    due = bills.due(wanted.account_id)
    bill = bills.open_bill(wanted.account_id)
    if wanted.door == GUEST_DOOR and bill is not None and bill.pk == wanted.bill_id:
        return min(due, bills.left_to_pay(bill))
    # A charge that is set aside is not due, and may be paid by name: an installment of a plan.
    named = ledger.held_charges(wanted.account_id).keys() & set(wanted.choice.pays_for)
    return due + total(ledger.open_amounts(named).values())


def _unused_reference() -> str:
    for _ in range(20):
        reference = new_reference()
        if not Attempt.objects.filter(reference=reference).exists():
            return reference
    raise AssertionError("twenty random references in a row were taken")


def locked(attempt_id: int) -> Attempt:
    """The attempt, with its account's turn taken first: the order that every writer keeps."""
    account_id = Attempt.objects.values_list("account_id", flat=True).get(pk=attempt_id)
    members.lock_account(account_id)
    return Attempt.objects.select_for_update().get(pk=attempt_id)


@transaction.atomic
def page_opened(*, attempt_id: int, page_id: str, page_url: str, by: Actor, at: datetime) -> Attempt:
    """The processor has made a page. An attempt that was put away meanwhile stays so, and knows its page."""
    attempt = locked(attempt_id)
    attempt.page_id, attempt.page_url = page_id, page_url
    attempt.save(update_fields=["page_id", "page_url"])
    if states.may_move(attempt, AttemptState.OPEN):
        states.move(attempt, to=AttemptState.OPEN, by=by, at=at)
        plan_next_ask(attempt, at=at)
    return attempt


@transaction.atomic
def cannot_tell(*, attempt_id: int, by: Actor, at: datetime) -> Attempt:
    """The processor did not answer, so we do not know. Not a refusal: the worker asks again."""
    attempt = locked(attempt_id)
    if states.may_move(attempt, AttemptState.UNCLEAR):
        states.move(attempt, to=AttemptState.UNCLEAR, by=by, at=at)
    _asked_once_more(attempt, at=at)
    return attempt


@transaction.atomic
def asked(*, attempt_id: int, page_is_open: bool, by: Actor, at: datetime) -> Attempt:
    """The processor answered; plan when to ask next. An attempt in doubt whose page stands is open again."""
    attempt = locked(attempt_id)
    if attempt.state == AttemptState.UNCLEAR and attempt.page_id and page_is_open:
        states.move(attempt, to=AttemptState.OPEN, by=by, at=at)
    _asked_once_more(attempt, at=at)
    return attempt


@transaction.atomic
def note_refusal(*, attempt_id: int, decline_code: str, mark: str, by: Actor, at: datetime) -> Attempt:
    """A card was refused on the hosted page, which stays open. `mark` tells this refusal from others.

    The same refusal again changes nothing.
    """
    attempt = locked(attempt_id)
    if mark != attempt.decline_mark:
        attempt.declines += 1
        attempt.decline_code, attempt.decline_mark = decline_code, mark
        attempt.save(update_fields=["declines", "decline_code", "decline_mark"])
        transaction.on_commit(lambda: guards.note_answer(declined=True, at=at))
        audit.record("payment.declined", subject=attempt.reference, account_id=attempt.account_id,
                     cents=attempt.amount_cents, reason="on_page", by=by, at=at)  # fmt: skip
    return attempt


@transaction.atomic
def close_attempt(*, attempt_id: int, by: Actor, at: datetime, reason: str = "") -> Attempt:
    """The page is closed and nothing was paid. Closing twice, or after an answer, changes nothing."""
    attempt = locked(attempt_id)
    end = AttemptState.DECLINED if attempt.declines else AttemptState.EXPIRED
    if attempt.state in LIVE:
        states.move(attempt, to=end, by=by, at=at, reason=reason)
        plan_next_ask(attempt, at=at)
    return attempt


@transaction.atomic
def drop_unopened(*, attempt_id: int, by: Actor, at: datetime) -> Attempt:
    """End an attempt whose page, if there is one, was never shown to anybody.

    Looked at again under the lock: a page that was opened meanwhile may be in somebody's hands, and then
    nothing changes here until the processor has closed it.
    """
    attempt = locked(attempt_id)
    if not attempt.page_id and attempt.door not in WITHOUT_PAGE and attempt.state in LIVE:
        states.move(attempt, to=AttemptState.EXPIRED, by=by, at=at, reason="never_shown")
        plan_next_ask(attempt, at=at)
    return attempt


def plan_next_ask(attempt: Attempt, *, at: datetime) -> None:
    wait = rules.ask_again_in(attempt.state, attempt.times_asked)
    attempt.ask_again_at = at + wait if wait else None
    attempt.save(update_fields=["ask_again_at"])


def _asked_once_more(attempt: Attempt, *, at: datetime) -> None:
    attempt.asked_at = at
    attempt.times_asked += 1
    attempt.save(update_fields=["asked_at", "times_asked"])
    plan_next_ask(attempt, at=at)
