"""Checks we wrote: listed for the bank, cashed, stopped, too old."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit.actor import Actor
from hearthside.ledger import books
from hearthside.ledger import services as ledger
from hearthside.money import Money
from hearthside.refunds import letters, states
from hearthside.refunds.errors import CheckUnknown, WrongAmount
from hearthside.refunds.models import CheckRefund, CheckState, Refund, RefundState
from hearthside.refunds.services.sending import put_back


def cashed_key(number: int) -> str:
    """The ledger's key of the entry that a cashed check makes."""
    return f"check_cashed:{number}"


@transaction.atomic
def list_checks(*, numbers: Sequence[int], voids: Sequence[int], by: Actor, at: datetime) -> None:
    """The bank has been told of these checks, and that those in `voids` are stopped; the checks are mailed.

    Saying it twice changes nothing.
    """
    for check in _locked_checks(numbers):
        if check.state == CheckState.WRITTEN:
            check.listed_at = at
            check.save(update_fields=["listed_at"])
            states.move_check(check, to=CheckState.LISTED, by=by, at=at)
            _mailed(check.refund_id, by=by, at=at)
    CheckRefund.objects.filter(number__in=voids, void_listed_at=None).update(void_listed_at=at)


def _mailed(refund_id: int, *, by: Actor, at: datetime) -> None:
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.state == RefundState.SENDING:
        refund.sent_at = at
        refund.save(update_fields=["sent_at"])
        states.move(refund, to=RefundState.SENT, by=by, at=at)
        letters.queue_sent(refund, at=at)


@transaction.atomic
def check_cashed(*, number: int, amount: Money, paid_on: date, by: Actor, at: datetime) -> CheckRefund:
    """The bank paid this check: what we owed by it is cash that left. A second time changes nothing.

    Raises CheckUnknown, WrongAmount, and IllegalMove for a check that was stopped: call the bank.
    """
    check = _locked_check(number)
    if amount != check.amount:
        raise WrongAmount(number, check.amount, amount)
    if check.state == CheckState.CASHED:
        return check
    if check.state == CheckState.WRITTEN:
        _mailed(check.refund_id, by=by, at=at)
    check.cashed_on = paid_on
    check.save(update_fields=["cashed_on"])
    states.move_check(check, to=CheckState.CASHED, by=by, at=at)
    ledger.transfer(
        account_id=check.account_id, amount=check.amount, from_book=books.REFUNDS_PAYABLE,
        to_book=books.cash("check"), key=cashed_key(number), kind="check_cashed", effective_on=paid_on, at=at,
        source=f"check:{number}",
    )  # fmt: skip
    refund = Refund.objects.select_for_update().get(pk=check.refund_id)
    refund.has_arrived = True
    refund.save(update_fields=["has_arrived"])
    return check


@transaction.atomic
def void_check(*, number: int, why: str, by: Actor, at: datetime) -> CheckRefund:
    """Stop a check: its money is on the account again, and the next list tells the bank.

    `why` is a short code: lost, wrong_address, stale, member_asked. A second time changes nothing.
    Raises CheckUnknown, and IllegalMove for a check that is cashed or has gone to a state.
    """
    check = _locked_check(number)
    if check.state == CheckState.VOIDED:
        return check
    was_listed = check.state == CheckState.LISTED
    check.voided_on = clock.day_of(at)
    # The bank never heard of a check that was stopped before its list: it needs no word of its end.
    check.void_listed_at = None if was_listed else at
    check.save(update_fields=["voided_on", "void_listed_at"])
    states.move_check(check, to=CheckState.VOIDED, by=by, at=at, reason=why)
    refund = Refund.objects.select_for_update(of=("self",)).select_related("payment").get(pk=check.refund_id)
    put_back(refund, by=by, at=at)
    refund.why = why
    refund.save(update_fields=["why"])
    states.move(refund, to=RefundState.VOIDED, by=by, at=at, reason=why)
    return check


def _locked_check(number: int) -> CheckRefund:
    found = _locked_checks([number])
    if not found:
        raise CheckUnknown(number)
    return found[0]


def _locked_checks(numbers: Sequence[int]) -> list[CheckRefund]:
    rows = CheckRefund.objects.select_for_update(of=("self",)).select_related("refund")
    return list(rows.filter(number__in=list(numbers)).order_by("number"))
