"""What we give up of a balance: proposed by one, agreed to by another, never anybody's own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet, Sum

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, ActorKind
from hearthside.bills import services as bills
from hearthside.ledger import books
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as ledger_services
from hearthside.ledger.rules import allocate
from hearthside.members import services as members
from hearthside.money import ZERO, Money, total
from hearthside.payments import selectors as payments
from hearthside.references import new_reference
from hearthside.relief import selectors, states
from hearthside.relief.errors import MayNotApprove, MoreThanOwed, NothingOwed
from hearthside.relief.models import (
    Application,
    Plan,
    WriteOff,
    WriteOffKind,
    WriteOffPart,
    WriteOffState,
)
from hearthside.relief.policy import policy
from hearthside.relief.rules import giving_up as rules
from hearthside.relief.services import plans

BOOKS = {
    WriteOffKind.SMALL_BALANCE: books.SMALL_BALANCE,
    WriteOffKind.ASSISTANCE: books.ASSISTANCE,
    WriteOffKind.BAD_DEBT: books.BAD_DEBT,
}
BY_POLICY = "policy"
Parts = Sequence[tuple[int, Money]]


def who(actor: Actor) -> str:
    """A person or job as a row keeps it."""
    return f"{actor.kind}:{actor.ident}"[:40]


def given_up_key(reference: str) -> str:
    """The ledger's key of the entry of a write-off."""
    return f"given_up:{reference}"


def given_back_key(reference: str) -> str:
    return f"given_back:{reference}"


@transaction.atomic
def propose(
    *, account_id: int, kind: WriteOffKind, parts: Parts, reason: str, by: Actor, at: datetime,
    application: Application | None = None, plan: Plan | None = None,
) -> WriteOff:  # fmt: skip
    """Write down what should be given up; nothing is given up yet. One of a kind waits on an account.

    Raises MayNotApprove for one's own account, NothingOwed, MoreThanOwed.
    """
    members.lock_account(account_id)
    _refuse_own(by, account_id)
    waiting = WriteOff.objects.filter(account_id=account_id, kind=kind, state=WriteOffState.PROPOSED).first()
    if waiting is not None:
        return waiting
    owed = ledger.open_amounts(charge_id for charge_id, _ in parts)
    if not parts or not total(part for _, part in parts):
        raise NothingOwed()
    if any(part > owed.get(charge_id, ZERO) for charge_id, part in parts):
        raise MoreThanOwed(total(owed.values()))
    write_off = WriteOff.objects.create(
        reference=_unused_reference(), account_id=account_id, kind=kind, reason=reason,
        amount_cents=total(part for _, part in parts).cents, application=application, plan=plan,
        proposed_by=who(by), proposed_at=at,
    )  # fmt: skip
    WriteOffPart.objects.bulk_create(
        WriteOffPart(write_off=write_off, account_id=account_id, charge_id=charge_id, amount_cents=part.cents)
        for charge_id, part in parts
        if part
    )
    audit.record("balance.proposed", subject=write_off.reference, account_id=account_id,
                 cents=write_off.amount_cents, reason=kind, by=by, at=at)  # fmt: skip
    return write_off


def _refuse_own(by: Actor, account_id: int) -> None:
    if selectors.account_of_staff(by, account_id):
        raise MayNotApprove(rules.Refusal.OWN_ACCOUNT)


def _unused_reference() -> str:
    for _ in range(20):
        reference = new_reference()
        if not WriteOff.objects.filter(reference=reference).exists():
            return reference
    raise AssertionError("twenty random references in a row were taken")


@transaction.atomic
def propose_bad_debt(*, account_id: int, reason: str, by: Actor, at: datetime) -> WriteOff:
    """Propose to give up all that is open and not set aside. As `propose`."""
    members.lock_account(account_id)
    parts = [(row.charge_id, row.open) for row in ledger.unheld_open_charges(account_id)]
    return propose(
        account_id=account_id, kind=WriteOffKind.BAD_DEBT, parts=parts, reason=reason, by=by, at=at
    )


@transaction.atomic
def forgive_on_plan(*, reference: str, amount: Money, reason: str, by: Actor, at: datetime) -> WriteOff:
    """Take something off what a plan still asks for, newest charge first. Above the limit a second person
    agrees first. Raises PlanEnded, MoreThanOwed, NothingOwed, MayNotApprove.
    """
    plan = plans.live(reference)
    seen = selectors.picture(plan, today=clock.day_of(at))
    if amount > seen.remaining:
        raise MoreThanOwed(seen.remaining)
    mine = set(seen.pays_for)
    newest_first = list(reversed(seen.pays_for))
    charges = [row for row in ledger.open_charges(plan.account_id) if row.charge_id in mine]
    write_off = propose(
        account_id=plan.account_id, kind=WriteOffKind.ASSISTANCE,
        parts=allocate(amount, charges, newest_first).parts, reason=reason, by=by, at=at, plan=plan,
    )  # fmt: skip
    return post_if_alone(write_off, by=by, at=at)


def post_if_alone(write_off: WriteOff, *, by: Actor, at: datetime) -> WriteOff:
    """Post it at once where the policy lets one person do so. Within the caller's transaction."""
    alone = policy(clock.day_of(at)).approvals.alone[write_off.kind]
    if write_off.state != WriteOffState.PROPOSED or rules.needs_second(write_off.amount, alone=alone):
        return write_off
    return _post(write_off, approved_by=BY_POLICY, by=by, at=at)


def locked(reference: str) -> WriteOff:
    account_id = WriteOff.objects.values_list("account_id", flat=True).get(reference=reference)
    members.lock_account(account_id)
    return WriteOff.objects.select_for_update().get(reference=reference)


@transaction.atomic
def approve(*, reference: str, by: Actor, at: datetime) -> WriteOff:
    """A second person agrees: it leaves the account, as far as it is still open. Twice is once.

    What was paid or set aside meanwhile is not given up; with nothing left it is turned down.
    Raises MayNotApprove for the proposer and for one's own account, IllegalMove when it was turned down.
    """
    write_off = locked(reference)
    if write_off.state == WriteOffState.POSTED:
        return write_off
    refusal = rules.why_not_approve(
        proposer=write_off.proposed_by, approver=who(by),
        sees_account=selectors.account_of_staff(by, write_off.account_id),
    )  # fmt: skip
    if refusal is not None:
        raise MayNotApprove(refusal)
    return _post(write_off, approved_by=who(by), by=by, at=at)


def _post(write_off: WriteOff, *, approved_by: str, by: Actor, at: datetime) -> WriteOff:
    parts = _parts_still_open(write_off)
    write_off.approved_by, write_off.decided_at = approved_by, at
    write_off.amount_cents = total(part for _, part in parts).cents or write_off.amount_cents
    write_off.save(update_fields=["approved_by", "decided_at", "amount_cents"])
    if not parts:
        states.move_write_off(write_off, to=WriteOffState.TURNED_DOWN, by=by, at=at, reason="nothing_open")
        return write_off
    _keep_parts(write_off, dict(parts))
    ledger_services.adjust_charges(
        account_id=write_off.account_id, parts=parts, book=BOOKS[WriteOffKind(write_off.kind)],
        key=given_up_key(write_off.reference), effective_on=clock.day_of(at), at=at,
        source=f"write_off:{write_off.reference}",
    )  # fmt: skip
    states.move_write_off(
        write_off, to=WriteOffState.POSTED, by=by, at=at, reason=write_off.kind,
        approver="" if approved_by == BY_POLICY else approved_by,
    )  # fmt: skip
    plans.take_off(write_off.account_id, parts, by=by, at=at)
    bills.note_payment(write_off.account_id, at)
    return write_off


def _parts_still_open(write_off: WriteOff) -> list[tuple[int, Money]]:
    asked = dict(write_off.parts.order_by("pk").values_list("charge_id", "amount_cents"))
    is_about_held = write_off.application_id is not None or write_off.plan_id is not None
    owed = (ledger.open_amounts if is_about_held else ledger.unheld_open_amounts)(asked)
    capped = ((charge_id, min(Money(cents), owed.get(charge_id, ZERO))) for charge_id, cents in asked.items())
    return [(charge_id, part) for charge_id, part in capped if part > ZERO]


def _keep_parts(write_off: WriteOff, parts: dict[int, Money]) -> None:
    write_off.parts.exclude(charge_id__in=parts).delete()
    for row in write_off.parts.all():
        if row.amount != parts[row.charge_id]:
            row.amount_cents = parts[row.charge_id].cents
            row.save(update_fields=["amount_cents"])


@transaction.atomic
def turn_down(*, reference: str, by: Actor, at: datetime) -> WriteOff:
    """It stays owed. Twice is once. Raises IllegalMove once it was posted."""
    write_off = locked(reference)
    if write_off.state != WriteOffState.TURNED_DOWN:
        write_off.decided_at, write_off.approved_by = at, who(by)
        write_off.save(update_fields=["decided_at", "approved_by"])
        states.move_write_off(write_off, to=WriteOffState.TURNED_DOWN, by=by, at=at, reason="person")
    return write_off


@transaction.atomic
def undo(*, reference: str, by: Actor, at: datetime) -> WriteOff:
    """Take a write-off back: its charges are owed again, as old as they are. Twice is once.

    Raises IllegalMove when it was never posted.
    """
    write_off = locked(reference)
    if write_off.state == WriteOffState.UNDONE:
        return write_off
    states.move_write_off(write_off, to=WriteOffState.UNDONE, by=by, at=at, reason="person")
    ledger_services.undo_adjustment(
        account_id=write_off.account_id, key_of=given_up_key(reference), key=given_back_key(reference),
        effective_on=clock.day_of(at), at=at, source=f"write_off:{reference}",
    )  # fmt: skip
    plans.note_money(account_id=write_off.account_id, by=by, at=at)
    bills.note_return(write_off.account_id, at)
    return write_off


def small_and_old(at: datetime, *, most: int = 500) -> list[int]:
    """Accounts whose whole balance is too small to chase and old enough; for the job."""
    terms = policy(clock.day_of(at)).small_balances
    rows = ledger.open_items().filter(open_cents__gt=0).order_by().values("account_id")
    sums = rows.annotate(owed=Sum("open_cents"), newest=Max("opened_on"))
    found = sums.filter(
        owed__lte=terms.most.cents, newest__lte=clock.day_of(at) - timedelta(days=terms.after_days)
    ).exclude(account_id__in=_looked_at())
    return list(found.order_by("account_id").values_list("account_id", flat=True)[:most])


def _looked_at() -> QuerySet[WriteOff, Any]:
    rows = WriteOff.objects.filter(kind=WriteOffKind.SMALL_BALANCE)
    return rows.exclude(state=WriteOffState.UNDONE).values("account_id")


@transaction.atomic
def propose_small_balance(*, account_id: int, by: Actor, at: datetime) -> WriteOff | None:
    """Propose to give up a balance too small to chase; the smallest of them without asking anybody.

    None when something on the account is set aside, on its way, or when there is credit: then somebody is
    still at work on it.
    """
    members.lock_account(account_id)
    today = clock.day_of(at)
    terms = policy(today).small_balances
    charges = ledger.unheld_open_charges(account_id)
    owed = total(row.open for row in charges)
    is_busy = ledger.held_charges(account_id) or payments.pending(account_id)
    if is_busy or not charges or ledger.standing(account_id).unapplied:
        return None
    newest = max(row.opened_on for row in charges)
    if not rules.is_small_and_old(owed, opened_on=newest, today=today, terms=terms):
        return None
    write_off = propose(
        account_id=account_id, kind=WriteOffKind.SMALL_BALANCE, reason="too_small_to_chase",
        parts=[(row.charge_id, row.open) for row in charges], by=by, at=at,
    )  # fmt: skip
    is_unattended = write_off.amount <= terms.unattended and by.kind is ActorKind.JOB
    if is_unattended and write_off.state == WriteOffState.PROPOSED:
        return _post(write_off, approved_by=BY_POLICY, by=by, at=at)
    return write_off
