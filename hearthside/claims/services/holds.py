"""Held shares that become charges: the second plan said no, or the wait is over."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from hearthside.claims import rules, states
from hearthside.claims.models import Charge, ChargeState, Claim, HeldShare, HeldState
from hearthside.claims.reasons.rules import HoldReason, charge_kind
from hearthside.ledger import services as ledger
from hearthside.ledger.services import ChargeDraft
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.references import reference_of
from hearthside.rows import take_ids


def release_waits(*, as_of: date, at: datetime) -> int:
    """Charge the shares whose wait for a second plan is over. Returns how many; one account a transaction."""
    over = HeldShare.objects.filter(
        state=HeldState.HELD, reason=HoldReason.WAITING_SECOND_PLAN, wait_until__lt=as_of
    ).order_by("account_id", "claim_id")
    released = 0
    for claim_id, account_id in list(dict.fromkeys(over.values_list("claim_id", "account_id"))):
        with transaction.atomic():
            members.lock_account(account_id)
            released += charge_waiting(claim_id, at=at, today=as_of)
    return released


def charge_waiting(claim_id: int, *, at: datetime, today: date) -> int:
    """Charge what a claim holds for a second plan. The account is locked. Returns how many shares."""
    shares = list(
        HeldShare.objects.filter(
            claim_id=claim_id, state=HeldState.HELD, reason=HoldReason.WAITING_SECOND_PLAN, amount_cents__gt=0
        ).order_by("pk")
    )
    charge_shares(Claim.objects.get(pk=claim_id), shares, at=at, today=today)
    return len(shares)


def charge_shares(claim: Claim, shares: Sequence[HeldShare], *, at: datetime, today: date) -> None:
    """Held shares become charges, less what the provider already took and no other charge used."""
    used = sum(
        Charge.objects.filter(claim=claim, state=ChargeState.FINAL).values_list("taken_cents", flat=True)
    )
    taken = rules.share_out_taken(claim.taken_cents - used, (share.amount_cents for share in shares))
    charges = [
        Charge(
            id=charge_id,
            reference=reference_of(charge_id),
            account_id=share.account_id,
            person_id=share.person_id,
            claim=claim,
            line_id=share.line_id,
            kind=charge_kind(share.code),
            code=share.code,
            amount_cents=share.amount_cents,
            taken_cents=part,
            final_on=today,
        )
        for share, part, charge_id in zip(shares, taken, take_ids(Charge, len(shares)), strict=True)
    ]
    Charge.objects.bulk_create(charges)
    for share in shares:
        states.end_share(share, to=HeldState.CHARGED, on=today)
    ledger.post_charges(
        [
            ChargeDraft(
                charge.account_id,
                charge.pk,
                Money(charge.amount_cents),
                charge.final_on,
                f"claim:{claim.pk}",
                Money(charge.taken_cents),
            )
            for charge in charges
        ],
        at=at,
    )
