"""From the claims of a remittance to charges: where a copay becomes a charge.

A batch is whole claims in one transaction: the file's row is locked first (two imports of one file share
the work), then the accounts, always in the same order. Each claim is judged (`judging.py`), then all rows
go in together; a claim that touches an earlier one (a reversal, a second plan) is settled by
`settling.py` in the same transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.claims import records, rules
from hearthside.claims.models import (
    Charge,
    ChargeState,
    Claim,
    HeldShare,
    Remittance,
    RemittanceState,
    ServiceLine,
    Task,
)
from hearthside.claims.services import settling
from hearthside.claims.services.judging import Judge, Judgement
from hearthside.formats.x12 import remittance as said
from hearthside.intake import services as intake
from hearthside.ledger import services as ledger
from hearthside.ledger.services import ChargeDraft
from hearthside.members import services as members
from hearthside.money import Money
from hearthside.references import reference_of
from hearthside.rows import insert, insert_values, take_ids

CHARGE = (
    "id", "reference", "account_id", "person_id", "claim_id", "line_id", "kind", "code", "amount_cents",
    "taken_cents", "state", "final_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reading the whole transaction said, before its first claim is posted."""

    content_hash: str
    hold: rules.ClaimHold | None = None
    reason: str = ""


@transaction.atomic
def open_remittance(
    *,
    file_id: int,
    start: said.TransactionStart,
    verdict: Verdict,
    plb: Sequence[said.ProviderAdjustment],
    by: Actor,
    at: datetime,
) -> Remittance:
    """The row of one payment of a plan, made once a file; says whether its claims may be posted.

    The same payment in another file, or twice in this one, is a duplicate and posts nothing; the same
    payment number with other contents is held whole.
    """
    intake.lock_file(file_id)
    there = Remittance.objects.filter(file_id=file_id, ordinal=start.index).first()
    if there is not None:
        return there
    key = rules.payment_key(start, verdict.content_hash)
    earlier = Remittance.objects.filter(payment_key=key).first()
    state, reason = RemittanceState.POSTED, ""
    if earlier is not None and earlier.content_hash == verdict.content_hash:
        state, reason = RemittanceState.DUPLICATE, "the same payment came before"
    elif earlier is not None:
        state, reason = RemittanceState.HELD, rules.PAYMENT_NUMBER_REUSED
    elif verdict.hold is not None:
        state, reason = RemittanceState.HELD, verdict.reason[:200]
    remittance = Remittance.objects.create(
        file_id=file_id,
        ordinal=start.index,
        payer_id=rules.payer_of(start)[:80],
        payer_name=start.payer_name[:200],
        trace=start.trace[:80],
        paid_cents=start.bpr_cents,
        paid_on=start.paid_on,
        method=start.method[:10],
        payment_key=key if state is RemittanceState.POSTED else None,
        content_hash=verdict.content_hash,
        control=f"{start.interchange_control}/{start.group_control}/{start.st_control}"[:80],
        state=state,
        reason=reason,
        provider_adjustments=[
            [one.reason, one.reference, one.amount_cents, f"{one.fiscal_on or ''}", one.segment]
            for one in plb
        ],
        segment=start.segment,
    )
    if state is RemittanceState.HELD:
        audit.record("file.held", subject=f"remittance:{remittance.pk}", by=by, at=at)
    return remittance


@transaction.atomic
def post_claims(
    *,
    remittance: Remittance,
    start: said.TransactionStart,
    claims: Sequence[said.Claim],
    units_before: int,
    by: Actor,
    at: datetime,
    today: date,
) -> None:
    """Post one batch: claims `units_before` and on of the file. What another run did already is skipped.

    `claims` must not share a claim number or payer number with each other unless there is one only.
    """
    done = intake.lock_file(remittance.file_id)
    units_after = units_before + len(claims)
    claims = claims[max(0, done - units_before) :]
    if not claims:
        return
    judge = Judge.over(claims, start=start, remittance=remittance, today=today)
    judgements = [judge.of(claim) for claim in claims]
    members.lock_accounts(sorted({one.account_id for one in judgements if one.account_id is not None}))
    write(claims, judgements, remittance=remittance, at=at, today=today)
    intake.note_progress(remittance.file_id, units_after)


def write(
    claims: Sequence[said.Claim],
    judgements: Sequence[Judgement],
    *,
    remittance: Remittance,
    at: datetime,
    today: date,
) -> None:
    """All rows of judged claims, and what they owe. Accounts are locked."""
    claim_ids = take_ids(Claim, len(claims))
    line_ids = iter(take_ids(ServiceLine, sum(len(claim.lines) for claim in claims)))
    rows, lines, line_of = [], [], {}
    for claim, judged, claim_id in zip(claims, judgements, claim_ids, strict=True):
        row = records.claim_row(
            claim,
            id=claim_id,
            remittance_id=remittance.pk,
            payer_id=remittance.payer_id,
            decided_on=judged.decided_on,
            mark=judged.fingerprint,
            state=judged.becomes,
            hold_reason=judged.hold_reason,
        )
        fill_in(row, judged)
        rows.append(row)
        for line in claim.lines:
            line_id = line_of[claim_id, line.ordinal] = next(line_ids)
            lines.append(
                records.line_values(line, claim, id=line_id, claim_id=claim_id, account_id=judged.account_id)
            )
    insert(rows)
    insert_values(ServiceLine, records.LINE, lines)
    settle(rows, judgements, line_of, at=at, today=today)


def fill_in(row: Claim, judged: Judgement) -> None:
    """Who a claim is for, and what else its judgement found; its state is `states.py`'s."""
    row.account_id, row.person_id = judged.account_id, judged.person_id
    row.plan_order, row.taken_cents = judged.plan_order, judged.taken_cents


def settle(
    rows: Sequence[Claim],
    judgements: Sequence[Judgement],
    line_of: Mapping[tuple[int, int], int],
    *,
    at: datetime,
    today: date,
) -> None:
    """Charges, held shares and tasks of claims whose rows are written; then what they do to earlier ones."""
    enter_charges(rows, judgements, line_of, at=at)
    HeldShare.objects.bulk_create(
        HeldShare(
            account_id=row.account_id,
            person_id=row.person_id,
            claim=row,
            line_id=None if share.line is None else line_of[row.pk, share.line],
            code=share.code[:5],
            amount_cents=share.amount_cents,
            reason=share.reason,
            held_on=today,
            wait_until=share.wait_until,
        )
        for row, judged in zip(rows, judgements, strict=True)
        for share in judged.held
    )
    Task.objects.bulk_create(
        (
            Task(claim=row, kind=kind, detail=detail[:200], opened_on=today)
            for row, judged in zip(rows, judgements, strict=True)
            for kind, detail in judged.tasks
        ),
        ignore_conflicts=True,
    )
    for row, judged in zip(rows, judgements, strict=True):
        settling.after(row, judged, at=at, today=today)


def enter_charges(
    rows: Sequence[Claim],
    judgements: Sequence[Judgement],
    line_of: Mapping[tuple[int, int], int],
    *,
    at: datetime,
) -> None:
    """Charges and their ledger entries."""
    shares = [
        (row, judged, share) for row, judged in zip(rows, judgements, strict=True) for share in judged.charged
    ]
    ids = take_ids(Charge, len(shares))
    insert_values(
        Charge,
        CHARGE,
        (
            (
                pk, reference_of(pk), row.account_id, row.person_id, row.pk,
                None if share.line is None else line_of[row.pk, share.line], share.kind, share.code,
                share.amount_cents, share.taken_cents, ChargeState.FINAL.value, judged.decided_on,
            )
            for pk, (row, judged, share) in zip(ids, shares, strict=True)
        ),
    )  # fmt: skip
    ledger.post_charges(
        [
            ChargeDraft(
                row.account_id, pk, Money(share.amount_cents), judged.decided_on, f"claim:{row.pk}",
                Money(share.taken_cents),
            )
            for pk, (row, judged, share) in zip(ids, shares, strict=True)
            if row.account_id is not None
        ],
        at=at,
    )  # fmt: skip
