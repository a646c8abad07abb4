"""Does it add up? Service, claim and transaction, each judged on its own, tolerance 0.

Source: 005010X221A1, 1.10.2.1 (balancing).
"""

from hearthside.formats.findings import Finding, Severity, add_finding
from hearthside.formats.x12.remittance.records import Claim, ServiceLine, TransactionEnd
from hearthside.formats.x12.values import dollars_text

_HELD = "held: ask the payer for a corrected remittance"


def judge_claim(claim: Claim, end: TransactionEnd) -> int:
    """Judge the lines and the claim: findings on the claim, flags on `end`. Returns the claim's PR cents.

    One pass and no properties: this runs for every claim of a file.
    """
    own = pr = charged = paid = on_lines = 0
    for adjustment in claim.adjustments:
        own += adjustment.amount_cents
        if adjustment.group == "PR":
            pr += adjustment.amount_cents
    for line in claim.lines:
        on_line = 0
        for adjustment in line.adjustments:
            on_line += adjustment.amount_cents
            if adjustment.group == "PR":
                pr += adjustment.amount_cents
        if line.charged_cents - on_line != line.paid_cents:
            end.balanced.service = False
            _tell_line(claim, line, on_line)
        charged += line.charged_cents
        paid += line.paid_cents
        on_lines += on_line
    if claim.charged_cents - own - on_lines != claim.paid_cents:
        end.balanced.claim = False
        _tell_claim(claim, own + on_lines)
    if claim.lines and (charged != claim.charged_cents or paid - own != claim.paid_cents):
        _tell_sums(claim, charged, paid - own)
    if pr != claim.responsibility_cents and claim.status != "22":
        _tell_responsibility(claim, pr)
    return pr


def judge_transaction(end: TransactionEnd) -> Finding | None:
    """The sum of CLP04 less the sum of PLB is BPR02: sets the flag, and gives the finding if it is not."""
    expected = end.paid_cents - end.plb_cents
    end.balanced.transaction = expected == end.bpr_cents
    if end.balanced.transaction:
        return None
    what = (
        f"found {dollars_text(end.bpr_cents)} paid, expected {dollars_text(expected)}: claims "
        f"{dollars_text(end.paid_cents)} less provider adjustments {dollars_text(end.plb_cents)}; "
        f"the transaction is {_HELD}"
    )
    return Finding("error", "balance.transaction", f"transaction {end.index}, heading, BPR02", what)


def _tell_line(claim: Claim, line: ServiceLine, adjusted: int) -> None:
    what = (
        f"found {dollars_text(line.paid_cents)} paid, expected "
        f"{dollars_text(line.charged_cents - adjusted)}: charge {dollars_text(line.charged_cents)} less "
        f"adjustments {dollars_text(adjusted)}; the claim is {_HELD}"
    )
    where = f"segment {line.segment}, loop 2110, SVC03"
    add_finding(claim.findings, Finding("error", "balance.service", where, what, line.segment))


def _tell_claim(claim: Claim, adjusted: int) -> None:
    what = (
        f"found {dollars_text(claim.paid_cents)} paid, expected "
        f"{dollars_text(claim.charged_cents - adjusted)}: charge {dollars_text(claim.charged_cents)} less "
        f"all adjustments {dollars_text(adjusted)}; the claim is {_HELD}"
    )
    _tell(claim, "error", "balance.claim", "CLP04", what)


def _tell_sums(claim: Claim, charged: int, paid: int) -> None:
    what = (
        f"found lines charging {dollars_text(charged)} and paying {dollars_text(paid)} after claim "
        f"adjustments, expected {dollars_text(claim.charged_cents)} and {dollars_text(claim.paid_cents)}; "
        f"the claim is {_HELD}"
    )
    _tell(claim, "error", "balance.lines", "CLP03 and CLP04", what)


def _tell_responsibility(claim: Claim, pr: int) -> None:
    what = (
        f"found {dollars_text(claim.responsibility_cents)}, expected {dollars_text(pr)} as in CAS PR; "
        "the adjustments decide, check with the payer"
    )
    _tell(claim, "warning", "remittance.clp05", "CLP05", what)


def _tell(claim: Claim, severity: Severity, code: str, place: str, what: str) -> None:
    where = f"segment {claim.segment_first}, loop 2100, {place}"
    add_finding(claim.findings, Finding(severity, code, where, what, claim.segment_first))
