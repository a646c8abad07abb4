"""From a charge back to the file: segment by segment, and the bytes themselves."""

import re
from dataclasses import dataclass
from datetime import date

from hearthside.claims.models import Charge, Claim
from hearthside.intake import selectors as intake
from hearthside.money import Money


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an amount stands in a payer's file."""

    file_name: str
    sha256: str
    payer: str
    trace: str
    told_on: date
    claim_number: str
    payer_number: str
    line: int | None
    segment: int
    said: str
    amount: Money

    def as_dict(self) -> dict[str, object]:
        return {
            "file": self.file_name,
            "sha256": self.sha256,
            "payer": self.payer,
            "payment_trace": self.trace,
            "told_on": self.told_on.isoformat(),
            "claim": self.claim_number,
            "payer_claim": self.payer_number,
            "line": self.line,
            "segment": self.segment,
            "bytes": self.said,
            "amount_cents": self.amount.cents,
        }


def origins(charge: Charge) -> list[Origin]:
    """Every PR trio that makes up a charge, with the text of its CAS segment as the plan sent it."""
    claim, line = charge.claim, charge.line
    trios = claim.adjustments if line is None else line.adjustments
    segments = _segments_of(claim)
    return [
        Origin(
            file_name=claim.remittance.file.name,
            sha256=claim.remittance.file.sha256,
            payer=claim.remittance.payer_name or claim.payer_id,
            trace=claim.remittance.trace,
            told_on=claim.decided_on,
            claim_number=claim.number,
            payer_number=claim.payer_number,
            line=line.ordinal if line else None,
            segment=number,
            said=segments.get(number, ""),
            amount=Money(cents),
        )
        for group, code, cents, _quantity, number in trios
        if group == "PR" and code == charge.code
    ]


def _segments_of(claim: Claim) -> dict[int, str]:
    """The claim's segments as the plan sent them, by their number in the file. The first one is CLP."""
    # One byte more than the claim: the terminator of its last segment.
    said = intake.bytes_of(claim.remittance.file_id, claim.offset, claim.length + 1).decode("latin-1")
    expected = claim.segment_last - claim.segment_first + 1
    return dict(enumerate(split_segments(said, expected), start=claim.segment_first))


def split_segments(said: str, expected: int) -> list[str]:
    """The text of a claim cut into its `expected` segments, whatever ends them in this file.

    Only the terminator cuts the text into that many pieces that all begin with a segment id.
    """
    element = said[3:4]
    begins = re.compile(rf"[A-Z][A-Z0-9]{{1,2}}(?:{re.escape(element)}|$)")
    for terminator in sorted({mark for mark in said if not mark.isalnum() and mark not in (" ", element)}):
        pieces = [piece.strip() for piece in said.split(terminator)]
        pieces = [piece for piece in pieces if piece]
        if len(pieces) == expected and all(begins.match(piece) for piece in pieces):
            return [piece + (terminator if terminator.isprintable() else "") for piece in pieces]
    return [said]
