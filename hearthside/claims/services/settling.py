"""What a new claim does to earlier ones: reverse one, replace a plan's share, or restore it."""

from datetime import date, datetime, timedelta

from hearthside.audit import services as audit
from hearthside.audit.actor import job
from hearthside.claims import states
from hearthside.claims.models import Charge, ChargeState, Claim, ClaimState, HeldShare, HeldState
from hearthside.claims.reasons.rules import HoldReason
from hearthside.claims.services import holds
from hearthside.claims.services.judging import Judgement
from hearthside.ledger import services as ledger
from hearthside.organization.selectors import profile


def after(row: Claim, judged: Judgement, *, at: datetime, today: date) -> None:
    """Do to earlier claims what the judgement of `row` says. Accounts are locked."""
    if judged.reverses is not None:
        original = Claim.objects.get(pk=judged.reverses)
        Claim.objects.filter(pk=row.pk).update(reverses=original)
        undo(original, cause=row, at=at, today=today)
        states.move_claim(original, to=ClaimState.REVERSED)
        bring_back_earlier_plans(original, at=at, today=today)
    for replaced in judged.replaces:
        undo(Claim.objects.get(pk=replaced), cause=row, at=at, today=today)
    if judged.falls_back_to is not None:
        holds.charge_waiting(judged.falls_back_to, at=at, today=today)


def undo(claim: Claim, *, cause: Claim, at: datetime, today: date) -> None:
    """Take back the charges of a claim and drop what it holds. Paid money becomes credit."""
    charges = list(Charge.objects.filter(claim=claim, state=ChargeState.FINAL).order_by("pk"))
    for charge in charges:
        states.reverse_charge(charge)
    if charges:
        ledger.reverse_charges(
            [charge.pk for charge in charges],
            account_id=charges[0].account_id,
            source=f"claim:{cause.pk}",
            effective_on=cause.decided_on,
            at=at,
        )
        audit.record(
            "ledger.corrected",
            subject=f"claim:{claim.pk}",
            account_id=charges[0].account_id,
            by=job("posting"),
            at=at,
            cents=sum(charge.amount_cents for charge in charges),
        )
    for share in HeldShare.objects.filter(claim=claim, state=HeldState.HELD):
        states.end_share(share, to=HeldState.DROPPED, on=today)


def bring_back_earlier_plans(undone: Claim, *, at: datetime, today: date) -> None:
    """When a second plan's decision is reversed, the first plan's share waits for it again."""
    if undone.plan_order < 2 or undone.person_id is None:
        return
    earlier = Claim.objects.filter(
        number=undone.number,
        person_id=undone.person_id,
        plan_order__lt=undone.plan_order,
        state=ClaimState.POSTED,
    )
    dropped = HeldShare.objects.filter(
        claim__in=earlier, state=HeldState.DROPPED, reason=HoldReason.WAITING_SECOND_PLAN
    )
    # A charge of a claim that still stands can only have been reversed because a later plan took it over.
    taken_over = Charge.objects.filter(claim__in=earlier, state=ChargeState.REVERSED)
    shares = {(row.claim_id, row.line_id, row.code): row for row in (*dropped, *taken_over)}
    for row in (
        *HeldShare.objects.filter(claim__in=earlier, state=HeldState.HELD),
        *Charge.objects.filter(claim__in=earlier, state=ChargeState.FINAL),
    ):
        shares.pop((row.claim_id, row.line_id, row.code), None)
    wait_until = today + timedelta(days=profile(today).billing.second_plan_wait_days)
    HeldShare.objects.bulk_create(
        HeldShare(
            account_id=row.account_id,
            person_id=row.person_id,
            claim_id=row.claim_id,
            line_id=row.line_id,
            code=row.code,
            amount_cents=row.amount_cents,
            reason=HoldReason.WAITING_SECOND_PLAN,
            held_on=today,
            wait_until=wait_until,
        )
        for row in shares.values()
    )
