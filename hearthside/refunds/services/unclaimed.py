"""Money nobody claims: its owner is written to, and only then does it go to a state."""

from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit.actor import Actor, job
from hearthside.identity.selectors import LoginRow
from hearthside.ledger import books
from hearthside.ledger import selectors as known_books
from hearthside.ledger import services as ledger
from hearthside.members import selectors as known
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.references import new_reference
from hearthside.refunds import letters, rules, selectors, states, terms
from hearthside.refunds.errors import CreditUsed, NoSuchRefund, NotAllowed, NotYet
from hearthside.refunds.models import (
    CheckRefund,
    CheckState,
    CreditCase,
    CreditState,
    UnclaimedItem,
    UnclaimedState,
)
from hearthside.refunds.rules import DormancyStep, Refusal
from hearthside.refunds.services.credits import last_word

WORKER = job("unclaimed")


def watch(*, at: datetime) -> int:
    """The worker's round: letters that are due go out, items whose owner came are closed. How many moved."""
    moved = 0
    for case in selectors.credit_cases().iterator(chunk_size=500):
        moved += _write_if_due(
            at, since=last_word(case), amount=case.amount, account_id=case.account_id, credit=case
        )
    for check in selectors.checks().filter(state=CheckState.LISTED).iterator(chunk_size=500):
        moved += _write_if_due(
            at, since=check.issued_on, amount=check.amount, account_id=check.account_id, check=check
        )
    for item in list(selectors.unclaimed()):
        moved += _close_if_claimed(item.pk, at=at)
    return moved


def _write_if_due(
    at: datetime,
    *,
    since: date,
    amount: Money,
    account_id: int,
    credit: CreditCase | None = None,
    check: CheckRefund | None = None,
) -> bool:
    today = clock.day_of(at)
    state = known.account(account_id).state
    when = rules.dormancy_of(since, state=state, terms=terms.dormancy(today))
    step = rules.next_step(when, letter_on=None, today=today, terms=terms.dormancy(today))
    if step is not DormancyStep.LETTER or _is_watched(credit, check):
        return False
    _write(account_id, amount, state, since, when, today, credit, check, at=at)
    return True


def _is_watched(credit: CreditCase | None, check: CheckRefund | None) -> bool:
    if check is not None:
        return UnclaimedItem.objects.filter(check_paper=check).exists()
    return selectors.unclaimed().filter(credit=credit).exists()


@transaction.atomic
def _write(
    account_id: int,
    amount: Money,
    state: str,
    since: date,
    when: rules.Dormancy,
    today: date,
    credit: CreditCase | None,
    check: CheckRefund | None,
    *,
    at: datetime,
) -> None:
    members.lock_account(account_id)
    if _is_watched(credit, check):
        return
    item = UnclaimedItem.objects.create(
        reference=new_reference(), account_id=account_id, credit=credit, check_paper=check,
        amount_cents=amount.cents, last_state=state, since_on=since, dormant_on=when.dormant_on,
        letter_on=today,
    )  # fmt: skip
    letters.queue_unclaimed(item, at=at)
    states.move_unclaimed(item, to=UnclaimedState.WRITTEN, by=WORKER, at=at)


@transaction.atomic
def _close_if_claimed(item_id: int, *, at: datetime) -> bool:
    item = UnclaimedItem.objects.select_for_update().get(pk=item_id)
    is_gone = (
        item.check_paper.state != CheckState.LISTED
        if item.check_paper is not None
        else item.credit is not None and item.credit.state == CreditState.CLOSED
    )
    if not is_gone or item.state not in (UnclaimedState.WATCHED, UnclaimedState.WRITTEN):
        return False
    states.move_unclaimed(item, to=UnclaimedState.CLAIMED, by=WORKER, at=at)
    return True


def step_of(item: UnclaimedItem, *, today: date) -> DormancyStep:
    """What an item waits for."""
    when = rules.dormancy_of(item.since_on, state=item.last_state, terms=terms.dormancy(today))
    return rules.next_step(when, letter_on=item.letter_on, today=today, terms=terms.dormancy(today))


@transaction.atomic
def turn_over(*, reference: str, login: LoginRow, by: Actor, at: datetime) -> UnclaimedItem:
    """The money goes to the state of its owner's last address: from the account, or from its check.

    A second time changes nothing. Raises NotYet before its day or before its letter had time to be
    answered, CreditUsed where the credit is not all there any more, NotAllowed for one's own money.
    """
    found = selectors.unclaimed_with(reference)
    if found is None:
        raise NoSuchRefund("nothing unclaimed has this number", item=reference)
    account = members.lock_account(found.account_id)
    item = UnclaimedItem.objects.select_for_update().get(pk=found.pk)
    if item.state == UnclaimedState.TURNED_OVER:
        return item
    if selectors.approver(login, account).is_payee:
        raise NotAllowed(Refusal.OWN_MONEY)
    if step_of(item, today=clock.day_of(at)) is not DormancyStep.TURN_OVER:
        raise NotYet(datetime.combine(item.dormant_on, at.timetz()))
    from_book = _leave(item, by=by, at=at)
    ledger.transfer(
        account_id=item.account_id, amount=item.amount, from_book=from_book, to_book=books.UNCLAIMED,
        key=f"unclaimed:{reference}", kind="turned_over", effective_on=clock.day_of(at), at=at,
        source=item.last_state,
    )  # fmt: skip
    item.turned_over_on, item.turned_over_by_id = clock.day_of(at), login.pk
    item.save(update_fields=["turned_over_on", "turned_over_by"])
    states.move_unclaimed(item, to=UnclaimedState.TURNED_OVER, by=by, at=at)
    return item


def _leave(item: UnclaimedItem, *, by: Actor, at: datetime) -> str:
    """Where the money is taken from. Raises CreditUsed."""
    if item.check_paper_id is not None:
        check = CheckRefund.objects.select_for_update().get(pk=item.check_paper_id)
        states.move_check(check, to=CheckState.TURNED_OVER, by=by, at=at)
        return books.REFUNDS_PAYABLE
    left = known_books.standing(item.account_id).unapplied
    if left < item.amount or selectors.waiting_of_credit(item.account_id):
        raise CreditUsed(item.amount, left)
    return books.UNAPPLIED
