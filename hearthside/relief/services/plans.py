"""Plans: offered, started, kept in step with the ledger, changed, ended."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as ledger_services
from hearthside.ledger.holds import HoldReason
from hearthside.ledger.rules import OpenCharge, allocate
from hearthside.members import services as members
from hearthside.money import ZERO, Money, total
from hearthside.references import new_reference
from hearthside.relief import letters, selectors, states
from hearthside.relief.errors import (
    BalanceChanged,
    NoPlanForThis,
    NothingToAdd,
    PlanEnded,
    PlanLate,
    PlanStands,
    UnknownDay,
)
from hearthside.relief.models import LIVE, STANDING, Installment, Plan, PlanCharge, PlanState
from hearthside.relief.policy import PlanTerms, policy
from hearthside.relief.rules import plans
from hearthside.relief.rules.plans import Due, Lateness

MISSED = "missed"
HARDSHIP = "hardship"
ASKED = "asked"
CHANGE_DAYS = 3
"""A new day for an installment is at least so many days away."""


@transaction.atomic
def offer(
    *, account_id: int, count: int, day: int, expected: Money, key: str, by: Actor, at: datetime,
    by_permission: bool = False,
) -> Plan:  # fmt: skip
    """Offer to take what the account owes now in `count` parts. Nothing is held until it is accepted.

    The same `key` again gives the plan that is there. `expected` is what the person read. `by_permission`
    allows more parts than anybody may choose. Raises PlanStands, UnknownDay, NoPlanForThis, BalanceChanged.
    """
    members.lock_account(account_id)
    again = Plan.objects.filter(request_key=key, account_id=account_id).first()
    if again is not None:
        return again
    standing = selectors.standing_plan(account_id)
    if standing is not None:
        raise PlanStands(standing.reference)
    today = clock.day_of(at)
    terms = policy(today).plans
    charges = selectors.plannable(account_id, on=today)
    amount = total(charge.open for charge in charges)
    _check_offer(amount, count, day, expected, terms, by_permission=by_permission)
    plan = Plan.objects.create(
        reference=_unused_reference(), account_id=account_id, amount_cents=amount.cents, day_of_month=day,
        request_key=key, offered_at=at, offer_ends_on=today + timedelta(days=terms.offer_days),
    )  # fmt: skip
    dues = plans.schedule(amount, count=count, day=day, today=today, first_due_days=terms.first_due_days)
    Installment.objects.bulk_create(_row(plan, due) for due in dues)
    PlanCharge.objects.bulk_create(_charge_row(plan, charge) for charge in charges)
    audit.record("plan.offered", subject=plan.reference, account_id=account_id, cents=amount.cents,
                 by=by, at=at)  # fmt: skip
    return plan


def _check_offer(
    amount: Money, count: int, day: int, expected: Money, terms: PlanTerms, *, by_permission: bool
) -> None:
    if day not in terms.days_of_month:
        raise UnknownDay(day=day)
    if amount != expected:
        raise BalanceChanged(amount)
    most = terms.installments_most_by_permission if by_permission else terms.installments_most
    if count not in plans.counts_offered(amount, terms, most=most):
        raise NoPlanForThis(amount=amount, count=count)


def _row(plan: Plan, due: Due) -> Installment:
    return Installment(
        plan=plan, account_id=plan.account_id, number=due.number, due_on=due.due_on,
        amount_cents=due.amount.cents,
    )  # fmt: skip


def _charge_row(plan: Plan, charge: OpenCharge) -> PlanCharge:
    return PlanCharge(
        plan=plan, account_id=plan.account_id, charge_id=charge.charge_id, amount_cents=charge.open.cents
    )


def _unused_reference() -> str:
    for _ in range(20):
        reference = new_reference()
        if not Plan.objects.filter(reference=reference).exists():
            return reference
    raise AssertionError("twenty random references in a row were taken")


def locked(reference: str) -> Plan:
    """The plan, with its account's turn taken first: the order that every writer keeps."""
    account_id = Plan.objects.values_list("account_id", flat=True).get(reference=reference)
    members.lock_account(account_id)
    return Plan.objects.select_for_update().get(reference=reference)


def live(reference: str) -> Plan:
    """As `locked`, of a plan that is active or paused. Raises PlanEnded."""
    plan = locked(reference)
    if plan.state not in LIVE:
        raise PlanEnded(reference=reference)
    return plan


@transaction.atomic
def start(
    *, account_id: int, count: int, day: int, expected: Money, key: str, by: Actor, at: datetime
) -> Plan:
    """A member chose a plan and read it once more: offer it and accept it. As `offer` and `accept`."""
    plan = offer(account_id=account_id, count=count, day=day, expected=expected, key=key, by=by, at=at)
    return accept(reference=plan.reference, by=by, at=at)


@transaction.atomic
def accept(*, reference: str, by: Actor, at: datetime) -> Plan:
    """The offer is accepted: its charges wait for the plan from now on. A second time changes nothing.

    What changed since the offer is looked at again: paid parts count as paid, and what something else
    holds now is left out. Raises PlanEnded when the offer stands no more.
    """
    plan = locked(reference)
    if plan.state in LIVE:
        return plan
    if plan.state != PlanState.OFFERED or plan.offer_ends_on < clock.day_of(at):
        raise PlanEnded(reference=reference)
    return _activate(plan, by=by, at=at)


def _activate(plan: Plan, *, by: Actor, at: datetime) -> Plan:
    held = ledger.held_charges(plan.account_id)
    for row in plan.charges.filter(charge_id__in=held):
        _set_charge(row, ZERO)
    plan.started_at = at
    plan.save(update_fields=["started_at"])
    states.move_plan(plan, to=PlanState.ACTIVE, by=by, at=at)
    _keep_sums(plan, at=at)
    _move_past_days(plan, at=at)
    _hold(plan, by=by, at=at)
    letters.plan_started(plan, at=at)
    return plan


def _hold(plan: Plan, *, by: Actor, at: datetime) -> None:
    ids = plan.charges.filter(amount_cents__gt=0).values_list("charge_id", flat=True)
    ledger_services.hold_charges(
        account_id=plan.account_id, charge_ids=list(ids), reason=HoldReason.PLAN,
        source=selectors.hold_source(plan), by=by, at=at,
    )  # fmt: skip


def _release(plan: Plan, *, by: Actor, at: datetime) -> None:
    """The charges stand on their own again, as old as they are. Waiting credit pays them, oldest first."""
    ledger_services.release_holds(
        account_id=plan.account_id, source=selectors.hold_source(plan), by=by, at=at
    )
    ledger_services.apply_credit(account_id=plan.account_id, at=at)


def _move_past_days(plan: Plan, *, at: datetime) -> None:
    """Installments that nobody could have paid in time fall on the plan's day after the waiting days."""
    today = clock.day_of(at)
    seen = selectors.picture(plan, today=today)
    first = seen.next_unpaid
    if first is not None and first.due.due_on < today:
        _save_days(plan, plans.move_days(
            seen.placed, day=plan.day_of_month,
            not_before=today + timedelta(days=policy(today).plans.first_due_days),
        ))  # fmt: skip


def _save_days(plan: Plan, dues: Iterable[Due]) -> None:
    for due in dues:
        plan.installments.filter(number=due.number).exclude(due_on=due.due_on).update(
            due_on=due.due_on, noticed_at=None
        )


@transaction.atomic
def note_money(*, account_id: int, at: datetime, by: Actor) -> Plan | None:
    """Bring the account's plan in step with the ledger after anything happened on the account.

    Credit that waits pays the plan's charges; a charge that the payer took back leaves the plan; what was
    owed again comes back into it; an offer whose first installment arrived starts; a plan with nothing
    left is complete, and one whose money went back is active again. Any number of times do no harm.
    """
    members.lock_account(account_id)
    plan = selectors.standing_plan(account_id) or _owed_again(account_id, at=at)
    if plan is None:
        return None
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.state == PlanState.COMPLETED:
        _reopen(plan, by=by, at=at)
    if plan.state in LIVE:
        _keep_sums(plan, at=at)
        _use_credit(plan, at=at)
    _follow(plan, by=by, at=at)
    plan.through_posting = ledger.last_posting(account_id)
    plan.save(update_fields=["through_posting"])
    return plan


def _follow(plan: Plan, *, by: Actor, at: datetime) -> None:
    """Move a plan on by what its charges still owe."""
    seen = selectors.picture(plan, today=clock.day_of(at))
    is_paid = seen.remaining <= ZERO
    if plan.state == PlanState.OFFERED and is_paid:
        _end(plan, to=PlanState.CANCELLED, by=by, at=at, reason="paid")
    elif plan.state == PlanState.OFFERED and seen.placed[0].open <= ZERO:
        _activate(plan, by=by, at=at)
    elif plan.state in LIVE and is_paid:
        _end(plan, to=PlanState.COMPLETED, by=by, at=at)
        letters.plan_completed(plan, at=at)
    _forget_notices(plan, seen)


def _owed_again(account_id: int, *, at: datetime) -> Plan | None:
    rows = Plan.objects.filter(account_id=account_id, pk__in=selectors.plans_that_may_reopen(at))
    return rows.order_by("-ended_at").first()


def _reopen(plan: Plan, *, by: Actor, at: datetime) -> None:
    states.move_plan(plan, to=PlanState.ACTIVE, by=by, at=at, reason="money_went_back")
    plan.ended_at = None
    plan.save(update_fields=["ended_at"])
    held = ledger.held_charges(plan.account_id)
    for row in plan.charges.filter(charge_id__in=held):
        _set_charge(row, ZERO)
    _hold(plan, by=by, at=at)
    _keep_sums(plan, at=at)
    _move_past_days(plan, at=at)


def _forget_notices(plan: Plan, seen: selectors.Picture) -> None:
    paid = [one.due.number for one in seen.placed if one.open <= ZERO]
    plan.installments.filter(number__in=paid, noticed_at__isnull=False).update(noticed_at=None)


def _keep_sums(plan: Plan, *, at: datetime) -> None:
    """Charges undone by the payer leave the plan; charges that owe more than the plan knew of grow it."""
    undone = ledger.reversed_charges(plan.account_id)
    rows = list(plan.charges.all())
    owed = ledger.open_amounts(row.charge_id for row in rows)
    for row in rows:
        still_open = owed.get(row.charge_id, ZERO)
        if row.charge_id in undone:
            _set_charge(row, ZERO)
        elif still_open > row.amount and (row.amount or (plan.state in LIVE and _is_held(plan, row))):
            _set_charge(row, still_open)
    respread(plan)


def _is_held(plan: Plan, row: PlanCharge) -> bool:
    return ledger.held_by(selectors.hold_source(plan)).get(row.charge_id, "never") is None


def _set_charge(row: PlanCharge, amount: Money) -> None:
    if row.amount != amount:
        row.amount_cents = amount.cents
        row.save(update_fields=["amount_cents"])


def respread(plan: Plan, *, new_days: Sequence[date] = ()) -> None:
    """Make the installments add up to the plan's charges again. Within the caller's transaction."""
    parts = dict(plan.charges.values_list("charge_id", "amount_cents"))
    owed = ledger.open_amounts(parts)
    amount = Money(sum(parts.values()))
    remaining = Money(sum(min(owed.get(pk, ZERO).cents, cents) for pk, cents in parts.items()))
    before = [Due(row.number, row.due_on, row.amount) for row in plan.installments.order_by("number")]
    if total(due.amount for due in before) == amount and not new_days:
        return
    after = plans.spread_again(before, covered=amount - remaining, amount=amount, new_days=new_days)
    known = {due.number for due in before}
    for due in after:
        if due.number in known:
            plan.installments.filter(number=due.number).update(amount_cents=due.amount.cents)
    Installment.objects.bulk_create(_row(plan, due) for due in after if due.number not in known)
    plan.amount_cents = amount.cents
    plan.save(update_fields=["amount_cents"])


def _use_credit(plan: Plan, *, at: datetime) -> None:
    """Money that came without a name waits as credit: it pays the plan's charges, oldest first."""
    ledger_services.apply_credit(account_id=plan.account_id, at=at)
    credit = ledger.standing(plan.account_id).unapplied
    mine = dict(plan.charges.filter(amount_cents__gt=0).values_list("charge_id", "amount_cents"))
    shared = allocate(credit, [one for one in ledger.open_charges(plan.account_id) if one.charge_id in mine])
    used = total(part for _, part in shared.parts)
    if credit <= ZERO or not used:
        return
    legs = [ledger_services.Leg(books.UNAPPLIED, used.cents)]
    legs += [
        ledger_services.Leg(books.RECEIVABLE, -part.cents, charge_id) for charge_id, part in shared.parts
    ]
    ledger_services.write_entries(
        [
            ledger_services.EntryDraft(
                plan.account_id, "credit_used", f"plan_credit:{ledger.last_posting(plan.account_id)}",
                clock.day_of(at), legs, selectors.hold_source(plan),
            )
        ],
        at=at,
    )  # fmt: skip


def _end(plan: Plan, *, to: PlanState, by: Actor, at: datetime, reason: str = "") -> None:
    states.move_plan(plan, to=to, by=by, at=at, reason=reason)
    plan.ended_at, plan.paused_until, plan.pause_reason = at, None, ""
    plan.save(update_fields=["ended_at", "paused_until", "pause_reason"])
    _release(plan, by=by, at=at)


def take_off(account_id: int, parts: Iterable[tuple[int, Money]], *, by: Actor, at: datetime) -> None:
    """Charges were lowered: the account's plan asks for that much less, over what is still to pay.

    Within the caller's transaction, after the ledger's entry.
    """
    plan = selectors.live_plan(account_id)
    if plan is None:
        return
    lowered = dict(parts)
    for row in plan.charges.filter(charge_id__in=lowered):
        _set_charge(row, max(row.amount - lowered[row.charge_id], ZERO))
    respread(plan)
    note_money(account_id=account_id, by=by, at=at)


@transaction.atomic
def pause(*, reference: str, reason: str, until: date, by: Actor, at: datetime) -> Plan:
    """Nothing is asked for until that day. Its charges stay held. Pausing twice moves the day.

    `reason` is MISSED, HARDSHIP or ASKED. Raises PlanEnded.
    """
    plan = live(reference)
    if plan.state == PlanState.ACTIVE:
        states.move_plan(plan, to=PlanState.PAUSED, by=by, at=at, reason=reason)
    plan.paused_until, plan.pause_reason = until, reason
    plan.save(update_fields=["paused_until", "pause_reason"])
    letters.plan_paused(plan, at=at)
    return plan


@transaction.atomic
def resume(*, reference: str, by: Actor, at: datetime) -> Plan:
    """The pause is over: days that passed meanwhile are moved on. Resuming twice changes nothing."""
    plan = live(reference)
    if plan.state == PlanState.PAUSED:
        states.move_plan(plan, to=PlanState.ACTIVE, by=by, at=at)
        plan.paused_until, plan.pause_reason = None, ""
        plan.save(update_fields=["paused_until", "pause_reason"])
        _move_past_days(plan, at=at)
        letters.plan_resumed(plan, at=at)
    return plan


@transaction.atomic
def add_bills(*, reference: str, expected: Money, by: Actor, at: datetime) -> Plan:
    """Take what else is open into the plan, shared over the installments that are still to pay.

    `expected` is the amount the person read. Nothing left to add, for a second press of the button, gives
    the plan as it is. Raises PlanEnded, BalanceChanged.
    """
    plan = live(reference)
    charges = selectors.plannable(plan.account_id, on=clock.day_of(at))
    more = total(charge.open for charge in charges)
    if not more:
        return plan
    if more != expected:
        raise BalanceChanged(more)
    for charge in charges:
        row, _ = PlanCharge.objects.get_or_create(
            plan=plan, charge_id=charge.charge_id,
            defaults={"account_id": plan.account_id, "amount_cents": 0},
        )  # fmt: skip
        _set_charge(row, charge.open)
    _hold(plan, by=by, at=at)
    respread(plan)
    audit.record("plan.changed", subject=plan.reference, account_id=plan.account_id, cents=more.cents,
                 reason="bill_added", changed=["amount"], by=by, at=at)  # fmt: skip
    letters.plan_changed(plan, at=at)
    return plan


def with_bills_added(plan: Plan, more: Money, *, today: date) -> list[Due]:
    """What the installments would be with `more` on the plan; for the page to read before it is done."""
    if not more:
        raise NothingToAdd(reference=plan.reference)
    seen = selectors.picture(plan, today=today)
    dues = [one.due for one in seen.placed]
    return plans.spread_again(dues, covered=seen.covered, amount=plan.amount + more)


@transaction.atomic
def change_day(*, reference: str, day: int, by: Actor, at: datetime) -> Plan:
    """Let the installments still to pay fall on another day, in the same months where that can be.

    The same day again changes nothing. Raises PlanEnded, UnknownDay, and PlanLate while one is missed:
    else a missed day could be moved on for ever.
    """
    plan = live(reference)
    today = clock.day_of(at)
    if day not in policy(today).plans.days_of_month:
        raise UnknownDay(day=day)
    if plan.day_of_month == day:
        return plan
    dues = days_moved(plan, day=day, today=today)
    plan.day_of_month = day
    plan.save(update_fields=["day_of_month"])
    _save_days(plan, dues)
    audit.record("plan.changed", subject=plan.reference, account_id=plan.account_id, reason="day",
                 changed=["day_of_month"], by=by, at=at)  # fmt: skip
    letters.plan_changed(plan, at=at)
    return plan


def days_moved(plan: Plan, *, day: int, today: date) -> list[Due]:
    """The installments on another day of the month. Raises PlanLate."""
    seen = selectors.picture(plan, today=today)
    first = seen.next_unpaid
    if seen.lateness is not Lateness.ON_TIME or first is None:
        raise PlanLate(reference=plan.reference)
    month = first.due.due_on.replace(day=1)
    return plans.move_days(seen.placed, day=day, not_before=max(today + timedelta(days=CHANGE_DAYS), month))


@transaction.atomic
def stop(*, reference: str, by: Actor, at: datetime, reason: str = "asked") -> Plan:
    """End a plan because somebody asked: what is left is due as it was, as old as it is. Twice is once."""
    plan = locked(reference)
    if plan.state in STANDING:
        was_live = plan.state in LIVE
        _end(plan, to=PlanState.CANCELLED, by=by, at=at, reason=reason)
        if was_live:
            letters.plan_stopped(plan, at=at)
    return plan


@transaction.atomic
def break_plan(*, reference: str, by: Actor, at: datetime) -> Plan:
    """The plan was not kept: its charges stand on their own again, at their old age. Twice is once."""
    plan = locked(reference)
    if plan.state in LIVE:
        _end(plan, to=PlanState.BROKEN, by=by, at=at, reason=MISSED)
        letters.plan_broken(plan, at=at)
    return plan


@transaction.atomic
def watch(*, plan_id: int, by: Actor, at: datetime) -> Plan:
    """What a day brings to one plan: an offer ends, a pause ends, a missed day is written about, and when
    the grace days have passed too the plan is paused or broken, as the policy says.
    """
    account_id, reference = Plan.objects.values_list("account_id", "reference").get(pk=plan_id)
    note_money(account_id=account_id, by=by, at=at)
    plan, today = locked(reference), clock.day_of(at)
    if plan.state == PlanState.OFFERED and plan.offer_ends_on < today:
        return stop(reference=reference, by=by, at=at, reason="offer_over")
    if plan.state == PlanState.PAUSED and _pause_is_over(plan, today):
        return resume(reference=reference, by=by, at=at)
    if plan.state == PlanState.ACTIVE:
        return _watch_days(plan, by=by, at=at)
    return plan


def _pause_is_over(plan: Plan, today: date) -> bool:
    application = selectors.open_application(plan.account_id)
    if plan.pause_reason == HARDSHIP and application is not None and application.sent_at is not None:
        return False
    return plan.paused_until is not None and plan.paused_until <= today


def _watch_days(plan: Plan, *, by: Actor, at: datetime) -> Plan:
    today = clock.day_of(at)
    seen = selectors.picture(plan, today=today)
    first = seen.next_unpaid
    if first is None or seen.lateness is Lateness.ON_TIME:
        return plan
    if seen.lateness is Lateness.OVER:
        return _give_way(plan, by=by, at=at)
    fresh = plan.installments.filter(number=first.due.number, noticed_at=None)
    if fresh.update(noticed_at=at):
        audit.record("plan.missed", subject=plan.reference, account_id=plan.account_id,
                     cents=first.open.cents, by=by, at=at)  # fmt: skip
        letters.installment_missed(plan, first, at=at)
    return plan


def _give_way(plan: Plan, *, by: Actor, at: datetime) -> Plan:
    """A plan pauses once for a missed installment; the next time it is over."""
    terms = policy(clock.day_of(at)).plans
    if terms.missed == "pause" and not plan.was_paused:
        plan.was_paused = True
        plan.save(update_fields=["was_paused"])
        until = clock.day_of(at) + timedelta(days=terms.pause_days)
        return pause(reference=plan.reference, reason=MISSED, until=until, by=by, at=at)
    return break_plan(reference=plan.reference, by=by, at=at)
