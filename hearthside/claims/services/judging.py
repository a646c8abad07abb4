"""Judging a claim: who it is for, what it meets of earlier claims, what its member owes.

`Judge.over` asks the database once for a whole batch; `of` then decides from memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from hearthside.claims import records, rules
from hearthside.claims.matching import KnownPerson, Match, NoMatch, ids_in, match
from hearthside.claims.models import (
    Charge,
    ChargeState,
    Claim,
    ClaimState,
    HeldShare,
    HeldState,
    Remittance,
    RemittanceState,
)
from hearthside.claims.reasons import explain
from hearthside.claims.reasons import rules as reasons
from hearthside.claims.reasons.rules import ClaimFacts, HoldReason, LineFacts, Verdict
from hearthside.claims.rules import ClaimHold
from hearthside.coverage import selectors as coverage
from hearthside.coverage.rules import Covered
from hearthside.formats.x12 import remittance as said
from hearthside.organization.selectors import profile

LIVE = (ClaimState.POSTED, ClaimState.NO_CHARGE, ClaimState.HELD)


@dataclass(frozen=True, slots=True)
class ShareCharged:
    """A share that is final: line ordinal or None, code, kind, cents, and what the provider already took."""

    line: int | None
    code: str
    kind: str
    amount_cents: int
    taken_cents: int


@dataclass(frozen=True, slots=True)
class ShareHeld:
    line: int | None
    code: str
    amount_cents: int
    reason: str
    wait_until: date | None = None


@dataclass(slots=True)
class Judgement:
    """What becomes of one claim."""

    becomes: ClaimState
    fingerprint: str
    decided_on: date
    account_id: int | None = None
    person_id: int | None = None
    plan_order: int = 1
    hold_reason: str = ""
    taken_cents: int = 0
    charged: list[ShareCharged] = field(default_factory=list)
    held: list[ShareHeld] = field(default_factory=list)
    tasks: list[tuple[str, str]] = field(default_factory=list)
    reverses: int | None = None
    replaces: list[int] = field(default_factory=list)
    falls_back_to: int | None = None


@dataclass(slots=True)
class Judge:
    """One batch's view of what was there before it. Claims of a batch do not meet each other."""

    start: said.TransactionStart
    remittance: Remittance
    today: date
    payer: str
    payer_ids: frozenset[str]
    covered_by_id: dict[str, list[Covered]]
    coverages: dict[int, list[Covered]]
    earlier: dict[str, list[Claim]]
    earlier_by_payer_number: dict[str, list[Claim]]
    marks: set[str]
    mark_of: dict[int, str]
    known: dict[str, list[KnownPerson]]
    with_shares: set[int]
    known_codes: dict[tuple[str, str], bool] = field(default_factory=dict)

    @classmethod
    def over(
        cls,
        claims: Sequence[said.Claim],
        *,
        start: said.TransactionStart,
        remittance: Remittance,
        today: date,
    ) -> "Judge":
        payer = rules.payer_of(start)
        covered = coverage.covered_by_ids(ident for claim in claims for ident in ids_in(claim))
        by_id: dict[str, list[Covered]] = {}
        for one in covered:
            for ident in {one.member_id, one.subscriber_id} - {""}:
                by_id.setdefault(ident, []).append(one)
        numbers = {claim.number for claim in claims if claim.number}
        payer_numbers = {number for claim in claims for number in _payer_numbers(claim)}
        earlier = list(
            Claim.objects.filter(number__in=numbers)
            .exclude(state=ClaimState.REVERSAL)
            .select_related("person")
            .order_by("pk")
        )
        by_payer_number = list(
            Claim.objects.filter(payer_number__in=payer_numbers, payer_id=payer[:80])
            .exclude(state=ClaimState.REVERSAL)
            .order_by("pk")
        )
        mark_of = {claim.index: rules.fingerprint(payer, claim) for claim in claims}
        people = {one.person_id for one in covered} | {row.person_id for row in earlier if row.person_id}
        met = {row.pk for row in (*earlier, *by_payer_number)}
        return cls(
            start=start,
            remittance=remittance,
            today=today,
            payer=payer,
            payer_ids=rules.payer_ids(start),
            covered_by_id=by_id,
            coverages=coverage.coverages_of(people),
            earlier=_grouped(earlier, "number"),
            earlier_by_payer_number=_grouped(by_payer_number, "payer_number"),
            marks=set(
                Claim.objects.filter(
                    fingerprint__in=set(mark_of.values()), remittance__state=RemittanceState.POSTED
                )
                .exclude(state__in=[ClaimState.REVERSED, ClaimState.REVERSAL])
                .values_list("fingerprint", flat=True)
            ),
            mark_of=mark_of,
            known=_known_people(earlier),
            with_shares=_with_shares(met) if met else set(),
        )

    def of(self, claim: said.Claim, *, own_row: int | None = None) -> Judgement:
        """The judgement of one claim. `own_row` is the claim's own row when it is judged again."""
        mark = self.mark_of[claim.index]
        judged = Judgement(ClaimState.HELD, mark, self._decided_on(claim))
        found = match(
            claim,
            self.covered_by_id,
            self.known,
            payer_ids=self.payer_ids,
            on=claim.served_from or judged.decided_on,
        )
        if isinstance(found, Match):
            judged.account_id, judged.person_id = found.account_id, found.person_id
        judged.hold_reason = self._hold(claim, mark, found, own_row) or ""
        if judged.hold_reason:
            return judged
        if claim.status in rules.NOT_OURS:
            judged.becomes = ClaimState.NO_CHARGE
            return judged
        if claim.is_reversal:
            self._judge_reversal(claim, judged)
            return judged
        if not isinstance(found, Match):
            judged.hold_reason = found
            return judged
        self._judge_shares(claim, judged, found, own_row)
        return judged

    def _hold(
        self, claim: said.Claim, mark: str, found: Match | NoMatch, own_row: int | None
    ) -> ClaimHold | None:
        if self.remittance.state == RemittanceState.HELD:
            is_reused = self.remittance.reason == rules.PAYMENT_NUMBER_REUSED
            return ClaimHold.PAYMENT_REUSED if is_reused else ClaimHold.TRANSACTION
        hold = rules.hold_of_reading(claim)
        if hold is None and own_row is None and mark in self.marks and not claim.is_reversal:
            hold = ClaimHold.DUPLICATE
        if hold is None and not claim.is_reversal and isinstance(found, Match):
            same = [
                row
                for row in self.earlier_by_payer_number.get(claim.payer_number, ())
                if claim.payer_number and row.person_id == found.person_id and row.pk != own_row
            ]
            if any(row.state in LIVE and row.pk in self.with_shares for row in same):
                hold = ClaimHold.DECIDED_BEFORE
        return hold

    def _judge_reversal(self, claim: said.Claim, judged: Judgement) -> None:
        original = self._original(claim, judged.person_id)
        if original is None:
            judged.becomes, judged.hold_reason = ClaimState.PARKED, ClaimHold.ORIGINAL_UNKNOWN
            return
        judged.account_id, judged.person_id = original.account_id, original.person_id
        if original.charged_cents != -claim.charged_cents or not rules.reversal_matches(
            _pr_of_row(original), rules.pr_by_line(claim)
        ):
            judged.becomes, judged.hold_reason = ClaimState.HELD, ClaimHold.REVERSAL_DIFFERS
            return
        judged.becomes, judged.reverses = ClaimState.REVERSAL, original.pk

    def _original(self, claim: said.Claim, person_id: int | None) -> Claim | None:
        """The claim this undoes: by the payer's number, else by ours with the same days and charge.

        A payer's number is not always one claim's: among several, only the same patient's counts.
        """
        by_payer = [
            row for number in _payer_numbers(claim) for row in self.earlier_by_payer_number.get(number, ())
        ]
        ours = [
            row
            for row in self.earlier.get(claim.number, ())
            if row.payer_id == self.payer[:80]
            and row.charged_cents == -claim.charged_cents
            and (row.served_from == claim.served_from or claim.served_from in (None, claim.production_on))
        ]
        for found in (by_payer, ours):
            live = {row.pk: row for row in found if row.state in LIVE and row.status != rules.REVERSAL}
            own = [row for row in live.values() if _is_same_patient(row, claim, person_id)]
            chosen = own or (list(live.values()) if len(live) == 1 else [])
            if chosen:
                return max(chosen, key=lambda row: (row.charged_cents == -claim.charged_cents, row.pk))
        return None

    def _judge_shares(self, claim: said.Claim, judged: Judgement, found: Match, own_row: int | None) -> None:
        on = claim.served_from or judged.decided_on
        plans = self.coverages.get(found.person_id, [])
        place = rules.other_plans(claim, found.covered, plans, self.payer_ids, on)
        judged.plan_order = place.order
        others = [
            row
            for row in self.earlier.get(claim.number, ())
            if row.person_id == found.person_id
            and row.state in LIVE
            and row.pk != own_row
            and row.status not in rules.NOT_OURS
        ]
        if any(self._is_decided_again(claim, row, place.order) for row in others):
            judged.hold_reason = ClaimHold.DECIDED_BEFORE
            return
        answered_by_later = [row for row in others if row.plan_order > place.order]
        before = [row for row in others if row.plan_order < place.order]
        said_no = place.order > 1 and self._second_said_no(claim, judged.decided_on)
        facts = ClaimFacts(
            status=claim.status,
            on=judged.decided_on,
            adjustments=_reason_adjustments(claim.adjustments),
            remarks=tuple(claim.remarks),
            lines=tuple(
                LineFacts(line.ordinal, _reason_adjustments(line.adjustments), tuple(line.remarks))
                for line in claim.lines
            ),
            known_secondary=place.has_later,
            wait_is_over=bool(answered_by_later),
            deceased=any(plan.died_on for plan in plans),
        )
        decisions = reasons.decide_share(facts)
        judged.becomes = ClaimState.POSTED
        judged.taken_cents = max([claim.patient_paid_cents, *(row.taken_cents for row in before)])
        judged.tasks = self._tasks(claim, judged.decided_on)
        if before and said_no:
            # The second plan left the first plan's share as it was: that share stands, not this claim's own.
            judged.falls_back_to = max(before, key=lambda row: row.plan_order).pk
            return
        judged.replaces = [row.pk for row in before]
        if answered_by_later and not all(_said_no(row) for row in answered_by_later):
            return
        charged = [one for one in decisions if one.verdict is Verdict.CHARGE]
        taken = rules.share_out_taken(judged.taken_cents, (one.amount_cents for one in charged))
        judged.charged = [
            ShareCharged(one.line, one.code, str(one.kind), one.amount_cents, part)
            for one, part in zip(charged, taken, strict=True)
        ]
        judged.held = [
            ShareHeld(
                one.line, one.code, one.amount_cents, str(one.hold_reason), self._wait_until(one.hold_reason)
            )
            for one in decisions
            if one.verdict is Verdict.HOLD
        ]

    def _is_decided_again(self, claim: said.Claim, row: Claim, order: int) -> bool:
        """True if `row` is this plan's own earlier decision on the same care, still standing.

        A plan that decides again must first reverse; without that, both would be charged.
        """
        same_care = row.charged_cents == claim.charged_cents and row.served_from == claim.served_from
        return row.plan_order == order and row.pk in self.with_shares and same_care

    def _second_said_no(self, claim: said.Claim, on: date) -> bool:
        adjustments = [*claim.adjustments, *(one for line in claim.lines for one in line.adjustments)]
        remarks = [*claim.remarks, *(remark for line in claim.lines for remark in line.remarks)]
        return claim.paid_cents == 0 and reasons.second_plan_denied(
            _reason_adjustments(adjustments), remarks, on
        )

    def _tasks(self, claim: said.Claim, on: date) -> list[tuple[str, str]]:
        tasks = []
        remarks = [*claim.remarks, *(remark for line in claim.lines for remark in line.remarks)]
        if reasons.asks_refund(remarks, on):
            tasks.append(("refund_remark", ""))
        for adjustment in (*claim.adjustments, *(one for line in claim.lines for one in line.adjustments)):
            if not self._is_known(adjustment.group, adjustment.code, on):
                tasks.append(("unknown_code", f"{adjustment.group}-{adjustment.code}"))
        return list(dict.fromkeys(tasks))

    def _is_known(self, group: str, code: str, on: date) -> bool:
        if (group, code) not in self.known_codes:
            self.known_codes[group, code] = explain(code, group, on=on, language="en").known
        return self.known_codes[group, code]

    def _wait_until(self, reason: HoldReason | None) -> date | None:
        if reason is not HoldReason.WAITING_SECOND_PLAN:
            return None
        return self.today + timedelta(days=profile(self.today).billing.second_plan_wait_days)

    def _decided_on(self, claim: said.Claim) -> date:
        return self.start.production_on or self.start.paid_on or self.today


def _is_same_patient(row: Claim, claim: said.Claim, person_id: int | None) -> bool:
    """By the person both were matched to, else by the name and id both files give."""
    if person_id is not None and row.person_id is not None:
        return row.person_id == person_id
    return row.patient.get("patient") == records.patient_kept(claim).get("patient")


def _payer_numbers(claim: said.Claim) -> list[str]:
    """The payer's numbers a reversal may name its original by: its own CLP07, and REF*F8."""
    return [number for number in (claim.payer_number, *claim.refs.get("F8", ())) if number]


def _pr_of_row(row: Claim) -> dict[tuple[int | None, str], int]:
    sums: dict[tuple[int | None, str], int] = {}
    levels = [(None, row.adjustments), *((line.ordinal, line.adjustments) for line in row.lines.all())]
    for ordinal, adjustments in levels:
        for group, code, cents, *_ in adjustments:
            if group == "PR":
                sums[ordinal, code] = sums.get((ordinal, code), 0) + cents
    return {key: cents for key, cents in sums.items() if cents}


def _said_no(row: Claim) -> bool:
    remarks = [*row.remarks, *(remark for line in row.lines.all() for remark in line.remarks)]
    trios = [trio for source in (row, *row.lines.all()) for trio in source.adjustments]
    adjustments = [reasons.Adjustment(group, code, cents) for group, code, cents, *_ in trios]
    return row.paid_cents == 0 and reasons.second_plan_denied(adjustments, remarks, row.decided_on)


def _reason_adjustments(adjustments: Iterable[said.Adjustment]) -> tuple[reasons.Adjustment, ...]:
    return tuple(reasons.Adjustment(one.group, one.code, one.amount_cents) for one in adjustments)


def _grouped(rows: Iterable[Claim], by: str) -> dict[str, list[Claim]]:
    groups: dict[str, list[Claim]] = {}
    for row in rows:
        groups.setdefault(getattr(row, by), []).append(row)
    return groups


def _known_people(rows: Iterable[Claim]) -> dict[str, list[KnownPerson]]:
    known: dict[str, list[KnownPerson]] = {}
    for row in rows:
        if row.person is not None:
            person = row.person
            known.setdefault(row.number, []).append(
                KnownPerson(person.account_id, person.pk, person.first_name, person.last_name)
            )
    return known


def _with_shares(claim_ids: Iterable[int]) -> set[int]:
    """Of these claims, those with a charge that stands or a share that is held."""
    ids = list(claim_ids)
    charged = Charge.objects.filter(claim_id__in=ids, state=ChargeState.FINAL).values_list(
        "claim_id", flat=True
    )
    held = HeldShare.objects.filter(claim_id__in=ids, state=HeldState.HELD).values_list("claim_id", flat=True)
    return {*charged, *held}
