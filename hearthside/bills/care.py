"""One line of care as people see it: what it was, where its charge went, what is left to pay.

Several charges (deductible and coinsurance) on one service are one line; where a plan spoke only of a
whole claim, the claim is the line. Built for many charges at once in a fixed number of queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hearthside.bills.rules import Decision, Split, split_charge
from hearthside.claims import selectors as claims
from hearthside.claims.items import describe_item
from hearthside.claims.selectors import ChargeRow, ClaimRow, LineRow
from hearthside.coverage import selectors as coverage
from hearthside.money import Money

WRITTEN_OFF_GROUPS = ("CO", "PI", "OA", "CR")


@dataclass(frozen=True, slots=True)
class PlanWord:
    """What one plan said about this care."""

    plan: str
    claim_number: str
    told_on: date
    paid: Money
    order: int


@dataclass(frozen=True, slots=True)
class CareLine:
    """One service, or one claim, with its charges."""

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

    @property
    def taken(self) -> Money:
        """What the provider had already taken from the member (AMT*F5)."""
        return Money(sum(charge.taken_cents for charge in self.charges))

    @property
    def you_owe(self) -> Money:
        return Money(self.split.you_owe_cents)


def care_lines(
    charges: Sequence[ChargeRow], open_amounts: Mapping[int, Money], language: str
) -> list[CareLine]:
    """The lines of care behind these charges, oldest care first."""
    decisions = claims.claims_of_cares([(charge.claim.number, charge.person_id) for charge in charges])
    names = coverage.plan_names()
    lines = []
    for group in _grouped(charges).values():
        claim = group[0].claim
        plans = decisions.get((claim.number, group[0].person_id)) or [claim]
        lines.append(_care_line(group, plans, open_amounts, names, language))
    return sorted(lines, key=lambda line: (line.served_from, line.served_to, line.item))


def _grouped(charges: Iterable[ChargeRow]) -> dict[tuple[int, int | None], list[ChargeRow]]:
    """Charges by line; a claim with any claim-level charge is one group."""
    listed = list(charges)
    whole = {charge.claim_id for charge in listed if charge.line_id is None}
    groups: dict[tuple[int, int | None], list[ChargeRow]] = {}
    for charge in listed:
        groups.setdefault((charge.claim_id, None if charge.claim_id in whole else charge.line_id), []).append(
            charge
        )
    return groups


def _care_line(
    group: list[ChargeRow],
    plans: Sequence[ClaimRow],
    open_amounts: Mapping[int, Money],
    names: Mapping[str, str],
    language: str,
) -> CareLine:
    charge = group[0]
    claim, line = charge.claim, charge.line
    parts = [_part(plan, line, claim) for plan in plans]
    is_whole = line is None or None in parts or any(one.line_id is None for one in group)
    decisions = [
        _decision(plan, None if is_whole else part, names) for plan, part in zip(plans, parts, strict=True)
    ]
    share = sum(one.amount_cents for one in group)
    still_open = sum(open_amounts.get(one.pk, Money(0)).cents for one in group)
    served = list(claim.lines.all()) if is_whole else [line]
    items = tuple(dict.fromkeys(_item(one, language) for one in served if one is not None)) or (
        _claim_words(language),
    )
    first, last = _days(claim, served)
    return CareLine(
        charges=tuple(group),
        item=items[0] if len(items) == 1 else f"{items[0]} +{len(items) - 1}",
        items=items,
        procedure=line.procedure if line is not None and not is_whole else "",
        served_from=first,
        served_to=last,
        provider=claim.provider,
        patient=charge.person.name,
        person_id=charge.person_id,
        plans=tuple(
            PlanWord(one.plan, one.claim_number, plan.decided_on, Money(one.paid_cents), one.order)
            for one, plan in zip(decisions, plans, strict=True)
        ),
        allowed=_allowed(plans[0], parts[0], is_whole=is_whole),
        split=split_charge(decisions, share_cents=share, open_cents=still_open),
    )


def _part(plan: ClaimRow, line: LineRow | None, claim: ClaimRow) -> LineRow | None:
    """The line of `plan`'s decision that speaks of `line`: the same place with the same procedure."""
    if line is None:
        return None
    if plan.pk == claim.pk:
        return line
    same = [
        one for one in plan.lines.all() if one.ordinal == line.ordinal and one.procedure == line.procedure
    ]
    return same[0] if same else None


def _decision(plan: ClaimRow, part: LineRow | None, names: Mapping[str, str]) -> Decision:
    name = plan.remittance.payer_name or names.get(plan.payer_id, plan.payer_id)
    number = plan.payer_number or plan.number
    if part is not None:
        return Decision(
            plan.plan_order, name, part.charged_cents, part.paid_cents, _written_off(part.adjustments), number
        )
    trios = [*plan.adjustments, *(trio for one in plan.lines.all() for trio in one.adjustments)]
    return Decision(plan.plan_order, name, plan.charged_cents, plan.paid_cents, _written_off(trios), number)


def _written_off(trios: Iterable[Sequence[object]]) -> int:
    return sum(int(str(cents)) for group, _code, cents, *_ in trios if group in WRITTEN_OFF_GROUPS)


def _allowed(plan: ClaimRow, part: LineRow | None, *, is_whole: bool) -> Money | None:
    """The plan's price: what it said (AMT*B6), else the charge less what it wrote off."""
    if is_whole or part is None:
        return None
    if part.allowed_cents is not None:
        return Money(part.allowed_cents)
    return Money(part.charged_cents - _written_off(part.adjustments))


def _days(claim: ClaimRow, served: Sequence[LineRow | None]) -> tuple[date, date]:
    days = [day for one in served if one is not None for day in (one.served_from, one.served_to) if day]
    days = days or [day for day in (claim.served_from, claim.served_to) if day] or [claim.decided_on]
    return min(days), max(days)


def _item(line: LineRow, language: str) -> str:
    on = line.served_from or line.claim.decided_on
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
