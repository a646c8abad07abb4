"""What autopay does about one bill: told, asked, skipped, taken, tried again, left alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.autopay import letters, rules, selectors, states
from hearthside.autopay.errors import TooLate
from hearthside.autopay.models import Autopay, AutopayState, SavedMethod, Taking, TakingState
from hearthside.autopay.services.methods import after_refusal
from hearthside.autopay.services.ruling import carry_out
from hearthside.bills import selectors as bills
from hearthside.members import selectors as people
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.payments import selectors as payments
from hearthside.payments.services import saved
from hearthside.references import new_reference


@dataclass(frozen=True, slots=True)
class Begun:
    """A try that is down: its attempt, and the token to ask for its money."""

    taking: Taking
    attempt: payments.AttemptRow
    token: str


@transaction.atomic
def plan_taking(*, autopay_id: int, by: Actor, at: datetime) -> Taking | None:
    """Decide about an account's open bill, and tell the person: when it is taken, or that we ask first.

    One plan a bill, ever; None when there is nothing to plan. A reason to stop is carried out instead.
    """
    rule = _locked_rule(autopay_id)
    bill = bills.open_bill(rule.account_id)
    if rule.state != AutopayState.ACTIVE or bill is None or _is_planned(bill.pk):
        return None
    stops = rules.what_stops(selectors.facts(rule))
    if stops is not None:
        carry_out(rule, stops, by=by, at=at)
        return None
    amount = _amount_now(rule, bill, told=bill.amount_due)
    if not rules.is_worth_taking(amount):
        return None
    return _plan(rule, bill, amount, by=by, at=at)


def _plan(rule: Autopay, bill: bills.BillRow, amount: Money, *, by: Actor, at: datetime) -> Taking:
    asks = rules.is_over_limit(amount, limit=rule.cap)
    day = rules.take_on(
        bill.due_on, days_before=rule.days_before, told_on=clock.day_of(at), notice_days=rule.notice_days
    )
    taking = Taking.objects.create(
        reference=new_reference(), account_id=rule.account_id, autopay=rule, bill_id=bill.pk,
        state=TakingState.ASKING if asks else TakingState.PLANNED, amount_cents=amount.cents, told_at=at,
        take_on=day, moved_at=at, why=rules.Stop.OVER_LIMIT if asks else "",
    )  # fmt: skip
    audit.record(
        "autopay.asked" if asks else "autopay.noticed", subject=taking.reference,
        account_id=rule.account_id, cents=amount.cents, by=by, at=at,
    )  # fmt: skip
    (letters.queue_over_limit if asks else letters.queue_notice)(taking, rule, at=at)
    return taking


def _is_planned(bill_id: int) -> bool:
    return Taking.objects.filter(bill_id=bill_id).exists()


def _locked_rule(autopay_id: int) -> Autopay:
    """The rule, with its account's turn taken first: the order that every writer keeps."""
    account_id = Autopay.objects.values_list("account_id", flat=True).get(pk=autopay_id)
    members.lock_account(account_id)
    rows = Autopay.objects.select_for_update(of=("self",)).select_related("method", "consent")
    return rows.get(pk=autopay_id)


def _locked(taking_id: int) -> Taking:
    account_id = Taking.objects.values_list("account_id", flat=True).get(pk=taking_id)
    members.lock_account(account_id)
    rows = Taking.objects.select_for_update(of=("self",))
    return rows.select_related("bill", "autopay__method", "autopay__consent", "method").get(pk=taking_id)


def _amount_now(rule: Autopay, bill: bills.BillRow, *, told: Money) -> Money:
    payable = selectors.payable(rule.account_id)
    credit = bills.standing(rule.account_id).unapplied
    return rules.amount_to_take(
        on_bill=saved.open_on_bill(bill).amount, credit=credit, payable=payable, told=told
    )


@transaction.atomic
def begin_taking(*, taking_id: int, by: Actor, at: datetime) -> Begun | None:
    """Write down a try at one bill, with its attempt, before the processor is asked; both or neither.

    Looks at everything again under the account's lock: the rule, its yes, the method, the bill, what is due.
    None when there is nothing to take now: it is not the day, another worker has it, or it was called off
    here. Raises what `start_saved_attempt` does when another payment stands in the way; the day after is soon
    enough.
    """
    taking = _locked(taking_id)
    rule, today = taking.autopay, clock.day_of(at)
    if not states.may_move(taking, TakingState.CHARGING) or taking.take_on > today:
        return None
    if rule.state != AutopayState.ACTIVE or rule.consent.ended_at is not None:
        states.move_taking(taking, to=TakingState.CANCELED, by=by, at=at, why=rules.Stop.PAUSED)
        return None
    stops = rules.what_stops(selectors.facts(rule))
    if stops is not None:
        _leave(taking, stops, by=by, at=at)
        return None
    if taking.bill.state != "open":
        replaced = taking.bill.state == "replaced"
        why = rules.Stop.BILL_REPLACED if replaced else rules.Stop.NOTHING_DUE
        states.move_taking(taking, to=TakingState.CANCELED, by=by, at=at, why=why)
        return None
    amount = _amount_now(rule, taking.bill, told=taking.told)
    if not rules.is_worth_taking(amount):
        states.move_taking(taking, to=TakingState.CANCELED, by=by, at=at, why=rules.Stop.NOTHING_DUE)
        return None
    if rules.is_over_limit(amount, limit=rule.cap) and taking.allowed_at is None:
        # The limit was lowered after the notice: it counts from the moment it is set.
        states.move_taking(taking, to=TakingState.CANCELED, by=by, at=at, why=rules.Stop.OVER_LIMIT)
        letters.queue_left_alone(taking, rule, at=at)
        return None
    return _begin(taking, rule, amount, by=by, at=at)


def _leave(taking: Taking, stops: rules.Stop, *, by: Actor, at: datetime) -> None:
    rule = taking.autopay
    if rules.REACH[stops] is rules.Then.LEAVE_BILL:
        states.move_taking(taking, to=TakingState.CANCELED, by=by, at=at, why=stops)
        letters.queue_left_alone(taking, rule, at=at)
    else:
        carry_out(rule, stops, by=by, at=at)


def _begin(taking: Taking, rule: Autopay, amount: Money, *, by: Actor, at: datetime) -> Begun:
    method, tries = rule.method, taking.tries + 1
    attempt = saved.start_saved_attempt(
        account_id=taking.account_id, amount=amount, method=method.kind,
        request_key=rules.request_key(rule.reference, taking.bill.number, tries), door=saved.AUTOPAY_DOOR,
        language=people.account(taking.account_id).language, bill_id=taking.bill_id,
        pays_for=saved.open_on_bill(taking.bill).charge_ids, by=by, at=at,
    )  # fmt: skip
    taking.tries, taking.attempt_id, taking.method = tries, attempt.pk, method
    taking.consent, taking.taken_at = rule.consent, at
    taking.save(update_fields=["tries", "attempt", "method", "consent", "taken_at"])
    states.move_taking(taking, to=TakingState.CHARGING, by=by, at=at)
    return Begun(taking, attempt, method.token)


@transaction.atomic
def answer(*, taking_id: int, by: Actor, at: datetime) -> Taking:
    """Bring a try in line with what became of its attempt. While that is open, nothing; twice, nothing.

    A refusal is tried once more after three days, and told; the second, or one that is final for the
    method, leaves the bill to the usual way and pauses the rule, or ends it where the bank said that
    nobody agreed to it.
    """
    taking = _locked(taking_id)
    if taking.state not in (TakingState.CHARGING, TakingState.SENT) or taking.attempt_id is None:
        return taking
    attempt = payments.attempt(taking.attempt_id)
    if attempt.state == "settled":
        states.move_taking(taking, to=TakingState.PAID, by=by, at=at)
    elif attempt.state == "processing" and taking.state == TakingState.CHARGING:
        states.move_taking(taking, to=TakingState.SENT, by=by, at=at)
    elif attempt.state in ("declined", "returned", "expired"):
        _refused(taking, attempt.decline_code or "no_answer", by=by, at=at)
    return taking


def _refused(taking: Taking, code: str, *, by: Actor, at: datetime) -> None:
    rule = taking.autopay
    day = rules.retry_on(tries=taking.tries, decline_code=code, today=clock.day_of(at))
    then = _mark_method(taking, code, by=by, at=at)
    if day is not None and rule.state == AutopayState.ACTIVE:
        taking.take_on = day
        taking.save(update_fields=["take_on"])
        states.move_taking(taking, to=TakingState.RETRYING, by=by, at=at, why=code)
        letters.queue_refused(taking, rule, at=at)
        return
    states.move_taking(taking, to=TakingState.FAILED, by=by, at=at, why=code)
    if rule.state != AutopayState.ENDED:
        carry_out(rule, _stop_after(then), by=by, at=at)


def _mark_method(taking: Taking, code: str, *, by: Actor, at: datetime) -> rules.AfterRefusal:
    method = taking.method
    assert method is not None, f"taking {taking.reference} was tried without a method"
    return after_refusal(SavedMethod.objects.select_for_update().get(pk=method.pk), code, by=by, at=at)


_STOPS = {
    rules.AfterRefusal.KEEP: rules.Stop.REFUSED_TWICE,
    rules.AfterRefusal.EXPIRE: rules.Stop.METHOD_EXPIRED,
    rules.AfterRefusal.DISABLE: rules.Stop.METHOD_REFUSED,
    rules.AfterRefusal.END_CONSENT: rules.Stop.NOT_AUTHORIZED,
}


def _stop_after(then: rules.AfterRefusal) -> rules.Stop:
    return _STOPS[then]


@transaction.atomic
def taken_back(*, taking_id: int, by: Actor, at: datetime) -> Taking:
    """Weeks after it was paid, the bank or the card's owner took the money back. Twice changes nothing.

    Money that its owner wants back ends the rule: somebody does not agree to it any more.
    """
    taking = _locked(taking_id)
    if taking.state != TakingState.PAID or taking.attempt_id is None:
        return taking
    attempt = payments.attempt(taking.attempt_id)
    payment = payments.payment_of(attempt)
    if payment is None or payment.state not in ("returned", "disputed"):
        return taking
    code = attempt.decline_code or "bank_not_authorized"
    then = _mark_method(taking, code, by=by, at=at)
    states.move_taking(taking, to=TakingState.FAILED, by=by, at=at, why=code)
    if taking.autopay.state != AutopayState.ENDED:
        carry_out(taking.autopay, _stop_after(then), by=by, at=at)
    return taking


@transaction.atomic
def skip(*, taking_id: int, by: Actor, at: datetime) -> Taking:
    """Leave this one bill alone; autopay goes on with the next. Twice changes nothing. Raises TooLate."""
    taking = _locked(taking_id)
    if taking.state in (TakingState.SKIPPED, TakingState.CANCELED):
        return taking
    if not states.may_move(taking, TakingState.SKIPPED):
        raise TooLate(reference=taking.reference)
    states.move_taking(taking, to=TakingState.SKIPPED, by=by, at=at)
    letters.queue_skipped(taking, taking.autopay, at=at)
    return taking


@transaction.atomic
def let_go(*, taking_id: int, by: Actor, at: datetime) -> Taking:
    """Nobody said yes to a bill over the limit in time: it goes the usual way. Twice changes nothing."""
    taking = _locked(taking_id)
    if taking.state == TakingState.ASKING:
        states.move_taking(taking, to=TakingState.CANCELED, by=by, at=at, why=rules.Stop.OVER_LIMIT)
    return taking


@transaction.atomic
def allow(*, taking_id: int, by: Actor, at: datetime) -> Taking:
    """A yes to one bill that is over the limit: it is taken on its day, or tomorrow if that has passed.

    Twice changes nothing. Raises TooLate for one that is no longer asked about.
    """
    taking = _locked(taking_id)
    if taking.allowed_at is not None:
        return taking
    if not states.may_move(taking, TakingState.PLANNED):
        raise TooLate(reference=taking.reference)
    taking.allowed_at = at
    taking.take_on = max(taking.take_on, clock.day_of(at))
    taking.save(update_fields=["allowed_at", "take_on"])
    states.move_taking(taking, to=TakingState.PLANNED, by=by, at=at)
    return taking
