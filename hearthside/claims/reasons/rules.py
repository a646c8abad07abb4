"""Which member amounts of a claim become charges, which wait for a person, which are nothing.

Pure: facts in, decisions out. What a code is comes from the room's tables, by date; how the answers fit
together is docs/rules/member-share.md, whose worked table is also the test.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hearthside.claims.reasons import words
from hearthside.claims.reasons.codes import CodeList, Tag, clean_code, tagged
from hearthside.claims.reasons.names import PersonName, names_agree

__all__ = [
    "BILLABLE_PR",
    "Adjustment",
    "ChargeKind",
    "ClaimFacts",
    "HoldReason",
    "LineFacts",
    "PersonName",
    "ShareDecision",
    "Verdict",
    "asks_refund",
    "charge_kind",
    "decide_share",
    "is_forwarded",
    "is_qmb",
    "is_undecided",
    "names_agree",
    "says_not_liable",
    "second_plan_denied",
]

DECIDED_STATUSES = frozenset({"1", "2", "3"})
FORWARDED_STATUSES = frozenset({"19", "20", "21"})
CHARGELESS_STATUSES = frozenset({"4", "23", "25"})
REVERSAL_STATUS = "22"
KNOWN_STATUSES = DECIDED_STATUSES | FORWARDED_STATUSES | CHARGELESS_STATUSES | {REVERSAL_STATUS}


class ChargeKind(StrEnum):
    """The reason a charge carries."""

    DEDUCTIBLE = "deductible"
    COINSURANCE = "coinsurance"
    COPAY = "copay"


# X12's reason codes for a member's cost share. 66 is a deductible (blood), 241 a copay with Extra Help,
# 247 and 248 the deductible and coinsurance of professional care in a facility.
BILLABLE_PR: dict[str, ChargeKind] = {
    "1": ChargeKind.DEDUCTIBLE,
    "2": ChargeKind.COINSURANCE,
    "3": ChargeKind.COPAY,
    "66": ChargeKind.DEDUCTIBLE,
    "241": ChargeKind.COPAY,
    "247": ChargeKind.DEDUCTIBLE,
    "248": ChargeKind.COINSURANCE,
}


class HoldReason(StrEnum):
    """Why an amount waits. Listed in order of precedence: the first that fits is the one shown.

    First what may never be billed, then what lasts longest, then what a person must read, and last what
    ends by itself. So a wait for a second plan that runs out cannot release an amount that another
    reason holds: decide again, and that reason stands.
    """

    QMB = "qmb"
    NOT_LIABLE = "not_liable"
    DECEASED = "deceased"
    OPEN_APPEAL = "open_appeal"
    UNDECIDED = "undecided"
    GROUP_CR = "group_cr"
    UNKNOWN_STATUS = "unknown_status"
    REVERSAL_SIGN = "reversal_sign"
    NEGATIVE_SHARE = "negative_share"
    REVIEW_CODE = "review_code"
    WAITING_SECOND_PLAN = "waiting_second_plan"

    def member_words(self, language: str) -> str:
        """What the member reads, in English or Spanish."""
        return words.hold_words(self, language)

    @property
    def staff_words(self) -> str:
        """What the desk does about it."""
        return words.hold_staff_words(self)


class Verdict(StrEnum):
    CHARGE = "charge"  # owed: a charge of amount_cents, above zero
    HOLD = "hold"  # kept with hold_reason; asks the member for nothing
    UNDO = "undo"  # a reversal: takes back what was decided before; amount_cents is below zero
    NONE = "none"  # nothing to keep


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One trio of a CAS segment. Positive lowers what the plan pays."""

    group: str  # CAS01
    code: str  # CAS02, 05, ...
    amount_cents: int  # CAS03, 06, ...


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One service line: its place in the claim, from 1, its adjustments and its remark codes."""

    ordinal: int
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What decides the member's share of one claim of an 835."""

    status: str  # CLP02
    on: date  # the day the codes are read by: the payment's date, BPR16
    adjustments: tuple[Adjustment, ...] = ()  # at claim level
    remarks: tuple[str, ...] = ()  # MOA and MIA
    lines: tuple[LineFacts, ...] = ()
    known_secondary: bool = False  # a later plan is known and has not answered
    wait_is_over: bool = False  # the limit of that wait has passed, or the later plan said no
    deceased: bool = False
    open_appeal: bool = False
    undecided: bool = False  # told by something other than this claim's codes


@dataclass(frozen=True, slots=True)
class ShareDecision:
    """What happens to the member's amount under one code of one line (None is the claim itself)."""

    line: int | None
    code: str
    kind: ChargeKind | None
    amount_cents: int
    verdict: Verdict
    hold_reason: HoldReason | None = None
    also_held: tuple[HoldReason, ...] = ()  # reasons that would hold it if the first were gone


def charge_kind(code: str) -> ChargeKind | None:
    """The kind of charge a PR amount under this code makes by itself; None if a person must look."""
    return BILLABLE_PR.get(clean_code(code))


def is_qmb(carcs_with_groups: Iterable[tuple[str, str]], remarks: Collection[str], on: date) -> bool:
    """True if a reason (code, group) or a remark says that a QMB member may not be billed.

    The group does not matter: these codes protect whichever group they come under.
    Source: docs/rules/member-share.md, "Never billed".
    """
    codes = {code for code, _group in carcs_with_groups}
    return _any(codes, CodeList.CARC, Tag.QMB, on) or _any(remarks, CodeList.RARC, Tag.QMB, on)


def says_not_liable(remarks: Collection[str], on: date) -> bool:
    """True if a remark says that the member may not be liable for the amounts beside it."""
    return _any(remarks, CodeList.RARC, Tag.NOT_LIABLE, on)


def asks_refund(remarks: Collection[str], on: date) -> bool:
    """True if a remark says that the member may have paid too much: open a refund task."""
    return _any(remarks, CodeList.RARC, Tag.REFUND_REMARK, on)


def is_undecided(adjustments: Iterable[Adjustment], on: date) -> bool:
    """True if the plan has not decided: OA with 133, 257 or 277. A reversal will follow."""
    codes = {each.code for each in adjustments if clean_code(each.group) == "OA"}
    return _any(codes, CodeList.CARC, Tag.NOT_DECIDED, on)


def second_plan_denied(adjustments: Iterable[Adjustment], remarks: Collection[str], on: date) -> bool:
    """True if a later plan does not take over the first plan's share: that share stands again."""
    codes = {each.code for each in adjustments}
    return _any(codes, CodeList.CARC, Tag.SECOND_PLAN_DENIED, on) or _any(
        remarks, CodeList.RARC, Tag.SECOND_PLAN_DENIED, on
    )


def is_forwarded(status: str, remarks: Collection[str], on: date) -> bool:
    """True if the plan sent the claim on to another plan: status 19, 20, 21 or a remark that says so."""
    return status.strip() in FORWARDED_STATUSES or _any(remarks, CodeList.RARC, Tag.FORWARDED, on)


def decide_share(claim: ClaimFacts) -> list[ShareDecision]:
    """One decision for each line and member code (PR), and one for each code under group CR.

    Repeated trios of the same code on a line are one amount. Claim-level amounts come first, then lines
    in the order given, codes in the order first seen. CO, OA and PI make no decision: they never reach
    the member. Amounts are whole cents. Source: docs/rules/member-share.md.
    """
    return [
        _decide(claim, place, group, code, amount_cents)
        for place in _places(claim)
        for (group, code), amount_cents in _sums(place.adjustments).items()
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """The claim itself or one of its lines, with all remarks and adjustments that bear on it."""

    line: int | None
    adjustments: tuple[Adjustment, ...]
    bearing: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    is_qmb: bool


def _places(claim: ClaimFacts) -> Iterator[_Place]:
    protected = _claim_is_qmb(claim)
    yield _Place(None, claim.adjustments, claim.adjustments, claim.remarks, protected)
    for line in claim.lines:
        yield _Place(
            line.ordinal,
            line.adjustments,
            (*claim.adjustments, *line.adjustments),
            (*claim.remarks, *line.remarks),
            protected,
        )


def _sums(adjustments: Iterable[Adjustment]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for each in adjustments:
        group = clean_code(each.group)
        if group in {"PR", "CR"}:
            key = (group, clean_code(each.code))
            sums[key] = sums.get(key, 0) + each.amount_cents
    return sums


def _decide(claim: ClaimFacts, place: _Place, group: str, code: str, amount_cents: int) -> ShareDecision:
    kind = charge_kind(code) if group == "PR" else None
    verdict, held = _verdict(claim, place, group, kind, amount_cents)
    first, also = (held[0], held[1:]) if held else (None, ())
    return ShareDecision(place.line, code, kind, amount_cents, verdict, first, also)


def _verdict(
    claim: ClaimFacts, place: _Place, group: str, kind: ChargeKind | None, amount_cents: int
) -> tuple[Verdict, tuple[HoldReason, ...]]:
    status = claim.status.strip()
    if status in CHARGELESS_STATUSES or amount_cents == 0:
        return Verdict.NONE, ()
    if group == "CR":
        return Verdict.HOLD, (HoldReason.GROUP_CR,)
    if status == REVERSAL_STATUS:
        # A reversal takes back whatever stood, held or not; only a wrong sign needs a person.
        return (Verdict.UNDO, ()) if amount_cents < 0 else (Verdict.HOLD, (HoldReason.REVERSAL_SIGN,))
    held = tuple(_hold_reasons(claim, place, kind, amount_cents))
    return (Verdict.HOLD, held) if held else (Verdict.CHARGE, ())


def _hold_reasons(
    claim: ClaimFacts, place: _Place, kind: ChargeKind | None, amount_cents: int
) -> Iterator[HoldReason]:
    """Every reason to hold a PR amount, in the order of HoldReason."""
    if place.is_qmb:
        yield HoldReason.QMB
    if says_not_liable(place.remarks, claim.on):
        yield HoldReason.NOT_LIABLE
    if claim.deceased:
        yield HoldReason.DECEASED
    if claim.open_appeal:
        yield HoldReason.OPEN_APPEAL
    if claim.undecided or is_undecided(place.bearing, claim.on):
        yield HoldReason.UNDECIDED
    if _has_correction(place.bearing):
        yield HoldReason.GROUP_CR
    if claim.status.strip() not in KNOWN_STATUSES:
        yield HoldReason.UNKNOWN_STATUS
    if amount_cents < 0:
        yield HoldReason.NEGATIVE_SHARE
    if kind is None:
        yield HoldReason.REVIEW_CODE
    if kind is not None and _waits_for_a_plan(claim, place):
        yield HoldReason.WAITING_SECOND_PLAN


def _claim_is_qmb(claim: ClaimFacts) -> bool:
    # The person is QMB, not the line: one such code anywhere protects the whole claim.
    every = [*claim.adjustments, *(each for line in claim.lines for each in line.adjustments)]
    remarks = [*claim.remarks, *(remark for line in claim.lines for remark in line.remarks)]
    return is_qmb([(each.code, each.group) for each in every], remarks, claim.on)


def _has_correction(adjustments: Iterable[Adjustment]) -> bool:
    return any(clean_code(each.group) == "CR" and each.amount_cents for each in adjustments)


def _waits_for_a_plan(claim: ClaimFacts, place: _Place) -> bool:
    waits = claim.known_secondary or is_forwarded(claim.status, place.remarks, claim.on)
    return waits and not claim.wait_is_over


def _any(codes: Iterable[str], code_list: CodeList, tag: Tag, on: date) -> bool:
    marked = tagged(code_list, tag, on)
    return any(clean_code(code) in marked for code in codes)
