"""Claims that can be decided now: their member arrived on a roster, or a reversal's original came in."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from hearthside.claims import records, states
from hearthside.claims.matching import NoMatch
from hearthside.claims.models import Claim, ClaimState, Remittance, RemittanceState, ServiceLine
from hearthside.claims.rules import ClaimHold
from hearthside.claims.services import posting
from hearthside.claims.services.judging import Judge
from hearthside.formats.x12 import remittance as said
from hearthside.intake import services as intake
from hearthside.members import services as members

UNMATCHED = tuple(NoMatch)


def rematch_unknown(*, at: datetime, today: date) -> int:
    """Judge again every held claim that found no member. Returns how many were posted."""
    waiting = Claim.objects.filter(
        state=ClaimState.HELD, hold_reason__in=UNMATCHED, remittance__state=RemittanceState.POSTED
    )
    return sum(
        judge_again(pk, at=at, today=today)
        for pk in list(waiting.order_by("pk").values_list("pk", flat=True))
    )


def retry_parked(
    payer_id: str, numbers: Iterable[str], payer_numbers: Iterable[str], *, at: datetime, today: date
) -> int:
    """Judge again what waits for these: a reversal for its original, a correction for a reversal."""
    parked = Claim.objects.filter(
        Q(state=ClaimState.PARKED) | Q(state=ClaimState.HELD, hold_reason=ClaimHold.DECIDED_BEFORE),
        payer_id=payer_id,
        remittance__state=RemittanceState.POSTED,
    )
    wanted = {*numbers} - {""}, {*payer_numbers} - {""}
    rows = [
        row.pk
        for row in parked.order_by("pk")
        if row.number in wanted[0]
        or row.payer_number in wanted[1]
        or wanted[1] & set(row.references.get("F8", ()))
    ]
    return sum(judge_again(pk, at=at, today=today) for pk in rows)


@transaction.atomic
def judge_again(claim_id: int, *, at: datetime, today: date) -> bool:
    """Judge one waiting claim again from what we kept of it. True when it left the queue."""
    remittance = Remittance.objects.get(claims__pk=claim_id)
    intake.lock_file(remittance.file_id)
    row = Claim.objects.select_for_update().get(pk=claim_id)
    if row.state not in (ClaimState.HELD, ClaimState.PARKED):
        return False
    lines = list(ServiceLine.objects.filter(claim=row).order_by("ordinal"))
    claim = records.claim_said(row, lines)
    start = _start_of(remittance)
    judged = Judge.over([claim], start=start, remittance=remittance, today=today).of(claim, own_row=row.pk)
    judged.fingerprint, judged.decided_on = row.fingerprint, row.decided_on
    if judged.becomes in (ClaimState.HELD, ClaimState.PARKED) and judged.hold_reason == row.hold_reason:
        return False
    if judged.account_id is not None:
        members.lock_account(judged.account_id)
    posting.fill_in(row, judged)
    row.save(update_fields=["account", "person", "plan_order", "taken_cents"])
    states.move_claim(row, to=judged.becomes, hold_reason=judged.hold_reason)
    ServiceLine.objects.filter(claim=row).update(account_id=judged.account_id)
    line_of = {(row.pk, line.ordinal): line.pk for line in lines}
    posting.settle([row], [judged], line_of, at=at, today=today)
    return judged.becomes not in (ClaimState.HELD, ClaimState.PARKED)


def _start_of(remittance: Remittance) -> said.TransactionStart:
    return said.TransactionStart(
        index=remittance.ordinal,
        trace_payer=remittance.payer_id,
        payer_name=remittance.payer_name,
        trace=remittance.trace,
        bpr_cents=remittance.paid_cents,
        paid_on=remittance.paid_on,
    )
