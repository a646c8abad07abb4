"""Credit on accounts: seen, aged, kept for the next bill, or proposed for refund."""

from datetime import date, datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, job
from hearthside.ledger import selectors as ledger
from hearthside.members import services as members
from hearthside.money import ZERO, Money
from hearthside.payments import selectors as payments
from hearthside.refunds import rules, selectors, states, terms
from hearthside.refunds.errors import AddressMissing, TooMuch
from hearthside.refunds.models import CreditCase, CreditState, Reason, Refund, RefundState
from hearthside.refunds.rules import CreditStep
from hearthside.refunds.services.proposing import Wanted, propose, stop

WORKER = job("credits")
ACCOUNTS_A_ROUND = 2000


def age_credits(*, at: datetime) -> int:
    """The worker's round: a case for every credit, a proposal for every old one. Returns how many moved."""
    moved = sum(see_credit(account_id=pk, at=at) for pk in _with_credit())
    open_cases = selectors.credit_cases().values_list("account_id", flat=True)
    return moved + sum(see_credit(account_id=pk, at=at) for pk in list(open_cases))


def _with_credit() -> list[int]:
    found: list[int] = []
    after = 0
    while slice_of := selectors.accounts_after(after, most=ACCOUNTS_A_ROUND):
        after = slice_of[-1]
        standings = ledger.standings(ledger.with_credit(slice_of))
        found += sorted(pk for pk, standing in standings.items() if standing.unapplied > ZERO)
    return found


@transaction.atomic
def see_credit(*, account_id: int, at: datetime) -> bool:
    """Bring an account's credit case up to date: opened, changed, proposed or closed. Whether it moved."""
    members.lock_account(account_id)
    credit = ledger.standing(account_id).unapplied
    case = _open_case(account_id)
    if credit <= ZERO:
        if case is not None:
            states.move_credit(case, to=CreditState.CLOSED, by=WORKER, at=at)
        return case is not None
    if case is None:
        case = _opened(account_id, credit, at=at)
    _refresh(case, credit, at=at)
    return _step(case, credit, at=at)


def _open_case(account_id: int) -> CreditCase | None:
    rows = CreditCase.objects.select_for_update().filter(account_id=account_id)
    return rows.exclude(state=CreditState.CLOSED).first()


def _opened(account_id: int, credit: Money, *, at: datetime) -> CreditCase:
    since = rules.credit_since(selectors.credit_changes(account_id)) or clock.day_of(at)
    case = CreditCase.objects.create(
        account_id=account_id, amount_cents=credit.cents, since_on=since, seen_at=at, moved_at=at
    )
    audit.record("credit.opened", subject=f"credit:{case.pk}", account_id=account_id, cents=credit.cents,
                 by=WORKER, at=at)  # fmt: skip
    return case


def _refresh(case: CreditCase, credit: Money, *, at: datetime) -> None:
    if case.amount_cents != credit.cents:
        case.amount_cents = credit.cents
        case.since_on = rules.credit_since(selectors.credit_changes(case.account_id)) or case.since_on
        case.seen_at = at
        case.save(update_fields=["amount_cents", "since_on", "seen_at"])


def _step(case: CreditCase, credit: Money, *, at: datetime) -> bool:
    today = clock.day_of(at)
    is_asked = selectors.waiting_of_credit(case.account_id) > ZERO
    if case.state == CreditState.PROPOSED and not is_asked:
        # Somebody said no, or the money came back: not again tomorrow.
        case.keep_until = today + timedelta(days=terms.credits(today).propose_after_days)
        case.save(update_fields=["keep_until"])
        states.move_credit(case, to=CreditState.OPEN, by=WORKER, at=at)
        return True
    step = rules.credit_step(
        credit, since=case.since_on, keep_until=case.keep_until, today=today, terms=terms.credits(today)
    )
    if case.state != CreditState.OPEN or is_asked or step is not CreditStep.PROPOSE:
        return False
    return _propose(case, at=at)


def _propose(case: CreditCase, *, at: datetime) -> bool:
    key = f"credit-{case.pk}-{case.since_on:%Y%m%d}-{clock.day_of(at):%Y%m%d}"
    wanted = Wanted(case.account_id, selectors.credit_left(case.account_id), Reason.CREDIT_WAITS, key)
    try:
        with transaction.atomic():
            propose(wanted=wanted, login=None, by=WORKER, at=at)
    except (AddressMissing, TooMuch):
        # Nowhere to send it: it stays in the desk's list of credits, and ages toward its state.
        return False
    states.move_credit(case, to=CreditState.PROPOSED, by=WORKER, at=at)
    return True


@transaction.atomic
def keep_credit(*, account_id: int, by: Actor, at: datetime) -> date:
    """The member wants the credit to pay the next bill: what a rule proposed is stopped.

    Returns the day until which it is kept. Saying it twice changes nothing but that day.
    """
    members.lock_account(account_id)
    today = clock.day_of(at)
    until = today + timedelta(days=terms.credits(today).keep_days)
    credit = ledger.standing(account_id).unapplied
    case = _open_case(account_id) or _opened(account_id, credit, at=at)
    case.keep_until = until
    case.save(update_fields=["keep_until"])
    waiting = Refund.objects.select_for_update().filter(
        account_id=account_id, of_credit=True, state=RefundState.ASKED, asked_by=None
    )
    for refund in waiting.order_by("pk"):
        stop(refund, why="kept_for_bill", by=by, at=at)
    if case.state == CreditState.PROPOSED:
        states.move_credit(case, to=CreditState.OPEN, by=by, at=at)
    audit.record("credit.kept", subject=f"credit:{case.pk}", account_id=account_id, cents=credit.cents,
                 by=by, at=at)  # fmt: skip
    return until


def last_word(case: CreditCase) -> date:
    """The last day we heard from whose money this is: when the credit began, or a later payment."""
    newest = payments.received_of(case.account_id)[:1]
    return max([case.since_on, *(clock.day_of(payment.received_at) for payment in newest)])
