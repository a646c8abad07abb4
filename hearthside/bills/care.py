"""One line of care as people see it: what it was, where its charge went, what is left to pay.

Several charges (deductible and coinsurance) on one service are one line; where a plan spoke only of a
whole claim, the claim is the line. Built for many charges at once in a fixed number of queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from hearthside.bills.rules import Decision, Split, split_charge
from hearthside.claims import selectors as claims
from hearthside.claims.items import describe_item
from hearthside.claims.selectors import ChargeRow, ClaimRow, LineRow
from hearthside.coverage import selectors as coverage
from hearthside.ledger import selectors as ledger
from hearthside.money import ZERO, Money

WRITTEN_OFF_GROUPS = ("CO", "PI", "OA", "CR")
OTHER_PLAN_PAID = "23"
"""What an earlier plan did to the charge, as a later plan repeats it: no discount. Source: X12 CARC 23."""
STANDS = "final"
HAS_HCPCS = ("HC", "HP", "")


@dataclass(frozen=True, slots=True)
class PlanWord:
    """What one plan said about this care, and the rows it said it in. `part` is None for a whole claim."""

    plan: str
    claim_number: str
    told_on: date
    paid: Money
    order: int
    claim: ClaimRow
    part: LineRow | None


@dataclass(frozen=True, slots=True)
class CareLine:
    """One service, or one claim, with its charges.

    `charges` are those that were asked about. `beside` are other charges of the same care that stand: what
    was paid of them is part of the story of this line, what is open of them is not asked for here.
    """

    charges: tuple[ChargeRow, ...]
    item: str
    items: tuple[str, ...]
    procedure: str
    served_from: date
    served_to: date
    provider: str
    patient: str
    person_id: int
    plans: tuple[PlanWord, ...]
    allowed: Money | None
    split: Split
    beside: tuple[ChargeRow, ...] = ()

    @property
    def all_charges(self) -> tuple[ChargeRow, ...]:
        return tuple(sorted((*self.charges, *self.beside), key=lambda charge: charge.pk))

    @property
    def taken(self) -> Money:
        """What the provider had already taken from the member (AMT*F5)."""
        return Money(sum(charge.taken_cents for charge in self.all_charges))

    @property
    def you_owe(self) -> Money:
        return Money(self.split.you_owe_cents)


@dataclass(frozen=True, slots=True)
class _Care:
    """The charges of one line, and each plan's decision on it with the part that speaks of it."""

    charges: list[ChargeRow]
    beside: list[ChargeRow]
    decided: list[tuple[ClaimRow, LineRow | None]]


@dataclass(slots=True)
class _PlanNames:
    """Names of plans whose remittances carry none; asked for only when one is needed."""

    known: dict[str, str] | None = field(default=None)

    def of(self, claim: ClaimRow) -> str:
        if claim.remittance.payer_name:
            return claim.remittance.payer_name
        if self.known is None:
            self.known = coverage.plan_names()
        return self.known.get(claim.payer_id, claim.payer_id)


def care_of_account(account_id: int, open_amounts: Mapping[int, Money], language: str) -> list[CareLine]:
    """The lines of care behind these charges of one account, oldest care first.

    As `care_lines`, where the keys of `open_amounts` are the charges asked about.
    """
    wanted = claims.charges_of(account_id).filter(pk__in=list(open_amounts))
    rows = list(on_the_claims_of(account_id, wanted))
    return care_among(rows, open_amounts, open_now(rows), language)


def on_the_claims_of(account_id: int, charges: QuerySet[ChargeRow]) -> QuerySet[ChargeRow]:
    """All charges of an account on the claims of these, with what is open of each as `now_cents`."""
    same = claims.charges_of(account_id).filter(claim_id__in=charges.order_by().values("claim_id"))
    now = ledger.open_items().filter(charge_id=OuterRef("pk")).values("open_cents")
    # Claims and lines come once with the plans' decisions, and not again with every charge.
    return (
        same.select_related(None)
        .select_related("person")
        .annotate(now_cents=Subquery(now), is_set_aside=ledger.is_set_aside("pk"))
    )


def open_now(rows: Iterable[ChargeRow]) -> dict[int, Money]:
    """What is open of each charge, for rows of `on_the_claims_of`."""
    return {row.pk: Money(row.now_cents or 0) for row in rows}  # type: ignore[attr-defined]


def set_aside_now(rows: Iterable[ChargeRow]) -> frozenset[int]:
    """Which of these charges wait for something, for rows of `on_the_claims_of`."""
    return frozenset(row.pk for row in rows if row.is_set_aside)  # type: ignore[attr-defined]


def care_among(
    rows: Sequence[ChargeRow],
    open_amounts: Mapping[int, Money],
    now: Mapping[int, Money],
    language: str,
) -> list[CareLine]:
    """As `care_lines`, for who has every charge of these claims and what is open of each `now`."""
    listed = [charge for charge in rows if charge.pk in open_amounts]
    beside = [charge for charge in rows if charge.pk not in open_amounts and charge.state == STANDS]
    return _care_lines(listed, beside, open_amounts, now, language)


def care_lines(
    charges: Sequence[ChargeRow],
    open_amounts: Mapping[int, Money],
    language: str,
    *,
    beside: Sequence[ChargeRow] | None = None,
) -> list[CareLine]:
    """The lines of care behind these charges, oldest care first.

    `open_amounts` says what is asked for now, by charge id; a charge it does not name is paid. `beside` is
    for who has the other charges of these claims already, or knows that there are none.
    """
    listed = list(charges)
    others = _beside(listed) if beside is None else beside
    not_asked = ledger.open_amounts(charge.pk for charge in others) if others else {}
    return _care_lines(listed, others, open_amounts, not_asked, language)


def _care_lines(
    listed: Sequence[ChargeRow],
    beside: Sequence[ChargeRow],
    open_amounts: Mapping[int, Money],
    not_asked: Mapping[int, Money],
    language: str,
) -> list[CareLine]:
    if not listed:
        return []
    decisions = claims.decisions_about([*listed, *beside])
    names = _PlanNames()
    lines = [
        _care_line(care, open_amounts, not_asked, names, language)
        for care in _cares(listed, beside, decisions)
    ]
    return sorted(lines, key=lambda line: (line.served_from, line.served_to, line.item, line.charges[0].pk))


def _beside(listed: Sequence[ChargeRow]) -> list[ChargeRow]:
    """The other charges that stand on the same claims; one query an account, and pages show one account."""
    found: list[ChargeRow] = []
    for account_id in {charge.account_id for charge in listed}:
        same = {charge.claim_id for charge in listed if charge.account_id == account_id}
        found += claims.charges_of(account_id).filter(claim_id__in=same, state=STANDS)
    known = {charge.pk for charge in listed}
    return [charge for charge in found if charge.pk not in known]


def _cares(
    listed: Sequence[ChargeRow],
    beside: Sequence[ChargeRow],
    decisions: Mapping[tuple[str, int], Sequence[ClaimRow]],
) -> Iterable[_Care]:
    """Charges by line. A claim is one line where a plan spoke of the whole of it."""
    asked, others = _by_claim(listed), _by_claim(beside)
    for claim_id, mine in asked.items():
        theirs = others.get(claim_id, [])
        claim = mine[0].claim
        plans = _plans_on(claim, decisions.get((claim.number, mine[0].person_id), ()))
        parts = _parts_by_line(claim, plans, [*mine, *theirs])
        if parts is None:
            yield _Care(mine, theirs, [(plan, None) for plan in plans])
            continue
        for line_id in dict.fromkeys(charge.line_id for charge in mine):
            yield _Care(
                [charge for charge in mine if charge.line_id == line_id],
                [charge for charge in theirs if charge.line_id == line_id],
                list(zip(plans, parts[line_id], strict=True)),
            )


def _by_claim(charges: Iterable[ChargeRow]) -> dict[int, list[ChargeRow]]:
    found: dict[int, list[ChargeRow]] = {}
    for charge in charges:
        found.setdefault(charge.claim_id, []).append(charge)
    return found


def _plans_on(claim: ClaimRow, rows: Sequence[ClaimRow]) -> list[ClaimRow]:
    """Each plan's decision on this care, in the order the plans pay.

    A claim number can stand for several cares (one a month) and for several answers of one plan, so of
    each other plan only the answer about the same days and the same charge is taken; where there is
    nothing to choose from, the one there is.
    """
    same_plan = [row for row in rows if row.plan_order == claim.plan_order]
    chosen = {claim.plan_order: claim}
    for order in {row.plan_order for row in rows} - {claim.plan_order}:
        theirs = [row for row in rows if row.plan_order == order]
        fitting = [row for row in theirs if _is_same_care(row, claim)]
        if not fitting and len(theirs) == 1 and len(same_plan) <= 1:
            fitting = theirs
        if fitting:
            chosen[order] = max(fitting, key=lambda row: (row.charged_cents == claim.charged_cents, row.pk))
    return [chosen[order] for order in sorted(chosen)]


def _is_same_care(one: ClaimRow, other: ClaimRow) -> bool:
    return one.served_from == other.served_from


def _parts_by_line(
    claim: ClaimRow, plans: Sequence[ClaimRow], charges: Sequence[ChargeRow]
) -> dict[int | None, list[LineRow | None]] | None:
    """For each charged line, the line of each plan's decision that speaks of it.

    None where the lines cannot be told apart: a charge or an adjustment of the whole claim, or a plan
    whose lines are not those of this claim.
    """
    if any(charge.line_id is None for charge in charges) or any(plan.adjustments for plan in plans):
        return None
    parts: dict[int | None, list[LineRow | None]] = {}
    for line in {charge.line.pk: charge.line for charge in charges if charge.line is not None}.values():
        parts[line.pk] = [_part(plan, line, claim) for plan in plans]
    for place in range(len(plans)):
        found = [row[place] for row in parts.values()]
        if None in found or len({part.pk for part in found if part is not None}) < len(found):
            return None
    return parts


def _part(plan: ClaimRow, line: LineRow, claim: ClaimRow) -> LineRow | None:
    """The line of `plan`'s decision that speaks of `line`: the same procedure, in its place or on its day."""
    if plan.pk == claim.pk:
        return line
    same = [one for one in plan.lines.all() if one.procedure == line.procedure]
    fits = [one for one in same if one.ordinal == line.ordinal or one.served_from == line.served_from]
    return max(
        fits, key=lambda one: (one.served_from == line.served_from, one.ordinal == line.ordinal), default=None
    )


def _care_line(
    care: _Care,
    open_amounts: Mapping[int, Money],
    not_asked: Mapping[int, Money],
    names: _PlanNames,
    language: str,
) -> CareLine:
    charge = care.charges[0]
    claim = charge.claim
    is_whole = care.decided[0][1] is None
    decisions = [_decision(plan, part, names) for plan, part in care.decided]
    not_asked_cents = sum(not_asked.get(one.pk, ZERO).cents for one in care.beside)
    share = sum(one.amount_cents for one in (*care.charges, *care.beside)) - not_asked_cents
    still_open = sum(open_amounts.get(one.pk, ZERO).cents for one in care.charges)
    served = [charge.line] if charge.line is not None and not is_whole else list(claim.lines.all())
    items = tuple(dict.fromkeys(_item(one, claim, language) for one in served)) or (_claim_words(language),)
    first, last = _days(claim, served)
    return CareLine(
        charges=tuple(care.charges),
        beside=tuple(care.beside),
        item=items[0] if len(items) == 1 else f"{items[0]} +{len(items) - 1}",
        items=items,
        procedure=", ".join(
            dict.fromkeys(one.procedure for one in served if one.procedure and one.qualifier in HAS_HCPCS)
        ),
        served_from=first,
        served_to=last,
        provider=claim.provider,
        patient=charge.person.name,
        person_id=charge.person_id,
        plans=tuple(
            PlanWord(
                one.plan, one.claim_number, plan.decided_on, Money(one.paid_cents), one.order, plan, part
            )
            for one, (plan, part) in zip(decisions, care.decided, strict=True)
        ),
        allowed=_allowed(decisions[0], care.decided[0][1]),
        split=split_charge(decisions, share_cents=share, open_cents=still_open),
    )


def _decision(plan: ClaimRow, part: LineRow | None, names: _PlanNames) -> Decision:
    name, number = names.of(plan), plan.payer_number or plan.number
    if part is not None:
        return Decision(
            plan.plan_order, name, part.charged_cents, part.paid_cents, _written_off(part.adjustments), number
        )
    trios = [*plan.adjustments, *(trio for one in plan.lines.all() for trio in one.adjustments)]
    return Decision(plan.plan_order, name, plan.charged_cents, plan.paid_cents, _written_off(trios), number)


def _written_off(trios: Iterable[Sequence[object]]) -> int:
    return sum(
        int(str(cents))
        for group, code, cents, *_ in trios
        if group in WRITTEN_OFF_GROUPS and code != OTHER_PLAN_PAID
    )


def _allowed(decision: Decision, part: LineRow | None) -> Money | None:
    """The plan's price: what it said (AMT*B6), else the charge less what it wrote off, if that is a price."""
    if part is not None and part.allowed_cents is not None:
        return Money(part.allowed_cents)
    price = Money(decision.charged_cents - decision.written_off_cents)
    return price if price > ZERO else None


def _days(claim: ClaimRow, served: Sequence[LineRow]) -> tuple[date, date]:
    days = [day for one in served for day in (one.served_from, one.served_to) if day]
    days = days or [day for day in (claim.served_from, claim.served_to) if day] or [claim.decided_on]
    return min(days), max(days)


def _item(line: LineRow, claim: ClaimRow, language: str) -> str:
    on = line.served_from or claim.decided_on
    return describe_item(
        line.procedure,
        line.modifiers,
        line.qualifier,
        language=language,
        on=on,
        revenue_code=line.revenue_code,
    ).short


def _claim_words(language: str) -> str:
    return "Atención en el hogar" if language == "es" else "Care at home"
