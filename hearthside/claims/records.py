"""Between what a file said (records of the 835 reader) and what we keep of it (rows)."""

from datetime import date
from typing import Any

from hearthside.claims.models import Claim, ServiceLine
from hearthside.formats.x12 import remittance as said


def adjustments_kept(adjustments: list[said.Adjustment]) -> list[list[Any]]:
    return [[one.group, one.code, one.amount_cents, one.quantity, one.segment] for one in adjustments]


def adjustments_said(rows: list[list[Any]]) -> list[said.Adjustment]:
    return [said.Adjustment(*row) for row in rows]


def patient_kept(claim: said.Claim) -> dict[str, list[str]]:
    """The names as the file has them, for a person who must decide whose claim this is."""
    names = {"patient": claim.patient, "insured": claim.insured, "corrected": claim.corrected}
    return {
        role: [name.last, name.first, name.middle, name.suffix, name.id_qualifier, name.id]
        for role, name in names.items()
        if name is not None
    }


def claim_row(
    claim: said.Claim,
    *,
    id: int,
    remittance_id: int,
    payer_id: str,
    decided_on: date,
    mark: str,
    state: str,
    hold_reason: str,
) -> Claim:
    """A row of what the file said; who it is for and what became of it are filled in after."""
    rendering = claim.rendering
    return Claim(
        id=id,
        remittance_id=remittance_id,
        ordinal=claim.index,
        payer_id=payer_id,
        number=claim.number[:80],
        payer_number=claim.payer_number[:80],
        status=claim.status[:4],
        filing=claim.filing[:4],
        frequency=claim.frequency[:2],
        charged_cents=claim.charged_cents,
        paid_cents=claim.paid_cents,
        responsibility_cents=claim.responsibility_cents,
        pr_cents=claim.pr_cents,
        taken_cents=max(claim.patient_paid_cents, 0),
        served_from=claim.served_from,
        served_to=claim.served_to,
        decided_on=decided_on,
        provider=_full_name(rendering)[:200] if rendering else "",
        patient=patient_kept(claim),
        adjustments=adjustments_kept(claim.adjustments),
        remarks=claim.remarks,
        references=claim.refs,
        fingerprint=mark,
        state=state,
        hold_reason=hold_reason,
        findings=[[finding.severity, finding.where, finding.what] for finding in claim.findings],
        segment_first=claim.segment_first,
        segment_last=claim.segment_last,
        offset=claim.offset,
        length=claim.length,
    )


LINE = (
    "id", "claim_id", "account_id", "ordinal", "qualifier", "procedure", "modifiers", "revenue_code", "units",
    "charged_cents", "paid_cents", "allowed_cents", "served_from", "served_to", "control", "adjustments",
    "remarks", "segment",
)  # fmt: skip
"""The fields of a service line's row, in the order of `line_values`."""


def line_values(
    line: said.ServiceLine, claim: said.Claim, *, id: int, claim_id: int, account_id: int | None
) -> tuple[Any, ...]:
    """One line as values of LINE; there are millions of them, so no row object is made."""
    return (
        id, claim_id, account_id, line.ordinal, line.qualifier[:4], line.code[:60], list(line.modifiers),
        line.revenue_code[:20], line.units[:20], line.charged_cents, line.paid_cents, line.allowed_cents,
        *claim.days_of(line), line.control[:80], adjustments_kept(line.adjustments), line.remarks,
        line.segment,
    )  # fmt: skip


def claim_said(row: Claim, lines: list[ServiceLine]) -> said.Claim:
    """The record again, from the rows: enough of it to decide a second time."""
    names = {role: said.Name(*parts) for role, parts in row.patient.items()}
    return said.Claim(
        index=row.ordinal,
        number=row.number,
        status=row.status,
        charged_cents=row.charged_cents,
        paid_cents=row.paid_cents,
        responsibility_cents=row.responsibility_cents,
        filing=row.filing,
        payer_number=row.payer_number,
        frequency=row.frequency,
        patient=names.get("patient"),
        insured=names.get("insured"),
        corrected=names.get("corrected"),
        adjustments=adjustments_said(row.adjustments),
        lines=[_line_said(line) for line in lines],
        remarks=list(row.remarks),
        amounts={"F5": row.taken_cents} if row.taken_cents else {},
        refs=row.references,
        statement_from=row.served_from,
        statement_to=row.served_to,
        production_on=row.decided_on,
    )


def _line_said(line: ServiceLine) -> said.ServiceLine:
    return said.ServiceLine(
        ordinal=line.ordinal,
        qualifier=line.qualifier,
        code=line.procedure,
        modifiers=tuple(line.modifiers),
        charged_cents=line.charged_cents,
        paid_cents=line.paid_cents,
        revenue_code=line.revenue_code,
        units=line.units,
        served_from=line.served_from,
        served_to=line.served_to,
        adjustments=adjustments_said(line.adjustments),
        remarks=list(line.remarks),
    )


def _full_name(name: said.Name) -> str:
    return " ".join(part for part in (name.first, name.last) if part)
