"""What becomes of a claim: pure decisions over what the file says and what was posted before."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hearthside.coverage.rules import Covered
from hearthside.formats.x12.remittance import Claim, TransactionStart

CHARGING = frozenset({"1", "2", "3", "19", "20", "21"})
"""CLP02 that can make charges. Source: docs/rules/member-share.md."""

NOT_OURS = frozenset({"4", "23", "25"})
"""Not recognized, not ours and forwarded, predetermination only: never a charge."""

REVERSAL = "22"


class ClaimHold(StrEnum):
    """Why a whole claim is held. Each waits in the queue for a person."""

    TRANSACTION = "transaction_unbalanced"
    UNBALANCED = "unbalanced"
    UNREADABLE = "unreadable_amount"
    UNKNOWN_MEMBER = "unknown_member"
    NAME_DIFFERS = "name_differs"
    AMBIGUOUS_MEMBER = "ambiguous_member"
    DUPLICATE = "duplicate_claim"
    DECIDED_BEFORE = "decided_before"
    ORIGINAL_UNKNOWN = "original_unknown"
    REVERSAL_DIFFERS = "reversal_differs"
    UNKNOWN_STATUS = "unknown_status"
    PAYMENT_REUSED = "payment_number_reused"


PAYMENT_NUMBER_REUSED = "its payment number was used before with other contents"


def payer_of(start: TransactionStart) -> str:
    """How we name the payer of a remittance: its TRN03, else its N1 id, else its name."""
    return start.trace_payer or start.payer_id or start.payer_name


def payer_ids(start: TransactionStart) -> frozenset[str]:
    """Every id a roster might know this payer by."""
    refs = [value for values in start.payer_refs.values() for value in values]
    found = {start.trace_payer, start.trace_payer.removeprefix("1"), start.payer_id, start.payer_name, *refs}
    return frozenset(found - {""})


def payment_key(start: TransactionStart, content: str) -> str:
    """Two remittances with the same key are the same payment: payer, trace, amount, day.

    A remittance that moves no money may share a trace with others of its day: its content is in the key.
    Source: docs/rules/duplicates.md.
    """
    parts = [start.trace_payer, start.trace, str(start.bpr_cents), f"{start.paid_on}"]
    if not start.bpr_cents:
        parts.append(content)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def essence(claim: Claim) -> bytes:
    """What tells one remittance from another, claim by claim: whose, how much, which decision."""
    patient = claim.patient.id if claim.patient else ""
    parts = (claim.number, claim.payer_number, claim.status, patient, claim.charged_cents, claim.paid_cents,
             claim.pr_cents, len(claim.lines))  # fmt: skip
    return repr(parts).encode()


def fingerprint(payer: str, claim: Claim) -> str:
    """Two claims with the same fingerprint are one decision: payer, numbers, status, amounts, lines."""
    lines = ";".join(
        f"{line.code},{line.charged_cents},{line.paid_cents},{line.served_from}" for line in claim.lines
    )
    patient = claim.patient
    parts = (
        payer,
        f"{patient.last},{patient.first},{patient.id}" if patient else "",
        claim.number,
        claim.payer_number,
        claim.status,
        str(claim.charged_cents),
        str(claim.paid_cents),
        str(claim.pr_cents),
        lines,
    )
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def hold_of_reading(claim: Claim) -> ClaimHold | None:
    """What the file itself says against posting this claim."""
    if not claim.is_readable:
        return ClaimHold.UNREADABLE
    if not claim.service_balances or not claim.claim_balances or claim.must_hold:
        return ClaimHold.UNBALANCED
    if claim.status not in CHARGING | NOT_OURS and not claim.is_reversal:
        return ClaimHold.UNKNOWN_STATUS
    return None


@dataclass(frozen=True, slots=True)
class OtherPlans:
    """Where a deciding plan stands among a person's plans on the day of service."""

    order: int
    has_later: bool


def other_plans(
    claim: Claim, decided_under: Covered | None, coverages: Sequence[Covered], ids: frozenset[str], on: date
) -> OtherPlans:
    """The place of the plan that decided, and whether another active plan pays after it.

    The plan is known by the member id that matched, else by its payer id, else by what CLP02 says.
    """
    active = [covered for covered in coverages if covered.is_active(on)]
    named = [covered for covered in active if covered.payer_id in ids]
    said = {"2": 2, "20": 2, "3": 3, "21": 3}.get(claim.status, 1)
    if decided_under is not None and len({covered.order for covered in active}) == len(active):
        order = max(decided_under.order, said) if decided_under.is_active(on) else said
    elif named:
        order = named[0].order
    else:
        order = said
    return OtherPlans(order, any(covered.order > order for covered in active))


def share_out_taken(taken_cents: int, amounts: Iterable[int]) -> list[int]:
    """Money the provider already took (AMT*F5), set against shares in order, never above a share."""
    left, parts = max(taken_cents, 0), []
    for amount in amounts:
        part = min(left, amount)
        parts.append(part)
        left -= part
    return parts


def reversal_matches(
    original: dict[tuple[int | None, str], int], reversal: dict[tuple[int | None, str], int]
) -> bool:
    """A reversal undoes exactly what it reverses: each PR amount negated. Source: docs/rules/reversals.md."""
    keys = original.keys() | reversal.keys()
    return all(original.get(key, 0) == -reversal.get(key, 0) for key in keys)


def pr_by_line(claim: Claim) -> dict[tuple[int | None, str], int]:
    """PR cents of a claim by (line ordinal or None, code); zero sums are left out."""
    sums: dict[tuple[int | None, str], int] = {}
    for ordinal, adjustments in [
        (None, claim.adjustments),
        *((line.ordinal, line.adjustments) for line in claim.lines),
    ]:
        for adjustment in adjustments:
            if adjustment.group == "PR":
                key = (ordinal, adjustment.code)
                sums[key] = sums.get(key, 0) + adjustment.amount_cents
    return {key: cents for key, cents in sums.items() if cents}
